"""Targets: what is wanted, by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from readout.constants.discover import DiscoverConstants
from readout.discover.citations import find_citations
from readout.discover.targets import is_media, slug_words, target_of, targets_of_citations
from readout.model import Document
from readout.publishers import Publishers

SUFFIXES = ("jpg", "mp4")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://a.example/2024/04/26/minister-meets-the-press-00154556", ("minister", "meets", "press")),
        ("https://a.example/a-joint-statement/amp/", ("joint", "statement")),
        ("https://a.example/page/202304/1288784.shtml", ()),
        ("https://a.example/%E8%81%94%E5%90%88%E5%A3%B0%E6%98%8E", ("联合声明",)),
        ("https://a.example/", ()),
        ("no address", ()),
    ],
)
def test_other_words_than_those_of_the_slug_are_expected(url: str, words: tuple[str, ...]) -> None:
    assert slug_words(url, 4) == words


@pytest.mark.parametrize(
    ("url", "media"),
    [
        ("https://a.example/x.JPG", True),
        ("https://a.example/x.mp4?t=1", True),
        ("https://films.example/watch", True),
        ("https://a.example/x.pdf", False),
        ("https://a.example/?x=a.jpg", False),
        ("https://a.example/jpg", False),
    ],
)
def test_a_picture_is_taken_for_a_page_or_a_page_for_a_picture(herald: Publishers, url: str, media: bool) -> None:
    assert is_media(url, herald, SUFFIXES) == media


def test_a_citation_leads_to_no_target_or_an_implied_source_to_one(
    document_of: Callable[..., Document], herald: Publishers, constants: DiscoverConstants
) -> None:
    text = "By Harbour Herald\nhttps://me@a.example/some-words and http://[::1/"
    found = find_citations(document_of(text), (), herald, constants)
    targets = targets_of_citations(found.citations, herald, 4, {"20240428T093000Z-0000000000": date(2024, 4, 28)})
    assert [(t.url_fetch, t.url_key, t.words) for t in targets] == [
        ("https://a.example/some-words", "https://a.example/some-words", ("some", "words")),
        ("http://[::1/", "http://[::1/", ()),
    ]
    named = {(t.source, t.cited_by, t.cited_on, t.purpose) for t in targets}
    assert named == {("citation", "20240428T093000Z-0000000000", date(2024, 4, 28), "page")}


def test_the_title_of_an_entry_is_not_expected_on_its_page(herald: Publishers) -> None:
    target = target_of(
        "https://a.example/some-words-2", herald, source="feed", letters=4, title="Some Talks, 2 of them: 会谈结果公布"
    )
    assert target.words == ("some", "words", "talks", "them", "会谈结果公布")


def test_what_is_no_address_makes_a_target_fail(herald: Publishers) -> None:
    target = target_of("mailto:x", herald, source="request", letters=4)
    assert (target.url_fetch, target.url_key, target.words) == ("mailto:x", "mailto:x", ())


def test_the_original_of_a_cited_copy_is_asked_for_first(herald: Publishers) -> None:
    target = target_of(
        "https://keep.example/web/2024/http://www.herald.example/a-longer-word", herald, source="request", letters=4
    )
    assert (target.url_fetch, target.url_key) == (
        "http://www.herald.example/a-longer-word",
        "https://herald.example/a-longer-word",
    )
    assert target.words == ("longer", "word")


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("20240428093000", date(2024, 4, 28)),
        ("20240428id_", date(2024, 4, 28)),
        ("2024", date(2020, 1, 1)),
        ("20249999", date(2020, 1, 1)),
    ],
)
def test_of_a_cited_copy_the_text_of_its_own_day_is_wanted(herald: Publishers, stamp: str, day: date) -> None:
    url = f"https://keep.example/web/{stamp}/http://www.herald.example/a"
    assert target_of(url, herald, source="citation", letters=4, cited_on=date(2020, 1, 1)).cited_on == day
