"""The command line as a user meets it: exit codes, messages; in this process, which proves the same as a child of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from readout.cli import globals_first, main

HOME = Path(__file__).resolve().parents[1]
NOTE = "Ministers met on Monday.\n\nhttps://www.mfa.veldania.example/a-page/\n\nThey agreed to meet again in the autumn, officials said.\n"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


class Readout:
    """The command, run in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self._capsys = monkeypatch, capsys
        monkeypatch.setenv("READOUT_DATA", "")  # so that what --data sets is undone after the test

    def __call__(self, *arguments: str) -> Done:
        """Run it with these words."""
        self.monkeypatch.setattr(sys, "argv", ["readout", *arguments])
        self._capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        out, err = self._capsys.readouterr()
        return Done(code, out, err)

    def ingest(self, data: Path, *sources: str | Path, more: tuple[str, ...] = ()) -> Done:
        """Run `readout ingest` offline."""
        return self("ingest", *map(str, sources), "--mode", "offline", "--data", str(data), *more)


@pytest.fixture
def readout(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Readout:
    return Readout(monkeypatch, capsys)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "notes" / "monday.txt"
    path.parent.mkdir()
    path.write_text(NOTE, encoding="utf-8")
    return path


def test_a_file_becomes_a_release_that_pandas_reads(readout: Readout, tmp_path: Path, note: Path) -> None:
    done = readout.ingest(tmp_path / "data", note)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    documents = pd.read_parquet(tmp_path / "data/processed/latest/documents")
    assert documents["url_key"].tolist() == ["file:monday.txt"]
    assert documents["text"].tolist() == [NOTE]


def test_a_second_run_publishes_nothing(readout: Readout, tmp_path: Path, note: Path) -> None:
    readout.ingest(tmp_path / "data", note)
    again = readout.ingest(tmp_path / "data", note)
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, "nothing new: files, release 1 stands")
    assert [p.name for p in (tmp_path / "data/processed/releases").iterdir()] == ["00000001"]
    unchanged = readout.ingest(tmp_path / "data", note, more=("--fail-on-unchanged",))
    assert unchanged.returncode == 4


def test_an_edited_file_is_a_second_revision(readout: Readout, tmp_path: Path, note: Path) -> None:
    readout.ingest(tmp_path / "data", note)
    note.write_text(NOTE.replace("Monday", "Tuesday"), encoding="utf-8")
    done = readout.ingest(tmp_path / "data", note)
    assert done.returncode == 0, done.stderr
    latest = tmp_path / "data/processed/latest"
    assert pd.read_parquet(latest / "documents")["revision"].tolist() == [2]
    assert pd.read_parquet(latest / "document_history")["text"].tolist() == [NOTE]
    assert pd.read_parquet(latest / "relations")["kind"].tolist() == ["revision"]


def test_the_result_is_there_for_scripts(readout: Readout, tmp_path: Path, note: Path) -> None:
    done = readout.ingest(tmp_path / "data", note, more=("--json",))
    result = json.loads(done.stdout)
    assert (result["release"], result["is_new"], result["rows"]["documents"], result["exit_code"]) == (1, True, 1, 0)


def test_show_and_trace_lead_back_to_the_bytes(readout: Readout, tmp_path: Path, note: Path) -> None:
    data = tmp_path / "data"
    readout.ingest(data, note)
    shown = readout("show", "file:monday.txt", "--data", str(data))
    assert shown.returncode == 0, shown.stderr
    assert "https://www.mfa.veldania.example/a-page/" in shown.stdout
    traced = json.loads(readout("trace", "file:monday.txt#0", "--json", "--data", str(data)).stdout)
    assert traced["passage"]["text"] == "Ministers met on Monday."
    raw = subprocess.run(["bash", "-c", traced["command"]], check=True, capture_output=True).stdout
    assert NOTE.encode() in raw


