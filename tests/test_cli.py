"""The command line as a user meets it: child processes, exit codes, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

HOME = Path(__file__).resolve().parents[1]
NOTE = "Ministers met on Monday.\n\nhttps://www.mfa.veldania.example/a-page/\n\nThey agreed to meet again in the autumn, officials said.\n"


def readout(*arguments: str, env: dict[str, str] | None = None, cwd: Path = HOME) -> subprocess.CompletedProcess[str]:
    """Run the command in a child process."""
    command = [sys.executable, "-m", "readout", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env={**os.environ, **(env or {})}, timeout=120, check=False
    )


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "notes" / "monday.txt"
    path.parent.mkdir()
    path.write_text(NOTE, encoding="utf-8")
    return path


def ingest(data: Path, *sources: str | Path, more: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return readout("ingest", *map(str, sources), "--mode", "offline", "--data", str(data), *more)


def test_a_file_becomes_a_release_that_pandas_reads(tmp_path: Path, note: Path) -> None:
    done = ingest(tmp_path / "data", note)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    documents = pd.read_parquet(tmp_path / "data/processed/latest/documents")
    assert documents["url_key"].tolist() == ["file:monday.txt"]
    assert documents["text"].tolist() == [NOTE]


def test_a_second_run_publishes_nothing(tmp_path: Path, note: Path) -> None:
    ingest(tmp_path / "data", note)
    again = ingest(tmp_path / "data", note)
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, "nothing new: files, release 1 stands")
    assert [p.name for p in (tmp_path / "data/processed/releases").iterdir()] == ["00000001"]
    unchanged = ingest(tmp_path / "data", note, more=("--fail-on-unchanged",))
    assert unchanged.returncode == 4


def test_an_edited_file_is_a_second_revision(tmp_path: Path, note: Path) -> None:
    ingest(tmp_path / "data", note)
    note.write_text(NOTE.replace("Monday", "Tuesday"), encoding="utf-8")
    done = ingest(tmp_path / "data", note)
    assert done.returncode == 0, done.stderr
    latest = tmp_path / "data/processed/latest"
    assert pd.read_parquet(latest / "documents")["revision"].tolist() == [2]
    assert pd.read_parquet(latest / "document_history")["text"].tolist() == [NOTE]
    assert pd.read_parquet(latest / "relations")["kind"].tolist() == ["revision"]


def test_the_result_is_there_for_scripts(tmp_path: Path, note: Path) -> None:
    done = ingest(tmp_path / "data", note, more=("--json",))
    result = json.loads(done.stdout)
    assert (result["release"], result["is_new"], result["rows"]["documents"], result["exit_code"]) == (1, True, 1, 0)


def test_show_and_trace_lead_back_to_the_bytes(tmp_path: Path, note: Path) -> None:
    data = tmp_path / "data"
    ingest(data, note)
    shown = readout("show", "file:monday.txt", "--data", str(data))
    assert shown.returncode == 0, shown.stderr
    assert "https://www.mfa.veldania.example/a-page/" in shown.stdout
    traced = json.loads(readout("trace", "file:monday.txt#0", "--json", "--data", str(data)).stdout)
    assert traced["passage"]["text"] == "Ministers met on Monday."
    raw = subprocess.run(["bash", "-c", traced["command"]], check=True, capture_output=True).stdout
    assert NOTE.encode() in raw


def test_a_dry_run_changes_nothing(tmp_path: Path, note: Path) -> None:
    done = ingest(tmp_path / "data", note, more=("--dry-run",))
    assert done.returncode == 0, done.stderr
    assert str(note) in done.stdout
    assert not (tmp_path / "data").exists()


def test_what_was_captured_before_a_stop_is_published_by_the_next_run(tmp_path: Path, note: Path) -> None:
    data = tmp_path / "data"
    assert ingest(data, note, more=("--stop-after", "capture")).returncode == 0
    assert not (data / "processed/latest").exists()
    done = ingest(data, note)
    assert done.returncode == 0, done.stderr
    assert len(pd.read_parquet(data / "processed/latest/documents")) == 1
    assert len(pd.read_parquet(data / "processed/latest/runs")) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ingest", "no-such-folder"), ("no file, folder or watchlist", "no-such-folder")),
        (("ingest", "sampel"), ("did you mean the watchlist 'sample'",)),
        (("ingest", "https://user:secret@a.example/", "--mode", "offline"), ("urls",)),
        (("ingest", "gopher://a.example/", "--mode", "offline"), ("urls",)),
        (("ingest", "sample", "--documents-max", "0"), ("documents_max",)),
        (("ingest", "sample", "--since", "2999-01-01"), ("future",)),
        (("ingest", "us-china"), ("READOUT_CONTACT",)),
        (("show", "x"), ("no release",)),
        (("rebuild", "--check"), ("no release",)),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(
    tmp_path: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    done = readout(*arguments, "--data", str(tmp_path / "data"))
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_files_that_cannot_be_read_are_refused_by_name_and_lose_nothing_else(tmp_path: Path, note: Path) -> None:
    (note.parent / "empty.txt").write_bytes(b"")
    (note.parent / "binary.bin").write_bytes(bytes(range(256)) * 40)
    (note.parent / "huge.txt").write_bytes(b"a" * 50_000_000)
    (note.parent / "gb.txt").write_bytes(
        "外交部发言人周一表示，双方将继续保持沟通，并就各自关心的问题交换意见。".encode("gb18030")
    )
    done = ingest(tmp_path / "data", note.parent)
    assert done.returncode == 3, done.stderr
    latest = tmp_path / "data/processed/latest"
    rejections = pd.read_parquet(latest / "rejections")
    refused = rejections[rejections["stage"] == "intake"]
    assert dict(zip(refused["subject"], refused["reason"], strict=True)) == {
        "binary.bin": "undecodable", "empty.txt": "empty", "huge.txt": "too_large",
    }  # fmt: skip
    documents = pd.read_parquet(latest / "documents").set_index("url_key")
    assert documents.loc["file:gb.txt", "text"].startswith("外交部发言人周一表示")
    assert list(documents.loc["file:gb.txt", "languages"]) == ["zh-Hans"]
    assert "file:monday.txt" in documents.index


def test_two_paths_with_one_name_are_an_error_that_says_what_to_give(tmp_path: Path, note: Path) -> None:
    other = tmp_path / "other" / note.name
    other.parent.mkdir()
    other.write_text("Another note.", encoding="utf-8")
    done = ingest(tmp_path / "data", note, other)
    assert done.returncode == 2
    assert "common folder" in done.stderr


def test_a_broken_configuration_names_file_line_and_key(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(HOME / "config", tmp_path / "home/config")
    path = tmp_path / "home/config/publishers/state.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("delay_seconds", "delay_second"), encoding="utf-8")
    done = readout("check", env={"READOUT_HOME": str(tmp_path / "home"), "READOUT_DATA": str(tmp_path / "data")})
    assert done.returncode == 2
    assert "state.toml:" in done.stderr
    assert "did you mean 'delay_seconds'" in done.stderr


def test_a_new_watchlist_is_sound(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(HOME / "config", tmp_path / "home/config")
    env = {"READOUT_HOME": str(tmp_path / "home"), "READOUT_DATA": str(tmp_path / "data")}
    made = readout("watchlist", "new", "straits", "--title", "The straits", env=env)
    assert made.returncode == 0, made.stderr
    assert readout("check", env=env).returncode == 0
    assert readout("watchlist", "new", "straits", env=env).returncode == 2
    assert readout("watchlist", "new", "../straits", env=env).returncode == 2


def test_the_version_and_the_help_are_there() -> None:
    assert readout("--version").stdout.startswith("readout ")
    assert "ingest" in readout("--help").stdout
