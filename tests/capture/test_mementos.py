"""What a web archive is asked, in which order, and how a search in it ends."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.capture.mementos import ListingError, Memento, chosen, mementos_of

HEAD = ["timestamp", "original", "statuscode", "mimetype", "digest"]
PAGE = "https://news.example/talks"


def row(timestamp: str, digest: str = "", original: str = PAGE) -> list[str]:
    return [timestamp, original, "200", "text/html", digest or f"D{timestamp}"]


def listing(*rows: list[str]) -> bytes:
    return json.dumps([HEAD, *rows]).encode()


def order(*timestamps: str, day: date | None = None, count: int = 3) -> list[str]:
    """Of the mementos chosen, year and month."""
    mementos = [Memento(f"{month}01000000", PAGE, f"D{month}") for month in timestamps]
    return [memento.timestamp[:6] for memento in chosen(mementos, day, count)]


def test_the_memento_nearest_to_the_day_is_not_the_first_or_the_newest_not_the_second() -> None:
    months = ("202301", "202404", "202405", "202501", "202603")
    assert order(*months, day=date(2024, 4, 28)) == ["202405", "202603", "202404"]
    assert order(*months, day=date(2030, 1, 1)) == ["202603", "202501", "202405"]
    assert order(*months, day=date(2000, 1, 1)) == ["202301", "202603", "202404"]


def test_without_a_day_another_than_the_newest_is_the_first() -> None:
    assert order("202301", "202404", "202603") == ["202603", "202404", "202301"]
    assert order("202301", "202404", "202603", count=1) == ["202603"]
    assert order() == []


def test_one_text_is_asked_for_twice() -> None:
    mementos = [
        Memento("20240101000000", PAGE, "A"),
        Memento("20240201000000", PAGE, "B"),
        Memento("20240301000000", PAGE, "A"),
    ]
    assert [memento.digest for memento in chosen(mementos, None, 3)] == ["A", "B"]


def test_columns_are_taken_by_their_place_instead_of_their_name() -> None:
    body = json.dumps([["digest", "timestamp", "original"], ["D", "20240426080000", PAGE]]).encode()
    assert mementos_of(body) == [Memento("20240426080000", PAGE, "D")]


@pytest.mark.parametrize("body", [b"", b" \n", b"[]", json.dumps([HEAD]).encode()])
def test_an_empty_index_is_an_error_or_holds_something(body: bytes) -> None:
    assert mementos_of(body) == []


@pytest.mark.parametrize(
    "body", [b"<html>hello", b"{}", b'{"a": 1}', b"7", b'["a"]', b'[["timestamp"], 3]', b"[" * 100_000, b"\xff\xfe", b"[[1"]
)
def test_what_is_no_index_is_read_as_one(body: bytes) -> None:
    with pytest.raises(ListingError):
        mementos_of(body)


@pytest.mark.parametrize(
    "bad",
    [
        row("2024042608"),
        row("20240231080000"),
        row("２０２４０４２６０８００００"),
        row("20240426080000", original="javascript:x"),
        row("20240426080000", original="https://news.example/a b"),
        ["20240426080000"],
        [],
    ],
)
def test_a_row_that_cannot_be_asked_for_spoils_the_others(bad: list[str]) -> None:
    assert [memento.timestamp for memento in mementos_of(listing(bad, row("20240427080000")))] == ["20240427080000"]


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner, max_size=4), max_leaves=12))
def test_some_json_makes_the_reader_fail(value: object) -> None:
    with suppress(ListingError):
        assert all(len(memento.timestamp) == len("20240426080000") for memento in mementos_of(json.dumps(value).encode()))
