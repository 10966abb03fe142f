"""One run: what was asked, with which configuration, and where its data are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readout.capture.records import RunRecord
from readout.discover.plan import HostQueue, Target
from readout.model import Rejection, Trigger
from readout.requests import IngestRequest
from readout.settings import Config
from readout.watchlists import Watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What every stage of a run needs to know; small enough to be handed to each task."""

    run_id: str
    trigger: Trigger
    request: IngestRequest
    watchlist: Watchlist
    config: Config
    started_at: datetime
    clock: Callable[[], datetime]
    nominal: datetime | None = None  # when a schedule wanted it to begin; None: when it began
    covered: frozenset[str] | None = None  # the runs whose captures count; None: all that are closed
    by_index: bool = True  # whether relations may be taken from the index; a rebuild compares all texts again

    @property
    def raw(self) -> Path:
        """The write-once captures and run records."""
        return self.config.data / "raw"

    @property
    def processed(self) -> Path:
        """The releases."""
        return self.config.data / "processed"

    @property
    def work(self) -> Path:
        """Batches of this run while it lives; derived, and swept when it is gone."""
        return self.processed / ".work" / self.run_id

    @property
    def offline(self) -> bool:
        """Whether no request may leave this machine."""
        return self.request.mode == "offline" or not self.watchlist.network


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a run was given, and what that leads to."""

    record: RunRecord
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a run fetches, host by host, and what it looks up in archives on disk."""

    record: RunRecord
    queues: tuple[HostQueue, ...]
    wanted: tuple[Target, ...]
    captured: int = 0  # captures made before, for an earlier part of the plan


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What the archives on disk gave."""

    count: int
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A share of the work, as it travels between tasks: ids and a folder of tables, never texts."""

    number: int
    keys: tuple[str, ...]  # url_keys
    folder: Path  # below Job.work


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a run has to compute, and from which head release everything else is taken."""

    head: int | None
    everything: bool  # no head, or one made by other code: nothing of it is kept
    batches: tuple[Batch, ...]


def utc_now() -> datetime:
    """The clock of everyday use."""
    return datetime.now(UTC)
