"""Cookies live as long as one fetch, and conditions name what we hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.capture.conditions import conditions
from readout.capture.cookies import Jar
from readout.capture.exchange import Exchange, ResponseHead, parse_head
from readout.capture.warc import RawStore
from readout.model import Outcome, Purpose

HERE = "https://www.news.example/a"


def head_of(text: str) -> ResponseHead:
    parsed = parse_head(text.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    assert parsed
    return parsed[0]


@pytest.mark.parametrize(
    ("set_cookie", "url", "sent"),
    [
        ("k=v", HERE, "k=v"),
        ("k=v; Path=/", "https://www.news.example/b", "k=v"),
        ("k=v; Path=/b", HERE, None),
        ("k=v; Domain=news.example; Path=/", "https://consent.news.example/", "k=v"),
        ("k=v; Path=/", "https://other.example/a", None),
        ("k=v; Domain=other.example; Path=/", "https://other.example/a", None),
        ("k=v; Secure; Path=/", "http://www.news.example/a", None),
        ("k=v; Max-Age=0", HERE, None),
        ("k=a\x01b; Path=/", HERE, None),
        ("k=\u5317; Path=/", HERE, "k=\u5317"),
        ("a name alone", HERE, "a name alone"),
        ("", HERE, None),
    ],
)
def test_a_cookie_goes_back_to_whom_it_belongs_and_nowhere_else(set_cookie: str, url: str, sent: str | None) -> None:
    jar = Jar()
    jar.note(HERE, head_of(f"HTTP/1.1 302 Found\nSet-Cookie: {set_cookie}"))
    assert jar.header(url) == sent


def test_all_cookies_of_an_answer_are_kept_and_the_last_word_counts() -> None:
    jar = Jar()
    jar.note(HERE, head_of("HTTP/1.1 302 Found\nSet-Cookie: a=1\nset-cookie: b=2\nSet-Cookie: a=3"))
    assert set((jar.header(HERE) or "").split("; ")) == {"a=3", "b=2"}


@given(value=st.text(max_size=60), url=st.sampled_from([HERE, "http://[::1]/", "https://news.example:443/\u5317?a=b"]))
def test_no_cookie_breaks_us_or_adds_a_line(value: str, url: str) -> None:
    jar, head = Jar(), head_of("HTTP/1.1 302 Found")
    jar.note(url, replace(head, headers=(("Set-Cookie", value), ("Set-Cookie", f"k={value}"))))
    sent = jar.header(url) or ""
    assert not set(sent) & {"\r", "\n", "\0"}


HEAD = 'HTTP/1.1 200 OK\nETag: "one"\nLast-Modified: Fri, 01 May 2026 09:00:00 GMT'
BOTH = (("If-None-Match", '"one"'), ("If-Modified-Since", "Fri, 01 May 2026 09:00:00 GMT"))


@pytest.mark.parametrize(
    ("head", "outcome", "purpose", "asked_if"),
    [
        (HEAD, "ok", "page", BOTH),
        (HEAD, "ok", "feed", BOTH),
        (HEAD, "ok", "robots", ()),
        (HEAD, "ok", "probe", ()),
        (HEAD, "not_found", "page", ()),
        ('HTTP/1.1 200 OK\nETag: W/"two"', "ok", "page", (("If-None-Match", 'W/"two"'),)),
        ("HTTP/1.1 200 OK", "ok", "page", ()),
        (f"HTTP/1.1 200 OK\nETag: {'x' * 2000}", "ok", "page", ()),
        ("HTTP/1.1 200 OK\nETag: a\x01b", "ok", "page", ()),
    ],
)
def test_a_page_is_asked_for_only_if_it_differs_from_the_good_one_that_we_hold(
    exchange: Callable[..., Exchange],
    store: RawStore,
    head: str,
    outcome: Outcome,
    purpose: Purpose,
    asked_if: tuple[object, ...],
) -> None:
    held = store.keep(exchange(response=head_of(head), outcome=outcome))
    assert conditions(held, purpose) == asked_if


def test_without_an_earlier_capture_nothing_is_asked_conditionally() -> None:
    assert conditions(None, "page") == ()
