"""Which process writes a run record, and whether it still runs."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The process that writes a record."""

    pid: int
    host: str
    born: str  # tells a process from a later one with the same number


def this_process() -> Owner:
    """The running process."""
    return Owner(pid=os.getpid(), host=platform.node(), born=_born(os.getpid()))


def owner_is_alive(owner: Owner) -> bool:
    """Whether a record's writer still runs; one on another machine counts as alive, because we cannot know."""
    if owner.host != platform.node():
        return True
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's, but it runs
    return owner.born == _born(owner.pid)


def _born(pid: int) -> str:
    """When a process started, in the kernel's ticks; empty where the system does not tell, and for a dead child not yet buried."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *rest = stat.rpartition(")")[2].split()
    return "" if state == "Z" else rest[18]
