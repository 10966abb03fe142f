"""What ends a writer, or disturbs it: kills, a full disk, signals, clocks, and other writers. Nothing acknowledged is lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.checker import Checker

from capture import writers
from readout.capture.exchange import Exchange
from readout.capture.verify import verify_raw
from readout.capture.warc import RawStore, read_captures
from readout.constants.capture import CaptureConstants
from readout.errors import CannotWrite

Make = Callable[..., Exchange]
UNSHARE = (
    shutil.which("unshare") and not subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode
)
own_mounts = pytest.mark.skipif(not UNSHARE, reason="this system allows no mount namespaces: `unshare -rm` fails")


def test_ten_kills_lose_nothing_and_leave_no_torn_record(home: Path) -> None:
    done = subprocess.run([sys.executable, home / "benchmarks/kills.py", "10"], check=True, capture_output=True, text=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["acknowledged"] > 10
    assert (figures["kills"], figures["lost"], figures["torn"], figures["incomplete"], figures["unordered"]) == (10, 0, 0, 0, 0)


@pytest.mark.parametrize("at", ["record_written", "group_written", "group_synced"])
def test_a_signal_in_the_middle_of_a_group_leaves_no_torn_file(
    raw: Path, exchange: Make, constants: CaptureConstants, at: str
) -> None:
    is_armed = False

    def interrupt(step: str) -> None:
        if is_armed and step == at:
            raise KeyboardInterrupt

    with RawStore(raw, "run", lambda: datetime.now(UTC), constants, step=interrupt) as store:
        kept = store.keep(exchange(b"kept"))
        is_armed = True
        with pytest.raises(KeyboardInterrupt):
            store.keep(exchange(b"broken off"))
    assert read_captures(raw) == [kept]
    (path,) = raw.rglob("*.warc.gz*")
    assert not path.name.endswith(".open")
    assert Checker(writers.only(path)).process_all() == 0


def test_a_store_in_which_nothing_could_be_kept_leaves_no_file(raw: Path, exchange: Make, constants: CaptureConstants) -> None:
    def full(step: str) -> None:
        if step == "record_written":
            raise OSError(28, "No space left on device")

    store = RawStore(raw, "run", lambda: datetime.now(UTC), constants, step=full)
    with pytest.raises(CannotWrite, match="No space left"):
        store.keep(exchange())
    store.close()
    assert not list(raw.rglob("*.warc.gz*"))


@own_mounts
def test_a_disk_that_runs_full_in_the_middle_of_a_record_loses_nothing_acknowledged(tmp_path: Path) -> None:
    told = json.loads(on_small_disk(tmp_path, "1m", '"$2" "$3" "$1/raw"', sys.executable, writers.__file__))
    assert len(told["kept"]) > 5
    assert told["read"] == [*told["kept"], told["small"]]
    assert "No space left" in told["told"]
    assert "--data" in told["told"]
    assert told["recovered"] == [line for line in told["recovered"] if "interrupted" in line]
    assert told["unsound"] == []


@own_mounts
def test_a_run_that_fills_the_disk_ends_cleanly_and_goes_on_where_there_is_room(tmp_path: Path, home: Path) -> None:
    (tmp_path / "given").mkdir()
    for number in range(12):
        (tmp_path / "given" / f"{number}.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(200_000))  # does not compress
    (tmp_path / "first.txt").write_text("The ministry said so on Monday.")
    ingest = '"$2" --data "$1/data" -q ingest'
    script = f"""{ingest} "$4" --mode offline >/dev/null
        {ingest} "$3" --mode offline >/dev/null 2>"$1/told" && echo done || echo "exit $?"; cat "$1/told"; rm "$1/told"
        "$2" --data "$1/data" releases --json | wc -l
        mount -o remount,size=200m "$1"
        {ingest} "$3" --mode offline --stop-after capture >/dev/null && echo went on
        "$2" --data "$1/data" verify --raw | tail -1"""
    readout = Path(sys.executable).with_name("readout")
    arguments = (readout, tmp_path / "given", tmp_path / "first.txt")
    told = on_small_disk(tmp_path / "disk", "2200k", script, *arguments, env={"READOUT_HOME": str(home)})
    first, *_ = told.splitlines()
    assert first == "exit 1"
    assert "No space left" in told
    assert "\n1\nwent on\n" in told
    assert told.rstrip().endswith(": sound")


def on_small_disk(folder: Path, size: str, script: str, *arguments: object, env: dict[str, str] | None = None) -> str:
    """Run a shell script with a small disk of its own at $1, and the arguments as $2 and on."""
    folder.mkdir(exist_ok=True)
    command = ["unshare", "-rm", "sh", "-ec", f'mount -t tmpfs -o size={size} tmpfs "$1"\n{script}', "sh", folder, *arguments]
    done = subprocess.run(
        list(map(str, command)), check=True, capture_output=True, text=True, env={**os.environ, **(env or {})}, timeout=120
    )
    return done.stdout


def test_two_processes_with_clocks_that_run_backwards_keep_unique_and_ordered_captures(raw: Path) -> None:
    midnight = datetime(2026, 5, 2, tzinfo=UTC)
    clocks = {"one": (midnight + timedelta(seconds=20), -1.0), "two": (midnight - timedelta(seconds=5), 0.5)}
    context = multiprocessing.get_context("forkserver")
    both = [
        context.Process(target=writers.keep_many, args=(raw, name, begin, step, 40)) for name, (begin, step) in clocks.items()
    ]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    acknowledged = [json.loads((raw.parent / f"{name}.json").read_text()) for name in clocks]
    assert acknowledged == [sorted(ids) for ids in acknowledged]
    ids = [capture.capture_id for capture in read_captures(raw)]
    assert ids == sorted(set(acknowledged[0]) | set(acknowledged[1]))
    assert len(ids) == 80
    writers.keep_many(raw, "after", midnight - timedelta(days=3), -1.0, 2)
    assert [capture.capture_id for capture in read_captures(raw)][:80] == ids
    assert [found.file for found in verify_raw(raw) if not found.is_sound] == []
