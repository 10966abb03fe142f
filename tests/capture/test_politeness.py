"""The gap between two requests to a host holds over tasks and processes, whatever the clock did."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from readout.capture.politeness import HostPausedError, Slots

GAP = 0.04


def slots(folder: Path) -> Slots:
    return Slots(folder=folder, poll_seconds=0.005)


async def hold(folder: Path, times: int) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    for _ in range(times):
        async with slots(folder).hold("news.example", GAP):
            began = time.monotonic()
            await asyncio.sleep(0.002)
            spans.append((began, time.monotonic()))
    return spans


def worker(folder: Path) -> list[tuple[float, float]]:
    async def two_tasks() -> list[tuple[float, float]]:
        return [span for spans in await asyncio.gather(hold(folder, 3), hold(folder, 3)) for span in spans]

    return asyncio.run(two_tasks())


def test_the_gap_holds_over_tasks_and_processes(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        spans = sorted(span for spans in pool.map(worker, [tmp_path, tmp_path]) for span in spans)
    assert len(spans) == 12
    assert all(later - ended >= GAP for (_, ended), (later, _) in pairwise(spans))


def test_hosts_do_not_wait_for_each_other(tmp_path: Path) -> None:
    async def nested() -> None:
        async with slots(tmp_path).hold("news.example", 60.0), slots(tmp_path).hold("other.example", 60.0):
            pass

    asyncio.run(asyncio.wait_for(nested(), 5))


@pytest.mark.parametrize("content", ["", "rubbish", "1e300", "1e300 1e300", "nan nan", "5 1e300", "-1e300 7"])
def test_a_slot_of_before_a_reboot_or_cut_by_a_crash_makes_nobody_wait(tmp_path: Path, content: str) -> None:
    (tmp_path / "news.example.slot").write_text(content)

    async def once() -> None:
        async with slots(tmp_path).hold("news.example", 60.0):
            pass

    asyncio.run(asyncio.wait_for(once(), 5))


def test_a_turn_in_which_nothing_was_sent_makes_nobody_wait(tmp_path: Path) -> None:
    async def twice(*, was_asked: bool) -> None:
        async with slots(tmp_path).hold("news.example", 60.0) as turn:
            turn.was_asked = was_asked
        async with slots(tmp_path).hold("news.example", 60.0):
            pass

    asyncio.run(asyncio.wait_for(twice(was_asked=False), 5))
    (tmp_path / "news.example.slot").unlink()
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(twice(was_asked=True), 0.2))


def test_a_host_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    async def once() -> None:
        async with slots(tmp_path / "state").hold("../../etc/x", 0.0):
            pass

    asyncio.run(once())
    assert [path.parent for path in tmp_path.rglob("*.slot")] == [tmp_path / "state"]


def rest(folder: Path, seconds: float, ready: Event) -> None:
    """Another process, to which the host says that it wants to be left alone."""

    async def once() -> None:
        async with slots(folder).hold("news.example", 0.0) as turn:
            ready.set()
            turn.pause_seconds = seconds

    asyncio.run(once())


@contextmanager
def paused(folder: Path, seconds: float) -> Iterator[float]:
    """After another process was told to wait; gives the moment before that."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    other = context.Process(target=rest, args=(folder, seconds, ready))
    other.start()
    assert ready.wait(30)
    began = time.monotonic()
    other.join(30)
    yield began


def test_what_a_host_asks_one_process_all_of_them_do(tmp_path: Path) -> None:
    async def once(host: str, patience: float) -> float:
        async with slots(tmp_path).hold(host, 0.0, patience):
            return time.monotonic()

    async def both() -> list[float]:
        return await asyncio.gather(once("news.example", 30.0), once("other.example", 30.0))

    with paused(tmp_path, 2.0) as began:
        asked, other = asyncio.run(both())
        assert other < asked, "the pause is of one host"
        assert asked - began >= 2.0
    with paused(tmp_path, 3600.0):
        for _ in range(2):  # nobody sleeps for it, and the pause stays
            with pytest.raises(HostPausedError) as pause:
                asyncio.run(once("news.example", 30.0))
            assert 3500 < pause.value.seconds <= 3600


def test_no_host_is_left_alone_for_longer_than_a_day(tmp_path: Path) -> None:
    async def told(seconds: float) -> None:
        async with slots(tmp_path).hold("news.example", 0.0) as turn:
            turn.pause_seconds = seconds

    asyncio.run(told(1e12))
    with pytest.raises(HostPausedError) as pause:
        asyncio.run(_hold(slots(tmp_path)))
    assert pause.value.seconds <= 86_400.0


def test_a_pause_of_before_a_reboot_is_forgotten(tmp_path: Path) -> None:
    moment = 1_000_000.0
    before = Slots(folder=tmp_path, poll_seconds=0.005, monotonic=lambda: moment)

    async def told() -> None:
        async with before.hold("news.example", 0.0) as turn:
            turn.pause_seconds = 3600.0

    asyncio.run(told())
    with pytest.raises(HostPausedError):
        asyncio.run(_hold(before))
    asyncio.run(_hold(Slots(folder=tmp_path, poll_seconds=0.005, monotonic=lambda: 60.0)))


async def _hold(some: Slots) -> None:
    async with some.hold("news.example", 0.0, 1.0):
        pass
