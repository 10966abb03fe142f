"""What runs in a confined process: answers one request after the other until nobody is left to ask.

python -P -m readout.confine.child DESCRIPTOR MODULE
"""

from __future__ import annotations

import importlib
import pickle
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from readout.confine.link import DONE, FAILED, MEMORY, READY, Link
from readout.confine.task import Task

_GRACE_SECONDS = 2  # for the asker's clock, which stops us as a rule; ours is for the case that it is gone
_NEAR_BYTES = 16_000_000  # of the limit: libraries swallow failed allocations, and then their answer is not to be trusted


def main() -> None:
    """Take the task, then answer until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; what ends us is the end of the link
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    link = Link(socket.socket(fileno=int(sys.argv[1])))
    importlib.import_module(sys.argv[2])  # before the task is here: its asker prepares meanwhile
    try:
        task: Task = pickle.loads(link.receive())  # noqa: S301 - from our own parent
        module, _, name = task.maker.partition(":")
        answer: Callable[[Any], Any] = getattr(importlib.import_module(module), name)(*task.given)
        link.send(READY)
        _serve(link, answer, task, _limit(task.memory_bytes_max))
    except EOFError:
        return


def _serve(link: Link, answer: Callable[[Any], Any], task: Task, limit: int | None) -> None:
    while True:
        request = link.receive()
        # The default action ends the process even inside a C library, whether anybody watches or not.
        signal.setitimer(signal.ITIMER_REAL, task.seconds_max + _GRACE_SECONDS)
        reply = _reply(answer, request)
        if limit is not None and _address_space("VmPeak") + _NEAR_BYTES > limit:
            reply = MEMORY
        signal.setitimer(signal.ITIMER_REAL, 0)
        link.send(reply)
        if reply == MEMORY:
            return


def _reply(answer: Callable[[Any], Any], request: bytes) -> bytes:
    try:
        return DONE + pickle.dumps(answer(pickle.loads(request)))  # noqa: S301 - from our own parent
    except MemoryError:
        return MEMORY
    except Exception as error:  # the asker raises it again: a mistake of ours must not look like a bad page
        return FAILED + _packed(error, traceback.format_exc())


def _packed(error: Exception, trace: str) -> bytes:
    try:
        packed = pickle.dumps((error, trace))
        pickle.loads(packed)  # noqa: S301 - some exceptions can be packed but not unpacked
    except Exception:  # whatever an exception's own methods raise
        return pickle.dumps((RuntimeError(f"{type(error).__name__}: {error}"), trace))
    return packed


def _limit(memory_bytes_max: int) -> int | None:
    """Bound the address space; None where the system does not say how large it is (macOS, which ignores the limit, too)."""
    if not Path("/proc/self/status").exists():
        return None
    limit = _address_space("VmSize") + memory_bytes_max
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    return limit


def _address_space(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
