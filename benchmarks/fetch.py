"""Speed of the live route: robots.txt, host slots, one pinned connection a request, wire tee, verdict, WARC with fsync.

    python benchmarks/fetch.py [HOSTS] [PAGES]

60 hosts on loopback with 20 pages each by default, no delay between two requests of a host, in two processes of several
threads, as a flow's tasks run. The same pages are then fetched by bare pooled httpx (keep-alive, nothing kept, nothing checked)
in as many processes. The server runs on the same cores. Rounds alternate; the best of each counts, because other work on the
machine only ever slows. Target: at least 150 requests/s. The last line is one JSON object; exit code 1 where it is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import httpx
from loopback import config_for, queue_of, serving

from readout.capture.live import capture_host
from readout.capture.warc import RawStore, read_captures

PROCESSES = 2
THREADS = 6  # of a process: enough that fsync and verdict of one host overlap with the requests of others
ROUNDS = 3
RATE_MIN = 150.0
ROUND_SECONDS_MAX = 300.0  # then a process has died
ROBOTS = "User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True)
class Measured:
    """One round."""

    requests: int
    seconds: float
    cpu_seconds: float  # of the fetching processes alone

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def main() -> int:
    """Fetch both ways, print the best of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hosts", nargs="?", type=int, default=60)
    parser.add_argument("pages", nargs="?", type=int, default=20)
    options = parser.parse_args()
    hosts = [f"h{number}.example" for number in range(options.hosts)]
    paths = [f"/news/{number}" for number in range(options.pages)]
    ours, bare = list[Measured](), list[Measured]()
    with serving(dict.fromkeys(hosts, ROBOTS)) as (port, _):
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                ours.append(in_processes(partial(fetch_ours, Path(folder) / "data", port, paths), hosts))
                check(Path(folder) / "data" / "raw", ours[-1].requests)
            bare.append(in_processes(partial(fetch_bare, port, paths), hosts))
    return tell(max(ours, key=lambda one: one.rate), max(bare, key=lambda one: one.rate), options.hosts)


def tell(ours: Measured, bare: Measured, hosts: int) -> int:
    """Print both; 1 where the target is missed."""
    for name, one in (("readout", ours), ("bare httpx", bare)):
        per_cpu = one.requests / one.cpu_seconds
        sys.stdout.write(
            f"{name:10} {one.requests:5} requests  {one.seconds:6.2f} s  {one.rate:7.1f}/s  {per_cpu:7.1f} per CPU s\n"
        )
    load = os.getloadavg()[0]
    sys.stdout.write(f"ratio {ours.rate / bare.rate:.3f}   load of the machine {load:.1f}\n")
    figures = {
        "hosts": hosts, "requests": ours.requests, "rate": round(ours.rate, 1), "bare_rate": round(bare.rate, 1),
        "ratio": round(ours.rate / bare.rate, 3), "per_cpu_second": round(ours.requests / ours.cpu_seconds, 1), "load": round(load, 1),
    }  # fmt: skip
    sys.stdout.write(json.dumps({"benchmark": "fetch", **figures}) + "\n")
    return 0 if ours.rate >= RATE_MIN else 1


def in_processes(fetch: Callable[[Sequence[str], Callable[[], object]], int], hosts: Sequence[str]) -> Measured:
    """The hosts shared out among processes that begin together, once all have loaded their code."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(PROCESSES), context.Queue()
    shares = [hosts[number::PROCESSES] for number in range(PROCESSES)]
    both = [context.Process(target=_work, args=(fetch, share, barrier, results)) for share in shares]
    for process in both:
        process.start()
    told: list[tuple[int, float, float, float]] = [results.get(timeout=ROUND_SECONDS_MAX) for _ in both]
    for process in both:
        process.join()
    began, ended = min(one[1] for one in told), max(one[2] for one in told)
    return Measured(sum(one[0] for one in told), ended - began, sum(one[3] for one in told))


def _work(
    fetch: Callable[[Sequence[str], Callable[[], object]], int], hosts: Sequence[str], barrier: Barrier, results: Any
) -> None:
    began = [0.0, 0.0]

    def ready() -> None:
        """Wait for the other processes, then note when the work begins."""
        barrier.wait()
        began[:] = time.monotonic(), _cpu()

    count = fetch(hosts, ready)
    results.put((count, began[0], time.monotonic(), _cpu() - began[1]))


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def fetch_ours(data: Path, port: int, paths: Sequence[str], hosts: Sequence[str], ready: Callable[[], object]) -> int:
    """By the product's own way, host by host in threads."""
    config = config_for(data, port, hosts, 0.0)

    def one(host: str) -> int:
        """All pages of a host, kept."""
        with RawStore(data / "raw", "bench", lambda: datetime.now(UTC), config.constants.capture) as store:
            captures = capture_host(queue_of(host, paths, 0.0), store, config, {})
        assert {capture.outcome for capture in captures} == {"ok"}
        return len(captures)

    ready()
    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(one, hosts))


def fetch_bare(port: int, paths: Sequence[str], hosts: Sequence[str], ready: Callable[[], object]) -> int:
    """By a pooled client that keeps nothing: robots.txt and pages of each host one after another, all hosts at once."""

    async def one(client: httpx.AsyncClient, host: str) -> int:
        """All pages of a host, one after another."""
        for path in ("/robots.txt", *paths):
            response = await client.get(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
            assert response.status_code == 200
        return len(paths) + 1

    async def every() -> int:
        """All hosts at once."""
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=THREADS), timeout=60) as client:
            return sum(await asyncio.gather(*(one(client, host) for host in hosts)))

    ready()
    return asyncio.run(every())


def check(raw: Path, expected: int) -> None:
    """Everything that was fetched is in data/raw."""
    captures = read_captures(raw)
    assert len(captures) == expected, f"{len(captures)} captures, {expected} were fetched"


if __name__ == "__main__":
    sys.exit(main())
