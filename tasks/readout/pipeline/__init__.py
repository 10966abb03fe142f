"""The pipeline as plain calls, without Prefect: for the command line, the tests, and a reader. `flows/` runs the same stages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from readout.model import Trigger
from readout.pipeline.beginning import begin, prepare, require_contact
from readout.pipeline.capturing import (
    HOSTS_AT_ONCE,
    capture,
    capture_all,
    close,
    deepen,
    look_up,
    make_plan,
    plan_lists,
    take_in,
)
from readout.pipeline.computing import cut, extract, relate, split
from readout.pipeline.describing import describe
from readout.pipeline.job import Batch, Job, LookedUp, Planned, Taken, Work, utc_now
from readout.pipeline.publishing import publish, stop
from readout.pipeline.rebuilding import rebuild
from readout.report.results import IngestResult
from readout.requests import IngestRequest
from readout.settings import Config

__all__ = [
    "HOSTS_AT_ONCE", "STAGES", "Batch", "Job", "Planned", "Taken", "Work", "begin", "capture", "capture_all", "close", "cut",
    "deepen", "describe", "extract", "ingest", "look_up", "make_plan", "plan_lists", "prepare", "publish", "rebuild",
    "relate", "require_contact", "split", "stop", "take_in", "utc_now",
]  # fmt: skip

STAGES = ("take_in", "plan", "capture", "extract", "text", "relate", "publish")  # as --stop-after names them


def ingest(
    request: IngestRequest,
    config: Config,
    *,
    run_id: str,
    trigger: Trigger = "cli",
    clock: Callable[[], datetime] = utc_now,
    stop_after: str = "publish",
) -> IngestResult:
    """Watchlist in, release out. Read top to bottom: each line is a stage.

    Args:
        request: what to take in; one that is not to publish stops after `capture`.
        config: configuration and data folder.
        run_id: identity of the run; a second call with it publishes no second release.
        trigger: what started it.
        clock: gives the time, in UTC.
        stop_after: last stage to run; what was captured is kept and published by a later run.

    Returns:
        What was found and published.
    """
    last = STAGES.index(stop_after if request.publish else min(stop_after, "capture", key=STAGES.index))
    job = begin(request, config, run_id=run_id, trigger=trigger, clock=clock)
    taken = take_in(job)
    if last > STAGES.index("take_in"):
        for _ in ("lists", "sitemaps that a list names"):
            capture_all(job, plan_lists(job, taken))
    planned = make_plan(job, taken)
    if last < STAGES.index("capture"):
        close(job, planned, LookedUp(count=0, rejections=()), [])
        return stop(job)
    deeper = deepen(job, planned, look_up(job, planned), capture_all(job, planned.queues))
    close(job, deeper, look_up(job, deeper), capture_all(job, deeper.queues))
    if last == STAGES.index("capture"):
        return stop(job)
    work = cut(job)
    extracted = [extract(job, batch) for batch in work.batches]
    if last == STAGES.index("extract"):
        return stop(job)
    divided = [split(job, batch) for batch in extracted]
    if last == STAGES.index("text"):
        return stop(job)
    folder = relate(job, work, divided)
    return publish(job, work, folder) if last == STAGES.index("publish") else stop(job)
