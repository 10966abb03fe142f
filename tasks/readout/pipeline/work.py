"""Folders of living runs, `.work/<run_id>/`: batches on their way between stages; derived, and swept once their run is gone."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from readout.capture.records import Owner, owner_is_alive, this_process
from readout.releases.disk import writing

OWNER = "owner.json"


def open_work(folder: Path) -> None:
    """Make the folder of a run, which no other run sweeps while this process lives.

    Raises:
        CannotWrite: read-only, no permission, disk full.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / OWNER).write_text(json.dumps(asdict(this_process())), encoding="utf-8")


def remove_work(folder: Path) -> None:
    """Remove a run's folder; its owner's name goes last, so that a kill in between leaves something to sweep."""
    with suppress(FileNotFoundError):  # another run sweeps it at the same time
        for batch in folder.iterdir():
            if batch.name != OWNER:
                shutil.rmtree(batch, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def sweep_work(parent: Path) -> None:
    """Remove the folders of runs whose process is gone; one without an owner's name is just being made."""
    for folder in parent.glob("*"):
        if _is_gone(folder / OWNER):
            remove_work(folder)


def _is_gone(owner: Path) -> bool:
    try:
        return not owner_is_alive(Owner(**json.loads(owner.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError):
        return False
