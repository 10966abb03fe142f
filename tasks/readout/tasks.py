"""The Prefect skin: names, retries and limits of the stages; nothing else. Each task's body is one line.

NO_CACHE everywhere: under a one-line skin Prefect's cache would keep serving stale results after an edit of the function
beneath. Work is skipped by data instead (see `pipeline.computing.cut`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID, uuid4

from prefect import artifacts, task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, PrefectFutureList, as_completed
from prefect.runtime import flow_run as running
from prefect.states import Completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.utilities.annotations import opaque

from readout import pipeline
from readout.discover.plan import HostQueue
from readout.errors import NetworkAway
from readout.model import Trigger
from readout.pipeline.job import Batch, Job, LookedUp, Planned, Taken, Work, utc_now
from readout.report import run_report
from readout.report.details import details_of
from readout.report.progress import Progress
from readout.report.rebuilding import Comparison
from readout.report.results import IngestResult
from readout.requests import IngestRequest
from readout.settings import load_config

log = logging.getLogger("readout")
P = ParamSpec("P")
R = TypeVar("R")


def is_passing(task: Any, run: Any, state: Any) -> bool:  # noqa: ARG001 - the shape Prefect asks of a condition
    """Whether trying again can help: only where the network as a whole is away; what one page does is a row."""
    return isinstance(state.result(raise_on_failure=False), NetworkAway)


def tell(flow: Any, flow_run: Any, state: Any) -> None:  # noqa: ARG001 - Prefect calls hooks by these names
    """Say in one line that a run failed or crashed."""
    log.error("run %s: %s: %s", flow_run.name, state.name, state.message)


def stage(name: str, task_run_name: str | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A task that is handed its arguments as they are.

    Else Prefect looks through all of them for results of other tasks: through the configuration and thousands of addresses, at each
    call, which takes longer than everything else that a call costs.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        """Make the task of a function."""
        made = cast("Callable[..., R]", task(name=name, task_run_name=task_run_name, cache_policy=NO_CACHE)(function))

        @wraps(function)
        def call(*given: P.args, **named: P.kwargs) -> R:
            """Call the task with arguments that are not looked through."""
            return made(*map(opaque, given), **{word: opaque(value) for word, value in named.items()})

        return call

    return decorate


@stage("begin")
def begin(request: IngestRequest) -> Job:
    """Refuse what can be refused before any work; mend what a killed run left."""
    return pipeline.begin(request, load_config(), run_id=_run_id(), trigger=_trigger(), clock=utc_now, nominal=_nominal())


@stage("take in")
def take_in(job: Job) -> Taken:
    """Documents and archives to captures; their citations to targets."""
    return pipeline.take_in(job)


@stage("plan lists")
def plan_lists(job: Job, taken: Taken) -> tuple[HostQueue, ...]:
    """Which feeds, sitemaps and pages of links are due; asked again, the sitemaps that an index names."""
    return pipeline.plan_lists(job, taken)


@stage("plan")
def make_plan(job: Job, taken: Taken) -> Planned:
    """What is due, host by host."""
    return pipeline.make_plan(job, taken)


@stage("look up in archives")
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


@stage("deepen")
def deepen(job: Job, planned: Planned, looked_up: LookedUp, captured: Sequence[int]) -> Planned:
    """What the captured pages cite, where the watchlist looks two steps deep."""
    return pipeline.deepen(job, planned, looked_up, captured)


@stage("close")
def close(job: Job, planned: Planned, looked_up: LookedUp, captured: Sequence[int]) -> int:
    """Make the run's record final: its captures are safe."""
    return pipeline.close(job, planned, looked_up, captured)


@stage("cut")
def cut(job: Job, captured: int) -> Work:  # noqa: ARG001 - waits for the captures
    """What has to be computed, in batches."""
    return pipeline.cut(job)


@stage("extract", task_run_name="extract batch {batch.number}")
def extract(job: Job, batch: Batch) -> Batch:
    """Captured pages to documents."""
    return pipeline.extract(job, batch)


@stage("split", task_run_name="split batch {batch.number}")
def split(job: Job, batch: Batch) -> Batch:
    """Documents to sections, passages and turns."""
    return pipeline.split(job, batch)


@stage("relate")
def relate(job: Job, work: Work, batches: Sequence[Batch]) -> str:
    """What the documents have to do with each other; complete tables."""
    return pipeline.relate(job, work, batches)


@stage("publish")
def publish(job: Job, work: Work, folder: str) -> IngestResult:
    """One release, by one rename."""
    return pipeline.publish(job, work, folder)


@stage("report")
def report(job: Job, result: IngestResult) -> IngestResult:
    """Show the run in Prefect's pages; everything in it stands in the release, too."""
    return _show(job, result)


@stage("rebuild")
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


def ask(stage: str, job: Job, queues: Sequence[HostQueue]) -> list[int]:
    """Captures made from each piece of work, hosts side by side."""
    return watch(stage, capture.map(unmapped(opaque(job)), queues))


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
            made = artifacts.create_progress_artifact(progress.percent, key=progress.key, description=progress.description)
            return cast("UUID", made)
        artifacts.update_progress_artifact(artifact, progress.percent, description=progress.description)
    except Exception as error:  # whatever the server's absence raises: a run must not end over a picture
        log.warning("progress   not shown: %s", error)
    return artifact


def _show(job: Job, result: IngestResult) -> IngestResult:
    details = details_of(job.config, job.watchlist, result, job.clock())
    artifacts.create_markdown_artifact(run_report.run_report(result, details), key="run-report", description="What the run did")
    artifacts.create_table_artifact(
        run_report.outcome_rows(details), key="outcomes", description="Captures by host and outcome"
    )
    artifacts.create_table_artifact(
        run_report.rejection_rows(result), key="rejections", description="What was dropped, and why"
    )
    return result


def _run_id() -> str:
    return str(running.id or uuid4())


def _trigger() -> Trigger:
    """A run that a schedule made carries its tag; one of the form or of the command line does not."""
    return "schedule" if "auto-scheduled" in (running.tags or []) else "manual"


def _nominal() -> datetime | None:
    """When the schedule wanted the run to begin; a run that somebody started has no such time."""
    at = running.scheduled_start_time if _trigger() == "schedule" else None
    return datetime.fromtimestamp(at.timestamp(), UTC) if at else None
