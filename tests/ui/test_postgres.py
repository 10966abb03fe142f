"""`readout up` on a real Postgres (that a schedule's run completes there: test_form.py), and on one that is not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from readout.server import free_port
from ui.operating import HOME, PATIENCE, Running, environment

pytestmark = pytest.mark.server


def test_nothing_of_the_server_is_kept_in_sqlite(on_postgres: Running) -> None:
    assert not list((on_postgres.home / ".prefect").glob("*.db"))


def test_a_postgres_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    database = f"postgresql+asyncpg://somebody:sesame@127.0.0.1:{free_port()}/prefect"
    up = subprocess.run(
        [sys.executable, "-m", "readout", "--data", str(tmp_path / "data"), "up", "--port", str(free_port())],
        cwd=HOME, env=environment(HOME) | {"READOUT_SERVER_DATABASE": database},
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert up.returncode == 1
    assert "nothing answers at 127.0.0.1" in up.stderr
    assert "is the Postgres of READOUT_SERVER_DATABASE up" in up.stderr
    assert "sesame" not in up.stderr + up.stdout
    assert not (tmp_path / ".prefect/server.log").exists()
