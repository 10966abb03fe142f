"""Every Python block of docs/analysts.md runs on the embedded sample and prints something."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from readout import pipeline
from readout.requests import IngestRequest
from readout.settings import Settings, load_config

HOME = Path(__file__).resolve().parents[1]
BLOCKS = re.findall(r"^```python\n(.*?)^```", (HOME / "docs/analysts.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds `data` with the sample's release."""
    path = tmp_path_factory.mktemp("analyst")
    pipeline.ingest(IngestRequest(), load_config(Settings(home=HOME), data=path / "data"), run_id="analyst")
    return path


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_block_of_the_guide_runs(
    block: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    exec(compile(block, "docs/analysts.md", "exec"), {})  # noqa: S102 - our own document
    printed = capsys.readouterr().out
    assert printed.strip()
    assert "Empty" not in printed


def test_the_example_draws_a_release(folder: Path) -> None:
    picture = folder / "overview.png"
    script = HOME / "examples/overview.py"
    done = subprocess.run(
        [sys.executable, str(script), "data/processed/latest", str(picture)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_there_are_blocks_for_every_tool() -> None:
    text = "\n".join(BLOCKS)
    assert [tool for tool in ("pandas", "pyarrow", "duckdb", "polars") if f"import {tool}" not in text] == []
