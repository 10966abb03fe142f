"""Relations of the whole corpus, from the index that the last run left where there is one."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from readout.pipeline.derivation import derivation
from readout.releases.disk import writing
from readout.releases.index import RelationIndex
from readout.settings import Config
from readout.text.copies.relations import Related, relate
from readout.text.copies.units import Unit

log = logging.getLogger("readout")
FOLDER = ".index"  # below data/processed


def find_relations(units: Sequence[Unit], config: Config, *, by_index: bool) -> Related:
    """All relations between the units; by the index or in one batch they are the same.

    Args:
        units: every text of every document.
        config: constants, and where the index lies.
        by_index: compare only what the index does not know; a run that proves what others made compares everything.

    Raises:
        CannotWrite: read-only, no permission, disk full.
    """
    if not by_index:
        return relate(units, config.constants.relations)
    folder = config.data / "processed" / FOLDER
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(folder / "relations.lock", timeout=config.constants.releases.lock_seconds):
                return _by_index(units, config, folder)
        except Timeout:
            log.warning("another run has held the index in %s for long: everything is compared again", folder)
            return relate(units, config.constants.relations)


def _by_index(units: Sequence[Unit], config: Config, folder: Path) -> Related:
    with RelationIndex(folder, derivation(config), config.constants.relations) as index:
        index.sync(units)
        return Related(tuple(index.relations()), tuple(index.rejections()))
