"""The raw archive: one exchange is one fsynced group of WARC records, and only then acknowledged (capture.md 9).

Reading and recovery stand in `reading` and `recovery`; they are named here, too, because this is the archive's one door.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import BinaryIO, Self

from readout.capture.coding import decode
from readout.capture.exchange import Exchange, Place
from readout.capture.fields import make_capture, write_fields
from readout.capture.groups import Group, columns_of, new_record_id, warcinfo
from readout.capture.reading import OPEN, captures_of_run, newest_moment, read_captures, read_entity
from readout.capture.recovery import recover, sync_folder
from readout.constants.capture import CaptureConstants
from readout.errors import CannotWrite
from readout.model import Capture

__all__ = ["RawStore", "captures_of_run", "read_captures", "read_entity", "recover"]

TICK = timedelta(microseconds=1)
STEPS = ("file_made", "file_begun", "record_written", "group_written", "group_synced", "before_rename", "after_rename")
"""What a store tells its `step` argument, in this order; tests kill the process there."""
MAKE_ROOM = "Make room or give another --data folder, then start again: nothing that was acknowledged is lost."


class RawStore:
    """Keeps exchanges in data/raw/warc; for one run, safe for its threads, and beside other runs.

    `fetched_at` of what it keeps increases strictly and begins after the newest record of data/raw, whatever the clock says:
    document ids depend on it.

    Args:
        raw: the folder data/raw.
        run_id: the run; its files bear its name.
        clock: the time of day.
        constants: limits.
        record_ids: makes WARC-Record-IDs.
        step: told each of `STEPS` once it is taken.
    """

    def __init__(
        self,
        raw: Path,
        run_id: str,
        clock: Callable[[], datetime],
        constants: CaptureConstants,
        record_ids: Callable[[], str] = new_record_id,
        step: Callable[[str], object] = str,
    ) -> None:
        self.raw, self.run_id = raw, run_id
        self._clock, self._constants, self._record_ids, self._step = clock, constants, record_ids, step
        self._lock = Lock()
        self._newest: datetime | None = None
        self._file: BinaryIO | None = None
        self._path = raw
        self._begun = self._end = 0  # of the open file: end of its first record, and of its last safe group

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def now(self) -> datetime:
        """The moment that the next exchange would get: the clock's, but after the newest record."""
        return self._after_newest(self._clock().astimezone(UTC))

    def keep(self, exchange: Exchange) -> Capture:
        """Write one exchange; when this returns, it is safe on disk.

        Raises:
            CannotWrite: no permission or no room; the file is cut back to where it was.
            ValueError: the entity cannot be decoded: such an exchange has an outcome of its own and no entity; or what it is
                a revisit of holds no payload, but is a revisit itself.
        """
        with self._lock:
            fetched_at = self._moment(exchange)
            members, main, columns = self._records(exchange, fetched_at)
            try:
                place = self._append(members, main, fetched_at)
            except OSError as error:
                raise CannotWrite(f"{self._path} cannot be written: {error.strerror}", MAKE_ROOM) from error
            self._newest = fetched_at
            return make_capture(columns, exchange.place or place)

    def close(self) -> None:
        """Finish the open file: it is never touched again.

        Raises:
            CannotWrite: it keeps its name `.open`, and the next run recovers it.
        """
        with self._lock:
            try:
                self._finish()
            except OSError as error:
                raise CannotWrite(f"{self._path} cannot be closed: {error.strerror}", MAKE_ROOM) from error

    def _moment(self, exchange: Exchange) -> datetime:
        return self._after_newest(exchange.fetched_at or self._clock().astimezone(UTC))

    def _after_newest(self, moment: datetime) -> datetime:
        newest = self._newest or self._before
        return max(moment, newest + TICK) if newest else moment

    @cached_property
    def _before(self) -> datetime | None:
        """The newest record of data/raw when this store keeps its first; one that keeps nothing does not look for it."""
        return newest_moment(self.raw)

    def _records(self, exchange: Exchange, fetched_at: datetime) -> tuple[list[bytes], tuple[int, str], dict[str, object]]:
        """The group's gzip members, which of them holds the entity and under which id, and the row's stored columns."""
        if exchange.revisit_of and (exchange.revisit_of.revisit_of or not exchange.revisit_of.payload_digest):
            raise ValueError(f"{exchange.url} is said to be as in {exchange.revisit_of.capture_id}, which holds no payload")
        body = None
        if exchange.entity is not None:
            encodings = exchange.response.encodings() if exchange.response else ()
            decoded = decode(exchange.entity, encodings, self._constants.decoded_bytes_max)
            if decoded.problem:
                raise ValueError(f"an entity that is {decoded.problem} cannot be kept as one: {exchange.url}")
            body = decoded.body
        columns = columns_of(exchange, self.run_id, fetched_at, body)
        group = Group(exchange, fetched_at, self._record_ids)
        group.write_main()
        group.write_request()
        head = exchange.response.raw if exchange.response else None
        metadata_id = group.write_metadata(write_fields(columns, head, exchange.place))
        main = (0, group.main_id) if group.main_id else (len(group.members) - 1, metadata_id)
        return group.members, main, columns

    def _append(self, members: list[bytes], main: tuple[int, str], fetched_at: datetime) -> Place:
        file = self._file_of(fetched_at)
        self._cut_back(file)
        number, record_id = main
        offset = self._end + sum(map(len, members[:number]))
        try:
            for member in members:
                write_all(file, member)
                self._step("record_written")
            self._step("group_written")
            os.fsync(file.fileno())
            self._step("group_synced")
        except OSError:
            self._cut_back(file)
            raise
        self._end = file.tell()
        name = self._path.relative_to(self.raw).as_posix().removesuffix(OPEN)
        return Place(warc_file=name, offset=offset, length=len(members[number]), record_id=record_id)

    def _cut_back(self, file: BinaryIO) -> None:
        """Remove what a write that failed, or that a signal broke off, left behind the last safe group."""
        if file.seek(0, os.SEEK_END) == self._end:
            return
        file.truncate(self._end)
        file.seek(self._end)
        os.fsync(file.fileno())

    def _file_of(self, fetched_at: datetime) -> BinaryIO:
        """The file of that day, a new one when there is none or it is full."""
        folder = self.raw / "warc" / fetched_at.strftime("%Y/%m/%d")
        if self._file and (self._path.parent != folder or self._end > self._constants.warc_bytes_max):
            self._finish()
        return self._file or self._begin(folder, fetched_at)

    def _begin(self, folder: Path, fetched_at: datetime) -> BinaryIO:
        make_folders(folder)
        path, file = self._new_file(folder)
        self._step("file_made")
        try:
            write_all(file, warcinfo(path.name.removesuffix(OPEN), fetched_at, self._record_ids(), "readout"))
            sync_folder(folder)
        except OSError:
            path.unlink()
            file.close()
            raise
        self._step("file_begun")
        self._path, self._file = path, file
        self._begun = self._end = file.tell()
        return file

    def _new_file(self, folder: Path) -> tuple[Path, BinaryIO]:
        """The first free number's file, locked; other processes of the same run look for theirs at the same time."""
        for number in count():
            final = folder / f"{self.run_id}-{number}.warc.gz"
            path = final.with_name(final.name + OPEN)
            if path.exists() or final.exists():  # in this order: a file goes from the first name to the second
                continue
            try:
                # Unbuffered, so that after a failed write nothing is left that a later flush would put behind the cut.
                file = path.open("xb", buffering=0)
            except FileExistsError:
                continue
            fcntl.flock(file, fcntl.LOCK_EX)
            if path.exists() and not final.exists():
                return path, file
            # Swept by a recovery before we had the lock, or another writer came, wrote and closed in between.
            path.unlink(missing_ok=True)
            file.close()
        raise AssertionError("count() does not end")

    def _finish(self) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        with file:
            self._cut_back(file)
            if self._end == self._begun:
                self._path.unlink()  # nothing was kept in it
            else:
                self._step("before_rename")
                self._path.rename(self._path.with_name(self._path.name.removesuffix(OPEN)))
                self._step("after_rename")
            sync_folder(self._path.parent)


def write_all(file: BinaryIO, data: bytes) -> None:
    """Write every byte: an unbuffered file may take fewer at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def make_folders(folder: Path) -> None:
    """Make a folder and its parents, each of them safe before the next."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)