def test_a_dry_run_changes_nothing(readout: Readout, tmp_path: Path, note: Path) -> None:
    done = readout.ingest(tmp_path / "data", note, more=("--dry-run",))
    assert done.returncode == 0, done.stderr
    assert str(note) in done.stdout
    assert not (tmp_path / "data").exists()


def test_what_was_captured_before_a_stop_is_published_by_the_next_run(readout: Readout, tmp_path: Path, note: Path) -> None:
    data = tmp_path / "data"
    assert readout.ingest(data, note, more=("--stop-after", "capture")).returncode == 0
    assert not (data / "processed/latest").exists()
    done = readout.ingest(data, note)
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
    readout: Readout, tmp_path: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    done = readout(*arguments, "--data", str(tmp_path / "data"))
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_files_that_cannot_be_read_are_refused_by_name_and_lose_nothing_else(
    readout: Readout, tmp_path: Path, note: Path
) -> None:
    (note.parent / "empty.txt").write_bytes(b"")
    (note.parent / "binary.bin").write_bytes(bytes(range(256)) * 40)
    (note.parent / "huge.txt").write_bytes(b"a" * 50_000_000)
    (note.parent / "data.json").write_text('{"a": "b"}', encoding="utf-8")
    (note.parent / "gb.txt").write_bytes(
        "外交部发言人周一表示，双方将继续保持沟通，并就各自关心的问题交换意见。".encode("gb18030")
    )
    done = readout.ingest(tmp_path / "data", note.parent)
    assert done.returncode == 3, done.stderr
    assert "refused         4   given files" in done.stdout
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


def test_two_paths_with_one_name_are_an_error_that_says_what_to_give(readout: Readout, tmp_path: Path, note: Path) -> None:
    other = tmp_path / "other" / note.name
    other.parent.mkdir()
    other.write_text("Another note.", encoding="utf-8")
    done = readout.ingest(tmp_path / "data", note, other)
    assert done.returncode == 2
    assert "common folder" in done.stderr


def test_a_broken_configuration_names_file_line_and_key(readout: Readout, tmp_path: Path) -> None:
    shutil.copytree(HOME / "config", tmp_path / "home/config")
    path = tmp_path / "home/config/publishers/state.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("delay_seconds", "delay_second"), encoding="utf-8")
    readout.monkeypatch.setenv("READOUT_HOME", str(tmp_path / "home"))
    done = readout("check", "--data", str(tmp_path / "data"))
    assert done.returncode == 2
    assert "state.toml:" in done.stderr
    assert "did you mean 'delay_seconds'" in done.stderr


def test_a_new_watchlist_is_sound(readout: Readout, tmp_path: Path) -> None:
    shutil.copytree(HOME / "config", tmp_path / "home/config")
    readout.monkeypatch.setenv("READOUT_HOME", str(tmp_path / "home"))
    made = readout("watchlist", "new", "straits", "--title", "The straits")
    assert made.returncode == 0, made.stderr
    assert readout("check").returncode == 0
    assert readout("watchlist", "new", "straits").returncode == 2
    assert readout("watchlist", "new", "../straits").returncode == 2


