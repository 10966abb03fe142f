"""What other runs captured while we waited for a host: two workers must not fetch one page twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from readout.capture.fields import read_fields
from readout.capture.members import Record, record_at
from readout.capture.reading import METADATA_BYTES_MAX, OPEN, warc_files

WAYS = frozenset({"live", "publisher_archive", "memento"})
"""Ways of a capture that asked the network; what a file or a foreign WARC gave does not stand for the page of today."""


@dataclass(slots=True)
class Meanwhile:
    """The pages that other runs have asked for since a moment; reads of their files only what was added since the last look.

    Args:
        raw: the folder data/raw.
        run_id: our own run, whose files are passed over.
        since: what is older was known to the plan.
    """

    raw: Path
    run_id: str
    since: datetime
    read: dict[Path, int] = field(default_factory=dict[Path, int])  # bytes of each file, by its final name
    keys: set[str] = field(default_factory=set[str])

    def has(self, url_key: str) -> bool:
        """Whether another run has asked for the page, whatever came of it."""
        for path in warc_files(self.raw):
            if not path.name.startswith(f"{self.run_id}-"):
                self._look(path)
        return url_key in self.keys

    def _look(self, path: Path) -> None:
        final = path.with_name(path.name.removesuffix(OPEN))
        try:
            status = path.stat()
            if status.st_mtime < self.since.timestamp() or status.st_size <= self.read.get(final, 0):
                return
            with path.open("rb") as file:
                offset = self.read.get(final, 0)
                while offset < status.st_size and isinstance(found := record_at(file, offset, METADATA_BYTES_MAX), Record):
                    offset += found.length
                    self._note(found)
        except FileNotFoundError:  # renamed just now: the next look finds it under its final name
            return
        self.read[final] = offset  # a record that is not whole yet is read again

    def _note(self, record: Record) -> None:
        if record.type != "metadata":
            return
        values = read_fields(record.block)
        fetched_at = datetime.fromisoformat(values["fetched_at"])
        if values.get("purpose") == "page" and values.get("via") in WAYS and fetched_at >= self.since:
            self.keys.add(values["url_key"])
