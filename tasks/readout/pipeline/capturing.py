"""Stages left of data/raw: take in, discover, plan, capture, close. What they leave on disk is all that counts."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import readout
from readout.capture.intake import held_files, import_warc, take_cited, take_in_file
from readout.capture.live import visit_host
from readout.capture.records import Intake, RunRecord, close_record, open_record, this_process, update_record
from readout.capture.revisits import last_payloads
from readout.capture.warc import RawStore, captures_of_run, read_captures
from readout.discover.lists import KINDS
from readout.discover.plan import HostQueue, Plan
from readout.model import Capture, Purpose, Rejection
from readout.pipeline.inputs import GivenFile, archives_to, given_files
from readout.pipeline.job import Job, LookedUp, Planned, Taken
from readout.pipeline.listing import chosen_entries, known_lists, window_in, window_of
from readout.pipeline.planning import cited_by, plan_of, reached_keys, targets_of, with_verdicts
from readout.pipeline.shards import read_rows, write_rows

log = logging.getLogger("readout")
ASKED: tuple[Purpose, ...] = ("page", *KINDS)  # what a queue asks for; robots.txt and the like come along
HOSTS_AT_ONCE = 16  # hosts that a run asks side by side: most of the time each of them waits for its own gap
LAST = "last"  # folder of the captures that hold the last payload of each address


@dataclass(slots=True)
class _Intake:
    """What intake did so far."""

    known: dict[str, str]  # sha256 of the newest bytes of each file, by its key
    given: list[Intake] = field(default_factory=list)
    refused: list[Rejection] = field(default_factory=list)
    held: int = 0


def take_in(job: Job) -> Taken:
    """Keep the given documents and archives as captures; find what the documents cite."""
    record = open_record(job.raw, _record_of(job))
    documents, archives = given_files(job)
    captures = read_captures(job.raw)
    done = _Intake(held_files(captures))
    with _store(job) as store:
        for file in documents:
            _take_file(job, store, file, captures, done)
        for file in archives:
            _take_archive(job, store, file, captures, done)
    record = replace(record, intake=tuple(done.given), rejections=tuple(done.refused))
    update_record(job.raw, record)
    _tell(done, len(documents) + len(archives))
    return Taken(record=record, targets=tuple(targets_of(job, {file.key for file in documents}, captures)))


def plan_lists(job: Job, taken: Taken) -> tuple[HostQueue, ...]:
    """The feeds, sitemaps and pages of links that are due; asked again, the sitemaps that an index just read names."""
    window = window_in(taken.record)
    if window is None:
        return ()
    captures = read_captures(job.raw)
    made = plan_of(job, [named.target for named in known_lists(job, window, captures)], captures)
    _keep_last(job, made, captures)
    log.info("%-10s %d lists to read, %d not due", "lists", made.planned_count, len(made.not_due))
    return made.queues


def make_plan(job: Job, taken: Taken) -> Planned:
    """What is due of all that is wanted, host by host."""
    captures = read_captures(job.raw)
    chosen = chosen_entries(job, window_in(taken.record), captures)
    made = plan_of(job, [*taken.targets, *chosen.targets], captures, documents_max=job.request.documents_max)
    record = replace(taken.record, rejections=(*taken.record.rejections, *chosen.rejections))
    if any(rejection.reason == "over_limit" for rejection in made.rejections):
        record = replace(record, window_since=None, window_until=None)  # left open: the next run's window begins where this did
    return _planned(job, record, made, captures)


def deepen(job: Job, planned: Planned, looked_up: LookedUp, captured: Sequence[int]) -> Planned:
    """What the captured pages cite, where the watchlist looks two steps deep; else nothing. Never deeper."""
    record = replace(planned.record, rejections=(*planned.record.rejections, *looked_up.rejections))
    count = looked_up.count + sum(captured)
    if job.watchlist.depth == 1:
        return Planned(record=record, queues=(), wanted=(), captured=count)
    captures = read_captures(job.raw)
    known = reached_keys(planned.wanted, captures)
    targets = [target for target in cited_by(job, known, captures) if target.url_key not in known]
    limit = job.request.documents_max
    made = plan_of(job, targets, captures, documents_max=None if limit is None else max(0, limit - record.planned_count))
    return replace(_planned(job, record, made, captures), captured=count)


def _planned(job: Job, record: RunRecord, made: Plan, captures: Sequence[Capture]) -> Planned:
    """The plan, made safe in the run's record."""
    _keep_last(job, made, captures)
    record = replace(
        record,
        planned_count=record.planned_count + made.planned_count,
        rejections=(*record.rejections, *made.rejections),
    )
    update_record(job.raw, record)
    log.info(
        "%-10s %d wanted: %d to fetch from %d hosts, %d not due, %d refused",
        "plan", len(made.wanted), made.planned_count, len({q.host for q in made.queues}), len(made.not_due), len(made.rejections),
    )  # fmt: skip
    return Planned(record=record, queues=made.queues, wanted=made.wanted)


