"""Everything right of data/raw again: to compare with what is published, or to publish the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from readout.capture.records import read_records
from readout.errors import BadRequest
from readout.model import TABLES
from readout.pipeline.computing import cut, open_store, read_complete
from readout.pipeline.job import Job
from readout.pipeline.publishing import about, compute
from readout.pipeline.work import open_work, remove_work
from readout.releases.diff import contents_of
from readout.releases.records import Release
from readout.releases.streams import Stream
from readout.report.rebuilding import Comparison
from readout.requests import IngestRequest
from readout.settings import Config
from readout.watchlists import Watchlist


def rebuild(config: Config, *, check: bool, into: Path | None = None) -> Comparison:
    """Make all tables again from data/raw.

    Args:
        config: configuration and data folder.
        check: make what the head covers, compare, publish nothing; else publish the difference.
        into: keep the part files in this new folder, to compare two rebuilds byte by byte.

    Raises:
        BadRequest: there is no release to compare with.
    """
    job = _job(config, check=check)
    store = open_store(job)
    head = store.head()
    if head is None and check:
        raise BadRequest(f"there is no release in {job.processed} to compare with", "run `readout ingest` first")
    open_work(job.work)
    try:
        work = cut(job, everything=True)
        tables = read_complete(compute(job, work))
        if into:
            into.mkdir(parents=True)
            store.build(tables, into)
        published = None if check else store.publish(tables, about(job, tables["runs"]), expected=work.head)
        return _compared(job, head, tables, published.number if published else None)
    finally:
        remove_work(job.work)


def _job(config: Config, *, check: bool) -> Job:
    """A run that captures nothing; it writes no record, so it has no row in `runs`."""
    job = Job(
        run_id=f"rebuild-{uuid4()}",
        trigger="cli",
        request=IngestRequest(mode="offline"),
        watchlist=Watchlist(id="rebuild", title="Everything again"),
        config=config,
        started_at=datetime.now(UTC),
        clock=lambda: datetime.now(UTC),
        by_index=False,
    )
    head = open_store(job).head()
    return replace(job, covered=frozenset(head.record.run_ids)) if check and head else job


def _compared(job: Job, head: Release | None, tables: Mapping[str, Stream], published: int | None) -> Comparison:
    made = contents_of(tables)
    held = head.contents if head else {}
    covered = set(head.record.run_ids) if head else set()
    pending = [record.run_id for record in read_records(job.raw) if record.run_id not in covered]
    return Comparison(
        head=head.number if head else None,
        published=published,
        equal={name: held.get(name) == made[name] for name in TABLES},
        rows={name: tables[name].num_rows for name in TABLES},
        pending=tuple(pending) if job.covered is not None else (),
    )
