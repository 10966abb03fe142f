"""`readout up`: a Prefect server with its pages, the deployments and a worker, for one person on one machine."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from readout.errors import BadRequest, BrokenPromise
from readout.server import HOST, clean_environment, stop, wait_until_healthy
from readout.settings import Config

log = logging.getLogger("readout")
POOL = "readout"
WORKERS_RUNS = 2  # a backfill is a run that waits for another
LOOK_SECONDS = 0.5
SETTINGS = {
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",  # the least there is: a dead run is noticed within 90 s
    "PREFECT_WORKER_QUERY_SECONDS": "2",  # from the button to the start in 7 s instead of 11
    "PREFECT_RUNNER_POLL_FREQUENCY": "2",
}


def up(config: Config, port: int) -> None:
    """Start everything, say where it is, and wait for Ctrl-C (or SIGTERM, see `cli.main`); then stop all of it.

    Args:
        config: its data folder is the one that runs write to.
        port: of the server, on loopback.

    Raises:
        BadRequest: the port is taken, or another `up` serves this data folder.
        BrokenPromise: a part does not start, or ends by itself.
    """
    home = config.data.parent / ".prefect"
    address = f"http://{HOST}:{port}"
    try:
        with _only_one(home, address), ExitStack() as parts:
            _refuse_taken(port)
            _serve(config, port, environment_of(config, home, address), home, parts)
    except KeyboardInterrupt:
        log.warning("readout is down")


def _serve(config: Config, port: int, environment: Mapping[str, str], home: Path, parts: ExitStack) -> None:
    """Start the parts in their order, and wait; `parts` stops them in the reverse one."""
    command = ["server", "start", "--host", HOST, "--port", str(port)]
    server = parts.enter_context(_child(command, environment, home / "server.log"))
    wait_until_healthy(server, port, home / "server.log")
    _call(["work-pool", "create", POOL, "--type", "process", "--overwrite"], config.home, environment)
    _call(["--no-prompt", "deploy", "--all"], config.home, environment)
    command = ["worker", "start", "--pool", POOL, "--limit", str(WORKERS_RUNS), "--name", "readout-up"]
    worker = parts.enter_context(_child(command, environment, home / "worker.log"))
    log.warning("readout is up: http://%s:%d  (data in %s; Ctrl-C stops it)", HOST, port, config.data)
    _wait({"server": server, "worker": worker}, home)


def environment_of(config: Config, home: Path, address: str) -> dict[str, str]:
    """What server, worker and runs are started with: our own settings, and none of the user's own Prefect."""
    database = config.settings.server_database
    return (
        clean_environment(home)
        | SETTINGS
        | ({"PREFECT_SERVER_DATABASE_CONNECTION_URL": database.get_secret_value()} if database else {})
        | {
            "PREFECT_API_URL": f"{address}/api",
            "PREFECT_SERVER_UI_API_URL": f"{address}/api",  # else the pages ask port 4200, whatever ours is
            "READOUT_HOME": str(config.home),
            "READOUT_DATA": str(config.data),
        }
    )


@contextmanager
def _only_one(home: Path, address: str) -> Iterator[None]:
    """Hold the folder's lock, and leave word of the address for a second `up`."""
    home.mkdir(parents=True, exist_ok=True)
    lock, note = FileLock(home / "up.lock"), home / "up.json"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        running = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else {}
        raise BadRequest(
            f"readout is up already: {running.get('address', 'starting')}, process {running.get('pid', 'unknown')}",
            "use that one, or stop it with Ctrl-C there",
        ) from error
    try:
        note.write_text(json.dumps({"address": address, "pid": os.getpid()}), encoding="utf-8")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that just ended is no hindrance
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise BadRequest(f"port {port} is taken by another program", "stop it, or give another with --port") from error


@contextmanager
def _child(arguments: Sequence[str], environment: Mapping[str, str], output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A part of Prefect as a child in a session of its own, so that Ctrl-C reaches only us and we stop it in order."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", *arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        stop(process)


def _call(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    """A command of Prefect that ends by itself."""
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *arguments],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BrokenPromise(f"`prefect {' '.join(arguments)}` failed", (done.stderr or done.stdout).strip()[-1000:])


def _wait(parts: Mapping[str, subprocess.Popen[bytes]], home: Path) -> None:
    """Until somebody stops us, or a part ends by itself."""
    while True:
        for name, process in parts.items():
            if process.poll() is not None:
                raise BrokenPromise(
                    f"the {name} ended by itself, with exit code {process.returncode}", f"see {home / name}.log"
                )
        time.sleep(LOOK_SECONDS)
