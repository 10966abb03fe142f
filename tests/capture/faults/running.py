"""Runs one fault through the real path: a visit, a store of WARC files, the verdict on what was stored."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from capture.faults.cases import Case
from readout.capture.asks import asking
from readout.capture.fetch import Client
from readout.capture.politeness import Slots
from readout.capture.revisits import last_payloads
from readout.capture.visit import Line, Visit
from readout.capture.warc import RawStore, read_captures
from readout.constants.capture import CaptureConstants
from readout.model import Capture
from readout.publishers import Publishers

HOST = "news.example"
SMALL = {
    "wire_bytes_max": 200_000,
    "decoded_bytes_max": 200_000,
    "connect_seconds": 0.4,
    "read_seconds": 0.5,
    "deadline_seconds": 1.2,
    "tries_seconds_max": 0.9,  # twice a silence is too long, a refusal is not
    "retry_wait_seconds": 0.01,
    "delay_seconds": 0.0,
    "slot_poll_seconds": 0.005,
}
"""Limits that let a fault end within a second; of the project's own, all others hold."""


@dataclass(frozen=True)
class Ran:
    """What came of a case."""

    captures: tuple[Capture, ...]
    seconds: float

    def pages(self) -> list[Capture]:
        """The rows of the page, without those of robots.txt."""
        return [capture for capture in self.captures if capture.purpose == "page"]

    def late_seconds(self, deadline_seconds: float) -> float:
        """How long the longest try went on past the deadline; below zero where none did."""
        return max((capture.elapsed_seconds or 0.0) for capture in self.captures) - deadline_seconds


def run(case: Case, port: int, folder: Path, context: ssl.SSLContext, constants: CaptureConstants) -> Ran:
    """Fetch the case's address as often as it says; what is kept lies below the folder."""
    constants = replace(constants, wire_bytes_max=max(constants.wire_bytes_max, case.wire_bytes_max))

    async def resolve(host: str, port: int) -> Sequence[str]:
        if host in case.resolved or host.replace(".", "").isdigit():
            return [case.resolved.get(host, host)]
        raise OSError(-2, f"no address for {host}:{port}")

    line = Line(
        client=Client("readout/test", constants, test_hosts={HOST: ("127.0.0.1", port)}, resolve=resolve, context=context),
        slots=Slots(folder=folder / "state", poll_seconds=constants.slot_poll_seconds),
        publishers=Publishers(()),
        constants=constants,
    )
    captures, began = list[Capture](), time.monotonic()
    for visit in range(case.visits):
        with RawStore(folder / "raw", f"run-{visit}", lambda: datetime.now(UTC), constants) as store:
            going = Visit(store, line, last_payloads(read_captures(store.raw)))
            asyncio.run(going.follow(asking(case.url, "page")))
            captures += going.captures
    return Ran(tuple(captures), time.monotonic() - began)
