"""What of a list's entries is wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from readout.constants.discover import DiscoverConstants
from readout.discover.entries import Entry, Listed, Problem
from readout.discover.lists import Chosen, ListKind, NamedList, Span, choose, has_word, lists_of, parts_of
from readout.publishers import Publishers
from readout.settings import Config, read_watchlist
from readout.watchlists import LinkSource, Watchlist

NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
SPAN = Span(since=NOW - timedelta(days=7), until=NOW, now=NOW)
URL = "https://www.herald.example/list"


def named(publishers: Publishers, kind: ListKind = "feed", **words: tuple[str, ...]) -> NamedList:
    source = LinkSource(url=URL, **words)
    (one,) = lists_of(Watchlist.model_validate({"id": "w", "title": "W", kind: (source,)}), publishers)
    return one


def chosen(publishers: Publishers, constants: DiscoverConstants, one: NamedList, *entries: Entry) -> Chosen:
    return choose(one, Listed(entries=entries), SPAN, publishers, constants)


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("Talks with the US end", "us", True),
        ("In focus: business", "us", False),
        ("https://a.example/us/talks_us_china", "us", True),
        ("The U.S. position", "u.s.", True),
        ("Hong  Kong", "hong kong", False),
        ("/page/2024/1.html", "/page/", True),
        ("中美外长会谈", "中美", True),
        ("China's ministry", "china", True),
        ("Chinas", "china", False),
        ("PRC", "prc", True),
        ("a+b", "a+b", True),
    ],
)
def test_a_word_is_found_inside_another_or_not_at_all(text: str, word: str, found: bool) -> None:
    assert has_word(text, word) == found


def test_an_entry_becomes_another_target(herald: Publishers, constants: DiscoverConstants) -> None:
    entry = Entry(
        url=f"{URL}/some-words-1", title="Talks End", published_at=NOW - timedelta(days=2), updated_at=NOW - timedelta(days=1)
    )
    (target,) = chosen(herald, constants, named(herald), entry).targets
    assert (target.url_key, target.source, target.purpose) == ("https://herald.example/list/some-words-1", "feed", "page")
    assert (target.words, target.cited_on) == (("some", "words", "talks"), date(2026, 4, 18))


def test_words_of_a_list_let_others_through(herald: Publishers, constants: DiscoverConstants) -> None:
    one = named(herald, include=("talks",), exclude=("football",))
    entries = [
        Entry(url=f"{URL}/1", title="Talks"),
        Entry(url=f"{URL}/talks-2"),
        Entry(url=f"{URL}/3", title="Rain"),
        Entry(url=f"{URL}/4", title="Football talks"),
        Entry(url=f"{URL}/%74alks/5"),
    ]
    found = chosen(herald, constants, one, *entries)
    assert [target.url_fetch[-1] for target in found.targets] == ["1", "2", "5"]
    assert [(row.stage, row.reason, row.subject[-1]) for row in found.rejections] == [
        ("plan", "out_of_scope", "3"),
        ("plan", "out_of_scope", "4"),
    ]


def test_the_window_makes_rows_or_lets_old_entries_through(herald: Publishers, constants: DiscoverConstants) -> None:
    entries = [
        Entry(url=f"{URL}/old", published_at=NOW - timedelta(days=8)),
        Entry(url=f"{URL}/edited", published_at=NOW - timedelta(days=800), updated_at=NOW - timedelta(days=1)),
        Entry(url=f"{URL}/undated"),
        Entry(url=f"{URL}/claims-a-future", published_at=NOW + timedelta(days=8000)),
    ]
    found = chosen(herald, constants, named(herald), *entries)
    assert [target.url_fetch.rpartition("/")[2] for target in found.targets] == ["edited", "undated", "claims-a-future"]
    assert [left.url for left in found.left_out] == [f"{URL}/old"]
    assert found.rejections == ()


def test_a_page_of_links_leads_to_other_sites_and_a_feed_does_not(herald: Publishers, constants: DiscoverConstants) -> None:
    entries = [
        Entry(url=url)
        for url in ("https://herald.example/1", "https://img.herald.example/2", "https://else.example/3", "mailto:x")
    ]
    section = chosen(herald, constants, named(herald, "section"), *entries)
    assert [target.url_fetch for target in section.targets] == [
        "https://herald.example/1",
        "https://img.herald.example/2",
        "mailto:x",
    ]
    assert [row.reason for row in section.rejections] == ["out_of_scope"]
    assert len(chosen(herald, constants, named(herald), *entries).targets) == 4


def test_a_long_list_floods_the_table_of_rejections(herald: Publishers, constants: DiscoverConstants) -> None:
    most = constants.lists.rejections_max
    entries = [Entry(url=f"{URL}/{n}") for n in range(most + 100)]
    rows = chosen(herald, constants, named(herald, include=("x",)), *entries).rejections
    assert [row.reason for row in rows] == ["out_of_scope"] * most + ["over_limit"]


def test_what_is_wrong_with_a_list_is_told_of_its_entries_or_twice(herald: Publishers, constants: DiscoverConstants) -> None:
    problem = Problem("plan", "bad_url", "an entry without a link: " + "x" * 500)
    found = choose(named(herald), Listed(problems=(problem, problem)), SPAN, herald, constants)
    assert [(row.stage, row.reason, row.subject) for row in found.rejections] == [
        ("plan", "bad_url", "https://herald.example/list")
    ]
    assert len(found.rejections[0].evidence or "") == constants.evidence_characters


def test_an_index_is_followed_to_old_parts_or_deeper_than_one_level(herald: Publishers, constants: DiscoverConstants) -> None:
    index = named(herald, "sitemap", include=("x",))
    listed = Listed(
        parts=(
            Entry(url=f"{URL}/1.xml", updated_at=NOW),
            Entry(url=f"{URL}/2.xml", updated_at=NOW - timedelta(days=9)),
            Entry(url=f"{URL}/3.xml"),
        )
    )
    parts = parts_of(index, listed, SPAN.since, herald)
    assert [(part.target.url_fetch[-5:], part.target.purpose, part.source) for part in parts] == [
        ("1.xml", "sitemap", index.source),
        ("3.xml", "sitemap", index.source),
    ]
    nested = replace(listed, problems=())
    assert parts_of(parts[0], nested, SPAN.since, herald) == []
    (row,) = choose(parts[0], nested, SPAN, herald, constants).rejections
    assert (row.stage, row.reason) == ("plan", "out_of_scope")


def test_the_shipped_watchlist_has_other_lists(config: Config) -> None:
    lists = lists_of(read_watchlist(config, "us-china"), config.publishers)
    assert {one.kind for one in lists} == {"feed", "sitemap", "section"}
    assert all(one.target.words == () for one in lists)
