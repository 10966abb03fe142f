"""The pipeline as plain calls, without Prefect: for the command line, the tests, and a reader. `flows/` runs the same stages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from readout.model import Trigger
from readout.pipeline.beginning import begin, prepare
from readout.pipeline.capturing import capture, close, describe, look_up, make_plan, take_in
from readout.pipeline.computing import cut, extract, relate, split
from readout.pipeline.job import Batch, Job, LookedUp, Planned, Taken, Work, utc_now
from readout.pipeline.publishing import publish
from readout.pipeline.rebuilding import rebuild
from readout.report.results import IngestResult
from readout.requests import IngestRequest
from readout.settings import Config

__all__ = [
    "STAGES", "Batch", "Job", "Planned", "Taken", "Work", "begin", "capture", "close", "cut", "describe", "extract", "ingest",
    "look_up", "make_plan", "prepare", "publish", "rebuild", "relate", "split", "take_in", "utc_now",
]  # fmt: skip

log = logging.getLogger("readout")
STAGES = ("take_in", "plan", "capture", "extract", "text", "relate", "publish")  # as --stop-after names them


def ingest(
    request: IngestRequest,
    config: Config,
    *,
    run_id: str,
    trigger: Trigger = "cli",
    clock: Callable[[], datetime] = utc_now,
    stop_after: str = "publish",
) -> IngestResult | None:
    """Watchlist in, release out. Read top to bottom: each line is a stage.

    Args:
        request: what to take in.
        config: configuration and data folder.
        run_id: identity of the run; a second call with it publishes no second release.
        trigger: what started it.
        clock: gives the time, in UTC.
        stop_after: last stage to run; what was captured is kept and published by a later run.

    Returns:
        What was found and published; None where it stopped before.
    """
    job = begin(request, config, run_id=run_id, trigger=trigger, clock=clock)
    taken = take_in(job)
    planned = make_plan(job, taken)
    if stop_after in STAGES[:2]:
        close(job, planned, LookedUp(count=0, rejections=()), [])
        return None
    close(job, planned, look_up(job, planned), [capture(job, queue) for queue in planned.queues])
    if stop_after == "capture":
        return None
    work = cut(job)
    extracted = [extract(job, batch) for batch in work.batches]
    if stop_after == "extract":
        return None
    divided = [split(job, batch) for batch in extracted]
    if stop_after == "text":
        return None
    folder = relate(job, work, divided)
    return publish(job, work, folder) if stop_after == "publish" else None
