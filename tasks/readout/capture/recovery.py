"""After a crash: what was acknowledged is kept, what was not is cut off, what is damaged is set aside."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from readout.capture.members import Damage, scan
from readout.capture.reading import METADATA_BYTES_MAX, OPEN, is_commit, warc_files


def recover(raw: Path) -> list[str]:
    """Cut and rename each `.open` file whose writer is gone; says what it did.

    A living writer holds a lock on its file, which the kernel releases when it dies: such a file is left alone.
    """
    done = (_recover(raw, path) for path in warc_files(raw) if path.name.endswith(OPEN))
    return [line for line in done if line]


def sync_folder(folder: Path) -> None:
    """Make a folder's entries (a new, renamed or removed file) safe."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _recover(raw: Path, path: Path) -> str | None:
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None  # its writer closed it in this moment
    with os.fdopen(handle, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        if not path.exists():
            return None  # renamed between opening and locking
        return _mend(raw, path, file.fileno())


def _mend(raw: Path, path: Path, handle: int) -> str:
    name, size = path.relative_to(raw).as_posix(), os.fstat(handle).st_size
    committed, is_damaged = _state(handle, path)
    if is_damaged:
        aside = raw / "damaged" / path.name
        aside.parent.mkdir(exist_ok=True)
        path.rename(aside)
        what = f"{name} is damaged in its middle: it was set aside uncut as {aside.relative_to(raw)}; check the disk"
    elif not committed:
        path.unlink()
        what = f"{name} held no whole exchange and was removed ({size} bytes)"
    else:
        os.ftruncate(handle, committed)
        os.fsync(handle)
        path.rename(path.with_name(path.name.removesuffix(OPEN)))
        what = f"{name} was closed, {size - committed} bytes of an unfinished exchange cut off"
    sync_folder(path.parent)
    return what


def _state(handle: int, path: Path) -> tuple[int, bool]:
    """End of the last whole group, and whether more groups of the same run stand behind what is not whole."""
    committed, is_torn = 0, False
    with os.fdopen(os.dup(handle), "rb") as file:  # a duplicate: closing it keeps the lock
        for found in scan(file, METADATA_BYTES_MAX):
            is_torn = is_torn or isinstance(found, Damage)
            if is_commit(found, path):
                if is_torn:
                    return committed, True
                committed = found.offset + found.length
    return committed, False
