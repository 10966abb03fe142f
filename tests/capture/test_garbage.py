"""Whatever bytes a server sends, the exchange has a name, is kept, and can be read again."""

from __future__ import annotations

import gzip
import ssl
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from warcio.checker import Checker

from capture.faults.cases import Case
from capture.faults.replies import PAGE, chunked, coded, moved, reply
from capture.faults.running import SMALL, run
from capture.faults.server import FaultServer, running
from readout.capture.reading import read_captures, read_entity
from readout.constants.capture import CaptureConstants

GOOD = [
    reply(PAGE, "200 OK", 'ETag: "1"', "Set-Cookie: a=b; Path=/"),
    chunked(),
    coded("gzip", gzip.compress(PAGE)),
    moved("/b?c=d#e"),
    reply(b"slow", "429 Slow", "Retry-After: 7"),
    b"HTTP/1.1 103 Early Hints\r\n\r\n" + reply(),
]
SPLICES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), st.binary(max_size=4)), min_size=1, max_size=4)


def spoilt(answer: bytes, splices: list[tuple[float, int, bytes]]) -> bytes:
    """The answer with some of its bytes replaced, most of them in the head."""
    for share, length, new in splices:
        place = int(share * share * len(answer))
        answer = answer[:place] + new + answer[place + length :]
    return answer


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """One server for all examples."""
    with running() as server:
        yield server


@settings(max_examples=40)
@given(answer=st.builds(spoilt, st.sampled_from(GOOD), SPLICES) | st.binary(max_size=200))
@example(answer=b"HTTP/1.1 200 \xff\xfe\r\n\xff: \x01\r\n:\r\nContent-Length: 1\r\n\r\nx")
@example(answer=b"HTTP/1.1 200 OK\nContent-Length: 1\n\nx")
@example(answer=b"HTTP/1.1 301 OK\r\nLocation: \x01\r\nContent-Length: 0\r\n\r\n")
@example(answer=b"HTTP/1.1 200 OK\r\nContent-Type: \x85\r\nContent-Length: 1\r\n\r\nx")
def test_whatever_a_server_sends_has_a_name_and_is_kept(
    server: FaultServer, context: ssl.SSLContext, real: CaptureConstants, answer: bytes
) -> None:
    case = Case(name="garbage", replies={"/a": [answer]}, ends=())
    server.play(case.replies)
    with tempfile.TemporaryDirectory() as folder:
        constants = replace(real, **{**SMALL, "tries_seconds_max": 0.0})
        ran = run(case, server.port, Path(folder), context, constants)
        assert "internal_error" not in {capture.outcome for capture in ran.captures}
        again = read_captures(Path(folder) / "raw")
        assert again == list(ran.captures)
        by_id = {capture.capture_id: capture for capture in again}
        for capture in again:
            read_entity(Path(folder) / "raw", capture, by_id)
        for path in Path(folder).rglob("*.warc.gz"):
            assert Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0
