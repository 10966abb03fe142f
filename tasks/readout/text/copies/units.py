"""A unit: one text of one document, with what relations look at besides the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from readout.constants.relations import RelationConstants
from readout.model import Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One text of one document: its current revision or a superseded one (a copy may keep what the page has dropped)."""

    document_id: str
    revision: int
    text: str
    url_key: str
    publisher: str | None
    title: str | None
    published_on: date | None
    published_at: datetime | None
    first_seen_at: datetime
    authority: Authority | None
    is_current: bool

    @property
    def order(self) -> tuple[datetime, str, int]:
        """The order of units: by first sight, then by name."""
        return (self.first_seen_at, self.document_id, self.revision)

    @property
    def owner(self) -> str | None:
        """Whose page it is: the publisher's, else the host's; None where neither is known."""
        host = None if self.publisher else _host(self.url_key)
        return self.publisher or (f"//{host}" if host else None)


def _host(url_key: str) -> str | None:
    """The host of an address; None for a file."""
    scheme, slashes, rest = url_key.partition("://")
    return rest.partition("/")[0] if slashes and scheme != "file" else None


def published_day(unit: Unit, constants: RelationConstants) -> date | None:
    """The day of publication, unless the claim is impossible: before there was a web, or after we saw the text."""
    day = unit.published_on or (unit.published_at.date() if unit.published_at else None)
    # One day of grace: the printed day is local, first sight is UTC.
    if day is None or day.year < constants.year_min or day > unit.first_seen_at.date() + timedelta(days=1):
        return None
    return day
