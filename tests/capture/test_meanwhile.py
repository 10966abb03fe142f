"""Which pages other runs have asked for since our plan was made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from readout.capture.exchange import Exchange
from readout.capture.meanwhile import Meanwhile
from readout.capture.warc import RawStore
from readout.constants.capture import CaptureConstants

A, B = "https://news.example/a", "https://news.example/b"


@pytest.fixture
def other(raw: Path, clock: Callable[[], datetime], constants: CaptureConstants) -> RawStore:
    """Another run's store."""
    return RawStore(raw, "other", clock, constants)


def test_a_page_of_another_run_is_not_seen_once_it_is_kept(
    raw: Path, other: RawStore, exchange: Callable[..., Exchange]
) -> None:
    ours = Meanwhile(raw, "run", None)
    assert not ours.has(A)
    other.keep(exchange(url=A))
    assert ours.has(A)
    assert not ours.has(B)
    other.keep(exchange(url=B))
    assert ours.has(B)
    other.close()
    assert ours.has(A)
    assert Meanwhile(raw, "run", None).has(B)


def test_what_the_plan_knew_or_we_captured_ourselves_counts_as_another_s(
    raw: Path, other: RawStore, store: RawStore, exchange: Callable[..., Exchange]
) -> None:
    known = other.keep(exchange(url=A))
    store.keep(exchange(url=B))
    ours = Meanwhile(raw, "run", known.fetched_at)
    assert not ours.has(A)
    assert not ours.has(B)
    other.keep(exchange(url=A))
    assert ours.has(A)
    other.close()


def test_a_file_a_foreign_archive_or_a_robots_txt_counts_as_a_page_asked_for(
    raw: Path, other: RawStore, exchange: Callable[..., Exchange]
) -> None:
    for given in ({"via": "file"}, {"via": "warc"}, {"purpose": "robots"}, {"purpose": "archive_index", "via": "memento"}):
        other.keep(exchange(url=A, **given))
    assert not Meanwhile(raw, "run", None).has(A)
    other.keep(exchange(url=A, via="memento"))
    assert Meanwhile(raw, "run", None).has(A)
    other.close()


def test_bytes_are_read_twice(raw: Path, other: RawStore, exchange: Callable[..., Exchange]) -> None:
    ours = Meanwhile(raw, "run", None)
    other.keep(exchange(url=A))
    assert ours.has(A)
    ours.keys.clear()
    assert not ours.has(A)
    other.keep(exchange(url=B))
    assert ours.has(B)
    other.close()
