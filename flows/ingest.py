"""The main job: citing documents in, one release out. `python flows/ingest.py '{"watchlist": "sample"}'` runs it, too."""

from __future__ import annotations

from prefect import flow

from readout import flow_command, tasks
from readout.report.results import IngestResult
from readout.requests import IngestRequest


@flow(
    name="ingest",
    flow_run_name="ingest {request.watchlist} {request.mode}",
    task_runner=tasks.runner(),
    on_failure=[tasks.tell],
    on_crashed=[tasks.tell],
)
def ingest(request: IngestRequest = IngestRequest()) -> IngestResult:  # noqa: B008 - frozen; the form shows it as the defaults
    """Watchlist in, release out. Read top to bottom: each line is a stage.

    Args:
        request: What to take in, how, and whether to publish.
    """
    job = tasks.begin(request)
    taken = tasks.take_in(job)
    tasks.ask("lists", job, tasks.plan_lists(job, taken))
    tasks.ask("sitemaps", job, tasks.plan_lists(job, taken))  # those that a list names
    planned = tasks.make_plan(job, taken)
    captured = tasks.ask("capture", job, planned.queues)
    deeper = tasks.deepen(job, planned, tasks.look_up(job, planned), captured)
    cited = tasks.ask("cited pages", job, deeper.queues)
    work = tasks.cut(job, tasks.close(job, deeper, tasks.look_up(job, deeper), cited))
    extracted = tasks.each("extract", tasks.extract, job, work.batches)
    divided = tasks.each("split", tasks.split, job, extracted)
    result = tasks.publish(job, work, tasks.relate(job, work, divided))
    return tasks.completed(tasks.report(job, result))


if __name__ == "__main__":
    raise SystemExit(flow_command.main(ingest))
