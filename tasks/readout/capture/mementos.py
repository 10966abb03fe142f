"""Mementos: what a web archive holds of a page, asked for as the Wayback Machine asks its clients to (capture.md 11).

Its robots.txt is not asked: the CDX server and `id_` addresses are offered to programs, with limits, which we keep below.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from readout.capture.asks import Ask
from readout.capture.exchange import Exchange
from readout.capture.politeness import HostPausedError
from readout.capture.visit import Visit
from readout.constants.capture import MementoConstants
from readout.discover.routes import wanted_on
from readout.discover.targets import Target
from readout.discover.urls import host_of, url_fetch
from readout.model import Outcome

HAD: frozenset[Outcome] = frozenset({"ok", "unchanged_digest"})
USELESS: frozenset[Outcome] = frozenset(
    {"blocked", "challenge", "login_wall", "soft_404", "suspect_content", "empty", "origin_error"}
)
"""Verdicts on mementos that show a wall, or nothing, instead of the page."""

Judge = Callable[[Exchange, bytes], Outcome]
"""The verdict on the bytes of the exchange that was kept last."""


class ListingError(ValueError):
    """The CDX server's answer is no list of captures."""


@dataclass(frozen=True, slots=True)
class Memento:
    """One line of the archive's index."""

    timestamp: str  # 14 digits, UTC
    original: str
    digest: str

    @property
    def at(self) -> datetime:
        """When it was captured."""
        return datetime.strptime(self.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


async def fetch_memento(visit: Visit, target: Target, fetch_id: str, constants: MementoConstants, judge: Judge) -> Outcome:
    """Ask the web archive for a page; every request is a capture, and so is the end of a search without success.

    Args:
        visit: with which the requests are made.
        target: the page.
        fetch_id: of the fetch that this is the last leg of.
        constants: `[memento]` of config/pipeline.toml.
        judge: the verdict on what came.

    Returns:
        `ok` or `unchanged_digest` when a memento shows the page, else `archive_none`, `archive_blocked`,
        `archive_rate_limited` or `archive_error`.

    Raises:
        HeldError: another run has asked for the page meanwhile.
    """
    asking = _listing(target, fetch_id, constants)
    try:
        listed, body = await _ask(visit, asking, constants)
        if listed.outcome not in {*HAD, "empty"}:
            end = "archive_rate_limited" if listed.outcome == "rate_limited" else "archive_error"
            return _ended(visit, target, fetch_id, end, f"its index: {listed.outcome}", _pause(listed, constants))
        mementos = mementos_of(body)
        return await _try_mementos(visit, target, fetch_id, mementos, constants, judge)
    except ListingError as error:
        return _ended(visit, target, fetch_id, "archive_error", str(error))
    except HostPausedError as pause:
        return _ended(visit, target, fetch_id, "archive_rate_limited", "not asked: it wants to be left alone", pause.seconds)


async def _try_mementos(
    visit: Visit, target: Target, fetch_id: str, mementos: Sequence[Memento], constants: MementoConstants, judge: Judge
) -> Outcome:
    """The first memento that shows the page, or how all of them end."""
    ends: list[Outcome] = []
    for memento in chosen(mementos, wanted_on(target), constants.mementos_max):
        exchange, body = await _ask(visit, _copy(target, memento, fetch_id, constants), constants)
        ends.append(judge(exchange, body))
        if ends[-1] in HAD:
            return ends[-1]
        if ends[-1] == "rate_limited":
            return _ended(visit, target, fetch_id, "archive_rate_limited", ", ".join(ends), _pause(exchange, constants))
    if not ends:
        return _ended(visit, target, fetch_id, "archive_none", None)
    end: Outcome = "archive_blocked" if USELESS.issuperset(ends) else "archive_error"
    return _ended(visit, target, fetch_id, end, f"of {len(mementos)} mementos: {', '.join(ends)}")


async def _ask(visit: Visit, ask: Ask, constants: MementoConstants) -> tuple[Exchange, bytes]:
    """One request, while no other worker of the machine asks the archive anything; after a 429 all of them pause."""
    line = visit.line
    async with line.slots.hold(f"archive {host_of(ask.within)}", 0.0, line.constants.sleep_seconds_max) as turn:
        exchange, body = await visit.follow(ask)
        if exchange.outcome == "rate_limited":
            turn.pause_seconds = _pause(exchange, constants) or 0.0
    return exchange, body


def _pause(exchange: Exchange, constants: MementoConstants) -> float | None:
    """Seconds for which the archive is left alone; None where it said nothing of the kind."""
    return max(constants.pause_seconds, exchange.retry_after_seconds or 0.0) if exchange.outcome == "rate_limited" else None


def _ended(
    visit: Visit, target: Target, fetch_id: str, outcome: Outcome, reason: str | None, retry_after_seconds: float | None = None
) -> Outcome:
    """Keep how the search ended: a row of the page, for which nothing was asked."""
    visit.end(
        Ask(
            url=target.url_fetch,
            original_url=target.url_fetch,
            purpose="page",
            fetch_id=fetch_id,
            via="memento",
            url_key=target.url_key,
        ),
        outcome,
        reason,
        retry_after_seconds,
    )
    return outcome


def mementos_of(body: bytes) -> list[Memento]:
    """The captures that an answer of the CDX server lists, oldest first.

    Args:
        body: one JSON array of rows, the first of which names the columns; nothing, or an empty array, for no capture.

    Raises:
        ListingError: it is something else.
    """
    if not body.strip():
        return []
    try:
        rows: Any = json.loads(body)
    except ValueError as error:
        raise ListingError("its index is no JSON") from error
    except RecursionError as error:
        raise ListingError("its index is nested too deeply") from error
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):  # pyright: ignore[reportUnknownVariableType] - JSON of others
        raise ListingError("its index is no table")
    head, *lines = rows or [[]]
    found = [memento for line in lines if (memento := _memento(dict(zip(map(str, head), line, strict=False))))]
    return sorted(found, key=lambda one: one.timestamp)


