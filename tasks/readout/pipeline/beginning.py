"""Stage `begin`: everything that can be refused is refused before any work, and what a killed run left is mended."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from readout.capture.records import Owner, owner_is_alive, recover_records, this_process
from readout.capture.warc import recover
from readout.errors import BadRequest
from readout.model import Trigger
from readout.pipeline.computing import open_store
from readout.pipeline.inputs import files_of_request
from readout.pipeline.job import Job
from readout.requests import IngestRequest
from readout.settings import Config, read_watchlist
from readout.watchlists import Watchlist

log = logging.getLogger("readout")
OWNER = "owner.json"
AD_HOC = Watchlist(id="", title="Files and addresses", network=True)


def begin(request: IngestRequest, config: Config, *, run_id: str, trigger: Trigger, clock: Callable[[], datetime]) -> Job:
    """The run, once its request, configuration and folders are found good.

    Raises:
        BadRequest: unknown watchlist, missing file, live fetching without a contact.
        CannotWrite: the data folder is read-only or full.
        StoreDamaged, RawDamaged, NewerFormat: data that no run should build upon.
    """
    job = prepare(request, config, run_id=run_id, trigger=trigger, clock=clock)
    open_store(job).check()
    for done in [*recover(job.raw), *recover_records(job.raw)]:
        log.warning("recovered  %s", done)
    sweep_work(job.processed / ".work")
    job.work.mkdir(parents=True, exist_ok=True)
    (job.work / OWNER).write_text(json.dumps(asdict(this_process())), encoding="utf-8")
    return job


def prepare(request: IngestRequest, config: Config, *, run_id: str, trigger: Trigger, clock: Callable[[], datetime]) -> Job:
    """The run as asked for, checked without touching the disk."""
    moment = clock()
    request.check_window(moment.date())
    watchlist = read_watchlist(config, request.watchlist) if request.watchlist else AD_HOC
    files_of_request(request.documents)
    job = Job(
        run_id=run_id, trigger=trigger, request=request, watchlist=watchlist, config=config, started_at=moment, clock=clock
    )
    if not job.offline and not config.settings.contact:
        raise BadRequest(
            "fetching needs a contact, so that a site's owner can reach you",
            "set READOUT_CONTACT to a mail address or URL, or use --mode offline",
        )
    return job


def sweep_work(folder: Path) -> None:
    """Remove the batches of runs whose process is gone; they are derived, and nobody reads them any more."""
    for run in folder.glob("*"):
        if not _is_alive(run / OWNER):
            shutil.rmtree(run, ignore_errors=True)


def _is_alive(path: Path) -> bool:
    try:
        return owner_is_alive(Owner(**json.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError):
        return False
