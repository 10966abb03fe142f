"""When an address is asked again: a function of how its fetches ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from readout.constants.discover import DueConstants
from readout.model import Capture, Outcome

Again = Literal["revisit", "passing", "limited", "wall", "absent", "refused"]
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
    "robots_unavailable": "wall",
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
    "archive_none": "wall",
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
    """One fetch of a page with all its hops: when it began and how it ended."""

    at: datetime
    outcome: Outcome
    retry_after_seconds: float | None


def tries_by_key(captures: Iterable[Capture]) -> dict[str, list[Try]]:
    """All network fetches of pages, oldest first, under the key of each hop: a redirected address was tried, too."""
    fetches: dict[str, list[Capture]] = {}
    for capture in captures:
        if capture.purpose == "page" and capture.via in NETWORK:
            fetches.setdefault(capture.fetch_id, []).append(capture)
    tries: dict[str, list[Try]] = {}
    for hops in fetches.values():
        last = max(hops, key=lambda capture: (capture.attempt, capture.hop, capture.capture_id))
        one = Try(min(hop.fetched_at for hop in hops), last.outcome, last.retry_after_seconds)
        for key in {hop.url_key for hop in hops}:
            tries.setdefault(key, []).append(one)
    return {key: sorted(found, key=lambda one: one.at) for key, found in tries.items()}


def next_due_at(tries: Sequence[Try], constants: DueConstants) -> datetime | None:
    """When the address is due again; None: only when somebody asks for it.

    Args:
        tries: its fetches, oldest first, at least one.
        constants: `[discover.due]` of config/pipeline.toml.

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
        "revisit": lambda: _revisit_hours(tries, constants),
        "passing": lambda: min(constants.passing_hours * _doublings(tries, "passing"), constants.revisit_hours_max),
        "limited": lambda: _limited_seconds(tries, constants) / 3600,
        "wall": lambda: constants.wall_hours,
        "absent": lambda: constants.absent_hours,
    }[again]()
    return last.at + timedelta(hours=hours)


def _revisit_hours(tries: Sequence[Try], constants: DueConstants) -> float:
    """Longer after each fetch that found nothing new, shorter after each that did."""
    fetched = [one.outcome for one in tries if AGAIN[one.outcome] == "revisit"]
    hours = constants.revisit_hours
    for outcome in fetched[1:]:
        hours *= constants.changed_factor if outcome == "ok" else constants.unchanged_factor
        hours = min(max(hours, constants.revisit_hours_min), constants.revisit_hours_max)
    return hours


def _limited_seconds(tries: Sequence[Try], constants: DueConstants) -> float:
    asked = tries[-1].retry_after_seconds
    pause = asked if asked is not None else constants.limited_seconds * _doublings(tries, "limited")
    return min(max(pause, 0.0), constants.limited_seconds_max)


def _doublings(tries: Sequence[Try], again: Again) -> int:
    """1, 2, 4, … by how many tries ended alike in a row, the last of them included."""
    count = 0
    for one in reversed(tries):
        if AGAIN[one.outcome] != again:
            break
        count += 1
    return 1 << min(count - 1, 32)  # far beyond every ceiling, and still a number of hours
