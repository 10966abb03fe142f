"""Prefect's share of a run: the flow against the plain pipeline on the same generated pages, offline. Linux.

    python benchmarks/overhead.py [PAGES] [--postgres | --database URL] [--rounds N]

PAGES is 10,000 by default. The flow runs on a server of its own, with SQLite, with a Postgres that this script starts (--postgres), or
with one that exists (postgresql+asyncpg://...); starting them is not counted. Both run in fresh processes, in the order plain, flow,
flow, plain, ...; five rounds of up to 1,000 pages, else two. Of each process: wall and CPU seconds; the part of both that passes outside
the stages; the server's CPU seconds meanwhile; peak memory; load of the machine.
Target, at 10,000 pages on Postgres: by the medians of wall time, the flow takes at most 5 s and 5 % longer. On a machine that does other
things as well, differences of long runs are noise: there look at what passes outside the stages.
The last line is one JSON object; exit code 1 where the target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from end_to_end import write_pages
from postgres import loopback_postgres

from readout.server import throw_away_server

HOME = Path(__file__).resolve().parents[1]
SECONDS_MAX, SHARE_MAX = 5.0, 0.05
ROUNDS_OF_SMALL, SMALL, ROUNDS = 5, 1000, 2
SETTLE_SECONDS = 8.0  # the server stores the last events after the flow has ended; nobody waits for it
TICKS = os.sysconf("SC_CLK_TCK")
Times = dict[str, list[dict[str, float]]]


def main() -> int:
    """Time both, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="?", type=int, default=10_000)
    database = parser.add_mutually_exclusive_group()
    database.add_argument("--database", help="connection URL for the Prefect server")
    database.add_argument("--postgres", action="store_true", help="start a Postgres for the Prefect server")
    parser.add_argument("--rounds", type=int)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # server and database are stopped, whoever ends us
    rounds = options.rounds or (ROUNDS_OF_SMALL if options.pages <= SMALL else ROUNDS)
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory()))
        write_pages(folder, folder / "pages", options.pages)
        url = parts.enter_context(loopback_postgres()) if options.postgres else options.database
        times = measure(folder, {"PREFECT_SERVER_DATABASE_CONNECTION_URL": url} if url else {}, rounds)
    figures = {"pages": options.pages, "database": "postgres" if url else "sqlite", "rounds": rounds, **told(times)}
    sys.stdout.write(json.dumps({"benchmark": "overhead", **figures, "times": times}) + "\n")
    return 0 if figures["extra_wall"] <= SECONDS_MAX and figures["share_wall"] <= SHARE_MAX else 1


def measure(folder: Path, database: Mapping[str, str], rounds: int) -> Times:
    """What each round took, by name."""
    archive = folder / "pages.warc.gz"
    arguments = {
        "plain": ["ingest", str(archive), "--mode", "offline"],
        "flow": [json.dumps({"watchlist": "", "mode": "offline", "documents": [str(archive)]})],
    }
    times: Times = {"plain": [], "flow": []}
    with throw_away_server(folder / "prefect", database) as environment:
        for number in range(rounds):
            for name in ("plain", "flow") if number % 2 == 0 else ("flow", "plain"):
                variables = environment if name == "flow" else os.environ
                data = {"READOUT_DATA": f"{folder}/{name}-{number}"}
                times[name].append(run([name, *arguments[name]], {**variables, **data}, folder / "note.json"))
                row = "  ".join(f"{key} {value:7.1f}" for key, value in times[name][-1].items())
                sys.stdout.write(f"{name:6s} {row}\n")
                sys.stdout.flush()
    return times


def run(arguments: list[str], environment: Mapping[str, str], note: Path) -> dict[str, float]:
    """What one run that must succeed took; `server` is the CPU time of our other children meanwhile."""
    command = [sys.executable, str(HOME / "benchmarks/stage_times.py"), str(note), *arguments]
    others, began, null = cpu_of_children(), time.perf_counter(), subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=HOME, env=dict(environment), stdin=null, stdout=null, stderr=null)
    _, status, used = os.wait4(process.pid, 0)
    wall, cpu, load = time.perf_counter() - began, used.ru_utime + used.ru_stime, os.getloadavg()[0]
    if status:
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command)
    stages = json.loads(note.read_text(encoding="utf-8"))
    outside = {"outside_wall": wall - stages["wall"], "outside_cpu": cpu - stages["cpu"]}
    time.sleep(SETTLE_SECONDS)
    server = cpu_of_children() - others
    return {"wall": wall, "cpu": cpu, **outside, "server": server, "mb": used.ru_maxrss / 1024, "load": load}


def cpu_of_children() -> float:
    """CPU seconds that living descendants of this process have used: the Prefect server."""
    fields = dict(read_stats())
    ours = {os.getpid()}
    while more := {pid for pid, stat in fields.items() if int(stat[1]) in ours} - ours:
        ours |= more
    return sum(int(fields[pid][11]) + int(fields[pid][12]) for pid in ours - {os.getpid()}) / TICKS


def read_stats() -> Iterator[tuple[int, list[str]]]:
    """Every process with the fields of proc(5) `stat` from the third on: state, parent, ..."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield int(path.parent.name), path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended


def told(times: Times) -> dict[str, float]:
    """Medians, and how much longer the flow took, printed and as figures."""
    figures: dict[str, float] = {}
    for unit in ("wall", "cpu", "outside_wall", "outside_cpu"):
        plain, flow = (statistics.median(row[unit] for row in times[name]) for name in ("plain", "flow"))
        of = statistics.median(row[unit.removeprefix("outside_")] for row in times["flow"])
        figures |= {
            f"plain_{unit}": plain,
            f"flow_{unit}": flow,
            f"extra_{unit}": flow - plain,
            f"share_{unit}": (flow - plain) / of,
        }
        share = figures[f"share_{unit}"]
        sys.stdout.write(
            f"{unit:12s} plain {plain:7.1f} s  flow {flow:7.1f} s  more {flow - plain:6.1f} s  {100 * share:5.1f} % of the flow\n"
        )
    return {name: round(value, 4) for name, value in figures.items()}


if __name__ == "__main__":
    raise SystemExit(main())
