"""What other runs captured while we waited for a host: two workers must not fetch one page twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from readout.capture.fields import read_fields
from readout.capture.members import Record, last_record, record_at
from readout.capture.reading import METADATA_BYTES_MAX, finished_name, warc_files
from readout.discover.due import NETWORK


@dataclass(slots=True)
class Meanwhile:
    """The pages that other runs have asked for since a plan was made; of their files it reads what is new, and that once.

    Args:
        raw: the folder data/raw.
        run_id: our own run, whose files are passed over.
        known_until: the newest capture that the plan knew; None: it knew of none.
    """

    raw: Path
    run_id: str
    known_until: datetime | None
    read: dict[Path, int] = field(default_factory=dict[Path, int])  # bytes of each file that were looked at
    keys: set[str] = field(default_factory=set[str])

    def has(self, url_key: str) -> bool:
        """Whether another run has asked for the page, whatever came of it."""
        for path in warc_files(self.raw):
            if not path.name.startswith(f"{self.run_id}-") and self._may_be_new(path):
                with suppress(FileNotFoundError):  # renamed just now: the next look finds it under its final name
                    self._look(path)
        return url_key in self.keys

    def _may_be_new(self, path: Path) -> bool:
        """Whether a file's day can hold anything that the plan did not know: `fetched_at` never runs backwards."""
        return self.known_until is None or "/".join(path.parent.parts[-3:]) >= f"{self.known_until:%Y/%m/%d}"

    def _look(self, path: Path) -> None:
        begun, size = self.read.get(finished_name(path)), path.stat().st_size
        if begun is not None and size <= begun:
            return
        with path.open("rb") as file:
            offset = begun or 0
            if begun is None and (last := last_record(file, METADATA_BYTES_MAX)) and self._is_known(last):
                offset = size  # the last of its captures was known to the plan, so all are
            while offset < size and isinstance(found := record_at(file, offset, METADATA_BYTES_MAX), Record):
                offset += found.length
                self._note(found)
        self.read[finished_name(path)] = offset  # a record that is not whole yet is read again

    def _is_known(self, record: Record) -> bool:
        return record.type == "metadata" and not self._is_news(read_fields(record.block))

    def _is_news(self, values: dict[str, str]) -> bool:
        return self.known_until is None or datetime.fromisoformat(values["fetched_at"]) > self.known_until

    def _note(self, record: Record) -> None:
        if record.type != "metadata":
            return
        values = read_fields(record.block)
        if values["purpose"] == "page" and values["via"] in NETWORK and self._is_news(values):
            self.keys.add(values["url_key"])
