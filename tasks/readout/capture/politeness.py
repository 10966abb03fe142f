"""One request at a time to a host, and a gap between them, over all processes of the machine (capture.md 7.4)."""

from __future__ import annotations

import asyncio
import fcntl
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(slots=True)
class Turn:
    """One use of a slot."""

    was_asked: bool = True  # set to False when nothing was sent: then nobody has to wait after it


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
    async def hold(self, host: str, gap_seconds: float) -> AsyncGenerator[Turn]:
        """The host's slot, once it is free and the gap since the end of the last request has passed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{_file_name(host)}.slot").open("a+b") as file:
            while not _is_locked(file):
                await self.sleep(self.poll_seconds)
            while (wait := self._remaining(file, gap_seconds)) > 0:
                await self.sleep(wait)
            before, turn = _content(file), Turn()
            self._stamp(file)  # should we be killed now, the next one still keeps the gap
            try:
                yield turn
            finally:
                if turn.was_asked:
                    self._stamp(file)
                else:
                    _replace(file, before)

    def _remaining(self, file: BinaryIO, gap_seconds: float) -> float:
        try:
            last = float(_content(file))
        except ValueError:  # new, or cut by a crash
            return 0.0
        since = self.monotonic() - last
        return gap_seconds - since if since >= 0 else 0.0  # a time in the future is of before a reboot

    def _stamp(self, file: BinaryIO) -> None:
        _replace(file, repr(self.monotonic()).encode("ascii"))


def _content(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def _replace(file: BinaryIO, content: bytes) -> None:
    file.truncate(0)
    file.write(content)
    file.flush()


def _is_locked(file: BinaryIO) -> bool:
    """Take the lock if it is free; it ends with the file's closing, or with the process."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _file_name(host: str) -> str:
    return re.sub(r"[^a-z0-9.-]", "_", host.lower().rstrip("."))[:200]
