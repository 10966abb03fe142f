"""Stage `publish`: one release, and what the run has to tell."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from pathlib import Path

import pyarrow as pa

import readout
from readout.capture.records import read_records
from readout.capture.warc import captures_of_run
from readout.discover.due import fetches
from readout.errors import HeadMoved
from readout.pipeline.capturing import ASKED
from readout.pipeline.computing import cut, extract, open_store, read_complete, relate, split
from readout.pipeline.derivation import confirm, derivation
from readout.pipeline.extracting import HAD
from readout.pipeline.inputs import WARC_SUFFIXES
from readout.pipeline.job import Job, Work
from readout.pipeline.work import remove_work
from readout.releases.records import About, Raw, Release
from readout.releases.store import Published
from readout.releases.streams import Stream
from readout.report.results import IngestResult

log = logging.getLogger("readout")


def publish(job: Job, work: Work, folder: str) -> IngestResult:
    """Publish complete tables; when another writer was faster, compute them again from the new head."""
    if not job.request.publish:
        return stop(job)
    published = _publish(job, work, folder, job.config.constants.pipeline.attempts_max)
    remove_work(job.work)
    return result_of(job, published, open_store(job).head(), is_stopped=False)


def stop(job: Job) -> IngestResult:
    """The end of a run that is not to publish: what it captured waits for the next one."""
    remove_work(job.work)
    return result_of(job, None, open_store(job).head(), is_stopped=True)


def _publish(job: Job, work: Work, folder: str, attempts: int) -> Published | None:
    tables = read_complete(folder)
    made_by = about(job, tables["runs"])
    try:
        published = open_store(job).publish(tables, made_by, expected=work.head)
    except HeadMoved:
        if attempts == 1:
            raise
        log.info("%-10s another run published first: computing again", "publish")
        work = cut(job)
        return _publish(job, work, compute(job, work), attempts - 1)
    if published is None and work.everything and work.head is not None:
        confirm(job.processed, work.head, made_by.derivation)
    return published


def compute(job: Job, work: Work) -> str:
    """All batches in this process; the folder of the complete tables."""
    return relate(job, work, [split(job, extract(job, batch)) for batch in work.batches])


def about(job: Job, runs: Stream) -> About:
    """What a release says of its origin."""
    return About(
        run_id=job.run_id,
        run_ids=tuple(sorted(run_id for batch in runs.batches(["run_id"]) for run_id in batch["run_id"].to_pylist())),
        code_version=readout.__version__,
        derivation=derivation(job.config),
        config=f"sha256:{job.config.digest}",
        raw=raw_state(job.raw),
        created_at=job.clock(),
    )


def raw_state(raw: Path) -> Raw:
    """Number, size and digest (over names and sizes) of the finished WARC files."""
    digest, count, total = hashlib.sha256(), 0, 0
    for path in sorted(p for p in (raw / "warc").rglob("*") if p.name.endswith(WARC_SUFFIXES)):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(raw).as_posix()} {size}\n".encode())
        count, total = count + 1, total + size
    return Raw(warc_files=count, bytes=total, digest=f"sha256:{digest.hexdigest()}")


def result_of(job: Job, published: Published | None, head: Release | None, *, is_stopped: bool) -> IngestResult:
    """What the run has to tell: from its own captures and record, and from the release that holds them."""
    mine = captures_of_run(job.raw, job.run_id)
    record = next((record for record in read_records(job.raw) if record.run_id == job.run_id), None)
    store, tables = open_store(job), head.record.tables if head else {}
    judged = _outcomes(store.read(head, "captures", ["capture_id", "outcome"])) if head else {}
    ended = {capture.capture_id: judged.get(capture.capture_id, capture.outcome_observed) for capture in mine}
    # By their last leg: an archive may have had it.
    asked = [ended[hops[-1].capture_id] for purpose in ASKED for hops in fetches(mine, purpose)]
    files = {capture.url_key for capture in mine if capture.via == "file"} if not is_stopped else set()
    held = set(store.read(head, "documents", ["url_key"])["url_key"].to_pylist()) if head else set()
    return IngestResult(
        run_id=job.run_id,
        watchlist=job.request.watchlist,
        release=head.number if head else None,
        parent=head.record.parent if head else None,
        is_new=published is not None,
        is_stopped=is_stopped,
        folder=head.path if head else None,
        captured=dict(Counter(ended.values())),
        rows={name: table.rows for name, table in tables.items()},
        changes={name: table.changes for name, table in tables.items()} if published else {},
        sections=_counted(store.read(head, "sections", ["language"])) if head else {},
        relations=_counted(store.read(head, "relations", ["kind"])) if head else {},
        rejections=_counted(store.read(head, "rejections", ["stage", "reason"])) if head else {},
        failed_fetches=sum(outcome not in HAD for outcome in asked),
        refused_inputs=sum(r.stage == "intake" for r in record.rejections) + len(files - held) if record else 0,
    )


def _outcomes(captures: pa.Table) -> dict[str, str]:
    return dict(zip(captures["capture_id"].to_pylist(), captures["outcome"].to_pylist(), strict=True))


def _counted(table: pa.Table) -> dict[str, int]:
    """Rows by the words of all columns."""
    return dict(Counter(": ".join(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)))
