"""`readout up` loses its worker, is started again and stopped: nothing is left, and the next run need not wait."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from typing import Any

import pytest

from readout.leftovers import marked
from ui.operating import ENDED, Running, readout, wait_for

pytestmark = pytest.mark.server


def start_run(up: Running) -> str:
    """A run of the sample that is under way."""
    deployment = up.ask("deployments/name/ingest/sample", method="GET")["id"]
    run_id: str = up.ask(f"deployments/{deployment}/create_flow_run", {})["id"]
    wait_for(lambda: run_of(up, run_id)["state_type"] in {"RUNNING", *ENDED}, "the run's start")
    return run_id


def run_of(up: Running, run_id: str) -> Any:
    return up.ask(f"flow_runs/{run_id}", method="GET")


def test_a_second_up_says_what_is_running(running: Running) -> None:
    second = readout(running.home, "up", "--port", "1")
    assert second.returncode == 2
    assert f"readout is up already: {running.base}, process {running.process.pid}" in second.stderr


def test_a_killed_worker_ends_up_with_a_word_and_leaves_nothing(running: Running) -> None:
    start_run(running)
    mark = running.mark
    found = ["pgrep", "-P", str(running.process.pid), "-f", "worker start"]
    worker = int(subprocess.run(found, capture_output=True, text=True, check=True).stdout)
    os.kill(worker, signal.SIGKILL)
    assert running.process.wait(60) == 1
    assert "the worker ended by itself, with exit code -9" in running.log.read_text()
    assert marked(mark) == []
    assert not (running.home / ".prefect/up.json").exists()


def test_sigterm_ends_a_run_its_worker_and_the_server_and_leaves_no_process(running: Running) -> None:
    (running.home / "config/watchlists/minutely.toml").unlink()
    again = Running(running.home, running.port, running.variables)
    again.wait()
    assert "removed    deployment ingest/minutely" in again.log.read_text()
    start_run(again)  # it has the deployment's one place at once, whatever the killed worker left
    assert again.stop() == (0, [])
    assert not (running.home / ".prefect/up.json").exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", again.port)) != 0
