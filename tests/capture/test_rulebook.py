"""A host is asked for its robots.txt once a day, over runs and processes; a failure to say it is asked about again."""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import ssl
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from capture.faults.replies import moved, reply
from capture.faults.server import FaultServer, Reply, running
from readout.capture.asks import asking
from readout.capture.fetch import Client
from readout.capture.politeness import Slots
from readout.capture.revisits import last_payloads
from readout.capture.visit import Line, Visit
from readout.capture.warc import RawStore, read_captures
from readout.constants.capture import CaptureConstants
from readout.publishers import Publishers

NOW = datetime.fromisoformat("2026-05-01T09:30:00+00:00")
FORBIDS = reply(b"User-agent: *\nDisallow: /private\n", kind="text/plain")
Run = Callable[..., list[str]]


def visit(folder: Path, port: int, constants: CaptureConstants, run: str, now: datetime, paths: list[str]) -> list[str]:
    """One run in a process of its own, or in this one; how its pages ended."""
    context = ssl.create_default_context()
    line = Line(
        client=Client("readout/test", constants, test_hosts={"news.example": ("127.0.0.1", port)}, context=context),
        slots=Slots(folder=folder / "state", poll_seconds=constants.slot_poll_seconds),
        publishers=Publishers(()),
        constants=constants,
    )

    async def follow_all(visit: Visit) -> list[str]:
        return [(await visit.follow(asking(f"http://news.example{path}", "page")))[0].outcome for path in paths]

    with RawStore(folder / "raw", run, lambda: now, constants) as store:
        return asyncio.run(follow_all(Visit(store, line, last_payloads(read_captures(store.raw)))))


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A server that forbids /private."""
    with running() as server:
        server.play({"/robots.txt": [FORBIDS], "/a": [reply()], "/private/a": [reply()]})
        yield server


@pytest.fixture
def run(server: FaultServer, constants: CaptureConstants, tmp_path: Path) -> Run:
    """Runs of this process, each so many hours after the first."""

    def go(hours: float = 0.0, *paths: str) -> list[str]:
        name = f"run-{hours}-{len(server.requests)}"
        return visit(tmp_path, server.port, constants, name, NOW + timedelta(hours=hours), list(paths or ("/a", "/private/a")))

    return go


def asked(server: FaultServer) -> int:
    return server.paths().count("/robots.txt")


def test_what_a_host_said_holds_for_a_day_and_no_longer(run: Run, server: FaultServer) -> None:
    assert [run(hours) for hours in (0, 12, 23.9)] == [["ok", "robots_disallowed"]] * 3
    assert asked(server) == 1
    run(24.1)
    assert asked(server) == 2
    run(47)
    assert asked(server) == 2
    assert "/private/a" not in server.paths()


def test_processes_that_begin_at_once_ask_once(server: FaultServer, constants: CaptureConstants, tmp_path: Path) -> None:
    given = [(tmp_path, server.port, constants, f"run-{number}", NOW, ["/a", "/private/a"]) for number in range(2)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        ends = pool.starmap(visit, given)
    assert [last for _, last in ends] == ["robots_disallowed"] * 2
    assert asked(server) == 1
    assert "/private/a" not in server.paths()


@pytest.mark.parametrize(
    ("answer", "times"),
    [
        (reply(b"", kind="text/plain"), 1),
        (reply(b"none", "404 Not Found"), 1),
        (reply(b"who", "401 Unauthorized"), 1),
        (reply(b"no", "403 Forbidden"), 1),
        (reply(b"soon", "503 Away"), 2),
        (FORBIDS[:-3], 2),
    ],
    ids=["empty", "404", "401", "403", "503", "cut"],
)
def test_an_answer_is_remembered_and_a_failure_is_not(run: Run, server: FaultServer, answer: Reply, times: int) -> None:
    server.play({"/robots.txt": [answer], "/a": [reply()]})
    first = run(0, "/a")
    assert first in (["ok"], ["robots_unavailable"])
    run(1, "/a")
    assert asked(server) == times


def test_a_redirected_robots_txt_is_remembered_as_the_host_s(run: Run, server: FaultServer) -> None:
    server.play({"/robots.txt": [moved("/rules")], "/rules": [FORBIDS], "/a": [reply()]})
    assert [run(hours)[-1] for hours in (0, 1)] == ["robots_disallowed"] * 2
    assert server.paths().count("/rules") == 1


@pytest.mark.parametrize("loss", ["state", "garbage", "raw"])
def test_what_is_lost_is_had_again_from_the_data_or_from_the_host(
    run: Run, server: FaultServer, tmp_path: Path, loss: str
) -> None:
    run(0)
    if loss == "garbage":
        for path in (tmp_path / "state").glob("*.robots"):
            path.write_bytes(b"\xff rubbish\r\nfetched_at: never")
    else:
        shutil.rmtree(tmp_path / loss)
    assert run(1)[-1] == "robots_disallowed"
    assert asked(server) == (2 if loss == "raw" else 1)
