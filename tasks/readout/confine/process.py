"""One confined process, seen from the one who asks."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from readout.confine.link import DONE, MEMORY, READY, Link
from readout.confine.task import Task
from readout.errors import BrokenPromise

_CHILD = "readout.confine.child"
# One thread each: there is one process for each core, and threads' stacks and buffers would count as its memory.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Lost(Exception):
    """No answer: the process was stopped or ended itself; `why` says so in words that do not depend on the machine."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Process:
    """A process and the link to it; for one thread at a time."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.asked = 0
        self._is_ready = False
        ours, theirs = socket.socketpair()
        with theirs:
            self._popen = subprocess.Popen(
                [sys.executable, "-P", "-m", _CHILD, str(theirs.fileno()), task.maker.partition(":")[0]],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self._link = Link(ours)

    @property
    def pid(self) -> int:
        """The system's number for it."""
        return self._popen.pid

    @property
    def is_usable(self) -> bool:
        """Whether it lives and may be asked again."""
        return self._popen.poll() is None and self.asked < self.task.requests_max

    def ask(self, request: bytes) -> Any:
        """The answer to a pickled request.

        Raises:
            Lost: it took too long, too much memory, or the process with it. The process is of no more use.
            BrokenPromise: the process could not be started.
            Exception: whatever the function that answers raised.
        """
        self._wait_until_ready()
        self.asked += 1
        until = time.monotonic() + self.task.seconds_max
        try:
            self._link.send(request, self.task.seconds_max)
            reply = self._link.receive(max(until - time.monotonic(), 0.0))
        except TimeoutError:
            raise Lost(f"took longer than {self.task.seconds_max:g} seconds") from None
        except EOFError:
            raise Lost(f"ended its process: {self._how_it_ended()}") from None
        if reply == MEMORY:
            raise Lost(f"needs more memory than {self.task.memory_bytes_max // 1_000_000} MB")
        return _opened(reply)

    def stop(self) -> None:
        """End the process at once."""
        self._popen.kill()

    def end(self) -> None:
        """End the process and forget it."""
        self.stop()
        self._popen.wait()
        self._link.close()

    def _wait_until_ready(self) -> None:
        if self._is_ready:
            return
        try:
            self._link.send(self.task.packed, self.task.start_seconds_max)
            self._is_ready = self._link.receive(self.task.start_seconds_max) == READY
        except (TimeoutError, EOFError) as error:
            how = self._how_it_ended() if isinstance(error, EOFError) else "it did not answer"
            raise BrokenPromise(
                f"the process that answers for {self.task.maker} could not start: {how}",
                "What it wrote stands above. Mend the installation (`make install`), or free some memory.",
            ) from None

    def _how_it_ended(self) -> str:
        code = self._popen.wait()
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _opened(reply: bytes) -> Any:
    found = pickle.loads(reply[1:])  # noqa: S301 - from our own child
    if reply[:1] == DONE:
        return found
    error, trace = found
    error.add_note(f"In the confined process:\n{trace}")
    raise error
