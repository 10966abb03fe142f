"""Runs the flow or the plain command line in this process, and notes how long the stages took: for overhead.py.

python benchmarks/stage_times.py NOTE.json flow|plain ARGUMENTS...
"""

from __future__ import annotations

import json
import runpy
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from readout import cli, pipeline

HOME = Path(__file__).resolve().parents[1]
STAGES = (
    "begin", "take_in", "plan_lists", "make_plan", "look_up", "capture", "capture_all", "deepen", "close", "cut", "extract", "split",
    "relate", "publish",
)  # fmt: skip


def timed(stage: Callable[..., Any], spent: dict[str, float]) -> Callable[..., Any]:
    """The stage, which adds its wall and CPU seconds of its own thread to `spent`."""

    @wraps(stage)
    def run(*given: Any, **named: Any) -> Any:
        """Run the stage with the clocks on."""
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return stage(*given, **named)
        finally:
            spent["wall"] += time.perf_counter() - wall
            spent["cpu"] += time.thread_time() - cpu

    return run


def main() -> None:
    """Both ways look the stages up in `pipeline` when they need them."""
    note, way, *arguments = sys.argv[1:]
    spent = {"wall": 0.0, "cpu": 0.0}
    for name in STAGES:
        setattr(pipeline, name, timed(getattr(pipeline, name), spent))
    try:
        sys.argv = ["readout", *arguments]
        runpy.run_path(str(HOME / "flows/ingest.py"), run_name="__main__") if way == "flow" else cli.main()
    finally:
        Path(note).write_text(json.dumps(spent), encoding="utf-8")


if __name__ == "__main__":
    main()
