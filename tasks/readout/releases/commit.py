"""The one step that publishes: a rename that cannot overwrite; and what is around it."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from uuid import uuid4

from readout.errors import StoreDamaged
from readout.releases.disk import Disk, discard
from readout.releases.failpoints import Failpoint

NUMBER = re.compile(r"\d{8,}")
STAGING = ".staging-"


def release_path(root: Path, number: int) -> Path:
    """Where a release stands."""
    return root / "releases" / f"{number:08d}"


def numbers(root: Path) -> list[int]:
    """Numbers of all releases, ascending; those that retention emptied count, for their numbers stay taken.

    Raises:
        StoreDamaged: something that is no release lies among them.
    """
    folder = root / "releases"
    if not folder.is_dir():
        return []
    found: list[int] = []
    for entry in folder.iterdir():
        if entry.name.startswith("."):
            continue  # a desktop's or backup tool's mark, never ours
        if not NUMBER.fullmatch(entry.name) or not entry.is_dir():
            raise StoreDamaged(f"{entry} is no release", "Only readout writes into this folder: move it elsewhere.")
        found.append(int(entry.name))
    return sorted(found)


def newest_number(root: Path) -> int | None:
    """Number of the head; None: nothing was published yet."""
    return max(numbers(root), default=None)


def commit(disk: Disk, staging: Path, release: Path) -> bool:
    """Publish a finished staging directory under its number; False: another writer has that number."""
    try:
        disk.rename(staging, release)  # replaces a directory only if it is EMPTY: none ever is, release.json is inside
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            return False
        raise
    disk.sync(release.parent)
    return True


def point_latest(disk: Disk, root: Path, failpoint: Failpoint) -> None:
    """Swap the symlink `latest` until it names the head, also when somebody commits in between.

    Raises:
        StoreDamaged: `latest` is a directory, as some copying tools leave it.
    """
    while (head := newest_number(root)) is not None and not _points_to(root, head):
        spare = root / f".latest-{uuid4().hex}"
        spare.symlink_to(Path("releases") / f"{head:08d}")
        failpoint("before_swap")
        try:
            spare.replace(root / "latest")
        except FileNotFoundError:
            continue  # another writer swept our spare link
        except IsADirectoryError as error:
            spare.unlink(missing_ok=True)
            raise StoreDamaged(
                f"{root / 'latest'} is a directory; it must be a link to the newest release",
                "A copy was made without keeping links: remove the directory and run again.",
            ) from error
        disk.sync(root)
        failpoint("after_swap")


def _points_to(root: Path, number: int) -> bool:
    latest = root / "latest"
    return latest.is_symlink() and latest.readlink() == Path("releases") / f"{number:08d}"


def sweep(disk: Disk, root: Path) -> None:
    """Clear away what killed writers left: half-built releases, their trash, links and probes that never got their name."""
    for pattern in (f"{STAGING}*", ".trash-staging-*"):
        for leftover in root.glob(pattern):
            discard(disk, leftover)
    for pattern in (".latest-*", ".probe-*"):
        for leftover in root.glob(pattern):
            leftover.unlink(missing_ok=True)
