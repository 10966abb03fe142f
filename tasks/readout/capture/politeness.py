"""One request at a time to a host, and a gap between them, over all processes of the machine (capture.md 7.4)."""

from __future__ import annotations

import asyncio
import fcntl
import math
import os
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PAUSE_SECONDS_MAX = 86_400.0
"""No host is obeyed for longer than a day (outcomes.RETRY_AFTER_LONGEST); more in a slot's file is damage."""

SLOT_BYTES = 64  # two moments as text, and blanks


class HostPausedError(Exception):
    """The host asked all of us to wait, and for longer than a worker may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(slots=True)
class Turn:
    """One use of a slot."""

    was_asked: bool = True  # set to False when nothing was sent: then nobody has to wait after it
    pause_seconds: float = 0.0  # set to what the host asks for: then nobody asks it before


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a slot's file says, in the machine's monotonic seconds."""

    last: float  # when the host was asked last
    not_before: float  # when it may be asked again, whatever the gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The host slots of a machine: a file for each host, whose lock is held until the response has ended.

    Args:
        folder: one for the machine, not for the dataset.
        poll_seconds: how often a waiting worker looks again.
        monotonic: a clock that all processes of the machine share.
        sleep: waits.
    """

    folder: Path
    poll_seconds: float
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @asynccontextmanager
    async def hold(self, host: str, gap_seconds: float, patience_seconds: float = math.inf) -> AsyncGenerator[Turn]:
        """The host's slot, once it is free and the gap since the end of the last request has passed.

        Args:
            host: whose slot.
            gap_seconds: between the end of the last request and this one.
            patience_seconds: longest pause that is waited for.

        Raises:
            HostPausedError: the host asked for a longer pause; nobody has to wait after this.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with _open(self.folder / f"{file_name(host)}.slot") as file:
            while not _is_locked(file):
                await self.sleep(self.poll_seconds)
            before, turn = _content(file), Turn()
            await self._wait(_mark(before), gap_seconds, patience_seconds)
            self._stamp(file, 0.0)  # should we be killed now, the next one still keeps the gap
            try:
                yield turn
            finally:
                if turn.was_asked:
                    self._stamp(file, turn.pause_seconds)
                else:
                    _replace(file, before)

    async def _wait(self, mark: _Mark, gap_seconds: float, patience_seconds: float) -> None:
        while True:
            now = self.monotonic()
            if not mark.last <= now or not mark.not_before <= mark.last + PAUSE_SECONDS_MAX:
                return  # of before a reboot, or damaged
            pause, gap = mark.not_before - now, mark.last + gap_seconds - now
            if pause > patience_seconds:
                raise HostPausedError(pause)
            if max(pause, gap) <= 0:
                return
            await self.sleep(max(pause, gap))

    def _stamp(self, file: BinaryIO, pause_seconds: float) -> None:
        now = self.monotonic()
        _replace(file, f"{now!r} {now + min(pause_seconds, PAUSE_SECONDS_MAX)!r}".encode("ascii"))


def _mark(content: bytes) -> _Mark:
    """What a file says; of one that is new or was cut by a crash: that nobody has to wait."""
    try:
        last, not_before = (float(part) for part in content.split())
    except ValueError:
        return _Mark(-math.inf, -math.inf)
    return _Mark(last, not_before)


def _open(path: Path) -> BinaryIO:
    """A slot's file, made where there is none; unbuffered, so that a write is one step."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b", buffering=0)


def _content(file: BinaryIO) -> bytes:
    return os.pread(file.fileno(), SLOT_BYTES, 0)


def _replace(file: BinaryIO, content: bytes) -> None:
    # In its place: cutting a file makes some systems write to the disk, which takes longer than the request.
    os.pwrite(file.fileno(), content.ljust(SLOT_BYTES), 0)


def _is_locked(file: BinaryIO) -> bool:
    """Take the lock if it is free; it ends with the file's closing, or with the process."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def file_name(host: str) -> str:
    """A host's name as that of a file; it never leads out of a folder."""
    return re.sub(r"[^a-z0-9.-]", "_", host.lower().rstrip("."))[:200]
