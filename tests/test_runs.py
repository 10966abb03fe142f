"""Many runs over one dataset: killed, repeated, at once, failing; and everything made again from data/raw."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

HOME = Path(__file__).resolve().parents[1]
FIRST = (
    "The two ministers met on Monday in the old customs house.\n\nThey agreed to meet again in the autumn, officials said.\n"
)
SECOND = FIRST.replace("autumn", "spring")
NOBODY = "nobody.example=127.0.0.1:9"  # the discard port: refused at once


def start(*arguments: str, **env: str) -> subprocess.Popen[str]:
    """The command in a child process of its own."""
    command = [sys.executable, "-m", "readout", *arguments]
    return subprocess.Popen(
        command, cwd=HOME, env={**os.environ, **env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


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
    assert ingest(data, folder).returncode == 0
    (folder / "note.txt").write_text(SECOND, encoding="utf-8")
    (folder / "more.txt").write_text(FIRST + SECOND, encoding="utf-8")
    killed = ingest(data, folder, READOUT_FAILPOINT=name)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert texts(data)["file:note.txt"] in (FIRST, SECOND)
    assert run("check", "--data", str(data)).returncode == 0
    finished = ingest(data, folder)
    assert finished.returncode == 0, finished.stderr
    assert texts(data) == {"file:note.txt": SECOND, "file:more.txt": FIRST + SECOND}
    assert not list((data / "processed").glob(".staging-*"))
    numbers = sorted(int(path.name) for path in (data / "processed/releases").iterdir())
    assert numbers == list(range(1, len(numbers) + 1))
    assert run("rebuild", "--check", "--data", str(data)).returncode == 0


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
    assert run("rebuild", "--check", "--data", str(data)).returncode == 0


def test_after_everything_that_can_happen_a_rebuild_gives_the_same_tables(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    assert ingest(data, folder).returncode == 0
    assert ingest(data, "sample").returncode == 0
    (folder / "note.txt").write_text(SECOND, encoding="utf-8")
    assert ingest(data, folder).returncode == 0
    contact = {"READOUT_CONTACT": "tests@a.example", "READOUT_TEST_HOSTS": NOBODY}
    failed = run("ingest", "http://nobody.example/a-page", "--data", str(data), **contact)
    assert failed.returncode == 3, failed.stderr
    (folder / "note.txt").write_text(FIRST, encoding="utf-8")
    assert ingest(data, folder, READOUT_FAILPOINT="before_commit").returncode == -signal.SIGKILL
    assert ingest(data, folder).returncode == 0
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
    assert ingest(data, folder).returncode == 0
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
    (folder / "big.txt").write_text(
        "".join(f"Paragraph {n} of a long and dull report, {n * 7919}.\n\n" for n in range(60_000)), encoding="utf-8"
    )
    setup = f"mount -t tmpfs -o size=4m tmpfs {data} && {sys.executable} -m readout ingest {folder / 'note.txt'} --mode offline --data {data}"
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
    assert ingest(data, folder).returncode == 0
    record = next((data / "raw/runs").glob("*.json"))
    # What a kill between the last capture and the closing of the record leaves.
    record.rename(record.with_name(record.name + ".open"))
    (folder / "more.txt").write_text(SECOND, encoding="utf-8")
    done = ingest(data, folder)
    assert done.returncode == 0, done.stderr
    runs = pd.read_parquet(data / "processed/latest/runs")
    assert sorted(runs["state"]) == ["closed", "interrupted"]
