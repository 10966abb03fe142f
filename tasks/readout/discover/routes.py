"""Where a page is asked for, and in which order: its site, its publisher's own archive, a web archive (capture.md 6, 7.4)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from readout.constants.discover import RouteConstants
from readout.discover.targets import Target
from readout.discover.urls import host_of, publisher_of, url_key
from readout.model import Capture, Outcome, Via
from readout.publishers import ArchiveHost, Publisher, Publishers

SITES = frozenset({"live", "publisher_archive"})
"""Ways of a capture whose answer is the site's own; what a web archive shows says nothing about the site's walls."""

WALLS = frozenset({"blocked", "challenge"})

GOES_ON: dict[Outcome, bool] = {
    # We have it, or the answer is the right one and a copy would be no other.
    "ok": False, "unchanged": False, "unchanged_digest": False,
    "unsupported_type": False, "too_big": False, "bomb": False,
    # Refused to us, or not the page: a copy may show what was said.
    "blocked": True, "challenge": True, "login_wall": True, "forbidden": True,
    "not_found": True, "gone": True, "client_error": True, "soft_404": True, "suspect_content": True, "empty": True,
    "origin_error": True, "unexpected_status": True, "robots_unavailable": True,
    # The page is there, and we are asked to wait: it comes due again by itself.
    "rate_limited": False,
    # The site's wish: its copies are left alone, too, unless the publisher's file allows them (`goes_on`).
    "robots_disallowed": False,
    # The site could not be reached, or broke off, although it was tried again.
    "dns_error": True, "connect_error": True, "tls_error": True, "timeout_connect": True, "timeout_read": True, "deadline": True,
    "reset": True, "truncated": True, "protocol_error": True, "decode_error": True,
    # A redirect that leads nowhere: the page has moved away from under its address.
    "moved": True, "redirect_loop": True, "redirect_bad": True, "too_many_redirects": True, "bad_scheme": True, "bad_port": True,
    # No address that anybody could have archived, or one inside somebody's network, which is no archive's business.
    "bad_url": False, "ssrf_blocked": False,
    # The web archive is the last leg.
    "archive_none": False, "archive_blocked": False, "archive_rate_limited": False, "archive_error": False,
    "internal_error": False,
}  # fmt: skip
"""Whether the next leg is tried after a leg that ended so; every outcome."""

# A day or a month in an address: /2024/04/26/, /202404/, t20240426_1, -2024-04-26; no part of a longer number.
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Leg:
    """One way to a page."""

    via: Via  # live, publisher_archive, memento
    url: str  # what is asked for; by memento: the address that the web archive is searched for


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What our captures say about a host: derived from them alone, so it holds for every run and worker."""

    walls: int = 0  # pages in a row that ended at a wall
    asked_at: datetime | None = None  # its newest page that was asked for
    probed_at: datetime | None = None  # its newest answer to an address made up by us

    def after(self, capture: Capture) -> HostState:
        """The state once this capture is known; only what the host itself answered counts.

        Args:
            capture: of this host, with the verdict on its bytes.
        """
        if capture.via not in SITES or capture.ip_address is None:
            return self
        if capture.purpose == "probe":
            return replace(self, probed_at=capture.fetched_at)
        if capture.purpose != "page":
            return self
        walls = self.walls + 1 if capture.outcome in WALLS else self.walls
        answered = capture.http_status is not None and capture.outcome != "moved"
        return replace(self, walls=walls if capture.outcome in WALLS or not answered else 0, asked_at=capture.fetched_at)


def host_states(captures: Iterable[Capture]) -> dict[str, HostState]:
    """The state of every host that was asked for pages, by host."""
    states: dict[str, HostState] = {}
    for capture in sorted(captures, key=lambda one: one.capture_id):
        if capture.via in SITES and capture.ip_address is not None:
            host = host_of(capture.url)
            states[host] = states.get(host, HostState()).after(capture)
    return states


