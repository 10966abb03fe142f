"""Stages left of data/raw: take in, discover, plan, capture, close. What they leave on disk is all that counts."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import readout
from readout.capture.intake import held_files, import_warc, take_cited, take_in_file
from readout.capture.live import capture_host
from readout.capture.records import Intake, RunRecord, close_record, open_record, this_process, update_record
from readout.capture.revisits import last_payloads
from readout.capture.warc import RawStore, read_captures
from readout.discover.plan import HostQueue, Plan, Target, plan, sources_of_links, target_of, targets_of_citations
from readout.model import Capture, Rejection
from readout.pipeline.computing import open_store
from readout.pipeline.extracting import extract_captures
from readout.pipeline.inputs import GivenFile, files_of_globs, files_of_request
from readout.pipeline.job import Job, LookedUp, Planned, Taken

log = logging.getLogger("readout")


@dataclass(slots=True)
class _Intake:
    """What intake did so far."""

    given: list[Intake] = field(default_factory=list)
    refused: list[Rejection] = field(default_factory=list)
    held: int = 0


def take_in(job: Job) -> Taken:
    """Keep the given documents and archives as captures; find what the documents cite."""
    record = open_record(job.raw, _record_of(job))
    files, archives = _given_files(job)
    done = _Intake()
    with _store(job) as store:
        before = read_captures(job.raw)
        known = held_files(before)
        for file in files:
            _take_file(job, store, file, known, done)
        for file in archives:
            taken = import_warc(
                store,
                file.path,
                _name(file),
                publishers=job.config.publishers,
                held=before,
                constants=job.config.constants.capture,
            )
            before.extend(taken.captures)
            _note(done, file, taken.captures, taken.rejections, job)
    record = replace(record, intake=tuple(done.given), rejections=tuple(done.refused))
    update_record(job.raw, record)
    new = sum(intake.capture_id is not None for intake in done.given)
    log.info(
        "%-10s %d given: %d new, %d held already, %d refused",
        "take in",
        len(files) + len(archives),
        new,
        done.held,
        len(done.refused),
    )
    for rejection in done.refused:
        log.warning("refused    %s: %s (%s)", rejection.subject, rejection.reason, rejection.evidence)
    targets = _targets(job, {file.key for file in files})
    return Taken(record=record, targets=tuple(targets))


def make_plan(job: Job, taken: Taken) -> Planned:
    """What is due of all that is wanted, host by host."""
    made = _plan(job, taken.targets)
    record = replace(taken.record, planned_count=made.planned_count, rejections=(*taken.record.rejections, *made.rejections))
    update_record(job.raw, record)
    for left in sources_of_links(job.watchlist):
        log.info("%-10s %s: %s", "later", left.url, left.reason)
    log.info(
        "%-10s %d wanted: %d to fetch from %d hosts, %d not due, %d refused",
        "plan", len(taken.targets), made.planned_count, len(made.queues), len(made.not_due), len(made.rejections),
    )  # fmt: skip
    return Planned(record=record, queues=made.queues, wanted=made.wanted)


def look_up(job: Job, planned: Planned) -> LookedUp:
    """Copy the captures of what is wanted from the watchlist's archives on disk."""
    archives = _archives(job, "cited")
    wanted = {target.url_key: target for target in planned.wanted}
    count, missing, refused = 0, set(wanted), list[Rejection]()
    with _store(job) as store:
        for file in archives:
            taken = take_cited(
                store,
                file.path,
                _name(file),
                wanted,
                publishers=job.config.publishers,
                held=read_captures(job.raw),
                constants=job.config.constants.capture,
            )
            count += len(taken.captures)
            missing &= set(taken.absent)
            refused.extend(taken.rejections)
    if archives:
        log.info(
            "%-10s %d captures of %d addresses in %d archives", "look up", count, len(wanted) - len(missing), len(archives)
        )
    return LookedUp(count=count, rejections=tuple(refused))


def capture(job: Job, queue: HostQueue) -> int:
    """Fetch what is due from one host; the number of captures, hops and failures included."""
    with _store(job) as store:
        captures = capture_host(queue, store, job.config, last_payloads(read_captures(job.raw)))
    counts = Counter(capture.outcome for capture in captures if capture.purpose == "page")
    log.info("%-10s %s: %s", "capture", queue.host, ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items())))
    return len(captures)


def close(job: Job, planned: Planned, looked_up: LookedUp, captured: Sequence[int]) -> int:
    """Make the run's record final: its captures are safe, and from now on count."""
    newest = max((c.fetched_at for c in read_captures(job.raw) if c.run_id == job.run_id), default=job.started_at)
    record = replace(planned.record, rejections=(*planned.record.rejections, *looked_up.rejections))
    close_record(job.raw, record, max(job.clock(), newest))
    return looked_up.count + sum(captured)


