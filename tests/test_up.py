"""`readout up` refuses what it can refuse before it starts anything; and what shell metacharacters do, which is nothing."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from readout.leftovers import MARK, end_marked, marked, read_note
from readout.settings import Settings, load_config
from readout.up import environment_of

HOME = Path(__file__).resolve().parents[1]
UNSHARE = (
    shutil.which("unshare") and not subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode
)
own_mounts = pytest.mark.skipif(not UNSHARE, reason="this system allows no mount namespaces: `unshare -rm` fails")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project of its own."""
    folder = tmp_path / "project"
    for name in ("config", "flows"):
        shutil.copytree(HOME / name, folder / name)
    return folder


def readout(home: Path, *arguments: str, before: str = "true") -> subprocess.CompletedProcess[str]:
    """A command in mounts of its own, if any are made before it."""
    command = [sys.executable, "-m", "readout", *arguments]
    if before != "true":
        command = ["unshare", "-rm", "sh", "-ec", f'{before}; exec "$@"', "sh", *command]
    environment = os.environ | {"READOUT_HOME": str(home)}
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False, timeout=120)


def files(home: Path) -> list[str]:
    """Everything below the project but what it was made with."""
    return sorted(
        str(path.relative_to(home)) for path in home.rglob("*") if path.parts[len(home.parts)] not in {"config", "flows"}
    )


def test_a_port_that_is_taken_is_named_and_nothing_is_started(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = readout(home, "up", "--port", str(port))
    assert done.returncode == 2
    assert f"port {port} is taken by another program" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / ".prefect/up.json").exists()
    assert not (home / ".prefect/server.log").exists()


def test_a_watchlist_with_a_mistake_is_named_and_nothing_is_started(home: Path) -> None:
    (home / "config/watchlists/broken.toml").write_text('title = "Broken"\nurl = []\n', encoding="utf-8")
    done = readout(home, "up")
    assert done.returncode == 2
    assert "broken.toml:2" in done.stderr
    assert files(home) == []


FULL = "mount -t tmpfs -o size=64k tmpfs {0}; head -c 1M /dev/zero > {0}/filling 2>/dev/null || true"


@own_mounts
@pytest.mark.parametrize("command", [("up",), ("ingest", "sample", "--mode", "offline")], ids=["up", "ingest"])
def test_a_full_data_folder_is_told_before_anything_is_started(home: Path, command: tuple[str, ...]) -> None:
    (home / "data").mkdir()
    done = readout(home, *command, before=FULL.format(home / "data"))
    assert done.returncode == 1
    assert f"the disk that holds {home / 'data/processed'} is full" in done.stderr
    assert "Free some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(home) == ["data"]


@own_mounts
def test_a_full_folder_for_the_server_is_told_before_anything_is_started(home: Path) -> None:
    (home / ".prefect").mkdir()
    done = readout(home, "up", before=FULL.format(home / ".prefect"))
    assert done.returncode == 1
    assert f"the disk that holds {home / '.prefect'} is full" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("argument", ["$(touch never); rm -rf .", "`touch never`", "a|b", "x; touch never"])
def test_shell_metacharacters_are_refused_as_a_name_and_never_run(home: Path, argument: str) -> None:
    done = readout(home, "ingest", argument, "--mode", "offline")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert files(home) == []


def test_server_and_runs_get_our_settings_and_none_of_the_users_own_prefect(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "https://elsewhere.example/api")
    monkeypatch.setenv("PREFECT_API_KEY", "secret")
    config = load_config(Settings(home=home), data=tmp_path / "data")
    made = environment_of(config, tmp_path / ".prefect", "http://127.0.0.1:4200")
    assert made["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert "PREFECT_API_KEY" not in made
    assert made["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert made["READOUT_DATA"] == str(tmp_path / "data")


def test_processes_are_found_and_ended_by_their_mark_whatever_their_session(tmp_path: Path) -> None:
    mark = f"test-{os.getpid()}"
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", stubborn], env=os.environ | {MARK: mark}, stdout=subprocess.PIPE, start_new_session=True
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    assert set(marked(mark)) == {process.pid for process in processes}
    assert end_marked(mark, 0.2, spared={processes[0].pid}) == 1
    assert processes[1].wait(10) == -9
    assert marked(mark) == [processes[0].pid]
    assert end_marked(mark, 0.2) == 1
    assert processes[0].wait(10) == -9
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()


def test_what_a_killed_up_left_is_ended_by_the_next_one(home: Path) -> None:
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], env=os.environ | {MARK: "killed"})
    (home / ".prefect").mkdir()
    note = {"address": "http://127.0.0.1:1", "pid": 1, MARK: "killed"}
    (home / ".prefect/up.json").write_text(json.dumps(note), encoding="utf-8")
    with socket.socket() as other:  # so that the new one ends before it starts a server
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = readout(home, "up", "--port", str(other.getsockname()[1]))
    assert "recovered  1 processes that a killed readout up had left were ended" in done.stderr
    assert left.wait(10) == -15


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff"])
def test_a_torn_note_of_an_earlier_up_counts_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "up.json").write_bytes(content)
    assert read_note(tmp_path / "up.json") == {}
