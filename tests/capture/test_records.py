"""Run records: one file each, whole at any moment, closed by whoever finds them orphaned."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readout.capture.exchange import Exchange
from readout.capture.records import (
    Intake,
    Owner,
    RunRecord,
    close_record,
    open_record,
    owner_is_alive,
    read_records,
    recover_records,
    rejection_rows,
    run_rows,
    this_process,
    update_record,
)
from readout.capture.warc import RawStore, read_captures
from readout.errors import NewerFormat, RawDamaged
from readout.model import OutcomeCount, Rejection

STARTED = datetime(2026, 5, 1, 9, tzinfo=UTC)
CAPTURED = datetime(2026, 5, 1, 10, 0, 0, 5, tzinfo=UTC)
REFUSED = Rejection(stage="intake", subject="a.txt", position=0, reason="empty", evidence="0 bytes", capture_id=None)


def record(run_id: str = "run", owner: Owner | None = None) -> RunRecord:
    return RunRecord(
        run_id=run_id,
        trigger="cli",
        watchlist="summit",
        request='{"mode": "new", "note": "部长"}',
        window_since=None,
        window_until=STARTED,
        started_at=STARTED,
        code_version="0.1.0",
        config_digest="0" * 64,
        owner=owner or this_process(),
    )


def test_what_a_record_says_is_read_back(raw: Path) -> None:
    opened = open_record(raw, record())
    given = Intake(key="file:a.txt", sha256=None, at=STARTED, reason="empty")
    said = replace(opened, planned_count=3, intake=(given,), rejections=(REFUSED,))
    update_record(raw, said)
    assert read_records(raw) == []
    closed = close_record(raw, said, CAPTURED)
    assert read_records(raw) == [closed]
    assert closed == replace(said, captured_at=CAPTURED)
    assert [path.name for path in (raw / "runs").iterdir()] == ["run.json"]


def test_a_run_tried_again_goes_on_with_its_record(raw: Path) -> None:
    said = replace(open_record(raw, record()), rejections=(REFUSED,), planned_count=2)
    close_record(raw, said, CAPTURED)
    again = open_record(raw, replace(record(), started_at=CAPTURED))
    assert (again.started_at, again.rejections, again.planned_count, again.captured_at) == (STARTED, (REFUSED,), 2, None)
    assert [path.name for path in (raw / "runs").iterdir()] == ["run.json.open"]


def test_an_orphaned_record_is_closed_at_its_last_safe_capture(
    raw: Path, store: RawStore, exchange: Callable[..., Exchange]
) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        owner = replace(this_process(), pid=child.pid)
    open_record(raw, record("run", owner))
    open_record(raw, record("none", owner))
    open_record(raw, record("alive"))
    store.keep(exchange())
    newest = store.keep(exchange()).fetched_at
    assert len(recover_records(raw)) == 2
    found = {found.run_id: found for found in read_records(raw)}
    assert (found["run"].state, found["run"].captured_at) == ("interrupted", newest)
    assert (found["none"].state, found["none"].captured_at) == ("interrupted", STARTED)
    assert [path.name for path in (raw / "runs").glob("*.open")] == ["alive.json.open"]
    assert recover_records(raw) == []


def test_a_process_number_used_again_is_not_the_owner() -> None:
    assert owner_is_alive(this_process())
    assert not owner_is_alive(replace(this_process(), born="1"))
    assert owner_is_alive(replace(this_process(), host="elsewhere", pid=1, born="1"))


def test_a_runs_row_counts_its_captures_by_observed_outcome(
    raw: Path, store: RawStore, exchange: Callable[..., Exchange]
) -> None:
    open_record(raw, record())
    for outcome in ("ok", "ok", "not_found"):
        store.keep(exchange(outcome=outcome))
    close_record(raw, record(), store.now())
    (row,) = run_rows(read_records(raw), read_captures(raw))
    assert (row.captured_count, row.ok_count) == (3, 2)
    assert row.outcomes == (OutcomeCount("not_found", 1), OutcomeCount("ok", 2))
    assert row.captured_at >= max(capture.fetched_at for capture in read_captures(raw))


def test_the_same_refusal_by_two_runs_is_one_rejection_and_positions_are_unique() -> None:
    other = replace(REFUSED, reason="too_large", evidence="50000000 bytes")
    records = [replace(record("one"), rejections=(REFUSED,)), replace(record("two"), rejections=(REFUSED, other))]
    rows = rejection_rows(records)
    assert [(row.reason, row.position) for row in rows] == [("empty", 0), ("too_large", 1)]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": "x"}'])
def test_a_file_that_is_no_record_is_named_with_its_remedy(raw: Path, text: str) -> None:
    (raw / "runs").mkdir(parents=True)
    (raw / "runs" / "run.json").write_text(text)
    with pytest.raises(RawDamaged, match=r"run\.json"):
        read_records(raw)


def test_a_record_of_a_newer_readout_is_not_guessed_at(raw: Path) -> None:
    (raw / "runs").mkdir(parents=True)
    (raw / "runs" / "run.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(NewerFormat):
        read_records(raw)
