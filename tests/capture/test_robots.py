"""robots.txt: what each kind of answer lets us ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from protego import Protego

from readout.capture.exchange import Exchange, parse_head
from readout.capture.robots import robots_url, rules_of
from readout.capture.warc import RawStore
from readout.model import Capture

Answered = Callable[[int, str], Capture]
PAGE = "https://news.example/private/a"


@pytest.fixture
def answered(exchange: Callable[..., Exchange], store: RawStore) -> Answered:
    """Keeps how a robots.txt ended."""

    def keep(status: int, outcome: str) -> Capture:
        head = parse_head(b"HTTP/1.1 %d X\r\n\r\n" % status)
        assert head
        return store.keep(exchange(b"x", purpose="robots", response=head[0], outcome=outcome))

    return keep


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("User-agent: *\nDisallow: /private/\n", "Disallow: /private/"),
        ("\ufeffUser-agent: readout\nDisallow: /\n\nUser-agent: *\nDisallow:\n", "Disallow: /"),
        ("User-agent: *\nDisallow: /\nAllow: /private/\n", None),
        ("User-agent: other\nDisallow: /\n", None),
        ("User-agent: *\nDisallow: /private\nDisallow: /b\nDisallow: /private\n", "Disallow: /private"),
        ("<html>User-agent: *\nDisallow: /</html>", None),
        ("", None),
    ],
)
def test_the_line_that_forbids_is_named(answered: Answered, text: str, line: str | None) -> None:
    rules = rules_of(answered(200, "ok"), text.encode(), 1000)
    assert rules.refusal is None
    assert rules.denies(PAGE) == line


@pytest.mark.parametrize(
    ("status", "outcome", "refusal"),
    [
        (404, "not_found", None),
        (410, "gone", None),
        (418, "client_error", None),
        (401, "login_wall", "robots_unavailable"),
        (403, "forbidden", "robots_unavailable"),
        (429, "rate_limited", "robots_unavailable"),
        (500, "origin_error", "robots_unavailable"),
        (304, "unexpected_status", "robots_unavailable"),
    ],
)
def test_each_status_means_what_capture_says(answered: Answered, status: int, outcome: str, refusal: str | None) -> None:
    assert rules_of(answered(status, outcome), b"", 1000).refusal == refusal


@pytest.mark.parametrize(("outcome", "refusal"), [("dns_error", "dns_error"), ("timeout_read", "robots_unavailable")])
def test_a_host_that_was_not_reached_ends_its_pages_by_the_same_name(
    exchange: Callable[..., Exchange], store: RawStore, outcome: str, refusal: str
) -> None:
    failed = store.keep(exchange(None, response=None, outcome=outcome))
    assert rules_of(failed, b"", 1000).refusal == refusal
    assert rules_of(replace(failed, hop=1), b"", 1000).refusal == "robots_unavailable"


def test_what_stands_behind_the_limit_is_not_parsed(answered: Answered) -> None:
    text = b"User-agent: *\nDisallow: /a\n" + b"#" * 1000 + b"\nDisallow: /private/\n"
    assert rules_of(answered(200, "ok"), text, 500).denies(PAGE) is None


def test_a_crawl_delay_is_read(answered: Answered) -> None:
    rules = rules_of(answered(200, "ok"), b"User-agent: *\nCrawl-delay: 7\n", 1000)
    assert rules.crawl_delay_seconds() == 7.0


def test_the_rules_of_an_address_stand_at_its_root() -> None:
    assert robots_url("https://news.example/a/b?c=1") == "https://news.example/robots.txt"


def test_a_robots_txt_of_thousands_of_matching_lines_is_not_parsed_thousands_of_times(
    answered: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "User-agent: *\n" + "".join(f"Disallow: /{'*' * number}private\n" for number in range(300))
    rules = rules_of(answered(200, "ok"), text.encode(), 100_000)
    long_texts: list[int] = []
    parse = Protego.parse
    monkeypatch.setattr(Protego, "parse", lambda content: (long_texts.append(len(content)), parse(content))[1])
    assert rules.denies(PAGE) == "Disallow"
    assert sum(length > 10_000 for length in long_texts) < 50
