"""No answer that was cut short is ever taken for a whole one, however it was framed and coded, wherever it was cut."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.faults.replies import chunks
from capture.faults.server import FaultServer, running
from readout.capture.coding import decode
from readout.capture.exchange import Answer
from readout.capture.fetch import Client
from readout.constants.capture import CaptureConstants

BODIES = st.binary(max_size=3000) | st.text(max_size=1000).map(str.encode)
BROKEN = {"truncated", "reset", "protocol_error"}
"""The second and third where not even the head came whole."""


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """One server for all examples."""
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def client(server: FaultServer, constants: CaptureConstants, context: ssl.SSLContext) -> Client:
    """The real client, with one name mapped to the server."""
    return Client("readout/test", constants, test_hosts={"news.example": ("127.0.0.1", server.port)}, context=context)


def split(body: bytes, places: Sequence[int]) -> list[bytes]:
    ends = sorted({min(place, len(body)) for place in places} | {0, len(body)})
    return [body[start:end] for start, end in pairwise(ends)] or [b""]


def framed(entity: bytes, framing: str, size: int, coding: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{coding}"
    if framing == "length":
        return f"{head}Content-Length: {len(entity)}\r\n\r\n".encode() + entity
    if framing == "chunks":
        return f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks(entity, size) + b"0\r\n\r\n"
    return f"{head}\r\n".encode() + entity


def fetched(server: FaultServer, client: Client, answer: bytes) -> Answer:
    server.play({"/a": [answer]})
    return asyncio.run(client.get("http://news.example/a"))


@settings(max_examples=80)
@given(body=BODIES, places=st.lists(st.integers(0, 3000), max_size=3), size=st.integers(1, 900), cut=st.integers(0, 4000),
       framing=st.sampled_from(["length", "chunks"]), is_coded=st.booleans())  # fmt: skip
def test_every_byte_comes_or_the_answer_is_truncated(
    server: FaultServer, client: Client, body: bytes, places: list[int], size: int, cut: int, framing: str, is_coded: bool
) -> None:
    entity = b"".join(map(gzip.compress, split(body, places))) if is_coded else body
    answer = framed(entity, framing, size, "Content-Encoding: gzip\r\n" if is_coded else "")
    whole = fetched(server, client, answer)
    assert (whole.outcome, whole.body, whole.entity) == (None, body, entity)
    part = fetched(server, client, answer[: max(0, len(answer) - 1 - cut)])
    # Of the last chunk's end only the final line break may be missing: then every byte of the body was there.
    assert part.outcome in BROKEN or part.body == body


@settings(max_examples=40)
@given(body=BODIES, cut=st.integers(1, 4000))
def test_a_gzip_stream_that_only_the_closing_ends_is_told_by_its_own_end(
    server: FaultServer, client: Client, body: bytes, cut: int
) -> None:
    answer = framed(gzip.compress(body), "close", 0, "Content-Encoding: gzip\r\n")
    assert fetched(server, client, answer).body == body
    head = answer.index(b"\r\n\r\n") + 4
    part = fetched(server, client, answer[: max(head + 1, len(answer) - cut)])
    assert part.outcome == "truncated"


@given(body=BODIES, cut=st.integers(1, 17))
def test_a_second_member_of_which_only_the_first_bytes_came_is_truncated(body: bytes, cut: int) -> None:
    whole = gzip.compress(body) + gzip.compress(b"more")
    first = len(gzip.compress(body))
    assert decode(whole, ["gzip"], 10_000).body == body + b"more"
    assert decode(whole[: first + cut], ["gzip"], 10_000).problem == "truncated"
