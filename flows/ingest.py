"""The main job: citing documents in, one release out. `python flows/ingest.py '{"watchlist": "sample"}'` runs it, too."""

from __future__ import annotations

from prefect import flow, unmapped

from readout import tasks
from readout.report.results import IngestResult
from readout.requests import IngestRequest


@flow(
    name="ingest", flow_run_name="ingest {request.watchlist} {request.mode}", on_failure=[tasks.tell], on_crashed=[tasks.tell]
)
def ingest(request: IngestRequest = IngestRequest()) -> IngestResult:  # noqa: B008 - frozen; the form shows it as the defaults
    """Watchlist in, release out. Read top to bottom: each line is a stage.

    Args:
        request: What to take in, how, and whether to publish.
    """
    job = tasks.begin(request)
    planned = tasks.make_plan(job, tasks.take_in(job))
    looked_up = tasks.look_up(job, planned)
    captured = tasks.watch("capture", tasks.capture.map(unmapped(job), planned.queues))
    work = tasks.cut(job, tasks.close(job, planned, looked_up, captured))
    extracted = tasks.watch("extract", tasks.extract.map(unmapped(job), work.batches))
    divided = tasks.watch("split", tasks.split.map(unmapped(job), extracted))
    result = tasks.publish(job, work, tasks.relate(job, work, divided))
    return tasks.completed(tasks.report(job, result))


if __name__ == "__main__":
    raise SystemExit(tasks.main(ingest))
