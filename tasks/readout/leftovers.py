"""What a `readout up` leaves behind when it is stopped, or killed: processes, runs without one, deployments without a watchlist."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from readout.server import ask

NOTE = "up.json"
"""In Prefect's folder beside the data: where the server is, and who started it."""
MARK = "READOUT_UP"
"""Environment variable that all processes of one `up` share: flow runs have sessions of their own, and no living parent
once their worker was killed."""
LOOK_SECONDS = 0.1
WORKED_ON = ["RUNNING", "PENDING", "CANCELLING"]
MANY = 200  # the most that the server gives at once


def read_note(note: Path) -> dict[str, str]:
    """What the living `up` says of itself, or a killed one did: address, pid, mark; nothing where it had no time to."""
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def marked(mark: str) -> list[int]:
    """Ids of the living processes that were started with that mark, other than this one.

    Where there is no /proc (macOS), none is found: what outlives a killed worker there ends when it misses its server.
    """
    wanted = f"{MARK}={mark}".encode()
    return [pid for pid, variables in _environments() if wanted in variables and pid != os.getpid()]


def _environments() -> Iterator[tuple[int, list[bytes]]]:
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it ended, or is another user's
            yield int(path.parent.name), path.read_bytes().split(b"\0")


def end_marked(mark: str, patience_seconds: float, *, spared: Collection[int] = ()) -> int:
    """End the processes with that mark: SIGTERM, and SIGKILL for those that stay; how many there were."""
    found = [pid for pid in marked(mark) if pid not in spared]
    _signal(found, signal.SIGTERM)
    until = time.monotonic() + patience_seconds
    while (left := [pid for pid in marked(mark) if pid in found]) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
    _signal(left, signal.SIGKILL)
    return len(found)


def _signal(pids: Collection[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def close_dead_runs(api: str) -> int:
    """Tell the server that the runs it takes for living are over, so that the next of their deployment need not wait.

    Args:
        api: address of a server that no worker has joined yet: whatever it takes for running was killed.
    """
    runs = ask(api, "flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": WORKED_ON}}}, "limit": MANY})
    state = {"type": "CRASHED", "name": "Crashed", "message": "readout up was stopped or killed while this ran"}
    for run in runs:
        ask(api, f"flow_runs/{run['id']}/set_state", {"state": state, "force": True})
    return len(runs)


def drop_deployments(api: str, watchlists: Collection[str]) -> list[str]:
    """Remove the deployments of watchlists that are no more, whose schedules would go on; their names."""
    found = ask(api, "deployments/filter", {"deployments": {"tags": {"all_": ["readout", "ingest"]}}, "limit": MANY})
    gone = [one for one in found if f"watchlist:{one['name']}" in one["tags"] and one["name"] not in watchlists]
    for one in gone:
        ask(api, f"deployments/{one['id']}", None, method="DELETE")
    return sorted(one["name"] for one in gone)
