"""What a list of addresses (feed, sitemap, page of links) names, and what of it had to be dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urljoin

from readout.model import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One address that a list names."""

    url: str  # absolute where it could be made so, else as written
    title: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None  # a sitemap's lastmod

    @property
    def at(self) -> datetime | None:
        """The later of its times: an old page that was edited is news."""
        return max((moment for moment in (self.published_at, self.updated_at) if moment), default=None)


@dataclass(frozen=True, slots=True)
class Problem:
    """What of a list could not be taken, in the words of table `rejections`."""

    stage: Stage
    reason: str
    evidence: str  # never a count of lines or the like: the same trouble on another day is the same rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list names: pages, further sitemaps (of an index), and what was dropped."""

    entries: tuple[Entry, ...] = ()
    parts: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether it was a list at all, be it an empty one."""
        return bool(self.entries or self.parts or not self.problems)


def refused(reason: str, evidence: str) -> Listed:
    """A list of which nothing could be taken. Lists are input like given files: stage `intake`."""
    return Listed(problems=(Problem("intake", reason, evidence),))


def over_limit(what: str, most: int) -> Problem:
    """More than we take of one list."""
    return Problem("plan", "over_limit", f"more than {most} {what}: the others are left out")


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each address once, in order, with the first title that says something."""
    by_url: dict[str, Entry] = {}
    for entry in entries:
        first = by_url.setdefault(entry.url, entry)
        if not first.title and entry.title:
            by_url[entry.url] = replace(first, title=entry.title)
    return tuple(by_url.values())


def joined(base: str, href: str) -> str:
    """The absolute address; what cannot be joined stays as it is, for the plan to refuse by name.

    >>> joined("https://a.example/feed/", "../x"), joined("https://a.example/", "mailto:me")
    ('https://a.example/x', 'mailto:me')
    """
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return href.strip()


def without_fragment(url: str) -> str:
    """The address of the page, without a place in it."""
    return url.partition("#")[0]


def moment_of(text: str) -> datetime | None:
    """An ISO 8601 day or moment, UTC where it names no zone; None for anything else.

    >>> moment_of("2024-04-28"), moment_of("2024-04-28T12:30:00+02:00"), moment_of("yesterday")
    (datetime.datetime(2024, 4, 28, 0, 0, tzinfo=datetime.timezone.utc), \
datetime.datetime(2024, 4, 28, 10, 30, tzinfo=datetime.timezone.utc), None)
    """
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
