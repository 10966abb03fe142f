"""`readout up` on a real Postgres: the server starts, and a run that a schedule made completes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest
from postgres import ABSENT, find_binaries, loopback_postgres

from readout.server import free_port

HOME = Path(__file__).resolve().parents[2]
PATIENCE = 180.0  # seconds that a busy machine may take for what takes a minute
MINUTELY = 'title = "Every minute"\ndocuments = ["notes/*.txt"]\nschedule = { cron = "* * * * *", timezone = "UTC" }\n'
pytestmark = pytest.mark.server


@dataclass(frozen=True)
class Up:
    """`readout up` in a folder of its own."""

    home: Path
    port: int
    log: Path

    def runs(self) -> list[dict[str, Any]]:
        """Flow runs that the server knows, the first due first."""
        address = f"http://127.0.0.1:{self.port}/api/flow_runs/filter"
        answer = httpx.post(address, json={"sort": "EXPECTED_START_TIME_ASC"}, timeout=30, trust_env=False)
        return answer.raise_for_status().json()


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    if find_binaries() is None:
        pytest.fail(ABSENT) if os.environ.get("READOUT_REQUIRE_POSTGRES") else pytest.skip(ABSENT)
    with loopback_postgres() as url:
        yield url


@pytest.fixture(scope="module")
def up(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    home = tmp_path_factory.mktemp("up")
    for folder in ("config", "flows"):
        shutil.copytree(HOME / folder, home / folder)
    shutil.rmtree(home / "config/watchlists")
    (home / "config/watchlists").mkdir()
    (home / "config/watchlists/minutely.toml").write_text(MINUTELY, encoding="utf-8")
    (home / "notes").mkdir()
    (home / "notes/note.txt").write_text("The ministers met on Monday and agreed to meet again.\n", encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("READOUT_", "PREFECT_"))}
    environment = kept | {"READOUT_HOME": str(home), "READOUT_SERVER_DATABASE": database}
    readout = [sys.executable, "-m", "readout"]
    subprocess.run([*readout, "deployments", "--write"], cwd=home, env=environment, check=True, capture_output=True)
    port, log = free_port(), home / "up.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*readout, "up", "--port", str(port)], cwd=home, env=environment, stdin=subprocess.DEVNULL, stderr=output
        )
    try:
        until = time.monotonic() + PATIENCE
        while "readout is up" not in log.read_text(encoding="utf-8"):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until, "readout up: not in time"
            time.sleep(0.2)
        yield Up(home, port, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def test_a_scheduled_run_completes_on_postgres(up: Up) -> None:
    until = time.monotonic() + PATIENCE
    while not (ended := [run for run in up.runs() if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED"}]):
        assert time.monotonic() < until, [run["state_name"] for run in up.runs()]
        time.sleep(1)
    assert (ended[0]["state_type"], ended[0]["auto_scheduled"]) == ("COMPLETED", True), ended[0]["state"]
    runs = pd.read_parquet(up.home / "data/processed/latest/runs")
    assert runs["run_id"].tolist() == [ended[0]["id"]]
    assert runs["trigger"].tolist() == ["schedule"]


def test_nothing_of_the_server_is_kept_in_sqlite(up: Up) -> None:
    assert not list((up.home / ".prefect").glob("*.db"))


def test_a_postgres_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("READOUT_", "PREFECT_"))}
    database = {"READOUT_SERVER_DATABASE": f"postgresql+asyncpg://somebody:sesame@{address}/prefect"}
    up = subprocess.run(
        [sys.executable, "-m", "readout", "--data", str(tmp_path / "data"), "up", "--port", str(free_port())],
        cwd=HOME, env=kept | database, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert up.returncode == 1
    assert "is the Postgres of READOUT_SERVER_DATABASE up" in up.stderr
    assert "Connect call failed" in up.stderr
    assert "sesame" not in up.stderr + up.stdout + (tmp_path / ".prefect/server.log").read_text(encoding="utf-8")
