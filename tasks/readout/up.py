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
from urllib.parse import urlsplit
from uuid import uuid4

from filelock import FileLock, Timeout

from readout.deployments import deployments
from readout.errors import BadRequest, BrokenPromise
from readout.leftovers import MARK, NOTE, close_dead_runs, drop_deployments, end_marked, read_note
from readout.releases.disk import writing
from readout.releases.store import Store
from readout.server import HOST, LAST_WORDS, STOP_SECONDS, clean_environment, make_pool, stop, wait_until_healthy
from readout.settings import Config, read_watchlist, watchlist_names
from readout.watchlists import Watchlist

log = logging.getLogger("readout")
POOL = "readout"
WORKERS_RUNS = 2  # a backfill is a run that waits for another
LOOK_SECONDS = 0.5
DATABASE = "PREFECT_SERVER_DATABASE_CONNECTION_URL"
DATABASE_HINT = "is the Postgres of READOUT_SERVER_DATABASE up, with that user and database?"
POSTGRES_PORT, CONNECT_SECONDS = 5432, 10.0
SETTINGS = {
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",  # the least there is: a dead run is noticed within 90 s
    "PREFECT_WORKER_QUERY_SECONDS": "2",  # from the button to the start in 7 s instead of 11
    "PREFECT_RUNNER_POLL_FREQUENCY": "2",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # runs of over 90 days ago go, too: table `runs` has them
}


def up(config: Config, port: int) -> None:
    """Start everything, say where it is, and wait for Ctrl-C (or SIGTERM, see `cli.main`); then stop all of it.

    Args:
        config: its data folder is the one that runs write to.
        port: of the server, on loopback.

    Raises:
        BadRequest: the port is taken, or another `up` serves this data folder.
        BadConfig: a watchlist has a mistake.
        CannotWrite: the data folder or the one beside it is read-only or full.
        BrokenPromise: a part does not start, or ends by itself.
    """
    home = config.data.parent / ".prefect"
    watchlists = [read_watchlist(config, name) for name in watchlist_names(config)]
    Store(config.data / "processed", config.constants.releases).check()
    _warn_of_contact(config, watchlists)
    mark, address = uuid4().hex, f"http://{HOST}:{port}"
    try:
        with _only_one(home, address, mark), ExitStack() as parts:
            _refuse_taken(port)
            _refuse_absent(config)
            _serve(config, watchlists, environment_of(config, home, address) | {MARK: mark}, parts)
    except KeyboardInterrupt:
        log.warning("readout is down")


def _serve(config: Config, watchlists: Sequence[Watchlist], environment: Mapping[str, str], parts: ExitStack) -> None:
    """Start the parts in their order, and wait; `parts` stops them in the reverse one, runs before their worker."""
    home, api = Path(environment["PREFECT_HOME"]), environment["PREFECT_API_URL"]
    parts.callback(end_marked, environment[MARK], STOP_SECONDS)
    server = parts.enter_context(_child(_server_command(api), environment, home / "server.log"))
    _await(server, environment)
    if count := close_dead_runs(api):
        log.warning("recovered  %d runs were under way when readout went down: closed as crashed; the next run goes on", count)
    make_pool(api, POOL)
    command = ["worker", "start", "--pool", POOL, "--type", "process", "--limit", str(WORKERS_RUNS), "--name", "readout-up"]
    worker = parts.enter_context(_child(command, environment, home / "worker.log"))
    parts.callback(end_marked, environment[MARK], STOP_SECONDS, spared={server.pid, worker.pid})
    _deploy(config, watchlists, environment)
    log.warning("readout is up: %s  (data in %s; Ctrl-C stops it)", api.removesuffix("/api"), config.data)
    _wait({"server": server, "worker": worker}, home)


def _await(server: subprocess.Popen[bytes], environment: Mapping[str, str]) -> None:
    """Until the server answers; where it does not, its database comes to mind first."""
    try:
        wait_until_healthy(
            server, urlsplit(environment["PREFECT_API_URL"]).port or 0, Path(environment["PREFECT_HOME"]) / "server.log"
        )
    except BrokenPromise as error:
        if DATABASE not in environment:
            raise
        raise BrokenPromise(error.problem, f"{DATABASE_HINT} {error.remedy}") from error


