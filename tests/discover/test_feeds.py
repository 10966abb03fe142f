"""Feeds: any bytes to entries or to a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.discover.entries import Entry, Listed
from readout.discover.feeds import read_feed
from readout.settings import Config

URL = "https://a.example/feed/"
Read = Callable[..., Listed]
ITEM = "<item><title>Talks &amp; more</title><link>{}</link><pubDate>Mon, 06 Sep 2021 00:01:00 +0800</pubDate></item>"
AT = datetime(2021, 9, 5, 16, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def read(config: Config) -> Read:
    def read(body: bytes | str, content_type: str | None = None) -> Listed:
        data = body.encode() if isinstance(body, str) else body
        return read_feed(data, URL, content_type, config.constants.discover.lists, config.constants.extract)

    return read


def rss(*links: str, head: str = "") -> str:
    return f'{head}<rss version="2.0"><channel><title>x</title>{"".join(map(ITEM.format, links))}</channel></rss>'


def reasons(listed: Listed) -> list[str]:
    return [problem.reason for problem in listed.problems]


def test_a_relative_or_repeated_link_is_another_entry(read: Read) -> None:
    listed = read(rss("/1", "2", "https://b.example/3", "/1"))
    assert [entry.url for entry in listed.entries] == ["https://a.example/1", "https://a.example/feed/2", "https://b.example/3"]
    assert listed.entries[0] == Entry(url="https://a.example/1", title="Talks & more", published_at=AT)
    assert listed.problems == ()


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        (
            (
                '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/x/"><entry><title type="html">&lt;b&gt;A&lt;/b&gt;</title>'
                '<link rel="self" href="s"/><link rel="alternate" href="a"/><published>2024-04-28T12:00:00Z</published>'
                "<updated>2024-04-29T12:00:00Z</updated></entry></feed>"
            ),
            [("https://b.example/x/a", "A", datetime(2024, 4, 29, 12, tzinfo=UTC))],
        ),
        (
            (
                '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item><title>t</title><link>/1</link><dc:date>2024-01-01</dc:date></item></rdf:RDF>'
            ),
            [("https://a.example/1", "t", datetime(2024, 1, 1, tzinfo=UTC))],
        ),
        ("<rss><channel><item><guid>https://a.example/g</guid></item></channel></rss>", [("https://a.example/g", "", None)]),
        (
            "<rss><channel><item><link>/1</link><pubDate>Mon, 06 Sep 0000 00:01:00 +0000</pubDate></item></channel></rss>",
            [("https://a.example/1", "", None)],
        ),
    ],
)
def test_a_dialect_is_not_understood(read: Read, body: str, entries: list[tuple[str, str, datetime | None]]) -> None:
    assert [(entry.url, entry.title, entry.at) for entry in read(body).entries] == entries


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!doctype html><html><body><p>Prove that you are human</p></body></html>", "unreadable"),
        (b"", "unreadable"),
        (b"/etc/passwd", "unreadable"),
        (b"http://127.0.0.1:1/feed", "unreadable"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "unreadable"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "unreadable"),
        (b"<" * 4_000_000, "unreadable"),
        (b"\0" * 1000, "unreadable"),
        (b"<rss>" + b"<a>" * 500_000, "unreadable"),
        (b"<rss><channel/></rss>" + b" " * 50_000_000, "too_large"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_what_is_no_feed_is_taken_for_one_or_has_no_reason(read: Read, body: bytes, reason: str) -> None:
    listed = read(body)
    assert (listed.entries, reasons(listed), listed.is_readable) == ((), [reason], False)


def test_a_broken_end_takes_the_entries_before_it(read: Read) -> None:
    listed = read(rss("/1", "/2", "/3")[:-60])
    assert [entry.url for entry in listed.entries] == ["https://a.example/1", "https://a.example/2", "https://a.example/3"]
    assert "unreadable" in reasons(listed) or len(listed.entries) == 3
    assert reasons(read(rss("/1", "/2").replace("</link>", "</lin>", 1))) != []


def test_an_entry_without_a_link_takes_others_with_it(read: Read) -> None:
    listed = read(rss("/1", "", "http://[::1/", "mailto:me@a.example"))
    assert [entry.url for entry in listed.entries] == ["https://a.example/1", "http://[::1/", "mailto:me@a.example"]
    assert [(problem.stage, problem.reason) for problem in listed.problems] == [("plan", "bad_url")]


def test_entities_are_expanded_or_open_a_file(read: Read) -> None:
    lol = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    listed = read(rss("/1", head=f'<!DOCTYPE r [<!ENTITY e0 "aaaaaaaaaa">{lol}]>').replace("Talks", "&e9;"))
    assert len(str(listed)) < 1000
    listed = read(rss("/1", head='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>').replace("Talks", "&x;"))
    assert "root" not in str(listed)


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("gb18030", "gb2312", None),
        ("gb18030", "utf-8", "text/xml; charset=utf-8"),
        ("utf-8", "gb2312", None),
        ("utf-16", "utf-16", None),
        ("utf-8-sig", "utf-8", "text/xml; charset=us-ascii"),
    ],
)
def test_a_title_in_another_encoding_than_declared_is_spoilt(
    read: Read, encoding: str, declared: str, content_type: str | None
) -> None:
    title = "中美两国外长星期一在北京举行会谈，双方就共同关心的问题交换了意见"
    text = rss("/1", head=f'<?xml version="1.0" encoding="{declared}"?>').replace("Talks &amp; more", title)
    assert [entry.title for entry in read(text.encode(encoding), content_type).entries] == [title]


def test_more_entries_than_a_feed_has_are_read(read: Read, config: Config) -> None:
    most = config.constants.discover.lists.feed_entries_max
    listed = read("<rss><channel>" + "".join(f"<item><link>/{n}</link></item>" for n in range(most + 10)) + "</channel></rss>")
    assert len(listed.entries) == most
    assert reasons(listed) == ["over_limit"]


@pytest.mark.parametrize(
    "nested", ["<link><item><link>/2</link></item></link>", "<link>/1<link>/2</link></link>", "<item><link>/1</link></item>"]
)
def test_elements_inside_each_other_make_it_fail(read: Read, nested: str) -> None:
    listed = read(f"<rss><channel><item><title>x</title>{nested}</item></channel></rss>")
    assert listed.entries or listed.problems


def test_attributes_without_end_take_time_without_end(read: Read) -> None:
    many = " ".join(f'a{n}="1"' for n in range(100_000))
    assert [e.url for e in read(rss("/1").replace("<rss", f"<rss {many}").replace("<item>", f"<item {many}>")).entries] == [
        "https://a.example/1"
    ]


@settings(max_examples=60)
@given(st.binary(max_size=300), st.integers(0, 250), st.integers(0, 250))
def test_some_bytes_make_it_fail(read: Read, noise: bytes, start: int, end: int) -> None:
    whole = rss("/1", "/2").encode()
    listed = read(whole[:start] + noise + whole[end:])
    assert listed.entries or listed.problems or listed.is_readable
