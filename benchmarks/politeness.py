"""Politeness as the server sees it: four processes want pages of the same hosts at the same time.

    python benchmarks/politeness.py [HOSTS] [PAGES]

10 hosts with 26 pages for each process by default: 1,040 pages. Two hosts forbid /private/, one asks for a Crawl-delay of three
gaps, all have a robots.txt. Everything is measured at the server, in another process, by the machine's monotonic clock.
Targets: no gap below the set one (end of an answer to the arrival of the next request), at most one connection to a host at
any moment, robots.txt asked for once a host, no request to a forbidden path, every page fetched once. The last line is one
JSON object; exit code 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from loopback import Seen, config_for, queue_of, seen, serving

from readout.capture.live import capture_host
from readout.capture.warc import RawStore, read_captures

PROCESSES = 4
GAP_SECONDS = 0.1
CRAWL_DELAY_SECONDS = 0.3
FORBIDDEN = "/private/"
ROBOTS = f"User-agent: *\nDisallow: {FORBIDDEN}\n"


def main() -> int:
    """Let four processes fetch, then look what the server saw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hosts", nargs="?", type=int, default=10)
    parser.add_argument("pages", nargs="?", type=int, default=26)
    options = parser.parse_args()
    hosts = [f"h{number}.example" for number in range(options.hosts)]
    robots = dict.fromkeys(hosts, "User-agent: *\nAllow: /\n") | dict.fromkeys(hosts[:2], ROBOTS)
    robots[hosts[2]] = f"User-agent: *\nCrawl-delay: {CRAWL_DELAY_SECONDS}\n"
    with serving(robots) as (port, pipe), tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        run_all(data, port, hosts, options.pages)
        captures = read_captures(data / "raw")
        noticed = seen(pipe)
    refused = sum(capture.outcome_observed == "robots_disallowed" for capture in captures)
    return tell(noticed, gaps_of(hosts), options.pages, refused)


def gaps_of(hosts: Sequence[str]) -> dict[str, float]:
    """The gap that each host must see."""
    return dict.fromkeys(hosts, GAP_SECONDS) | {hosts[2]: CRAWL_DELAY_SECONDS}


def run_all(data: Path, port: int, hosts: Sequence[str], pages: int) -> None:
    """Four runs beside each other, each with pages of its own."""
    context = multiprocessing.get_context("spawn")
    runs = [context.Process(target=run, args=(data, port, list(hosts), pages, number)) for number in range(PROCESSES)]
    for process in runs:
        process.start()
    for process in runs:
        process.join()
    assert [process.exitcode for process in runs] == [0] * PROCESSES


def run(data: Path, port: int, hosts: list[str], pages: int, number: int) -> None:
    """One run: all hosts at once, one task each."""
    config = config_for(data, port, hosts, GAP_SECONDS)

    def one(host: str) -> None:
        """All pages of a host, and one that its rules forbid."""
        paths = [f"/news/{number}/{page}" for page in range(pages)] + [f"{FORBIDDEN}{number}"]
        with RawStore(data / "raw", f"run{number}", lambda: datetime.now(UTC), config.constants.capture) as store:
            capture_host(queue_of(host, paths, GAP_SECONDS), store, config, {})

    with ThreadPoolExecutor(len(hosts)) as pool:
        list(pool.map(one, hosts))


def tell(noticed: Seen, gaps: Mapping[str, float], pages: int, refused: int) -> int:
    """Print what the server saw; 1 where a target is missed."""
    by_host: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for arrived, answered, host, _ in sorted(noticed.requests):
        by_host[host].append((arrived, answered))
    found = {host: [later - ended for (_, ended), (later, _) in pairwise(spans)] for host, spans in by_host.items()}
    robots = Counter(host for *_, host, path in noticed.requests if path == "/robots.txt")
    named = [(host, path) for *_, host, path in noticed.requests if path.startswith("/news/")]
    asked = Counter((host, path) for host, path in named if path.rpartition("/")[2].isdecimal())
    figures = {
        "requests": len(noticed.requests),
        "hosts": len(gaps),
        "processes": PROCESSES,
        "gaps_too_short": sum(gap < gaps[host] for host, spans in found.items() for gap in spans),
        "smallest_gap": round(min(min(spans) for host, spans in found.items() if gaps[host] == GAP_SECONDS), 4),
        "smallest_crawl_delay": round(min(min(spans) for host, spans in found.items() if gaps[host] > GAP_SECONDS), 4),
        "connections_at_once": most_at_once(noticed),
        "robots_most": max(robots.values()),
        "robots_least": min(robots[host] for host in gaps),
        "forbidden_asked": sum(path.startswith(FORBIDDEN) and int(host[1:].partition(".")[0]) < 2 for *_, host, path in noticed.requests),
        "forbidden_refused": refused,
        "pages": len(asked),
        "pages_twice": sum(count > 1 for count in asked.values()),
        "made_up_pages": len(named) - asked.total(),  # what a doubtful page is compared with
    }  # fmt: skip
    for name, value in figures.items():
        sys.stdout.write(f"{name:22} {value}\n")
    sys.stdout.write(json.dumps({"benchmark": "politeness", "gap": GAP_SECONDS, **figures}) + "\n")
    wanted = {"gaps_too_short": 0, "connections_at_once": 1, "robots_most": 1, "robots_least": 1, "forbidden_asked": 0}
    wanted |= {"forbidden_refused": 2 * PROCESSES, "pages": len(gaps) * PROCESSES * pages, "pages_twice": 0}
    missed = {name: figures[name] for name, value in wanted.items() if figures[name] != value}
    if missed:
        sys.stdout.write(f"missed: {missed}\n")
    return 1 if missed else 0


def most_at_once(noticed: Seen) -> int:
    """The most connections that any host had open at one moment."""
    changes: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for opened, closed, host in noticed.connections:
        changes[host] += [(opened, 1), (closed, -1)]
    most = 0
    for steps in changes.values():
        now = 0
        for _, step in sorted(steps):
            now += step
            most = max(most, now)
    return most


if __name__ == "__main__":
    sys.exit(main())
