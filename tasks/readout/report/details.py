"""What a run did host by host, what it found and when it is due again: read from the release and the run records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cronsim import CronSim

from readout.capture.records import read_records
from readout.capture.warc import captures_of_run
from readout.constants.discover import DueConstants
from readout.discover.due import NETWORK, next_due_at, tries_by_key
from readout.model import Capture
from readout.releases.schema import from_arrow
from readout.report.reading import column_of, table_of
from readout.report.results import IngestResult
from readout.settings import Config
from readout.text.alignment.aligner import WITHOUT_DICTIONARY
from readout.watchlists import Schedule, Watchlist

FILES = "(files)"
"""Stands for the host of what was dropped in."""
SOON = timedelta(days=1)
UNFIT = ("layout_stale", "layout_missed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What one host gave in one run."""

    name: str
    outcomes: Mapping[tuple[str, str], int]  # captures by purpose and outcome
    entity_bytes: int
    asked: int  # captures that needed the network
    span_seconds: float  # from the first of them to the last: requests, pauses and waits
    busy_seconds: float  # in requests
    slowest_seconds: float  # of one request

    @property
    def pages(self) -> Mapping[str, int]:
        """Captures of pages and files, by outcome."""
        return {outcome: count for (purpose, outcome), count in self.outcomes.items() if purpose == "page"}

    @property
    def others(self) -> Mapping[str, int]:
        """Captures of robots.txt, feeds and the like, by purpose."""
        counts = Counter[str]()
        for (purpose, _), count in self.outcomes.items():
            counts[purpose] += count
        return {purpose: count for purpose, count in counts.items() if purpose != "page"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When the addresses of a watchlist are asked again."""

    first_at: datetime | None  # the earliest; None: nothing is asked again by itself
    soon: int  # within a day
    later: int
    never: int  # refused by a rule: in mode refresh only


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a run has to tell beyond the counts of its result."""

    planned: int  # addresses to fetch
    citations: Mapping[str, int]  # of the release, by kind
    cited_held: int  # those that lead to a document
    layouts: Mapping[str, int]  # documents that this run captured, by the layout that read them
    unfit: Mapping[tuple[str, str], int]  # captures of this run by "layout: rule" and reason: the first sign of a redesign
    hosts: tuple[Host, ...]  # most captures first
    due: Due
    scheduled_at: datetime | None  # the next run by schedule, in the schedule's zone
    without_dictionary: bool  # whether translations of the release were paired by numbers and lengths alone


def details_of(config: Config, watchlist: Watchlist, result: IngestResult, now: datetime) -> Details:
    """Look up what a finished run did.

    Args:
        config: of the run.
        watchlist: of the run.
        result: what it gave.
        now: the time, for what is due within a day.

    Raises:
        StoreDamaged: the release cannot be read.
    """
    records = read_records(config.data / "raw")
    mine = _captures(config.data / "raw", result)
    of_watchlist = {r.run_id for r in records if result.watchlist and r.watchlist == result.watchlist}
    fetched = [*_asked_before(result, of_watchlist), *(mine if result.is_stopped else [])] if watchlist.network else []
    cited = _column(result, "citations", "kind"), _column(result, "citations", "cited_document_id")
    return Details(
        planned=next((record.planned_count for record in records if record.run_id == result.run_id), 0),
        citations=Counter(cited[0]),
        cited_held=sum(document is not None for document in cited[1]),
        layouts=Counter(_column(result, "documents", "layout", capture_id=[c.capture_id for c in mine])),
        unfit=_unfit(result, [c.capture_id for c in mine]),
        hosts=_hosts(mine),
        due=_due(fetched, config.constants.discover.due, now),
        scheduled_at=_next_start(watchlist.schedule, now),
        without_dictionary=any(m.endswith(f"/{WITHOUT_DICTIONARY}") for m in set(_column(result, "alignments", "method"))),
    )


def _captures(raw: Path, result: IngestResult) -> list[Capture]:
    """The run's own captures: as the release judges them, or as they were seen where it holds none of them."""
    if result.folder is None or result.is_stopped:
        return captures_of_run(raw, result.run_id)
    return from_arrow("captures", table_of(result.folder, "captures", run_id=result.run_id))


def _asked_before(result: IngestResult, run_ids: set[str]) -> list[Capture]:
    if result.folder is None or not run_ids:
        return []
    table = table_of(result.folder, "captures", run_id=run_ids, via=NETWORK, purpose="page")
    return from_arrow("captures", table)


def _column(result: IngestResult, table: str, column: str, **wanted: object) -> list[Any]:
    if result.folder is None:
        return []
    return column_of(result.folder, table, column, **wanted)


def _unfit(result: IngestResult, capture_ids: Sequence[str]) -> Mapping[tuple[str, str], int]:
    """How often a layout's rule no longer read a page of this run."""
    counts = Counter[tuple[str, str]]()
    for reason in UNFIT:
        found = _column(result, "rejections", "evidence", stage="extract", reason=reason, capture_id=capture_ids)
        counts.update((evidence or "", reason) for evidence in found)
    return counts


def _hosts(captures: Sequence[Capture]) -> tuple[Host, ...]:
    by_host: dict[str, list[Capture]] = {}
    for capture in captures:
        name = FILES if capture.via == "file" else urlsplit(capture.url).hostname or capture.url
        by_host.setdefault(name, []).append(capture)
    hosts = [_host(name, found) for name, found in by_host.items()]
    return tuple(sorted(hosts, key=lambda host: (-sum(host.outcomes.values()), host.name)))


def _host(name: str, captures: Sequence[Capture]) -> Host:
    asked = [capture for capture in captures if capture.via in NETWORK]
    times = [capture.fetched_at for capture in asked]
    busy = [capture.elapsed_seconds or 0.0 for capture in asked]
    return Host(
        name=name,
        outcomes=Counter((capture.purpose, capture.outcome) for capture in captures),
        entity_bytes=sum(capture.entity_bytes or 0 for capture in captures),
        asked=len(asked),
        span_seconds=(max(times) - min(times)).total_seconds() if times else 0.0,
        busy_seconds=sum(busy),
        slowest_seconds=max(busy, default=0.0),
    )


def _due(captures: Sequence[Capture], constants: DueConstants, now: datetime) -> Due:
    times = [next_due_at(tries, constants) for tries in tries_by_key(captures).values()]
    known = sorted(time for time in times if time is not None)
    soon = sum(time <= now + SOON for time in known)
    first = known[0] if known else None
    return Due(first_at=first, soon=soon, later=len(known) - soon, never=len(times) - len(known))


def _next_start(schedule: Schedule | None, now: datetime) -> datetime | None:
    return next(CronSim(schedule.cron, now.astimezone(ZoneInfo(schedule.timezone)))) if schedule else None