def chosen(mementos: Sequence[Memento], day: date | None, count: int) -> list[Memento]:
    """The mementos to try, in order: the nearest to a day, the newest, then the next nearest; each text once.

    Args:
        mementos: oldest first.
        day: whose text is wanted; None: the newest are.
        count: at most so many.
    """
    newest_first = list(reversed(mementos))
    if day is None:
        order = newest_first
    else:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        nearest = sorted(newest_first, key=lambda one: abs(one.at - noon))
        order = [*nearest[:1], *newest_first[:1], *nearest[1:]]
    by_text: dict[str, Memento] = {}
    for memento in order:
        by_text.setdefault(memento.digest or memento.timestamp, memento)
    return list(by_text.values())[:count]


def _memento(row: dict[str, Any]) -> Memento | None:
    """A row that can be asked for; None for another."""
    timestamp, original, digest = (str(row.get(name, "")) for name in ("timestamp", "original", "digest"))
    memento = Memento(timestamp, original, digest)
    with suppress(ValueError):  # no such day, or no address
        if re.fullmatch(r"[0-9]{14}", timestamp) and memento.at and url_fetch(original):
            return memento
    return None


def _listing(target: Target, fetch_id: str, constants: MementoConstants) -> Ask:
    # A negative limit gives the newest: of a page that is captured daily the oldest thousand would all be of its first years.
    query = {
        "url": target.url_fetch,
        "output": "json",
        "filter": "statuscode:200",
        "collapse": "digest",
        "limit": str(-constants.rows_max),
        "fl": "timestamp,original,statuscode,mimetype,digest",
    }
    url = f"{constants.cdx}?{urlencode(query)}"
    return Ask(
        url=url,
        original_url=url,
        purpose="archive_index",
        fetch_id=fetch_id,
        via="memento",
        url_key=target.url_key,
        slot=f"index of {host_of(constants.cdx)}",
        gap_seconds=constants.cdx_gap_seconds,
        within=constants.cdx,
    )


def _copy(target: Target, memento: Memento, fetch_id: str, constants: MementoConstants) -> Ask:
    return Ask(
        url=f"{constants.web}/{memento.timestamp}id_/{memento.original}",
        original_url=target.url_fetch,
        purpose="page",
        fetch_id=fetch_id,
        via="memento",
        url_key=target.url_key,
        slot=f"copies of {host_of(constants.web)}",
        gap_seconds=constants.web_gap_seconds,
        within=f"{constants.web}/",
    )