def test_the_installed_command_reads_and_writes_as_any_other(tmp_path: Path, note: Path) -> None:
    command = [sys.executable, "-m", "readout", "-q", "ingest", str(note), "--mode", "offline", "--json"]
    env = {**os.environ, "READOUT_DATA": str(tmp_path / "data")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=HOME, env=env, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["rows"]["documents"] == 1


def test_the_version_and_the_help_are_there(readout: Readout) -> None:
    assert readout("--version").stdout.startswith("readout ")
    assert "ingest" in readout("--help").stdout


@pytest.mark.parametrize("place", range(4))
def test_the_data_folder_may_be_named_anywhere(readout: Readout, tmp_path: Path, place: int) -> None:
    words = ["ingest", "sample", "--dry-run"]
    for given in (["--data", str(tmp_path)], [f"--data={tmp_path}"]):
        done = readout(*words[:place], *given, *words[place:])
        assert (done.returncode, done.stdout.splitlines()[0]) == (
            0,
            "Sample: the Yunzhou summit (invented): mode new, no network",
        )


def test_a_data_folder_without_a_name_is_no_command(readout: Readout) -> None:
    assert globals_first(["ingest", "sample", "--data"]) == ["--data"]
    done = readout("ingest", "sample", "--data")
    assert done.returncode == 2
    assert "requires an argument" in done.stderr
    assert readout("releases", "--data", "").returncode == 2


def test_what_lies_in_a_folder_and_cannot_be_read_is_refused_by_name(readout: Readout, tmp_path: Path, note: Path) -> None:
    folder = note.parent
    os.mkfifo(folder / "pipe.txt")
    (folder / "broken.txt").symlink_to("nowhere")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "below").mkdir()
    (folder / "below" / "up").symlink_to(folder)
    (folder / ".hidden").write_text("not meant", encoding="utf-8")
    done = readout.ingest(tmp_path / "data", folder)
    assert done.returncode == 3, done.stderr
    rejections = pd.read_parquet(tmp_path / "data/processed/latest/rejections")
    refused = rejections[rejections["stage"] == "intake"]
    assert set(refused["subject"]) == {"pipe.txt", "broken.txt", "loop.txt", "below/up"}
    assert pd.read_parquet(tmp_path / "data/processed/latest/documents")["url_key"].tolist() == ["file:monday.txt"]


def test_a_name_that_is_no_unicode_is_kept_with_escapes(readout: Readout, tmp_path: Path, note: Path) -> None:
    odd = note.parent / os.fsdecode(b"odd\xff #3\n.txt")
    odd.write_text(NOTE.replace("Monday", "Sunday"), encoding="utf-8")
    data = tmp_path / "data"
    done = readout.ingest(data, note.parent)
    assert done.returncode == 0, done.stderr
    assert "file:odd\\xff #3\n.txt" in pd.read_parquet(data / "processed/latest/documents")["url_key"].tolist()
    traced = readout("trace", f"file:{odd.name}#0", "--json", "--data", str(data))
    assert json.loads(traced.stdout)["passage"]["text"] == "Ministers met on Sunday."
    assert readout("show", f"file:{odd.name}", "--data", str(data)).returncode == 0
    assert readout("trace", f"file:{odd.name}#{10**30}", "--data", str(data)).returncode == 2
    assert readout.ingest(data, odd).returncode == 2  # as an argument it cannot be written into the run's request


def test_options_that_do_not_go_together_are_refused(readout: Readout, tmp_path: Path) -> None:
    for other in ("--json", "--fail-on-unchanged", "--stop-after=plan"):
        for one in ("--flow", "--dry-run"):
            assert readout.ingest(tmp_path / "data", "sample", more=(one, other)).returncode == 2
    assert readout("ingest", "us-china", "--flow", "--data", str(tmp_path / "data")).returncode == 2  # before any server
    assert not (tmp_path / "data").exists()


def test_a_stopped_run_tells_what_it_refused(readout: Readout, tmp_path: Path, note: Path) -> None:
    (note.parent / "empty.txt").write_bytes(b"")
    done = readout.ingest(tmp_path / "data", note.parent, more=("--stop-after", "capture", "--json"))
    assert done.returncode == 3
    result = json.loads(done.stdout)
    assert (result["is_stopped"], result["is_new"], result["captured"], result["refused_inputs"]) == (True, False, {"ok": 1}, 1)
    assert not list((tmp_path / "data/processed/.work").iterdir())


def test_a_damaged_table_is_told_in_words(readout: Readout, tmp_path: Path, note: Path) -> None:
    data = tmp_path / "data"
    readout.ingest(data, note)
    part = next((data / "processed/latest/documents").glob("*.parquet"))
    part.chmod(0o644)
    part.write_bytes(part.read_bytes()[:200])
    for command in ("show", "trace"):
        done = readout(command, "file:monday.txt", "--data", str(data))
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert "documents" in done.stderr
