"""Content codings come off within bounds, and a stream without its end is never whole."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.capture.coding import dechunk, decode

TEXT = b"The minister said so. " * 150
LIMIT = 100_000


@pytest.mark.parametrize(
    ("entity", "encodings"),
    [
        (gzip.compress(TEXT), ["gzip"]),
        (gzip.compress(TEXT[:500]) + gzip.compress(TEXT[500:]), ["x-gzip"]),
        (gzip.compress(TEXT) + b"\0" * 100, ["gzip"]),
        (gzip.compress(gzip.compress(TEXT)), ["gzip", "gzip"]),
        (zlib.compress(TEXT), ["deflate"]),
        (zlib.compress(TEXT)[2:-4], ["deflate"]),
        (TEXT, ["gzip"]),
        (TEXT, ["none"]),
        (TEXT, ["no-such-coding"]),
        (TEXT, []),
    ],
)
def test_what_was_sent_whole_is_had_whole(entity: bytes, encodings: list[str]) -> None:
    decoded = decode(entity, encodings, LIMIT)
    assert (decoded.problem, decoded.body) == (None, TEXT)


@pytest.mark.parametrize("cut", [1, 5, 12, 30, 8])
def test_a_gzip_stream_cut_anywhere_is_truncated(cut: int) -> None:
    assert decode(gzip.compress(TEXT)[:-cut], ["gzip"], LIMIT).problem == "truncated"
    assert decode(gzip.compress(TEXT)[:cut], ["gzip"], LIMIT).problem == "truncated"
    assert decode(gzip.compress(TEXT) + gzip.compress(TEXT)[:-cut], ["gzip"], LIMIT).problem == "truncated"


def test_what_grows_beyond_the_limit_is_a_bomb_also_when_nested() -> None:
    bomb = gzip.compress(b"\0" * 30_000_000)
    assert decode(bomb, ["gzip"], LIMIT).problem == "bomb"
    assert decode(gzip.compress(bomb), ["gzip", "gzip"], LIMIT).problem == "bomb"
    assert decode(zlib.compress(b"\0" * 1_000_000), ["deflate"], LIMIT).problem == "bomb"
    assert decode(gzip.compress(b"\0" * LIMIT), ["gzip"], LIMIT).problem is None


def test_a_bomb_costs_no_memory() -> None:
    bomb = gzip.compress(b"\0" * 60_000_000)
    tracemalloc.start()
    assert decode(bomb, ["gzip"], 50_000_000).problem == "bomb"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_what_would_cost_more_time_than_it_is_worth_is_an_error() -> None:
    assert decode(gzip.compress(b"x") * 10_001, ["gzip"], LIMIT).problem == "decode_error"
    thrice = gzip.compress(gzip.compress(gzip.compress(TEXT)))
    assert decode(thrice, ["gzip"] * 3, LIMIT).problem == "decode_error"


@pytest.mark.parametrize("encoding", ["br", "zstd"])
def test_a_coding_that_was_not_asked_for_is_an_error(encoding: str) -> None:
    assert decode(TEXT, [encoding], LIMIT).problem == "decode_error"


def test_a_broken_stream_is_a_decode_error() -> None:
    data = bytearray(gzip.compress(TEXT))
    data[-5] ^= 0xFF
    assert decode(bytes(data), ["gzip"], LIMIT).problem == "decode_error"


@settings(max_examples=80, deadline=None)
@given(parts=st.lists(st.binary(max_size=9000), min_size=1, max_size=5))
def test_members_of_any_content_and_number_are_joined(parts: list[bytes]) -> None:
    assert decode(b"".join(map(gzip.compress, parts)), ["gzip"], LIMIT).body == b"".join(parts)


@settings(max_examples=80, deadline=None)
@given(parts=st.lists(st.binary(min_size=1, max_size=300), max_size=5))
def test_chunks_of_any_content_are_joined_and_cut_ones_are_not(parts: list[bytes]) -> None:
    framed = b"".join(b"%x;note\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\nTrailer: 1\r\n\r\n"
    assert dechunk(framed) == b"".join(parts)
    if parts:
        assert dechunk(framed[: framed.rindex(b"0\r\nTrailer")]) is None


def test_a_payload_that_is_not_chunked_stays_as_it_is() -> None:
    assert dechunk(b"<p>not chunked</p>") == b"<p>not chunked</p>"
