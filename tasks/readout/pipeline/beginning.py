"""Stage `begin`: everything that can be refused is refused before any work, and what a killed run left is mended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from readout.capture.records import read_records, recover_records
from readout.capture.warc import recover
from readout.errors import BadRequest
from readout.model import Trigger
from readout.pipeline.computing import open_store
from readout.pipeline.inputs import files_of_request
from readout.pipeline.job import Job
from readout.pipeline.work import open_work, sweep_work
from readout.requests import IngestRequest
from readout.settings import Config, read_watchlist
from readout.watchlists import Watchlist

log = logging.getLogger("readout")
SAMPLE = IngestRequest().watchlist
AD_HOC = Watchlist(id="", title="Files and addresses", network=True)


def begin(
    request: IngestRequest,
    config: Config,
    *,
    run_id: str,
    trigger: Trigger,
    clock: Callable[[], datetime],
    nominal: datetime | None = None,
) -> Job:
    """The run, once its request, configuration and folders are found good.

    Args:
        request: what to take in.
        config: configuration and data folder.
        run_id: identity of the run.
        trigger: what started it.
        clock: gives the time, in UTC.
        nominal: when a schedule wanted it to begin.

    Raises:
        BadRequest: unknown watchlist, missing file, live fetching without a contact.
        CannotWrite: the data folder is read-only or full.
        StoreDamaged, RawDamaged, NewerFormat: data that no run should build upon.
    """
    job = prepare(request, config, run_id=run_id, trigger=trigger, clock=clock)
    require_contact(job)
    open_store(job).check()
    for done in [*recover(job.raw), *recover_records(job.raw)]:
        log.warning("recovered  %s", done)
    sweep_work(job.processed / ".work")
    open_work(job.work)
    _warn_of_sample(job)
    return replace(job, nominal=nominal)


def prepare(request: IngestRequest, config: Config, *, run_id: str, trigger: Trigger, clock: Callable[[], datetime]) -> Job:
    """The run as asked for, checked without touching the disk."""
    moment = clock()
    request.check_window(moment.date())
    watchlist = read_watchlist(config, request.watchlist) if request.watchlist else AD_HOC
    files_of_request(request.documents)
    return Job(
        run_id=run_id, trigger=trigger, request=request, watchlist=watchlist, config=config, started_at=moment, clock=clock
    )


def require_contact(job: Job) -> None:
    """Refuse to fetch anonymously.

    Raises:
        BadRequest: the run would use the network, and nobody is named whom a site's owner could ask.
    """
    if not job.offline and not job.config.settings.contact:
        raise BadRequest(
            "fetching needs a contact, so that a site's owner can reach you",
            "set READOUT_CONTACT to a mail address or URL, or use --mode offline",
        )


def _warn_of_sample(job: Job) -> None:
    """Once, before the first documents that are not invented come beside those of the sample."""
    watchlists = {record.watchlist for record in read_records(job.raw)}
    if watchlists == {SAMPLE} and job.request.watchlist != SAMPLE:
        log.warning(
            "mixed      %s holds the invented documents of the sample: to keep them apart, give another --data DIR, "
            "or stop and run `make clean-data` first",
            job.config.data,
        )