def is_walled(state: HostState, now: datetime, constants: RouteConstants) -> bool:
    """Whether a host is left alone: its last pages were walls, and the time of its next trial has not come."""
    if state.walls < constants.walls_in_a_row or state.asked_at is None:
        return False
    return now - state.asked_at < timedelta(hours=constants.trial_hours)


def route(
    target: Target, publishers: Publishers, states: Mapping[str, HostState], now: datetime, constants: RouteConstants
) -> tuple[Leg, ...]:
    """The ways to a page in the order in which they are tried; a host behind a wall is left out until its next trial.

    Args:
        target: an address that can be asked for.
        publishers: whose archive hosts are known.
        states: of the hosts met, see `host_states`.
        now: the time, with zone.
        constants: `[discover.route]` of config/pipeline.toml.
    """
    publisher = publisher_of(host_of(target.url_fetch), publishers)
    own = [_on(target.url_fetch, archive.host) for archive in _eras(target, publisher)]
    sites = [Leg("live", target.url_fetch)]
    sites += [Leg("publisher_archive", url) for url in own if url_key(url, publishers) == target.url_key]
    open_to_us = (leg for leg in sites if not is_walled(states.get(host_of(leg.url), HostState()), now, constants))
    return (*open_to_us, Leg("memento", target.url_fetch))


def hosts_of(target: Target, publishers: Publishers) -> frozenset[str]:
    """All hosts whose state bears on the route of a target."""
    host = host_of(target.url_fetch)
    publisher = publisher_of(host, publishers)
    return frozenset({host, *(archive.host for archive in (publisher.archive if publisher else ()))})


def goes_on(outcome: Outcome, leg: Leg, publisher: Publisher | None) -> bool:
    """Whether the next leg is tried.

    Args:
        outcome: how the leg ended, with the verdict on its bytes.
        leg: the one that ended.
        publisher: of the page.
    """
    if outcome == "robots_disallowed":
        # An archive host's rules speak for that host; those of the site itself are its publisher's wish for the page.
        return leg.via == "publisher_archive" or (publisher is not None and publisher.archives_when_disallowed)
    return GOES_ON[outcome]


def days_in(url: str) -> tuple[date, date] | None:
    """First and last day of the date that an address names: a day, else a month; None without one.

    >>> days_in("https://a.example/2024/04/26/talks"), days_in("https://a.example/page/202304/1.html")
    ((datetime.date(2024, 4, 26), datetime.date(2024, 4, 26)), (datetime.date(2023, 4, 1), datetime.date(2023, 4, 30)))
    """
    found = sorted(_DATE.finditer(urlsplit(url).path), key=lambda match: match[4] is None)
    for match in found:
        year, month = int(match[1]), int(match[3])
        last = monthrange(year, month)[1]
        if match[4] is None:
            return date(year, month, 1), date(year, month, last)
        if (day := int(match[4])) <= last:
            return date(year, month, day), date(year, month, day)
    return None


def wanted_on(target: Target) -> date | None:
    """The day whose text is wanted: that of the citing document, else the last of the address's own date."""
    days = days_in(target.url_fetch)
    return target.cited_on or (days[1] if days else None)


def _eras(target: Target, publisher: Publisher | None) -> list[ArchiveHost]:
    """The archive hosts that may hold the page, newest first.

    A date in the address says the era; else the citing document's day leaves out eras that came later.
    """
    if publisher is None or any(archive.host == host_of(target.url_fetch) for archive in publisher.archive):
        return []  # a page of an era is asked for there, and nowhere else
    newest_first = sorted(publisher.archive, key=lambda archive: archive.since or date.min, reverse=True)
    if days := days_in(target.url_fetch):
        return [a for a in newest_first if (a.since or date.min) <= days[1] and days[0] <= (a.until or date.max)]
    return [a for a in newest_first if target.cited_on is None or (a.since or date.min) <= target.cited_on]


def _on(url: str, host: str) -> str:
    """The same path on another host."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
