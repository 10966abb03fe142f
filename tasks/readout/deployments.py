"""prefect.yaml, made from the watchlists: one deployment for each, so that each has its own schedule, limit and Run button."""

from __future__ import annotations

import json
from collections.abc import Sequence

from readout.watchlists import Watchlist

HEAD = """\
# Generated from config/watchlists by `readout deployments --write`; do not edit.
name: readout

pull:
  - prefect.deployments.steps.set_working_directory:
      directory: "{{ $READOUT_HOME }}"

deployments:
"""
# Late runs wait for each other instead of being thrown away: an operator's request must not be lost (docs/operate.md).
WAITING = "{limit: 1, collision_strategy: ENQUEUE}"
# Two rebuilds at once prove nothing more than one.
EXCLUSIVE = "{limit: 1, collision_strategy: CANCEL_NEW}"


def deployments(watchlists: Sequence[Watchlist]) -> str:
    """The text of prefect.yaml.

    Args:
        watchlists: all of them; their order is kept.
    """
    return HEAD + "\n".join([*(_ingest(watchlist) for watchlist in watchlists), _rebuild()])


def _ingest(watchlist: Watchlist) -> str:
    request = {"watchlist": watchlist.id, "mode": "new" if watchlist.network else "offline"}
    tags = ["readout", "ingest", f"watchlist:{watchlist.id}"]
    return f"""\
  - name: {watchlist.id}
    description: {_quoted(watchlist.title)}
    entrypoint: flows/ingest.py:ingest
    tags: {_quoted(tags)}
    parameters: {_quoted({"request": request})}
    concurrency_limit: {WAITING}
    schedules:{_schedules(watchlist, request)}
    work_pool: {{name: readout}}
"""


def _schedules(watchlist: Watchlist, request: dict[str, str]) -> str:
    """A schedule's own parameters replace the deployment's whole request, so it is given again."""
    if watchlist.schedule is None:
        return " []"
    schedule = {
        "cron": watchlist.schedule.cron,
        "timezone": watchlist.schedule.timezone,
        "slug": "from-watchlist",
        "active": True,
        "parameters": {"request": request},
    }
    return f"\n      - {_quoted(schedule)}"


def _rebuild() -> str:
    return f"""\
  - name: rebuild
    description: "All tables again from the raw captures"
    entrypoint: flows/rebuild.py:rebuild
    tags: ["readout", "rebuild"]
    parameters: {{"check": true}}
    concurrency_limit: {EXCLUSIVE}
    schedules: []
    work_pool: {{name: readout}}
"""


def _quoted(value: object) -> str:
    """A value as JSON, which is YAML, too: whatever a title holds, it stays a title."""
    return json.dumps(value, ensure_ascii=False)
