"""Sitemaps and pages of links: any bytes to entries or to a reason."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.discover.entries import Entry, Listed
from readout.discover.link_pages import read_link_page
from readout.discover.sitemaps import read_sitemap
from readout.settings import Config

URL = "https://a.example/maps/s.xml"
DAY = datetime(2024, 4, 28, tzinfo=UTC)
ENTRY = "<url><loc> /page/{} </loc><lastmod>2024-04-28</lastmod><image:image xmlns:image='i'><image:loc>/x.jpg</image:loc></image:image></url>"
Read = Callable[..., Listed]


@pytest.fixture(scope="session")
def read(config: Config) -> Read:
    small = replace(config.constants.discover.lists, entries_max=50, parts_max=3, sitemap_bytes_max=100_000)
    return lambda body: read_sitemap(body, URL, small)


@pytest.fixture(scope="session")
def links(config: Config) -> Read:
    small = replace(config.constants.discover.lists, entries_max=50)
    return lambda body: read_link_page(body, "https://a.example/sec/", None, small, config.constants.extract)


def sitemap(count: int) -> bytes:
    head = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return (head + "".join(ENTRY.format(n) for n in range(count)) + "</urlset>").encode()


def reasons(listed: Listed) -> list[str]:
    return [problem.reason for problem in listed.problems]


@pytest.mark.parametrize("body", [sitemap(2), gzip.compress(sitemap(2)), b"\xef\xbb\xbf" + sitemap(2)])
def test_a_sitemap_names_other_pages(read: Read, body: bytes) -> None:
    expected = tuple(Entry(url=f"https://a.example/page/{n}", updated_at=DAY) for n in range(2))
    assert read(body) == Listed(entries=expected)


def test_an_index_names_other_sitemaps_than_the_newest(read: Read) -> None:
    days = ("2024-01-03", "2024-01-01", "", "2024-01-02", "2023-01-01")
    rows = "".join(f"<sitemap><loc>/{n}.xml</loc><lastmod>{day}</lastmod></sitemap>" for n, day in enumerate(days))
    listed = read(f"<sitemapindex>{rows}</sitemapindex>".encode())
    assert [part.url for part in listed.parts] == [f"https://a.example/{n}.xml" for n in (2, 0, 3)]
    assert (listed.entries, reasons(listed)) == ((), ["over_limit"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!doctype html><html><a href='/x'>x</a></html>", "unreadable"),
        (b"<rss/>", "unreadable"),
        (b"", "unreadable"),
        (b"\0\0\0", "unreadable"),
        (b"\x1f\x8b", "unreadable"),
        (gzip.compress(b"\0" * 200_000), "too_large"),
        (sitemap(2000), "too_large"),
        (b"<urlset><url><lastmod>2024</lastmod></url></urlset>", "bad_url"),
    ],
)
def test_what_is_no_sitemap_is_taken_for_one(read: Read, body: bytes, reason: str) -> None:
    assert (read(body).entries, reasons(read(body))) == ((), [reason])


def test_a_sitemap_without_pages_is_no_sitemap(read: Read) -> None:
    assert read(b"<urlset/>") == Listed()


@pytest.mark.parametrize("body", [sitemap(20)[:-100], gzip.compress(sitemap(50))[:-20]])
def test_a_cut_sitemap_loses_what_was_whole_or_says_nothing(read: Read, body: bytes) -> None:
    listed = read(body)
    assert len(listed.entries) >= 18
    assert reasons(listed) == ["unreadable"]


def test_more_pages_than_allowed_are_taken(read: Read) -> None:
    assert (len(read(sitemap(60)).entries), reasons(read(sitemap(60)))) == (50, ["over_limit"])


def test_a_page_of_links_leads_to_itself_or_to_other_addresses(links: Read) -> None:
    listed = links(
        b"<base href='/x/'><a href=' 1 '></a><a href='#t'>t</a><a href='1#z'>One \xe4\xbd\xa0</a><a href='mailto:m@a.example'>m</a>"
        b"<a href='https://a.example/sec/#top'>self</a><a href='http://[::1/'>b</a><a>none</a><a href=''>blank</a>"
    )
    assert [(entry.url, entry.title) for entry in listed.entries] == [
        ("https://a.example/x/1", "One 你"),
        ("https://a.example/x/", "t"),
        ("mailto:m@a.example", "m"),
        ("http://[::1/", "b"),
    ]


@pytest.mark.parametrize(("body", "reason"), [(b"<p>", "unreadable"), (b"", "unreadable"), (b"<div>" * 100_000, "unreadable")])
def test_a_page_without_links_has_no_reason(links: Read, body: bytes, reason: str) -> None:
    assert (links(body).entries, reasons(links(body))) == ((), [reason])


def test_more_links_than_allowed_are_taken(links: Read) -> None:
    listed = links(b"".join(b"<a href='/%d'>x</a>" % n for n in range(60)))
    assert (len(listed.entries), reasons(listed)) == (50, ["over_limit"])


@settings(max_examples=60)
@given(st.binary(max_size=200), st.integers(0, 300), st.integers(0, 300))
def test_some_bytes_make_it_fail(read: Read, links: Read, noise: bytes, start: int, end: int) -> None:
    whole = sitemap(2)
    for body in (whole[:start] + noise + whole[end:], gzip.compress(whole)[:start] + noise):
        assert read(body) is not None
        assert links(body) is not None