def _keep_last(job: Job, made: Plan, captures: Sequence[Capture]) -> None:
    if made.queues:  # once, instead of a search through all archives for each host
        write_rows(job.work / LAST, {"captures": with_verdicts(job, last_payloads(captures).values())})


def look_up(job: Job, planned: Planned) -> LookedUp:
    """Copy the captures of what is wanted from the watchlist's archives on disk."""
    archives = archives_to(job, "cited")
    wanted = {target.url_key: target for target in planned.wanted}
    if not archives or not wanted:
        return LookedUp(count=0, rejections=())
    held, missing, refused = read_captures(job.raw), set(wanted), list[Rejection]()
    before = len(held)
    publishers, constants = job.config.publishers, job.config.constants.capture
    with _store(job) as store:
        for file in archives:
            taken = take_cited(store, file.path, file.name, wanted, publishers=publishers, held=held, constants=constants)
            held += taken.captures
            missing &= set(taken.absent)
            refused += taken.rejections
    found, count = len(wanted) - len(missing), len(held) - before
    log.info("%-10s %d captures of %d addresses in %d archives", "look up", count, found, len(archives))
    return LookedUp(count=count, rejections=tuple(refused))


def capture(job: Job, queue: HostQueue) -> int:
    """Fetch what is due from one host; the number of captures, hops and failures included."""
    return capture_all(job, [queue])[0]


def capture_all(job: Job, queues: Sequence[HostQueue]) -> list[int]:
    """Fetch what is due from all hosts, some of them at once; the number of captures of each queue."""
    last = last_payloads(read_rows(job.work / LAST, "captures")) if queues else {}
    return asyncio.run(_side_by_side(job, queues, last))


async def _side_by_side(job: Job, queues: Sequence[HostQueue], last: Mapping[str, Capture]) -> list[int]:
    gate = asyncio.Semaphore(HOSTS_AT_ONCE)

    async def in_turn(queue: HostQueue) -> int:
        """One host, once there is room for it."""
        async with gate:
            return await _visit(job, queue, last)

    return await asyncio.gather(*map(in_turn, queues))


async def _visit(job: Job, queue: HostQueue, last: Mapping[str, Capture]) -> int:
    with _store(job) as store:
        captures = await visit_host(queue, store, job.config, last)
    counts = Counter(capture.outcome for capture in captures if capture.purpose in ASKED)
    log.info("%-10s %s: %s", "capture", queue.host, ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items())))
    return len(captures)


def close(job: Job, planned: Planned, looked_up: LookedUp, captured: Sequence[int]) -> int:
    """Make the run's record final: its captures are safe, and from now on count."""
    newest = max((capture.fetched_at for capture in captures_of_run(job.raw, job.run_id)), default=job.started_at)
    record = replace(planned.record, rejections=(*planned.record.rejections, *looked_up.rejections))
    close_record(job.raw, record, max(job.clock(), newest))
    return planned.captured + looked_up.count + sum(captured)


def _record_of(job: Job) -> RunRecord:
    window = window_of(job)
    return RunRecord(
        run_id=job.run_id,
        trigger=job.trigger,
        watchlist=job.request.watchlist or None,
        request=job.request.model_dump_json(),
        window_since=window.since if window else None,
        window_until=window.until if window else None,
        started_at=job.started_at,
        code_version=readout.__version__,
        config_digest=job.config.digest,
        owner=this_process(),
    )


def _store(job: Job) -> RawStore:
    return RawStore(job.raw, job.run_id, job.clock, job.config.constants.capture)


def _take_file(job: Job, store: RawStore, file: GivenFile, captures: list[Capture], done: _Intake) -> None:
    taken = take_in_file(store, file.path, file.key, done.known, job.config.constants.capture)
    kept = [taken] if isinstance(taken, Capture) else []
    captures += kept
    _note(job, done, file, kept, [taken] if isinstance(taken, Rejection) else [])


def _take_archive(job: Job, store: RawStore, file: GivenFile, captures: list[Capture], done: _Intake) -> None:
    publishers, constants = job.config.publishers, job.config.constants.capture
    taken = import_warc(store, file.path, file.name, publishers=publishers, held=captures, constants=constants)
    captures += taken.captures
    _note(job, done, file, taken.captures, taken.rejections)


def _note(job: Job, done: _Intake, file: GivenFile, captures: Sequence[Capture], rejections: Sequence[Rejection]) -> None:
    """Enter what became of one file into the run's record."""
    done.refused.extend(rejections)
    done.held += not captures and not rejections
    for taken in captures:
        done.given.append(Intake(key=file.key, sha256=taken.entity_sha256, at=taken.fetched_at, capture_id=taken.capture_id))
    for rejection in rejections:
        done.given.append(Intake(key=file.key, sha256=None, at=job.clock(), reason=rejection.reason))


def _tell(done: _Intake, given: int) -> None:
    new = sum(intake.capture_id is not None for intake in done.given)
    log.info("%-10s %d given: %d new, %d held already, %d refused", "take in", given, new, done.held, len(done.refused))
    for rejection in done.refused:
        log.warning("refused    %s: %s (%s)", rejection.subject, rejection.reason, rejection.evidence)