def describe(job: Job) -> str:
    """What a run would take in and fetch; nothing is changed, so documents that are not held yet have no citations."""
    files, archives = _given_files(job)
    made = _plan(job, _targets(job, {file.key for file in files}))
    lines = [f"{job.watchlist.title}: mode {job.request.mode}, {'no network' if job.offline else 'network'}"]
    lines += [f"  take in  {file.path}" for file in [*files, *archives]]
    lines += [f"  look up  in {file.path}" for file in _archives(job, "cited")]
    lines += [f"  fetch    {target.url_fetch}  ({target.reason})" for queue in made.queues for target in queue.targets]
    lines += [f"  not now  {left.url}  ({left.reason})" for left in (*made.not_due, *sources_of_links(job.watchlist))]
    lines += [f"  refuse   {rejection.subject}  ({rejection.reason})" for rejection in made.rejections]
    return "\n".join(lines)


def _record_of(job: Job) -> RunRecord:
    return RunRecord(
        run_id=job.run_id,
        trigger=job.trigger,
        watchlist=job.request.watchlist or None,
        request=job.request.model_dump_json(),
        window_since=None,  # windows come with the feeds
        window_until=None,
        started_at=job.started_at,
        code_version=readout.__version__,
        config_digest=job.config.digest,
        owner=this_process(),
    )


def _store(job: Job) -> RawStore:
    return RawStore(job.raw, job.run_id, job.clock, job.config.constants.capture)


def _given_files(job: Job) -> tuple[list[GivenFile], list[GivenFile]]:
    """Documents, and archives to take in whole, of the request and of the watchlist."""
    listed, without = files_of_globs(job.watchlist.documents, (job.config.home, job.config.data))
    for pattern in without:
        log.warning("nothing    matches %s below %s or %s", pattern, job.config.home, job.config.data)
    given = [*files_of_request(job.request.documents), *listed]
    whole = [*(file for file in given if file.is_warc), *_archives(job, "all")]
    return [file for file in given if not file.is_warc], whole


def _archives(job: Job, take: str) -> list[GivenFile]:
    patterns = [source.path for source in job.watchlist.warc if source.take == take]
    found, without = files_of_globs(patterns, (job.config.home, job.config.data))
    for pattern in without:
        log.warning("nothing    matches %s below %s or %s", pattern, job.config.home, job.config.data)
    return found


def _take_file(job: Job, store: RawStore, file: GivenFile, known: dict[str, str], done: _Intake) -> None:
    taken = take_in_file(store, file.path, file.key, known, job.config.constants.capture)
    if taken is None:
        done.held += 1
    elif isinstance(taken, Rejection):
        _note(done, file, (), (taken,), job)
    else:
        _note(done, file, (taken,), (), job)


def _note(done: _Intake, file: GivenFile, captures: Sequence[Capture], rejections: Sequence[Rejection], job: Job) -> None:
    """Enter what became of one file into the run's record."""
    done.refused.extend(rejections)
    done.held += not captures and not rejections
    for taken in captures:
        done.given.append(Intake(key=file.key, sha256=taken.entity_sha256, at=taken.fetched_at, capture_id=taken.capture_id))
    for rejection in rejections:
        done.given.append(Intake(key=file.key, sha256=None, at=job.clock(), reason=rejection.reason))


def _name(file: GivenFile) -> str:
    return file.key.removeprefix("file:")


def _targets(job: Job, keys: set[str]) -> list[Target]:
    """What the watchlist and the request name, and what the documents among these keys cite."""
    publishers, letters = job.config.publishers, job.config.constants.discover.slug_letters
    named = [target_of(url, publishers, source="watchlist", letters=letters) for url in job.watchlist.urls]
    named += [target_of(url, publishers, source="request", letters=letters) for url in job.request.urls]
    captures = read_captures(job.raw)
    citing = _of_keys(captures, keys)
    found = extract_captures(citing, {c.capture_id: c for c in captures}, job.raw, job.config)
    cited = targets_of_citations(found.rows["citations"], publishers, letters)
    log.info(
        "%-10s %d addresses cited by %d documents", "discover", len({t.url_key for t in cited}), len(found.rows["documents"])
    )
    return [*named, *cited]


def _of_keys(captures: Iterable[Capture], keys: set[str]) -> list[Capture]:
    return [capture for capture in captures if capture.url_key in keys]


def _known_captures(job: Job) -> list[Capture]:
    """All captures, with the verdicts of the head release: a wall that answered 200 is to be planned as a wall."""
    store = open_store(job)
    head = store.head()
    rows = store.read(head, "captures").select(["capture_id", "outcome"]).to_pylist() if head else []
    verdicts = {row["capture_id"]: row["outcome"] for row in rows}
    return [replace(c, outcome=verdicts.get(c.capture_id, c.outcome)) for c in read_captures(job.raw)]


def _plan(job: Job, targets: Iterable[Target]) -> Plan:
    return plan(
        targets,
        _known_captures(job),
        publishers=job.config.publishers,
        mode="offline" if job.offline else job.request.mode,
        now=job.clock(),
        documents_max=job.request.documents_max,
        constants=job.config.constants.discover,
    )
