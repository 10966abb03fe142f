"""What a run would do, for `--dry-run`: nothing on disk is changed."""

from __future__ import annotations

from readout.capture.warc import read_captures
from readout.discover.plan import sources_of_links
from readout.pipeline.inputs import archives_to, given_files
from readout.pipeline.job import Job
from readout.pipeline.planning import plan_of, targets_of


def describe(job: Job) -> str:
    """What a run would take in and fetch; documents that are not held yet have no citations."""
    documents, archives = given_files(job)
    captures = read_captures(job.raw)
    made = plan_of(job, targets_of(job, {file.key for file in documents}, captures), captures)
    lines = [f"{job.watchlist.title}: mode {job.request.mode}, {'no network' if job.offline else 'network'}"]
    lines += [f"  take in  {file.path}" for file in [*documents, *archives]]
    lines += [f"  look up  in {file.path}" for file in archives_to(job, "cited")]
    lines += [f"  fetch    {target.url_fetch}  ({target.reason})" for queue in made.queues for target in queue.targets]
    lines += [f"  not now  {left.url}  ({left.reason})" for left in (*made.not_due, *sources_of_links(job.watchlist))]
    lines += [f"  refuse   {rejection.subject}  ({rejection.reason})" for rejection in made.rejections]
    return "\n".join(lines)
