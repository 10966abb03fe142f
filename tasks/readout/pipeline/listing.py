"""Feeds, sitemaps and pages of links: which of them a run reads, for which window, and what they name."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from readout.capture.records import RunRecord, read_records
from readout.capture.warc import read_entity
from readout.discover.due import fetches
from readout.discover.entries import Listed
from readout.discover.feeds import read_feed
from readout.discover.link_pages import read_link_page
from readout.discover.lists import Chosen, NamedList, Span, choose, lists_of, parts_of
from readout.discover.sitemaps import read_sitemap
from readout.discover.windows import Window, next_window, read_since, window_of_days
from readout.model import Capture
from readout.pipeline.extracting import HAD
from readout.pipeline.job import Job

log = logging.getLogger("readout")


@dataclass(frozen=True, slots=True)
class _Reading:
    """The newest answer to the question for a list, and what it names."""

    capture: Capture  # its last hop
    listed: Listed
    before: datetime | None  # when an earlier run read it whole


def window_of(job: Job) -> Window | None:
    """What the run answers for; None: it reads no lists, or an earlier run has answered for its time."""
    if job.offline or not lists_of(job.watchlist, job.config.publishers):
        return None
    if _is_asked_for(job):
        return window_of_days(job.request.since, job.request.until, job.started_at)
    return next_window(_closed_windows(job), job.nominal or job.started_at, job.started_at)


def known_lists(job: Job, window: Window, captures: Sequence[Capture]) -> list[NamedList]:
    """The watchlist's lists, and the sitemaps that its indexes, as far as they are held, name."""
    named = lists_of(job.watchlist, job.config.publishers)
    parts: list[NamedList] = []
    by_id = {capture.capture_id: capture for capture in captures}
    for one in named:
        reading = _read(job, one, captures, by_id) if one.kind == "sitemap" else None
        if reading and reading.listed.parts:
            parts += parts_of(one, reading.listed, _since(job, window, reading), job.config.publishers)
    return [*named, *parts]


def chosen_entries(job: Job, window: Window | None, captures: Sequence[Capture]) -> Chosen:
    """What the lists name and the run wants; a list that was never read names nothing."""
    if window is None:
        return Chosen()
    by_id = {capture.capture_id: capture for capture in captures}
    chosen: list[Chosen] = []
    for named in known_lists(job, window, captures):
        if reading := _read(job, named, captures, by_id):
            span = Span(since=_since(job, window, reading), until=window.until, now=job.started_at)
            found = choose(named, reading.listed, span, job.config.publishers, job.config.constants.discover)
            chosen.append(found if _is_new(job, reading) else Chosen(targets=found.targets, left_out=found.left_out))
            _tell(named, reading, found)
    return _joined(chosen)


def window_in(record: RunRecord) -> Window | None:
    """The window that a run's record holds."""
    return Window(record.window_since, record.window_until) if record.window_until else None


def _is_asked_for(job: Job) -> bool:
    return job.request.since is not None or job.request.until is not None


def _closed_windows(job: Job) -> list[Window]:
    """Windows that the watchlist's runs have closed, but for those whose days somebody named: they are no part of the row."""
    records = (record for record in read_records(job.raw) if record.watchlist == job.request.watchlist)
    closed = (record for record in records if record.state == "closed" and not _has_days(record))
    return [window for record in closed if (window := window_in(record))]


def _has_days(record: RunRecord) -> bool:
    request = json.loads(record.request)
    return bool(request.get("since") or request.get("until"))


def _since(job: Job, window: Window, reading: _Reading) -> datetime | None:
    constants = job.config.constants.discover.lists
    return read_since(window, is_asked_for=_is_asked_for(job), last_read_at=reading.before, constants=constants)


def _read(job: Job, named: NamedList, captures: Sequence[Capture], by_id: Mapping[str, Capture]) -> _Reading | None:
    """The newest whole answer; where a wall or other rubbish came, an earlier run's good one says since when."""
    answers = _answers(named, captures)
    if not answers:
        return None
    newest = answers[-1]
    listed = _listed(job, named, newest, by_id)
    same = {newest.capture_id, newest.revisit_of}
    before: datetime | None = None
    for answer in reversed([answer for answer in answers if answer.run_id != job.run_id]):
        if (
            listed if (same & {answer.capture_id, answer.revisit_of}) - {None} else _listed(job, named, answer, by_id)
        ).is_readable:
            before = answer.fetched_at
            break
    return _Reading(newest, listed, before)


def _answers(named: NamedList, captures: Sequence[Capture]) -> list[Capture]:
    """The last hops of whole answers to the question for a list, oldest first."""
    of_list = (hops for hops in fetches(captures, named.kind) if any(h.url_key == named.target.url_key for h in hops))
    return sorted((h[-1] for h in of_list if h[-1].outcome in HAD - {"moved"}), key=lambda capture: capture.capture_id)


def _listed(job: Job, named: NamedList, answer: Capture, by_id: Mapping[str, Capture]) -> Listed:
    body = read_entity(job.raw, answer, by_id).body
    constants = job.config.constants
    if named.kind == "sitemap":
        return read_sitemap(body, answer.url, constants.discover.lists)
    read = read_feed if named.kind == "feed" else read_link_page
    return read(body, answer.url, answer.content_type, constants.discover.lists, constants.extract)


def _is_new(job: Job, reading: _Reading) -> bool:
    """Whether this run saw it for the first time: what was dropped of it stands in no earlier run's record."""
    return reading.capture.run_id == job.run_id and reading.capture.outcome == "ok"


def _tell(named: NamedList, reading: _Reading, chosen: Chosen) -> None:
    log.info(
        "%-10s %s: %d entries, %d wanted, %d outside the window (%s %s)",
        "list", named.target.url_fetch, len(reading.listed.entries), len(chosen.targets), len(chosen.left_out),
        named.kind, reading.capture.outcome,
    )  # fmt: skip
    for problem in reading.listed.problems:
        log.warning("%-10s %s: %s (%s)", "list", named.target.url_fetch, problem.reason, problem.evidence)


def _joined(chosen: Iterable[Chosen]) -> Chosen:
    found = list(chosen)
    return Chosen(
        targets=tuple(target for one in found for target in one.targets),
        rejections=tuple(row for one in found for row in one.rejections),
        left_out=tuple(left for one in found for left in one.left_out),
    )