def _deploy(config: Config, watchlists: Sequence[Watchlist], environment: Mapping[str, str]) -> None:
    """The deployments of the watchlists as they are now, and no others of ours."""
    home = Path(environment["PREFECT_HOME"])
    file = home / "prefect.yaml"
    file.write_text(deployments(watchlists), encoding="utf-8")
    _call(["--no-prompt", "deploy", "--all", "--prefect-file", str(file)], config.home, environment, home / "deploy.log")
    for name in drop_deployments(environment["PREFECT_API_URL"], {watchlist.id for watchlist in watchlists}):
        log.warning("removed    deployment ingest/%s: there is no such watchlist any more", name)


def _warn_of_contact(config: Config, watchlists: Sequence[Watchlist]) -> None:
    fetching = [watchlist.id for watchlist in watchlists if watchlist.network]
    if fetching and not config.settings.contact:
        log.warning("no contact: runs of %s will be refused until READOUT_CONTACT is set", ", ".join(fetching))


def _server_command(api: str) -> list[str]:
    return ["server", "start", "--host", HOST, "--port", str(urlsplit(api).port)]


def environment_of(config: Config, home: Path, address: str) -> dict[str, str]:
    """What server, worker and runs are started with: our own settings, and none of the user's own Prefect."""
    database = config.settings.server_database
    return (
        clean_environment(home)
        | SETTINGS
        | ({DATABASE: database.get_secret_value()} if database else {})
        | {
            "PREFECT_API_URL": f"{address}/api",
            "PREFECT_SERVER_UI_API_URL": f"{address}/api",  # else the pages ask port 4200, whatever ours is
            "READOUT_HOME": str(config.home),
            "READOUT_DATA": str(config.data),
        }
    )


@contextmanager
def _only_one(home: Path, address: str, mark: str) -> Iterator[None]:
    """Hold the folder's lock, and leave word of the address for a second `up`; end what a killed one left."""
    lock, note = FileLock(home / "up.lock"), home / NOTE
    with writing(home):
        home.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            running = read_note(note)
            raise BadRequest(
                f"readout is up already: {running.get('address', 'starting')}, process {running.get('pid', 'unknown')}",
                "use that one, or stop it with Ctrl-C there",
            ) from error
    try:
        if (killed := read_note(note).get(MARK)) and (count := end_marked(killed, STOP_SECONDS)):
            log.warning("recovered  %d processes that a killed readout up had left were ended", count)
        with writing(home):
            note.write_text(json.dumps({"address": address, "pid": os.getpid(), MARK: mark}), encoding="utf-8")
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


def _refuse_absent(config: Config) -> None:
    """A database that nobody serves is told at once; the server would take a quarter of a minute to find out."""
    address = urlsplit(config.settings.server_database.get_secret_value()) if config.settings.server_database else None
    if address is None or not address.hostname:  # none, or one behind a socket file
        return
    place = (address.hostname, address.port or POSTGRES_PORT)
    try:
        socket.create_connection(place, timeout=CONNECT_SECONDS).close()
    except OSError as error:
        raise BrokenPromise(f"nothing answers at {place[0]}:{place[1]}: {error}", DATABASE_HINT) from error


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


def _call(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], output: Path) -> None:
    """A command of Prefect that ends by itself."""
    with output.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "prefect", *arguments],
            cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=False,
        )  # fmt: skip
    if done.returncode:
        lines = output.read_text(encoding="utf-8", errors="replace").split("\n")
        words = next((line.strip() for line in reversed(lines) if line.strip()), "nothing")[-LAST_WORDS:]
        raise BrokenPromise(f"`prefect {' '.join(arguments)}` failed", f"see {output}, which ends: {words}")


def _wait(parts: Mapping[str, subprocess.Popen[bytes]], home: Path) -> None:
    """Until somebody stops us, or a part ends by itself."""
    while True:
        for name, process in parts.items():
            if process.poll() is not None:
                raise BrokenPromise(
                    f"the {name} ended by itself, with exit code {process.returncode}: readout is down",
                    f"see {home / name}.log; then start `readout up` again: runs go on where they were",
                )
        time.sleep(LOOK_SECONDS)
