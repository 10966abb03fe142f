"""What a run would do, for `readout plan` and `--dry-run`: nothing on disk is changed, no request is made."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from readout.capture.warc import read_captures
from readout.discover.lists import lists_of
from readout.discover.plan import Plan
from readout.discover.routes import Leg, route
from readout.pipeline.inputs import archives_to, given_files
from readout.pipeline.job import Job
from readout.pipeline.listing import chosen_entries, known_lists, window_of
from readout.pipeline.planning import plan_of, targets_of
from readout.report.foreseen import Foreseen


def describe(job: Job) -> Foreseen:
    """The plan of a run that would begin now; documents that are not held yet cite nothing."""
    documents, archives = given_files(job)
    captures = read_captures(job.raw)
    window = window_of(job)
    chosen = chosen_entries(job, window, captures)
    named = known_lists(job, window, captures) if window else lists_of(job.watchlist, job.config.publishers)
    targets = [*targets_of(job, {file.key for file in documents}, captures), *chosen.targets]
    pages = plan_of(job, targets, captures, documents_max=job.request.documents_max)
    return Foreseen(
        title=job.watchlist.title,
        mode=job.request.mode,
        is_offline=job.offline,
        window=window,
        given=tuple(file.path for file in (*documents, *archives)),
        archives=tuple(file.path for file in archives_to(job, "cited")),
        lists=plan_of(job, [one.target for one in named], captures),
        pages=pages,
        outside=chosen.left_out,
        routes=dict(_routes(job, pages)),
    )


def _routes(job: Job, pages: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    constants = job.config.constants.discover.route
    for queue in pages.queues:
        for target in queue.targets:
            legs = route(target, job.config.publishers, queue.states, job.started_at, constants)
            yield target.url_key, tuple(map(_way, legs))


def _way(leg: Leg) -> str:
    if leg.via == "live":
        return "its site"
    return "web archive" if leg.via == "memento" else urlsplit(leg.url).hostname or leg.via
