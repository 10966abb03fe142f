"""Is data/raw as we left it? Every file is read whole, and everything that is said to be there must be there."""

from __future__ import annotations

import fcntl
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from readout.capture.checks import WarcCheck
from readout.capture.inventory import Inventory
from readout.capture.members import Record, record_at
from readout.capture.reading import OPEN, REPAIR, finished_name, open_warc
from readout.capture.records import MEND, RunRecord, read_record
from readout.errors import RawDamaged
from readout.model import Capture

FileState = Literal["ok", "open", "damaged", "missing", "foreign"]
OURS = re.compile(r"warc/\d{4}/\d\d/\d\d/[^/]+\.warc\.gz(\.open)?")
IMPORTED = re.compile(r"warc/imported/[0-9a-f]{16}\.warc(\.gz)?")
RUN = re.compile(r"runs/[^/]+\.json(\.open)?")
NOT_OURS = frozenset({"sample", ".index"})  # shipped with the project; derived
PROBLEMS_MAX = 20  # told of one file: a file of which every record is bad needs no longer list
LEFT_OVER = "Its run writes it, or was killed doing so: then the next run sees to it."
MOVE = "It is none of ours: move it out of data/raw."
ASIDE = (
    "A recovery found damage in its middle: restore it from a backup, or look what `warcio check` says; then remove this one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """What was found of one file."""

    file: str  # below data/raw
    state: FileState
    bytes: int = 0
    records: int = 0  # WARC records
    captures: int = 0
    problems: tuple[str, ...] = ()
    remedy: str | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing has to be done; so is a file that is being written."""
        return self.state in {"ok", "open"}


def files_of(raw: Path) -> list[Path]:
    """Every file below data/raw that is to be checked, sorted: our WARC files come before those that were taken in."""
    inside = (path for path in raw.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path for path in inside if path.relative_to(raw).parts[0] not in NOT_OURS and path.name != ".gitkeep")


def verify_raw(
    raw: Path, named: Callable[[], Iterable[Capture]] = tuple, told: Callable[[int], object] = int
) -> Iterator[FileCheck]:
    """Check every file of data/raw, one after another; then what is missing, by the files it should be in.

    So a file may be told twice: for what is in it, and for what others say should be in it.

    Args:
        raw: the folder data/raw.
        named: gives the captures that must be there, those of the head release, anew each time it is called.
        told: how many bytes were read, each time some were.

    Raises:
        NewerFormat: a newer readout wrote some of it.
    """
    files = files_of(raw)
    runs = [_check_run(raw, path) for path in files if RUN.fullmatch(path.relative_to(raw).as_posix())]
    inventory = Inventory(raw, tuple(record for record, _ in runs if record), named)
    for path in files:
        if not RUN.fullmatch(path.relative_to(raw).as_posix()):
            yield _check(raw, path, inventory, told)
    for record, check in runs:
        told(check.bytes)
        problems = inventory.not_taken_in(record) if record else []
        yield replace(check, state="damaged", problems=_shortened(problems), remedy=REPAIR) if problems else check
    for file, problems in sorted(inventory.absent().items()):
        is_there = (raw / file).exists() or (raw / (file + OPEN)).exists()
        yield FileCheck(file=file, state="damaged" if is_there else "missing", problems=_shortened(problems), remedy=REPAIR)


def _check_run(raw: Path, path: Path) -> tuple[RunRecord | None, FileCheck]:
    name = path.relative_to(raw).as_posix()
    try:
        size, record = path.stat().st_size, read_record(path)
        problem = "" if path.name.startswith(f"{record.run_id}.json") else f"it is the record of run {record.run_id}"
    except FileNotFoundError:  # closed in this moment
        return _check_run(raw, finished_name(path))
    except RawDamaged as error:
        size, record, problem = 0, None, error.problem
    if problem:
        return None, FileCheck(file=name, state="damaged", bytes=size, problems=(problem,), remedy=MEND)
    return record, FileCheck(file=name, state="open" if path.name.endswith(OPEN) else "ok", bytes=size)


def _check(raw: Path, path: Path, inventory: Inventory, told: Callable[[int], object]) -> FileCheck:
    name = path.relative_to(raw).as_posix()
    if not path.is_file() and not finished_name(path).is_file():  # a pipe must not be opened: it may wait for ever
        return FileCheck(file=name, state="foreign", problems=("it is no regular file",), remedy=MOVE)
    try:
        if OURS.fullmatch(name):
            return _check_warc(raw, path, inventory, told)
        size = path.stat().st_size
        told(size)
        if IMPORTED.fullmatch(name):
            return _check_imported(path, name, inventory.bytes_in(name))
    except OSError as error:
        return FileCheck(file=name, state="damaged", problems=(f"it cannot be read: {error.strerror}",), remedy=REPAIR)
    return _other(name, size)


def _other(name: str, size: int) -> FileCheck:
    """A file that no capture is in."""
    if name.endswith(".part"):
        return FileCheck(file=name, state="open", bytes=size, remedy=LEFT_OVER)
    if name.startswith("damaged/"):
        return FileCheck(file=name, state="damaged", bytes=size, problems=("it was set aside",), remedy=ASIDE)
    return FileCheck(file=name, state="foreign", bytes=size, problems=("nothing of ours has such a name",), remedy=MOVE)


def _check_warc(raw: Path, path: Path, inventory: Inventory, told: Callable[[int], object]) -> FileCheck:
    check, count, at = WarcCheck(raw, path), 0, 0
    for capture in check.captures():
        count += 1
        told(check.end - at)
        at = check.end
        check.problems += inventory.meet(capture)
    told(check.end - at)
    is_open = path.name.endswith(OPEN)
    return FileCheck(
        file=path.relative_to(raw).as_posix(),
        state="damaged" if check.problems else "open" if is_open else "ok",
        bytes=check.end,
        records=check.records,
        captures=count,
        problems=_shortened(check.problems),
        remedy=REPAIR if check.problems else LEFT_OVER if is_open and not _is_locked(path) else None,
    )


def _check_imported(path: Path, name: str, captures: Iterable[Capture]) -> FileCheck:
    problems: list[str] = []
    with path.open("rb") as file:
        if not path.name.startswith(hashlib.file_digest(file, "sha256").hexdigest()[:16] + "."):
            problems.append("its bytes have another digest than its name tells")
        for capture in captures:
            found = record_at(file, capture.warc_offset, 0)
            if not isinstance(found, Record) or (found.length, found.id) != (capture.warc_length, capture.record_id):
                problems.append(f"capture {capture.capture_id} has no record at byte {capture.warc_offset}")
    size, told = path.stat().st_size, _shortened(problems)
    return FileCheck(file=name, state="damaged" if told else "ok", bytes=size, problems=told, remedy=REPAIR if told else None)


def _shortened(problems: list[str]) -> tuple[str, ...]:
    if len(problems) <= PROBLEMS_MAX:
        return tuple(problems)
    return (*problems[:PROBLEMS_MAX], f"and {len(problems) - PROBLEMS_MAX} more")


def _is_locked(path: Path) -> bool:
    """Whether its writer lives."""
    with open_warc(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
