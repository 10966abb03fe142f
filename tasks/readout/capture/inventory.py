"""What must be somewhere in data/raw because a release, a run record or another capture says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from readout.capture.reading import finished_name
from readout.capture.records import RunRecord
from readout.model import Capture

IMPORTED = "warc/imported/"


@dataclass(slots=True)
class Inventory:
    """Filled with what is said to be there; emptied by what is met. Holds hashes: some 100 bytes for each capture.

    Args:
        raw: the folder data/raw.
        records: of all runs, those that still live included.
        named: gives the captures that a release names, anew each time it is called.
    """

    raw: Path
    records: tuple[RunRecord, ...]
    named: Callable[[], Iterable[Capture]]
    _ends: dict[str, datetime | None] = field(default_factory=dict)  # when each run ended its capturing; None: it lives
    _wanted: set[int] = field(default_factory=set)  # captures that the release names, with their places
    _given: set[int] = field(default_factory=set)  # captures that runs took in
    _payloads: set[int] = field(default_factory=set)  # captures met that hold one
    _revisits: dict[int, Capture] = field(default_factory=dict)  # of payloads not met so far, one for each
    _imported: dict[str, list[Capture]] = field(default_factory=dict)  # met, by the file that holds their bytes

    def __post_init__(self) -> None:
        self._ends = {record.run_id: record.captured_at for record in self.records}
        self._wanted = {_place_hash(capture) for capture in self.named()}
        self._given = {hash(given.capture_id) for record in self.records for given in record.intake if given.capture_id}

    def meet(self, capture: Capture) -> Iterator[str]:
        """A capture was found; yields what does not fit it."""
        own, run = hash(capture.capture_id), capture.run_id
        self._wanted.discard(_place_hash(capture))
        self._given.discard(own)
        if capture.payload_digest and not capture.revisit_of:
            self._payloads.add(own)
            self._revisits.pop(own, None)
        if capture.revisit_of and hash(capture.revisit_of) not in self._payloads:
            self._revisits[hash(capture.revisit_of)] = capture
        if capture.warc_file.startswith(IMPORTED):
            self._imported.setdefault(capture.warc_file, []).append(capture)
        if run not in self._ends and f"{run}.json" not in self._run_names():
            yield f"capture {capture.capture_id} is of run {run}, of which runs/{run}.json is missing"
        if (end := self._ends.get(run)) and capture.fetched_at > end:
            yield f"capture {capture.capture_id} is later than the end of its run"

    def bytes_in(self, file: str) -> list[Capture]:
        """The captures met so far whose bytes stand in that imported file."""
        return self._imported.pop(file, [])

    def not_taken_in(self, record: RunRecord) -> list[str]:
        """What a run says it took in and was not met."""
        return [
            f"{given.key} was taken in as capture {given.capture_id}, which is missing"
            for given in record.intake
            if given.capture_id and hash(given.capture_id) in self._given
        ]

    def absent(self) -> dict[str, list[str]]:
        """Everything else that was not met, by the file it should be in."""
        problems: dict[str, list[str]] = {}
        for file, captures in self._imported.items():
            problems[file] = [f"capture {capture.capture_id} has its bytes in it" for capture in captures]
        for capture in self.named() if self._wanted else ():
            if _place_hash(capture) in self._wanted:
                what = f"the release names capture {capture.capture_id} at byte {capture.warc_offset}"
                problems.setdefault(capture.warc_file, []).append(what)
        for capture in self._revisits.values():
            what = f"capture {capture.capture_id} refers to {capture.revisit_of}, which is missing"
            problems.setdefault(capture.warc_file, []).append(what)
        return problems

    def _run_names(self) -> set[str]:
        """Names of the run records as they stand now: a run may have begun after we looked."""
        folder = self.raw / "runs"
        return {finished_name(path).name for path in folder.iterdir()} if folder.is_dir() else set()


def _place_hash(capture: Capture) -> int:
    place = (capture.warc_file, capture.warc_offset, capture.warc_length, capture.record_id)
    return hash((capture.capture_id, *place, capture.payload_digest, capture.entity_sha256))
