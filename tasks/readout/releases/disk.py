"""The few things that publishing does to the disk, through one object, so that tests can watch, refuse and fail them."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from readout.errors import CannotWrite

READ_ONLY = 0o444  # published files are shared between releases by hard links: nobody may write into one
LINK_REFUSED = frozenset({errno.EPERM, errno.EACCES, errno.EMLINK, errno.EXDEV, errno.ENOTSUP, errno.ENOSYS})
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
REFUSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class Disk:
    """A file system; every method does one thing and raises OSError as the system does."""

    def __init__(self, link: Callable[[Path, Path], None] = os.link) -> None:
        self._link = link

    def make_directory(self, path: Path) -> None:
        """Make one directory, unless it is there; its parent must be."""
        path.mkdir(exist_ok=True)

    def write(self, path: Path, content: bytes | memoryview) -> None:
        """Write a new file."""
        with path.open("xb") as file:
            file.write(content)

    def protect(self, path: Path) -> None:
        """Let nobody write into the file."""
        path.chmod(READ_ONLY)

    def sync(self, path: Path) -> None:
        """Make a file's bytes, or a directory's entries, survive a loss of power."""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Rename; a directory replaces only an empty directory."""
        os.rename(source, target)  # noqa: PTH104 - the releases rest on this very call

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name."""
        self._link(source, target)

    def remove_tree(self, path: Path) -> None:
        """Remove a directory and all that is in it, even while another process does the same."""
        while path.exists():
            with suppress(FileNotFoundError):
                shutil.rmtree(path)


def put(disk: Disk, path: Path, content: bytes | memoryview) -> None:
    """Make a file appear under its name whole, on the disk, and read-only; its directory is the caller's to sync."""
    spare = path.with_name(f".{path.name}")
    disk.write(spare, content)
    disk.protect(spare)
    disk.sync(spare)
    disk.rename(spare, path)


def link_or_copy(disk: Disk, source: Path, target: Path) -> bool:
    """Give the file a second name, or copy it where the system refuses; True: linked."""
    try:
        disk.link(source, target)
    except OSError as error:
        if error.errno not in LINK_REFUSED:
            raise
        put(disk, target, source.read_bytes())
        return False
    return True


def discard(disk: Disk, path: Path) -> None:
    """Remove a directory that another process may be about to rename: first out of reach, then piece by piece."""
    trash = path.with_name(f".trash-staging-{uuid4().hex}")
    try:
        disk.rename(path, trash)
    except FileNotFoundError:
        return  # somebody else swept it
    disk.remove_tree(trash)


def check_writable(disk: Disk, root: Path) -> None:
    """See that a folder can be written before any work is done in vain; makes the folder if need be.

    Raises:
        CannotWrite: read-only, no permission, disk full, or a file stands in its place.
    """
    probe = root / f".probe-{uuid4().hex}"
    with writing(root):
        root.mkdir(parents=True, exist_ok=True)
        try:
            disk.write(probe, b"readout looks whether it can write here\n")
            with suppress(FileNotFoundError):  # another writer's sweep: it was written, then
                disk.sync(probe)
        finally:
            probe.unlink(missing_ok=True)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Turn the system's refusals to write below a folder into an error that says what to do.

    Raises:
        CannotWrite: read-only, no permission, disk full, or a file stands where a folder must be.
    """
    try:
        yield
    except OSError as error:
        explained = _explained(root, error)
        if explained is None:
            raise
        raise explained from error


def _explained(root: Path, error: OSError) -> CannotWrite | None:
    where = error.filename or root
    if error.errno in FULL:
        return CannotWrite(
            f"the disk that holds {root} is full", "What was published before is whole. Free some space there and run again."
        )
    if error.errno in REFUSED:
        return CannotWrite(
            f"{where} cannot be written: {error.strerror}",
            "Make the folder writable for this user (a new folder in it, too), or choose another with --data DIR.",
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return CannotWrite(
            f"{where} is a file where a folder must be", "Move it away, or choose another folder with --data DIR."
        )
    return None
