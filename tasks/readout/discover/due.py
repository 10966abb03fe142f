"""When an address is asked again: a function of how its fetches ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from readout.constants.discover import DueConstants
from readout.model import Capture, Outcome, Purpose

Again = Literal["revisit", "passing", "limited", "wall", "absent", "unarchived", "refused"]
"""How a fetch ended, as far as the next one is concerned."""

AGAIN: dict[Outcome, Again] = {
    "ok": "revisit",
    "unchanged": "revisit",
    "unchanged_digest": "revisit",
    "moved": "passing",  # a chain that stops at a redirect was cut off
    "blocked": "wall",
    "challenge": "wall",
    "rate_limited": "limited",
    "login_wall": "wall",
    "forbidden": "wall",
    "not_found": "absent",
    "gone": "absent",
    "client_error": "absent",
    "soft_404": "absent",
    "suspect_content": "absent",
    "empty": "absent",
    "unsupported_type": "absent",
    "origin_error": "passing",
    "unexpected_status": "passing",
    "robots_disallowed": "wall",
    "robots_unavailable": "passing",  # a robots.txt that cannot be had is a site in trouble more often than a refusal
    "bad_url": "refused",
    "bad_scheme": "refused",
    "bad_port": "refused",
    "ssrf_blocked": "refused",
    "dns_error": "passing",
    "connect_error": "passing",
    "tls_error": "passing",
    "timeout_connect": "passing",
    "timeout_read": "passing",
    "deadline": "passing",
    "reset": "passing",
    "truncated": "passing",
    "protocol_error": "passing",
    "decode_error": "passing",
    "too_big": "refused",
    "bomb": "refused",
    "redirect_loop": "passing",
    "redirect_bad": "passing",
    "too_many_redirects": "passing",
    "archive_none": "unarchived",
    "archive_blocked": "wall",
    "archive_rate_limited": "limited",
    "archive_error": "passing",
    "internal_error": "passing",
}
"""Every outcome; `refused` means by our own rules: asked again only by `refresh`, after a rule was changed."""

NETWORK = frozenset({"live", "publisher_archive", "memento"})
"""Ways of a capture that asked the network; what a file or a foreign WARC gave is no try."""


@dataclass(frozen=True, slots=True)
class Try:
    """One fetch with all its hops: when it began and how it ended."""

    at: datetime
    outcome: Outcome
    retry_after_seconds: float | None


def tries_by_key(captures: Iterable[Capture], purpose: Purpose = "page") -> dict[str, list[Try]]:
    """All network fetches for a purpose, oldest first, under the key of each hop: a redirected address was tried, too."""
    tries: dict[str, list[Try]] = {}
    for hops in fetches(captures, purpose):
        one = Try(min(hop.fetched_at for hop in hops), hops[-1].outcome, hops[-1].retry_after_seconds)
        for key in {hop.url_key for hop in hops}:
            tries.setdefault(key, []).append(one)
    return {key: sorted(found, key=lambda one: one.at) for key, found in tries.items()}


def fetches(captures: Iterable[Capture], purpose: Purpose) -> list[list[Capture]]:
    """The network fetches for a purpose, each with its legs, attempts and hops in order; the last says how it ended."""
    by_id: dict[str, list[Capture]] = {}
    for capture in captures:
        if capture.purpose == purpose and capture.via in NETWORK:
            by_id.setdefault(capture.fetch_id, []).append(capture)
    return [sorted(hops, key=lambda hop: hop.capture_id) for hops in by_id.values()]


def next_due_at(tries: Sequence[Try], constants: DueConstants, *, is_frozen: bool = False) -> datetime | None:
    """When a page is due again; None: only when somebody asks for it.

    Args:
        tries: its fetches, oldest first, at least one.
        constants: `[discover.due]` of config/pipeline.toml.
        is_frozen: its host keeps pages of an era that is over; what it holds does not change.

    Raises:
        ValueError: there are no tries: what was never tried is due now.
    """
    if not tries:
        raise ValueError("no tries: what was never tried is due now")
    last = tries[-1]
    again = AGAIN[last.outcome]
    if again == "refused":
        return None
    hours = {
        "revisit": lambda: constants.frozen_hours if is_frozen else _revisit_hours(tries, constants),
        "passing": lambda: _passing_hours(tries, constants),
        "limited": lambda: _limited_seconds(tries, constants) / 3600,
        "wall": lambda: constants.wall_hours,
        "absent": lambda: constants.absent_hours,
        "unarchived": lambda: _doubled(constants.unarchived_hours, tries, constants),
    }[again]()
    return last.at + timedelta(hours=hours)


def list_due_at(tries: Sequence[Try], constants: DueConstants) -> datetime | None:
    """When a feed, sitemap or page of links is due again: at every run, and soon again when it failed.

    Its own changes say nothing about when it will change next: a list that is quiet for a year is to be read on the day
    on which it is not.
    """
    due_at = next_due_at(tries, constants)
    if due_at is None:
        return None
    last = tries[-1]
    if AGAIN[last.outcome] == "revisit":
        return last.at + timedelta(hours=constants.list_hours_min)
    return min(due_at, last.at + timedelta(hours=constants.list_hours_max))


def _revisit_hours(tries: Sequence[Try], constants: DueConstants) -> float:
    """Longer after each fetch that found nothing new, shorter after each that did."""
    fetched = [one.outcome for one in tries if AGAIN[one.outcome] == "revisit"]
    hours = constants.revisit_hours
    for outcome in fetched[1:]:
        hours *= constants.changed_factor if outcome == "ok" else constants.unchanged_factor
        hours = min(max(hours, constants.revisit_hours_min), constants.revisit_hours_max)
    return hours


def _passing_hours(tries: Sequence[Try], constants: DueConstants) -> float:
    """What the server names (a 503 may), else doubling."""
    asked = tries[-1].retry_after_seconds
    if asked is not None:
        return min(max(asked, 0.0), constants.limited_seconds_max) / 3600
    return _doubled(constants.passing_hours, tries, constants)


def _limited_seconds(tries: Sequence[Try], constants: DueConstants) -> float:
    asked = tries[-1].retry_after_seconds
    pause = asked if asked is not None else constants.limited_seconds * _doublings(tries)
    return min(max(pause, 0.0), constants.limited_seconds_max)


def _doubled(hours: float, tries: Sequence[Try], constants: DueConstants) -> float:
    return min(hours * _doublings(tries), constants.revisit_hours_max)


def _doublings(tries: Sequence[Try]) -> int:
    """1, 2, 4, … by how many tries ended alike in a row, the last of them included."""
    count = 0
    for one in reversed(tries):
        if AGAIN[one.outcome] != AGAIN[tries[-1].outcome]:
            break
        count += 1
    return 1 << min(count - 1, 32)  # far beyond every ceiling, and still a number of hours
