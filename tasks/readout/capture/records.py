"""Run records: what each run was asked, was given and refused; table `runs` is made from them and the captures alone.

`data/raw/runs/<run_id>.json`, with the suffix `.open` until the run's captures are safe. A record is replaced as a whole by
a rename, so a reader never sees half of one.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from readout.capture.owners import Owner, owner_is_alive, this_process
from readout.capture.reading import OPEN, read_captures
from readout.capture.recovery import sync_folder
from readout.capture.warc import make_folders
from readout.errors import CannotWrite, NewerFormat, RawDamaged
from readout.model import Capture, OutcomeCount, Rejection, Run, RunState, Trigger

__all__ = [
    "Intake", "Owner", "RunRecord", "close_record", "open_record", "owner_is_alive", "read_records", "recover_records",
    "rejection_rows", "run_rows", "this_process", "update_record",
]  # fmt: skip

FORMAT = 1
MEND = "Restore it from a backup; without it the captures of that run have no row in `runs`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One file or archive that a run was given."""

    key: str
    sha256: str | None  # None: it could not be read
    at: datetime
    capture_id: str | None = None  # the capture that it became
    reason: str | None = None  # or why it became none


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What one run says of itself."""

    run_id: str
    trigger: Trigger
    watchlist: str | None
    request: str  # JSON
    window_since: datetime | None
    window_until: datetime | None
    started_at: datetime
    code_version: str
    config_digest: str
    owner: Owner
    captured_at: datetime | None = None  # None: open
    state: RunState = "closed"
    planned_count: int = 0
    intake: tuple[Intake, ...] = ()
    rejections: tuple[Rejection, ...] = ()  # of the stages intake and plan


def open_record(raw: Path, record: RunRecord) -> RunRecord:
    """Begin a run. A run that is tried again goes on with what its record already says, under its new owner.

    Raises:
        CannotWrite: data/raw cannot be written.
    """
    final = _path(raw, record.run_id)
    for path in (_opened(final), final):
        if path.exists():
            record = replace(read_record(path), owner=record.owner, captured_at=None, state="closed")
    _write(final, record)
    if final.exists():
        final.unlink()
        sync_folder(final.parent)
    return record


def update_record(raw: Path, record: RunRecord) -> None:
    """Make what an open record says so far safe: intake, plan and rejections survive a crash from here on."""
    _write(_path(raw, record.run_id), record)


def close_record(raw: Path, record: RunRecord, captured_at: datetime, state: RunState = "closed") -> RunRecord:
    """End the capturing of a run.

    Args:
        raw: the folder data/raw.
        record: the run's record.
        captured_at: when its last capture was safe; not before that one's `fetched_at`.
        state: `interrupted` when another process closes it.
    """
    record = replace(record, captured_at=captured_at, state=state)
    final = _path(raw, record.run_id)
    _write(final, record)
    _opened(final).rename(final)
    sync_folder(final.parent)
    return record


def recover_records(raw: Path, is_alive: Callable[[Owner], bool] = owner_is_alive) -> list[str]:
    """Close each open record whose owner is gone, as interrupted; says what it did.

    To be called after `warc.recover`, so that the run's last safe capture is known.
    """
    orphans = [record for record in _open_records(raw) if not is_alive(record.owner)]
    newest: dict[str, datetime] = {}
    for capture in read_captures(raw) if orphans else ():
        newest[capture.run_id] = capture.fetched_at  # sorted by capture_id, hence by time
    for record in orphans:
        close_record(raw, record, newest.get(record.run_id, record.started_at), "interrupted")
    return [f"run {record.run_id} of {record.started_at:%Y-%m-%d %H:%M} was interrupted: record closed" for record in orphans]


def read_records(raw: Path) -> list[RunRecord]:
    """All closed records, sorted by run_id; captures of a run that is not among them belong to a run that still lives.

    Raises:
        RawDamaged: a record is no such JSON.
        NewerFormat: a newer readout wrote it.
    """
    return [read_record(path) for path in sorted((raw / "runs").glob("*.json"))]


def run_rows(records: Sequence[RunRecord], captures: Iterable[Capture]) -> list[Run]:
    """Table `runs`: a row for each closed record, with its captures counted by observed outcome."""
    counts: dict[str, Counter[str]] = {record.run_id: Counter() for record in records}
    for capture in captures:
        if capture.run_id in counts:
            counts[capture.run_id][capture.outcome_observed] += 1
    return [_row(record, counts[record.run_id]) for record in records]


def rejection_rows(records: Sequence[RunRecord]) -> list[Rejection]:
    """The rejections of stages intake and plan, each once.

    The same file refused by several runs in the same way is one rejection; positions are counted anew for each subject.
    """
    seen: dict[tuple[str, str, str, str | None], Rejection] = {}
    places: Counter[tuple[str, str]] = Counter()
    for record in sorted(records, key=lambda record: (record.started_at, record.run_id)):
        for row in record.rejections:
            identity = (row.stage, row.subject, row.reason, row.evidence)
            if identity not in seen:
                seen[identity] = replace(row, position=places[row.stage, row.subject])
                places[row.stage, row.subject] += 1
    return list(seen.values())


def _open_records(raw: Path) -> list[RunRecord]:
    records: list[RunRecord] = []
    for path in sorted((raw / "runs").glob(f"*.json{OPEN}")):
        with suppress(FileNotFoundError):  # its owner closed it in this moment
            records.append(read_record(path))
    return records


def _row(record: RunRecord, counts: Counter[str]) -> Run:
    return Run(
        run_id=record.run_id,
        trigger=record.trigger,
        watchlist=record.watchlist,
        request=record.request,
        window_since=record.window_since,
        window_until=record.window_until,
        started_at=record.started_at,
        captured_at=record.captured_at or record.started_at,
        state=record.state,
        planned_count=record.planned_count,
        captured_count=counts.total(),
        ok_count=counts["ok"],
        outcomes=tuple(OutcomeCount(outcome, count) for outcome, count in sorted(counts.items())),
        code_version=record.code_version,
        config_digest=record.config_digest,
    )


def _path(raw: Path, run_id: str) -> Path:
    return raw / "runs" / f"{run_id}.json"


def _opened(final: Path) -> Path:
    return final.with_name(final.name + OPEN)


def _write(final: Path, record: RunRecord) -> None:
    text = json.dumps({"format": FORMAT, **asdict(record)}, default=_plain, indent=1, ensure_ascii=True)
    part = final.with_name(f"{final.name}.part")
    try:
        make_folders(final.parent)
        with part.open("w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.rename(_opened(final))
        sync_folder(final.parent)
    except OSError as error:
        raise CannotWrite(
            f"{final} cannot be written: {error.strerror}", "Make room, or give another --data folder."
        ) from error


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} has no place in a run record")


def read_record(path: Path) -> RunRecord:
    """One run record.

    Raises:
        FileNotFoundError: there is none of that name.
        RawDamaged: it is no such JSON.
        NewerFormat: a newer readout wrote it.
    """
    try:
        values: dict[str, Any] = json.loads(path.read_bytes())
        if (version := values.pop("format")) > FORMAT:
            raise NewerFormat(f"{path} has format {version}, this readout knows {FORMAT}", "Update readout.")
        return _record(values)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RawDamaged(f"{path} is no run record: {error}", MEND) from error


def _record(values: dict[str, Any]) -> RunRecord:
    for name in ("window_since", "window_until", "started_at", "captured_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["owner"] = Owner(**values["owner"])
    values["intake"] = tuple(Intake(**{**given, "at": datetime.fromisoformat(given["at"])}) for given in values["intake"])
    values["rejections"] = tuple(Rejection(**row) for row in values["rejections"])
    return RunRecord(**values)
