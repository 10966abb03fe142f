"""Checks of one WARC file of ours: whole members, digests, order, and rows that tell what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from readout.capture.digests import has_digest, payload_digest
from readout.capture.exchange import parse_head
from readout.capture.members import Damage, Record, scan
from readout.capture.reading import OPEN, RECORD_BYTES_MAX, entity_in, finished_name, is_commit, open_warc, place_of, row_of
from readout.errors import RawDamaged
from readout.model import Capture

GROUP = re.compile(r"(?:(?:response|revisit|resource) )?(?:request )?metadata ")
MAIN = frozenset({"response", "revisit", "resource"})


@dataclass(slots=True)
class WarcCheck:
    """One of our WARC files, read once from its begin to its end; only one group is in memory at a time.

    After `captures` has been read to its end, `problems` says what is wrong and `end` how many bytes were read.
    """

    raw: Path
    path: Path
    problems: list[str] = field(default_factory=list)
    records: int = 0
    end: int = 0  # bytes read
    newest: datetime | None = None
    torn_at: int | None = None  # of a file still being written: where its unfinished group begins

    def captures(self) -> Iterator[Capture]:
        """Every capture whose row can be read, whether or not its bytes are sound."""
        group: list[Record] = []
        with open_warc(self.path) as file:
            for found in scan(file, RECORD_BYTES_MAX):
                self.end = found.end if isinstance(found, Damage) else found.offset + found.length
                if isinstance(found, Damage):
                    self._note_damage(found)
                    group.clear()
                    continue
                self.records += 1
                if self._is_of_torn_group(found):
                    continue
                self._check_digests(found)
                group.append(found)
                if self.records == 1 and found.type == "warcinfo":
                    group.clear()
                elif found.type == "metadata":
                    yield from self._committed(group)
                    group.clear()
        self._check_end(group)

    @property
    def name(self) -> str:
        """Path below data/raw, once the file is finished."""
        return finished_name(self.path).relative_to(self.raw).as_posix()

    def _note_damage(self, damage: Damage) -> None:
        if self.path.name.endswith(OPEN):
            self.torn_at = damage.offset  # unfinished, if no whole group of the run comes behind it
        else:
            self.problems.append(f"bytes {damage.offset} to {damage.end} hold no whole record")

    def _is_of_torn_group(self, record: Record) -> bool:
        if self.torn_at is None or not is_commit(record, self.path):
            return self.torn_at is not None
        self.problems.append(f"bytes {self.torn_at} and on hold no whole record, and more groups stand behind them")
        self.torn_at = None
        return True  # its own group may have begun in what is damaged

    def _check_digests(self, record: Record) -> None:
        payload = record.block
        if record.type in {"response", "request"}:
            payload = record.block.partition(b"\r\n\r\n")[2]
        digests = [("block", record.block, record.headers.get("warc-block-digest"))]
        if record.type != "revisit":  # a revisit's payload stands elsewhere
            digests.append(("payload", payload, record.headers.get("warc-payload-digest")))
        for what, data, declared in digests:
            if declared and has_digest(data, declared) is not True:
                self.problems.append(f"the {record.type} record at byte {record.offset} has another {what} digest than it says")
        if not digests[0][2]:
            self.problems.append(f"the {record.type} record at byte {record.offset} has no block digest")

    def _committed(self, group: list[Record]) -> Iterator[Capture]:
        """The capture of a whole group."""
        main, metadata = group[0], group[-1]
        if not GROUP.fullmatch("".join(f"{record.type} " for record in group)):
            types = ", ".join(record.type for record in group)
            self.problems.append(f"the group that ends at byte {self.end} is {types}: not an answer, a request and metadata")
        concurrent = [record.headers.get("warc-concurrent-to") for record in group if record is not main]
        if main.type in MAIN and set(concurrent) != {main.id}:
            self.problems.append(f"the records from byte {main.offset} to {self.end} do not belong together")
        try:
            capture = row_of(metadata, place_of(self.name, main), self.name)
        except RawDamaged as error:
            self.problems.append(error.problem)
            return
        self._check_row(capture, main)
        yield capture

    def _check_row(self, capture: Capture, main: Record) -> None:
        """Moment, and the bytes that the row tells of."""
        at, where = capture.fetched_at, f"capture {capture.capture_id}"
        if self.newest and at <= self.newest:
            self.problems.append(f"{where} is not later than the one before it")
        if self.path.parent.relative_to(self.raw).as_posix() != at.strftime("warc/%Y/%m/%d"):
            self.problems.append(f"{where} is not of the day that the file's folder tells")
        self.newest = at
        if capture.revisit_of or capture.entity_sha256 is None or capture.warc_file != self.name:
            return  # its bytes stand in another record or file, or there are none
        try:
            entity_in(main, capture, capture.http_status)
        except RawDamaged as error:
            self.problems.append(error.problem)
            return
        if capture.payload_digest != payload_digest(_payload(main)):
            self.problems.append(f"{where} tells another payload digest than its bytes have")

    def _check_end(self, group: list[Record]) -> None:
        if self.path.name.endswith(OPEN):
            return
        if group:
            self.problems.append(f"behind byte {group[0].offset} stands a group without its metadata record")
        if not self.records:
            self.problems.append("it holds no whole record")


def _payload(record: Record) -> bytes:
    parsed = parse_head(record.block) if record.type == "response" else None
    return parsed[1] if parsed else record.block
