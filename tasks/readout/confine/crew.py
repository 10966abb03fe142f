"""Some confined processes with one task: they answer side by side, and each answer comes in the order of its request."""

from __future__ import annotations

import atexit
import pickle
import threading
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

from readout.confine.process import Lost, Process
from readout.confine.task import Task

Request = TypeVar("Request")


class _Waiting:
    """Processes between two uses: a start takes half a second of computing, which the next batch need not pay again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: list[Process] = []

    def take(self, task: Task) -> Process | None:
        """A usable process with that task; those with another task are of an older configuration, and end."""
        with self._lock:
            waiting, self._processes = self._processes, []
            same = [process for process in waiting if process.task.packed == task.packed and process.is_usable]
            taken = same.pop() if same else None
            self._processes = same
        for process in waiting:
            if process is not taken and process not in same:
                process.end()
        return taken

    def give(self, process: Process) -> None:
        """Keep a process for the next use, unless it has served its time."""
        if process.is_usable:
            with self._lock:
                self._processes.append(process)
        else:
            process.end()

    def end(self) -> None:
        """End all of them."""
        with self._lock:
            waiting, self._processes = self._processes, []
        for process in waiting:
            process.end()


@cache
def _waiting() -> _Waiting:
    """Those of this process; none is left when it ends."""
    made = _Waiting()
    atexit.register(made.end)
    return made


def dismiss() -> None:
    """End the processes that wait for more work: some 70 MB each."""
    _waiting().end()


class Crew:
    """Up to `most` processes with one task, started as they are needed.

    As a context manager: whatever is still computed when its block ends is stopped, so a cancelled run ends at once.
    """

    def __init__(self, task: Task, most: int) -> None:
        self.task, self.most = task, most
        self._lock = threading.Lock()
        self._busy: set[Process] = set()
        self._is_closed = False

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *raised: object) -> None:
        with self._lock:
            self._is_closed = True
            for process in self._busy:
                process.stop()

    def ask(self, request: Any) -> Any:
        """The answer to one request, or the `Lost` that says why there is none.

        What is lost is asked once more, of a new process: so neither what a process answered before, nor a machine that
        went to sleep, nor one that ran out of memory for another reason decides what becomes of a request.
        """
        packed = pickle.dumps(request)
        if self._is_closed:
            raise Lost("was not wanted any more")
        try:
            return self._ask(packed, _waiting().take(self.task) or Process(self.task))
        except Lost:
            if self._is_closed:
                raise
        try:
            return self._ask(packed, Process(self.task))
        except Lost as lost:
            if self._is_closed:
                raise
            return lost

    def answers(self, requests: Iterable[Request]) -> Generator[tuple[Request, Any], None, None]:
        """Each request and what `ask` gives for it, in their order; a few are taken ahead. The crew answers once."""
        with ThreadPoolExecutor(self.most, thread_name_prefix="confined") as threads, self:
            ahead: deque[tuple[Request, Future[Any]]] = deque()
            for request in requests:
                ahead.append((request, threads.submit(self.ask, request)))
                if len(ahead) > self.most:
                    yield _first(ahead)
            while ahead:
                yield _first(ahead)

    def _ask(self, packed: bytes, process: Process) -> Any:
        with self._lock:
            self._busy.add(process)
            if self._is_closed:
                process.stop()
        is_whole = False
        try:
            answer = process.ask(packed)
            is_whole = True
            return answer
        finally:
            with self._lock:
                self._busy.discard(process)
            _waiting().give(process) if is_whole else process.end()


def _first(ahead: deque[tuple[Request, Future[Any]]]) -> tuple[Request, Any]:
    request, answer = ahead.popleft()
    return request, answer.result()
