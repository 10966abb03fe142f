"""Writers that tests start in processes of their own, and a disk that tells what is done to it.

As a program: publishes ever more documents below a folder until that is refused.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import made_tables as made

from readout.errors import CannotWrite, HeadMoved
from readout.model import TABLES
from readout.releases.contracts import check_tables
from readout.releases.disk import Disk
from readout.releases.failpoints import kill_at
from readout.releases.schema import from_arrow
from readout.releases.store import Store


class WatchedDisk(Disk):
    """A disk that tells of every step before it takes it; who is told may refuse by raising."""

    def __init__(self, watch: Callable[[str, Path], None]) -> None:
        super().__init__()
        self._watch = watch

    def make_directory(self, path: Path) -> None:
        """Make one directory."""
        self._watch("make_directory", path)
        super().make_directory(path)

    def write(self, path: Path, content: bytes | memoryview) -> None:
        """Write a new file."""
        self._watch("write", path)
        super().write(path, content)

    def sync(self, path: Path) -> None:
        """Make a file or directory durable."""
        self._watch("sync", path)
        super().sync(path)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name."""
        self._watch("link", target)
        super().link(source, target)

    def rename(self, source: Path, target: Path) -> None:
        """Rename a file or directory."""
        self._watch("rename", source)
        super().rename(source, target)


def publish(
    processed: str, expected: int, run: str, texts: Sequence[str], failpoint: str | None = None, **changed: Any
) -> int | None:
    """Publish, in this process or in one that a test starts; the number, or None."""
    store = Store(Path(processed), made.small_files(**changed), failpoint=kill_at(failpoint))
    published = store.publish(made.make_tables(texts), made.about(run, [run]), expected=expected or None)
    return published.number if published else None


def add_pages(processed: str, numbers: Sequence[int], lock_seconds: float) -> None:
    """Publish one more document at a time, planning again whenever somebody else was first."""
    store = Store(Path(processed), made.small_files(lock_seconds=lock_seconds, attempts=50))
    for number in numbers:
        while not _add_page(store, number):
            pass


def _add_page(store: Store, number: int) -> bool:
    head = store.head()
    rows: made.Rows = {table: from_arrow(table, store.read(head, table)) if head else [] for table in TABLES}
    rows["runs"] = [made.make_run()]
    made.add_document(rows, number, f"MINISTER: {number}\nSee https://press.example/{number} too")
    try:
        store.publish(made.arrow(rows), made.about(f"page {number}"), expected=head.number if head else None)
    except HeadMoved:
        return False
    return True


def main(processed: str) -> None:
    """Publish ever more documents until that is refused; print what was refused and what stands."""
    store, texts, number = Store(Path(processed), made.small_files()), ["One.", "Two."], 0
    try:
        while number < 100:
            number = publish(processed, number, f"run-{number}", texts) or number
            texts.append("".join(hashlib.sha256(f"{number} {part}".encode()).hexdigest() for part in range(300)))
    except CannotWrite as error:
        print(error)
    print("staging left:", len(list(Path(processed).glob(".[st]*g-*"))))
    head = store.head()
    if head is not None:
        check_tables({table: store.read(head, table) for table in TABLES})
        subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=head.path, check=True)
        print("whole:", head.number)


if __name__ == "__main__":
    main(sys.argv[1])
