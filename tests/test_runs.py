"""Many runs over one dataset: killed, repeated, at once, failing; and everything made again from data/raw."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pytest

from readout import pipeline
from readout.capture.records import Owner, this_process
from readout.pipeline.job import Job
from readout.pipeline.work import OWNER, open_work, sweep_work
from readout.report.checking import check_release
from readout.report.results import IngestResult
from readout.requests import IngestRequest
from readout.settings import Config, Settings, load_config

HOME = Path(__file__).resolve().parents[1]
FIRST = (
    "The two ministers met on Monday in the old customs house.\n\nThey agreed to meet again in the autumn, officials said.\n"
)
SECOND = FIRST.replace("autumn", "spring")
INTERRUPTED = "readout: interrupted; what was captured is kept, the next run goes on"
NOBODY = "nobody.example=127.0.0.1:9"  # the discard port: refused at once


def start(*arguments: str, **env: str) -> subprocess.Popen[str]:
    """The command in a child process of its own."""
    command = [sys.executable, "-m", "readout", *arguments]
    return subprocess.Popen(
        command, cwd=HOME, env={**os.environ, **env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def here(data: Path, *paths: Path, stop_after: str = "publish", watchlist: str = "", **more: Any) -> IngestResult:
    """One run in this process: a child proves more only where it is killed, or stands beside another."""
    request = IngestRequest(watchlist=watchlist, documents=tuple(map(str, paths)), mode="offline", **more)
    return pipeline.ingest(request, config_of(data), run_id=str(uuid4()), stop_after=stop_after)


def config_of(data: Path) -> Config:
    return load_config(Settings(home=HOME), data=data)


def is_rebuilt_equal(data: Path) -> bool:
    return pipeline.rebuild(config_of(data), check=True).exit_code == 0


def job_of(data: Path, *paths: Path) -> Job:
    """A run that was begun, to go through its stages by hand."""
    request = IngestRequest(watchlist="", documents=tuple(map(str, paths)), mode="offline")
    return pipeline.begin(request, config_of(data), run_id=str(uuid4()), trigger="cli", clock=pipeline.utc_now)


def capture_all(job: Job) -> None:
    planned = pipeline.make_plan(job, pipeline.take_in(job))
    pipeline.close(job, planned, pipeline.look_up(job, planned), [])


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command's end, after it came."""
    process = start(*arguments, **env)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def ingest(data: Path, *sources: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return run("ingest", *map(str, sources), "--mode", "offline", "--data", str(data), **env)


def texts(data: Path) -> dict[str, str]:
    documents = pd.read_parquet(data / "processed/latest/documents")
    return dict(zip(documents["url_key"], documents["text"], strict=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "notes"
    path.mkdir()
    (path / "note.txt").write_text(FIRST, encoding="utf-8")
    return path


# Every step is killed at in tests/releases, on the store alone; here the whole run, before and after the one that counts.
@pytest.mark.parametrize("name", ["file_written", "after_commit"])
def test_a_kill_at_any_step_of_the_commit_leaves_the_last_release_and_the_next_run_finishes(
    tmp_path: Path, folder: Path, name: str
) -> None:
    data = tmp_path / "data"
    here(data, folder)
    (folder / "note.txt").write_text(SECOND, encoding="utf-8")
    (folder / "more.txt").write_text(FIRST + SECOND, encoding="utf-8")
    killed = ingest(data, folder, READOUT_FAILPOINT=name)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert texts(data)["file:note.txt"] in (FIRST, SECOND)
    assert check_release(config_of(data)).endswith("sound")
    here(data, folder)
    assert texts(data) == {"file:note.txt": SECOND, "file:more.txt": FIRST + SECOND}
    assert not list((data / "processed").glob(".staging-*"))
    numbers = sorted(int(path.name) for path in (data / "processed/releases").iterdir())
    assert numbers == list(range(1, len(numbers) + 1))
    assert is_rebuilt_equal(data)


def test_two_runs_at_once_lose_nothing(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    other = tmp_path / "other"
    other.mkdir()
    (other / "second.txt").write_text(SECOND, encoding="utf-8")
    both = [start("ingest", str(given), "--mode", "offline", "--data", str(data)) for given in (folder, other)]
    for process in both:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert texts(data) == {"file:note.txt": FIRST, "file:second.txt": SECOND}
    relations = pd.read_parquet(data / "processed/latest/relations")
    assert relations["kind"].tolist() == ["near"]
    assert is_rebuilt_equal(data)


def test_after_everything_that_can_happen_a_rebuild_gives_the_same_tables(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    here(data, folder)
    here(data, watchlist="sample")
    (folder / "note.txt").write_text(SECOND, encoding="utf-8")
    here(data, folder)
    contact = {"READOUT_CONTACT": "tests@a.example", "READOUT_TEST_HOSTS": NOBODY}
    failed = run("ingest", "http://nobody.example/a-page", "--data", str(data), **contact)
    assert failed.returncode == 3, failed.stderr
    (folder / "note.txt").write_text(FIRST, encoding="utf-8")
    assert ingest(data, folder, READOUT_FAILPOINT="before_commit").returncode == -signal.SIGKILL
    here(data, folder)
    check = run("rebuild", "--check", "--into", str(tmp_path / "one"), "--data", str(data), TZ="Asia/Kathmandu")
    assert check.returncode == 0, check.stdout
    assert "12 of 12 tables equal" in check.stdout
    run("rebuild", "--check", "--into", str(tmp_path / "two"), "--data", str(data), TZ="America/St_Johns")
    assert bytes_below(tmp_path / "one") == bytes_below(tmp_path / "two")
    captures = pd.read_parquet(data / "processed/latest/captures")
    assert "connect_error" in captures["outcome"].tolist()
    assert pd.read_parquet(data / "processed/latest/documents").set_index("url_key").loc["file:note.txt", "revision"] == 3


def bytes_below(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert len(found) >= 12
    return found


def test_a_folder_that_cannot_be_written_is_refused_before_any_work(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    here(data, folder)
    before = bytes_below(data)
    (folder / "note.txt").write_text(SECOND, encoding="utf-8")
    done = in_own_mounts(f"mount --bind {data} {data} && mount -o remount,ro,bind {data}", folder, data)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "read-only" in done.stderr.lower()
    assert bytes_below(data) == before


def test_a_full_disk_while_publishing_leaves_the_last_release(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    # Digests: text that packs badly, so that little of it fills a disk.
    words = (sha256(f"{n}".encode()).hexdigest() for n in range(3_000))
    (folder / "big.txt").write_text("\n\n".join(f"Report {word}." for word in words), encoding="utf-8")
    setup = f"mount -t tmpfs -o size=800k tmpfs {data} && {sys.executable} -m readout ingest {folder / 'note.txt'} --mode offline --data {data}"
    done = in_own_mounts(setup, folder, data, after=f"readlink {data}/processed/latest; ls -a {data}/processed")
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "releases/00000001" in done.stdout
    assert ".staging" not in done.stdout


def in_own_mounts(setup: str, folder: Path, data: Path, after: str = "true") -> subprocess.CompletedProcess[str]:
    """Ingest the folder after a set-up of mounts that only this child sees."""
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("mounts of one's own (unshare -m) are not allowed here")
    ingesting = f"{sys.executable} -m readout ingest {folder} --mode offline --data {data}"
    script = f"set -e\n{setup}\nset +e\n{ingesting}\ncode=$?\n{after}\nexit $code"
    return subprocess.run(
        ["unshare", "-m", "bash", "-c", script], cwd=HOME, capture_output=True, text=True, check=False, timeout=180
    )


def test_a_run_that_is_interrupted_while_capturing_is_closed_by_the_next(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    here(data, folder)
    record = next((data / "raw/runs").glob("*.json"))
    # What a kill between the last capture and the closing of the record leaves.
    owner = replace(this_process(), born="long ago")
    record.write_text(json.dumps({**json.loads(record.read_text()), "owner": asdict(owner)}), encoding="utf-8")
    record.rename(record.with_name(record.name + ".open"))
    (folder / "more.txt").write_text(SECOND, encoding="utf-8")
    here(data, folder)
    runs = pd.read_parquet(data / "processed/latest/runs")
    assert sorted(runs["state"]) == ["closed", "interrupted"]


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_with_130_and_the_next_goes_on(tmp_path: Path, folder: Path, name: signal.Signals) -> None:
    data = tmp_path / "data"
    (folder / "long.txt").write_text("".join(f"{FIRST} {n}.\n\n" for n in range(3000)), encoding="utf-8")
    process = start("ingest", str(folder), "--mode", "offline", "--data", str(data))
    while not list((data / "raw/runs").glob("*")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(name)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.splitlines()[-1]) == (130, INTERRUPTED), err
    (folder / "long.txt").unlink()
    assert here(data, folder).release == 1
    assert texts(data)["file:note.txt"] == FIRST
    assert not list((data / "raw").rglob("*.open"))


def test_a_run_that_ends_its_capturing_while_another_computes_is_not_half_published(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    other = tmp_path / "second.txt"
    other.write_text(SECOND, encoding="utf-8")
    slow, quick = job_of(data, folder), job_of(data, other)
    capture_all(slow)
    work = pipeline.cut(slow)
    capture_all(quick)  # its record is closed now, its captures are in no batch of the slow one
    batches = [pipeline.split(slow, pipeline.extract(slow, batch)) for batch in work.batches]
    pipeline.publish(slow, work, pipeline.relate(slow, work, batches))
    assert pd.read_parquet(data / "processed/latest/runs")["run_id"].tolist() == [slow.run_id]
    assert is_rebuilt_equal(data)
    here(data, folder)
    assert len(texts(data)) == 2
    assert is_rebuilt_equal(data)


def test_the_batches_of_a_living_run_are_not_swept_and_those_of_a_dead_one_are(tmp_path: Path) -> None:
    living, dead, young = (tmp_path / name for name in ("living", "dead", "young"))
    for folder in (living, dead):
        open_work(folder)
        (folder / "batch-0000").mkdir()
    young.mkdir()  # its owner's name is written in the next moment
    gone: Owner = replace(this_process(), born="long ago")
    (dead / OWNER).write_text(json.dumps(asdict(gone)), encoding="utf-8")
    sweep_work(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["living", "young"]


def test_a_rebuild_is_not_swept_by_a_run_that_begins(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    here(data, folder)
    from readout.pipeline import rebuilding

    def cut_while_another_begins(job: Job, *, everything: bool) -> pipeline.Work:
        work = pipeline.cut(job, everything=everything)
        job_of(data, folder)
        return work

    monkeypatch.setattr(rebuilding, "cut", cut_while_another_begins)
    assert is_rebuilt_equal(data)


def test_a_run_without_news_reads_no_page_again(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    (folder / "note.txt").write_text(FIRST + "\nhttps://www.mfa.veldania.example/a-page/\n", encoding="utf-8")
    here(data, folder)
    from readout.pipeline import extracting

    def read(raw: Path, capture: Any, by_id: Any) -> Any:
        raise AssertionError(f"{capture.url_key} is read again")

    monkeypatch.setattr(extracting, "read_entity", read)
    assert not here(data, folder).is_new
    record = json.loads(max((data / "raw/runs").glob("*.json"), key=lambda path: path.stat().st_mtime_ns).read_text())
    assert record["rejections"] == []
    job = job_of(data, folder)
    assert [target.url_fetch for target in pipeline.take_in(job).targets] == ["https://www.mfa.veldania.example/a-page/"]


def test_real_documents_beside_the_sample_are_warned_of_once(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "data"
    here(data, watchlist="sample", stop_after="plan")
    warnings = []
    for _ in range(2):
        caplog.clear()
        here(data, folder, stop_after="plan")
        warnings.append([record.message for record in caplog.records if "invented" in record.message])
    assert [len(found) for found in warnings] == [1, 0]
    assert "--data DIR" in warnings[0][0]
    assert "make clean-data" in warnings[0][0]


def test_what_is_not_to_be_published_waits_for_the_next_run(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    here(data, folder)
    (folder / "more.txt").write_text(SECOND, encoding="utf-8")
    result = here(data, folder, publish=False)
    assert (result.is_stopped, result.captured, result.release) == (True, {"ok": 1}, 1)
    assert "file:more.txt" not in texts(data)
    here(data, folder)
    assert texts(data)["file:more.txt"] == SECOND


def test_other_configuration_computes_everything_again_but_only_once(tmp_path: Path, folder: Path) -> None:
    home, data = tmp_path / "home", tmp_path / "data"
    shutil.copytree(HOME / "config", home / "config")

    def again() -> tuple[IngestResult, bool]:
        config = load_config(Settings(home=home), data=data)
        request = IngestRequest(watchlist="", documents=(str(folder),), mode="offline")
        job = pipeline.begin(request, config, run_id=str(uuid4()), trigger="cli", clock=pipeline.utc_now)
        everything = pipeline.cut(job).everything
        return pipeline.ingest(request, config, run_id=job.run_id), everything

    assert again()[0].is_new
    speakers = home / "config/speakers.toml"
    speakers.write_text(speakers.read_text(encoding="utf-8") + '\n"NOBODY AT ALL" = "Nobody"\n', encoding="utf-8")
    result, everything = again()
    assert (result.is_new, everything) == (False, True)
    result, everything = again()
    assert (result.is_new, everything) == (False, False)
    constants = home / "config/pipeline.toml"
    constants.write_text(constants.read_text(encoding="utf-8") + "\n# A remark changes nothing.\n", encoding="utf-8")
    assert again()[1] is False
