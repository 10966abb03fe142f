"""A Prefect server of our own, and flows as child processes: for people who have no server running.

Prefect is not imported here, only started: so the command line stays quick, and no setting of the user's own Prefect
leaks in (their PREFECT_* variables and profile are left out, the database is a throw-away one).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from readout.errors import BrokenPromise

START_SECONDS = 120.0  # fresh SQLite on a small machine takes 11-13 s, a loaded one several times that
STOP_SECONDS = 20.0
LOOK_SECONDS = 0.2
ASK_SECONDS = 30.0  # SQLite may be busy
LAST_WORDS, LAST_LINES = 1000, 5  # characters and lines of its log
HOST = "127.0.0.1"
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy is not asked for loopback
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "readout",  # the run's own messages stand in the run's log
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",  # hooks of a crash speak when the run is over
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what fails is told in two lines at the end
}


@contextmanager
def throw_away_server(parent: Path, settings: Mapping[str, str] | None = None) -> Iterator[Mapping[str, str]]:
    """Start a server on a free loopback port, stop it at the end; nothing of it is left, running or on disk.

    Args:
        parent: its database and log are in a folder of their own below this one.
        settings: further PREFECT_* variables, such as another database.

    Yields:
        The environment for child processes that are to use it.

    Raises:
        BrokenPromise: it does not answer; the message ends with its last words.
    """
    parent.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(dir=parent))
    port = free_port()
    environment = clean_environment(home) | dict(settings or {}) | {"PREFECT_API_URL": f"http://{HOST}:{port}/api"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_until_healthy(server, port, home / "server.log")
            yield environment
        finally:
            stop(server)
            shutil.rmtree(home, ignore_errors=True)


def run_flow(home: Path, entrypoint: Path, argument: str, environment: Mapping[str, str]) -> int:
    """Run a flow file as a child process and give its exit code; it does not outlive an interruption of this one."""
    flow = subprocess.Popen(
        [sys.executable, str(entrypoint), argument], env=dict(environment), cwd=home, stdin=subprocess.DEVNULL
    )
    try:
        return flow.wait()
    finally:
        stop(flow)


def clean_environment(home: Path) -> dict[str, str]:
    """This process's environment without the user's own Prefect settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | QUIET | {"PREFECT_HOME": str(home), "PREFECT_PROFILES_PATH": str(home / "profiles.toml")}


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a child: SIGTERM first, SIGKILL when that does not help, or at a second Ctrl-C."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
            process.wait()


def wait_until_healthy(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until a server that was just started answers.

    Raises:
        BrokenPromise: it ended, or does not answer in time; the message ends with the last words of its log.
    """
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with NO_PROXY.open(f"http://{HOST}:{port}/api/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(LOOK_SECONDS)
    raise BrokenPromise(f"the Prefect server did not start (exit code {server.poll()})", f"its last words: {last_words(log)}")


def last_words(log: Path) -> str:
    """The end of a log without the frames of tracebacks (they are indented): what went wrong, not where in Prefect."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n  ".join([line for line in lines if line.strip() and not line.startswith(" ")][-LAST_LINES:])[-LAST_WORDS:]


def ask(api: str, path: str, content: Mapping[str, Any] | None = None, *, method: str = "POST") -> Any:
    """One question to a server's API, JSON in and out; what `prefect` on the command line would take seconds for.

    Raises:
        BrokenPromise: the server refuses it, or is not there; a locked SQLite's 503 is waited for first.
    """
    data = json.dumps(content).encode() if content is not None else None
    request = urllib.request.Request(  # noqa: S310 - an address of our own making, on loopback
        f"{api}/{path}", data, {"Content-Type": "application/json"}, method=method
    )
    until = time.monotonic() + ASK_SECONDS
    while True:
        try:
            with NO_PROXY.open(request, timeout=ASK_SECONDS) as answer:
                text = answer.read()
            return json.loads(text) if text else None
        except (urllib.error.URLError, OSError) as error:
            busy = isinstance(error, urllib.error.HTTPError) and error.code == HTTPStatus.SERVICE_UNAVAILABLE
            if not busy or time.monotonic() > until:
                raise BrokenPromise(f"the Prefect server did not do {method} {path}: {error}", "see its server.log") from error
        time.sleep(LOOK_SECONDS)


def make_pool(api: str, name: str) -> None:
    """A work pool for processes on this machine, unless there is one; its worker fills in the rest."""
    if not ask(api, "work_pools/filter", {"work_pools": {"name": {"any_": [name]}}}):
        ask(api, "work_pools/", {"name": name, "type": "process"})
