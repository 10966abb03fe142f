"""Programs that write captures in processes of their own: beside each other, or until the disk is full."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace

from readout.capture.exchange import Exchange
from readout.capture.records import RunRecord, open_record, recover_records, this_process
from readout.capture.verify import verify_raw
from readout.capture.warc import RawStore, read_captures, recover
from readout.constants.capture import CaptureConstants
from readout.errors import CannotWrite

CONSTANTS = CaptureConstants(
    **tomllib.loads((Path(__file__).resolve().parents[2] / "config" / "pipeline.toml").read_text(encoding="utf-8"))["capture"]
)


def file_exchange(key: str, body: bytes) -> Exchange:
    """A file that was taken in."""
    return Exchange(
        purpose="page",
        url_key=key,
        original_url=key,
        url=key,
        publisher=None,
        via="file",
        outcome="ok",
        fetch_id="f",
        entity=body,
    )


def only(path: Path) -> SimpleNamespace:
    """What warcio's checker wants to be asked about one file."""
    return SimpleNamespace(inputs=[str(path)], verbose=False)


def begin_run(raw: Path, run_id: str) -> RunRecord:
    """A run record of this process."""
    record = RunRecord(
        run_id=run_id,
        trigger="cli",
        watchlist=None,
        request="{}",
        window_since=None,
        window_until=None,
        started_at=datetime.now(UTC),
        code_version="0",
        config_digest="0",
        owner=this_process(),
    )
    return open_record(raw, record)


def keep_many(raw: Path, run_id: str, begin: datetime, step_seconds: float, number: int) -> None:
    """Keep some captures by a clock that moves by so much at every look; what was acknowledged stands in a file beside raw."""
    ticks = count()
    begin_run(raw, run_id)
    with RawStore(raw, run_id, lambda: begin + timedelta(seconds=step_seconds * next(ticks)), CONSTANTS) as store:
        ids = [store.keep(file_exchange(f"file:{run_id}/{n}", f"{run_id} {n}".encode())).capture_id for n in range(number)]
    (raw.parent / f"{run_id}.json").write_text(json.dumps(ids))


def fill(raw: Path) -> dict[str, object]:
    """Keep captures until the disk is full; what came of it."""
    begin_run(raw, "full")
    store, kept, told = RawStore(raw, "full", lambda: datetime.now(UTC), CONSTANTS), list[str](), ""
    for number in count():
        try:
            kept.append(store.keep(file_exchange(f"file:{number}", os.urandom(50_000))).capture_id)
        except CannotWrite as error:
            told = str(error)
            break
    small = store.keep(file_exchange("file:small", b"a few bytes find their place")).capture_id
    store.close()
    recovered = [*recover(raw), *recover_records(raw, lambda _: False)]
    return {
        "kept": kept,
        "small": small,
        "read": [capture.capture_id for capture in read_captures(raw)],
        "told": told,
        "recovered": recovered,
        "unsound": [found.file for found in verify_raw(raw) if found.state != "ok"],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill(Path(sys.argv[1]))))
