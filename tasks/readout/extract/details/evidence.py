"""Candidates for a field, best first: who won, who lost, and where each came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from readout.extract.dates import Printed, local_day, moment
from readout.model import Evidence

_VALUE_CHARACTERS = 300  # of a losing value: enough to judge it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value for a text field and the place it came from."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A date for a page and the place it came from."""

    printed: Printed
    source: str
    zone: str | None = None  # IANA name, from the publisher's file

    @property
    def day(self) -> date:
        """The local day."""
        return local_day(self.printed, self.zone)

    @property
    def at(self) -> datetime | None:
        """The moment, where time of day and zone are known."""
        return moment(self.printed.day, self.printed.clock, self.printed.offset, self.zone)

    @property
    def zone_name(self) -> str | None:
        """The zone as it is known: by name, else by the printed offset."""
        return self.zone or self.printed.offset

    def text(self) -> str:
        """The claim as one value."""
        clock = f"T{self.printed.clock:%H:%M}" if self.printed.clock else ""
        return f"{self.printed.day.isoformat()}{clock}{self.printed.offset or ''}"


def first(candidates: Sequence[Candidate]) -> Candidate | None:
    """The best candidate."""
    return candidates[0] if candidates else None


def first_value(candidates: Sequence[Candidate]) -> str | None:
    """The value of the best candidate."""
    return candidates[0].value if candidates else None


def evidence_of(field: str, candidates: Sequence[Candidate], chosen: Candidate | None) -> list[Evidence]:
    """One row for each distinct candidate, in order."""
    return [
        Evidence(field=field, value=one.value[:_VALUE_CHARACTERS], source=one.source, chosen=one is chosen)
        for one in _distinct(candidates)
    ]


def evidence_of_dates(field: str, candidates: Iterable[Dated], chosen: Dated | None) -> list[Evidence]:
    """One row for each candidate, in order."""
    return [Evidence(field=field, value=one.text(), source=one.source, chosen=one is chosen) for one in candidates]


def _distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    kept: dict[tuple[str, str], Candidate] = {}
    for one in candidates:
        kept.setdefault((one.value, one.source), one)
    return list(kept.values())
