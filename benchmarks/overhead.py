"""Prefect's share of a run: the flow against the plain pipeline on the same generated pages, offline, wall time.

    python benchmarks/overhead.py [PAGES] [--database URL]

PAGES is 1,000 by default. The flow runs on a server of its own, with SQLite, or with the Postgres that --database names
(postgresql+asyncpg://...); starting the server is not counted. Both run in fresh processes, alternately, three times; medians.
Target: the flow takes at most 5 s and 5 % longer. The last line is one JSON object; exit code 1 where the target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from end_to_end import write_pages

from readout.server import throw_away_server

HOME = Path(__file__).resolve().parents[1]
ROUNDS = 3
SECONDS_MAX, SHARE_MAX = 5.0, 0.05
PLAIN = "import sys; from readout.cli import main; sys.argv[0] = 'readout'; main()"


def main() -> int:
    """Time both, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="?", type=int, default=1000)
    parser.add_argument("--database", help="connection URL for the Prefect server")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_pages(Path(folder), Path(folder) / "pages", options.pages)
        times = measure(Path(folder), options.database)
    plain, flow = (statistics.median(times[name]) for name in ("plain", "flow"))
    extra, share = flow - plain, (flow - plain) / flow
    sys.stdout.write(f"{options.pages} pages: plain {plain:.1f} s, flow {flow:.1f} s: {extra:.1f} s, {100 * share:.1f} %\n")
    database = "postgres" if options.database else "sqlite"
    figures = {"pages": options.pages, "database": database, "plain": plain, "flow": flow, "extra": extra, "share": share}
    sys.stdout.write(json.dumps({"benchmark": "overhead", **figures}) + "\n")
    return 0 if extra <= SECONDS_MAX and share <= SHARE_MAX else 1


def measure(folder: Path, database: str | None) -> dict[str, list[float]]:
    """Seconds of each round, by name."""
    archive = folder / "pages.warc.gz"
    request = json.dumps({"watchlist": "", "mode": "offline", "documents": [str(archive)]})
    times: dict[str, list[float]] = {"plain": [], "flow": []}
    settings = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": database} if database else {}
    with throw_away_server(folder / "prefect", settings) as environment:
        for number in range(ROUNDS):
            plain = [sys.executable, "-c", PLAIN, "ingest", str(archive), "--mode", "offline"]
            times["plain"].append(seconds(plain, {**os.environ, "READOUT_DATA": f"{folder}/plain-{number}"}))
            flow = [sys.executable, str(HOME / "flows/ingest.py"), request]
            times["flow"].append(seconds(flow, {**environment, "READOUT_DATA": f"{folder}/flow-{number}"}))
    return times


def seconds(command: list[str], environment: Mapping[str, str]) -> float:
    """Wall time of a command that must succeed."""
    began = time.perf_counter()
    subprocess.run(command, cwd=HOME, env=dict(environment), check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
