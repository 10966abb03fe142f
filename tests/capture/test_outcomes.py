"""What heads say: any bytes are read, and each status has one name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from readout.capture.exchange import ResponseHead, parse_head
from readout.capture.outcomes import next_url, observed_outcome, retry_after
from readout.model import Outcome

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


def redirect(location: str, status: int = 301) -> ResponseHead:
    return ResponseHead(version="HTTP/1.1", status=status, phrase="", headers=(("location", location),), raw=b"")


@given(status=st.integers(100, 999), entity_bytes=st.integers(0, 9), location=st.none() | st.just("https://news.example/"))
def test_every_status_has_a_name(status: int, entity_bytes: int, location: str | None) -> None:
    assert observed_outcome(status, location, entity_bytes) in get_args(Outcome)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://news.example/b"),
        ("b?x=1#part", "https://news.example/a/b?x=1"),
        ("//other.example/c", "https://other.example/c"),
        ("https://other.example/\u5317", "https://other.example/\u5317"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("", None),
        (" ", None),
        ("http://[::1/", None),
        ("http://", None),
    ],
)
def test_a_location_is_resolved_or_refused(location: str, target: str | None) -> None:
    assert next_url("https://news.example/a/", redirect(location)) == target
    assert next_url("https://news.example/a/", redirect(location, 200)) is None


@given(location=st.text(max_size=40))
def test_no_location_breaks_us(location: str) -> None:
    next_url("https://news.example/a/", redirect(location))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("999999999", 86400.0),
        ("\u0661\u0662", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Fri, 01 May 2026 09:02:00 GMT", 120.0),
        ("Fri, 01 May 2020 09:02:00 GMT", 0.0),
        ("Fri, 01 May 9999 09:02:00 GMT", 86400.0),
    ],
)
def test_retry_after_is_digits_or_a_date_or_nothing(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(value=st.text(max_size=40) | st.from_regex(r"\w{3}, \d{1,4} \w{3} \d{1,6} \d\d:\d\d:\d\d [+-]\d{1,6}", fullmatch=True))
def test_no_retry_after_breaks_us(value: str) -> None:
    assert 0.0 <= (retry_after(value, NOW) or 0.0) <= 86400.0


@settings(max_examples=100)
@given(block=st.binary(max_size=200), lines=st.lists(st.binary(max_size=30), max_size=5))
def test_no_head_breaks_us(block: bytes, lines: list[bytes]) -> None:
    parse_head(block)
    parsed = parse_head(b"\r\n".join([b"HTTP/1.1 200 OK", *lines]) + b"\r\n\r\n" + block)
    assert parsed
    assert parsed[0].status == 200


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200), delay=st.text(max_size=20))
def test_no_robots_txt_breaks_the_parser(text: str, delay: str) -> None:
    rules = Protego.parse(f"{text}\nUser-agent: *\nCrawl-delay: {delay}\nDisallow: {text}\n")
    rules.can_fetch("https://news.example/a", "readout")
    rules.crawl_delay("readout")
