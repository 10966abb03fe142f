"""What a run has to tell when it is over, as values; `readout.report` makes text of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from readout.releases.records import Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestResult:
    """What one run found, kept and published."""

    run_id: str
    watchlist: str | None
    release: int | None  # the release that holds the run's data; None: nothing has ever been published
    parent: int | None
    is_new: bool  # whether this run published it
    is_stopped: bool  # whether it was asked to stop before; what it captured waits for the next run
    folder: Path | None  # of the release
    captured: Mapping[str, int]  # this run's captures by outcome
    rows: Mapping[str, int]  # of the release, by table
    changes: Mapping[str, Changes]  # against the parent, by table
    sections: Mapping[str, int]  # by language
    relations: Mapping[str, int]  # by kind
    rejections: Mapping[str, int]  # by "stage: reason"
    failed_fetches: int  # pages of this run that neither their site nor an archive gave
    refused_inputs: int  # files given to this run that were refused

    @property
    def exit_code(self) -> int:
        """0, or 3 where something that was asked for could not be had."""
        return 3 if self.failed_fetches or self.refused_inputs else 0
