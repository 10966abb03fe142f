"""The Prefect skin: names, retries and limits of the stages; nothing else. Each task's body is one line.

NO_CACHE everywhere: under a one-line skin Prefect's cache would keep serving stale results after an edit of the function
beneath. Work is skipped by data instead (see `pipeline.computing.cut`).
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from prefect import task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, PrefectFutureList, as_completed
from prefect.runtime import flow_run as running
from prefect.states import Completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from readout import pipeline
from readout.discover.plan import HostQueue
from readout.errors import BadRequest, NetworkAway, ReadoutError
from readout.model import Trigger
from readout.pipeline.job import Batch, Job, LookedUp, Planned, Taken, Work, utc_now
from readout.report import run_report
from readout.report.details import details_of
from readout.report.progress import Progress
from readout.report.rebuilding import Comparison
from readout.report.results import IngestResult
from readout.report.summary import summary
from readout.requests import IngestRequest, request_of
from readout.settings import load_config

log = logging.getLogger("readout")
R = TypeVar("R")
EXAMPLE = """for example: python flows/ingest.py '{"watchlist": "sample"}'"""


def is_passing(task: Any, run: Any, state: Any) -> bool:  # noqa: ARG001 - the shape Prefect asks of a condition
    """Whether trying again can help: only where the network as a whole is away; what one page does is a row."""
    return isinstance(state.result(raise_on_failure=False), NetworkAway)


def tell(flow: Any, flow_run: Any, state: Any) -> None:  # noqa: ARG001 - Prefect calls hooks by these names
    """Say in one line that a run failed or crashed."""
    log.error("run %s: %s: %s", flow_run.name, state.name, state.message)


@task(name="begin", cache_policy=NO_CACHE)
def begin(request: IngestRequest) -> Job:
    """Refuse what can be refused before any work; mend what a killed run left."""
    return pipeline.begin(request, load_config(), run_id=_run_id(), trigger=_trigger(), clock=utc_now, nominal=_nominal())


@task(name="take in", cache_policy=NO_CACHE)
def take_in(job: Job) -> Taken:
    """Documents and archives to captures; their citations to targets."""
    return pipeline.take_in(job)


@task(name="plan lists", cache_policy=NO_CACHE)
def plan_lists(job: Job, taken: Taken) -> tuple[HostQueue, ...]:
    """Which feeds, sitemaps and pages of links are due; asked again, the sitemaps that an index names."""
    return pipeline.plan_lists(job, taken)


@task(name="plan", cache_policy=NO_CACHE)
def make_plan(job: Job, taken: Taken) -> Planned:
    """What is due, host by host."""
    return pipeline.make_plan(job, taken)


@task(name="look up in archives", cache_policy=NO_CACHE)
def look_up(job: Job, planned: Planned) -> LookedUp:
    """Captures of what is wanted, from WARC files on disk."""
    return pipeline.look_up(job, planned)


@task(
    name="capture",
    task_run_name="capture {queue.host}",
    cache_policy=NO_CACHE,
    retries=3,
    retry_delay_seconds=[10, 20, 40],
    retry_jitter_factor=0.5,
    retry_condition_fn=is_passing,
)
def capture(job: Job, queue: HostQueue) -> int:
    """Fetch what is due from one host, one request at a time."""
    return pipeline.capture(job, queue)


@task(name="deepen", cache_policy=NO_CACHE)
def deepen(job: Job, planned: Planned, looked_up: LookedUp, captured: Sequence[int]) -> Planned:
    """What the captured pages cite, where the watchlist looks two steps deep."""
    return pipeline.deepen(job, planned, looked_up, captured)


@task(name="close", cache_policy=NO_CACHE)
def close(job: Job, planned: Planned, looked_up: LookedUp, captured: Sequence[int]) -> int:
    """Make the run's record final: its captures are safe."""
    return pipeline.close(job, planned, looked_up, captured)


@task(name="cut", cache_policy=NO_CACHE)
def cut(job: Job, captured: int) -> Work:  # noqa: ARG001 - waits for the captures
    """What has to be computed, in batches."""
    return pipeline.cut(job)


@task(name="extract", task_run_name="extract batch {batch.number}", cache_policy=NO_CACHE)
def extract(job: Job, batch: Batch) -> Batch:
    """Captured pages to documents."""
    return pipeline.extract(job, batch)


@task(name="split", task_run_name="split batch {batch.number}", cache_policy=NO_CACHE)
def split(job: Job, batch: Batch) -> Batch:
    """Documents to sections, passages and turns."""
    return pipeline.split(job, batch)


@task(name="relate", cache_policy=NO_CACHE)
def relate(job: Job, work: Work, batches: Sequence[Batch]) -> str:
    """What the documents have to do with each other; complete tables."""
    return pipeline.relate(job, work, batches)


@task(name="publish", cache_policy=NO_CACHE)
def publish(job: Job, work: Work, folder: str) -> IngestResult:
    """One release, by one rename."""
    return pipeline.publish(job, work, folder)


@task(name="report", cache_policy=NO_CACHE)
def report(job: Job, result: IngestResult) -> IngestResult:
    """Show the run in Prefect's pages; everything in it stands in the release, too."""
    return _show(job, result)


@task(name="rebuild", cache_policy=NO_CACHE)
def rebuild(*, check: bool) -> Comparison:
    """Everything right of data/raw again."""
    return pipeline.rebuild(load_config(), check=check)


def completed(result: IngestResult) -> IngestResult:
    """The flow's last state: green, and in a few words what came of it."""
    # To whoever called the flow, Prefect gives a returned state's data.
    return cast("IngestResult", Completed(message=run_report.message(result), data=result))


def runner() -> TaskRunner[PrefectFuture[Any]]:
    """One thread for each host that is asked."""
    # Prefect's own types do not fit each other here.
    return cast("Any", ThreadPoolTaskRunner(max_workers=pipeline.HOSTS_AT_ONCE))


def whole(value: R) -> R:
    """The value, to be handed to tasks as it is.

    Else Prefect looks through all of a task's arguments for results of other tasks; through a job with its configuration, at each
    call, for longer than everything else that a call costs.
    """
    return cast("R", quote(value))


def watch(stage: str, futures: PrefectFutureList[R]) -> list[R]:
    """What a stage's tasks gave, once all are finished; one that takes long shows meanwhile how far it is.

    Raises:
        Exception: whatever the first failed task raised.
    """
    for _ in _shown(stage, len(futures), as_completed(list(futures))):
        pass
    return futures.result()


def each(stage: str, step: Callable[[Job, Batch], Batch], job: Job, batches: Sequence[Batch]) -> list[Batch]:
    """What a stage of pure computing gives for each batch, one after the other.

    Threads do not speed up Python's CPU work: side by side, the batches only hold their memory at the same time.

    Raises:
        Exception: whatever the first failed task raised; the batches after it are not begun.
    """
    return list(_shown(stage, len(batches), (step(job, batch) for batch in batches)))


def _shown(stage: str, total: int, finished: Iterable[R]) -> Iterator[R]:
    """What is finished, as it comes; where that takes long, with a progress artifact."""
    progress, artifact = Progress(stage, total, time.monotonic()), None
    for one in finished:
        if progress.step(time.monotonic()):
            artifact = _show_progress(progress, artifact)
        yield one


def _show_progress(progress: Progress, artifact: UUID | None) -> UUID | None:
    try:
        if artifact is None:
            made = create_progress_artifact(progress.percent, key=progress.key, description=progress.description)
            return cast("UUID", made)
        update_progress_artifact(artifact, progress.percent, description=progress.description)
    except Exception as error:  # whatever the server's absence raises: a run must not end over a picture
        log.warning("progress   not shown: %s", error)
    return artifact


def _show(job: Job, result: IngestResult) -> IngestResult:
    details = details_of(job.config, job.watchlist, result, job.clock())
    create_markdown_artifact(key="run-report", markdown=run_report.run_report(result, details), description="What the run did")
    create_table_artifact(key="outcomes", table=run_report.outcome_rows(details), description="Captures by host and outcome")
    create_table_artifact(key="rejections", table=run_report.rejection_rows(result), description="What was dropped, and why")
    return result


def main(flow: Callable[[IngestRequest], IngestResult]) -> int:
    """Run a flow with the request given as JSON on the command line, print its summary, give its exit code."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    log.setLevel(logging.INFO)
    try:
        result = flow(_request(sys.argv[1:]))
    except ReadoutError as error:
        sys.stderr.write(f"readout: {error}\n")
        return error.exit_code
    sys.stdout.write(summary(result) + "\n")
    return result.exit_code


def _request(arguments: Sequence[str]) -> IngestRequest:
    try:
        values = json.loads(arguments[0]) if arguments else {}
    except ValueError as error:
        raise BadRequest(f"the request is no JSON: {error}", EXAMPLE) from error
    if len(arguments) > 1 or not isinstance(values, dict):
        raise BadRequest("a request is one JSON object", EXAMPLE)
    return request_of(values)


def _run_id() -> str:
    return str(running.id or uuid4())


def _trigger() -> Trigger:
    """A run that a schedule made carries its tag; one of the form or of the command line does not."""
    return "schedule" if "auto-scheduled" in (running.tags or []) else "manual"


def _nominal() -> datetime | None:
    """When the schedule wanted the run to begin; a run that somebody started has no such time."""
    at = running.scheduled_start_time if _trigger() == "schedule" else None
    return datetime.fromtimestamp(at.timestamp(), UTC) if at else None
