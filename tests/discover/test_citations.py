"""The citations of a document; known answers: capture.md, section 2, counted by hand in the five citing documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.constants.discover import DiscoverConstants
from readout.discover.citations import Found, find_citations
from readout.model import Document
from readout.model.drafts import Link
from readout.publishers import Publishers

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
KNOWN = {
    "000": [("url", 89, 171, "politico"), ("url", 173, 233, "youtube"), ("url", 235, 332, "state"), ("url", 334, 410, "state")],
    "001": [
        ("implied", 211, 226, "globaltimes"), ("implied", 7643, 7659, "reuters"), ("implied", 11191, 11207, "reuters"),
        ("broken_link", 12691, 12706, None), ("broken_link", 26682, 26697, None),
    ],
    "002": [("implied", 0, 24, "state"), ("implied", 55, 76, "publicnow"), ("implied", 172, 215, "state")],
    "003": [("implied", 49, 57, "usembassy-china"), ("implied", 127, 139, "state"), ("implied", 1555, 1598, "state"), ("url", 5853, 6043, "state")],
    "004": [],
}  # fmt: skip
Make = Callable[..., Document]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five citing documents are not beside this checkout (../shared/seeds)")
@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_citing_document_gives_other_citations_than_those_counted(
    name: str, document_of: Make, shipped: Publishers, constants: DiscoverConstants
) -> None:
    text = next(SEEDS.glob(f"{name}_*.txt")).read_bytes().decode("utf-8")
    found = find_citations(document_of(text), (), shipped, constants)
    assert [(c.kind, c.start, c.end, c.publisher) for c in found.citations] == KNOWN[name]
    for citation in found.citations:
        assert text[citation.start : citation.end] == citation.raw
        assert (citation.url_key is None) == (citation.kind != "url")
    assert [rejection.reason for rejection in found.rejections] == ([] if KNOWN[name] else ["no_source_stated"])


@pytest.fixture
def find(document_of: Make, herald: Publishers, constants: DiscoverConstants) -> Callable[..., Found]:
    """The citations of a text, with any links, by the invented publishers."""
    return lambda text, *links, **columns: find_citations(document_of(text, **columns), links, herald, constants)


def test_a_citation_lacks_its_context(find: Callable[..., Found]) -> None:
    text = "b" * 200 + " https://a.example/x " + "c" * 200
    (citation,) = find(text).citations
    assert (citation.context_before, citation.context_after) == ("b" * 119 + " ", " " + "c" * 119)
    assert (citation.position, citation.found_in, citation.host, citation.cited_document_id) == (0, "text", "a.example", None)


def test_a_password_in_a_citation_is_requested_or_forgotten(find: Callable[..., Found]) -> None:
    (citation,) = find("see https://me:pw@herald.example/x#y").citations
    assert citation.raw == "https://me:pw@herald.example/x#y"
    assert (citation.url_fetch, citation.url_key) == ("https://herald.example/x", "https://herald.example/x")
    assert (citation.publisher, citation.note) == ("herald", "user name or password removed")


def test_a_host_name_in_other_letters_is_not_noted(find: Callable[..., Found]) -> None:
    (citation,) = find("https://bücher.example/").citations
    assert (citation.host, citation.note) == ("xn--bcher-kva.example", "host name in IDNA: xn--bcher-kva.example")


@pytest.mark.parametrize("url", ["http://[::1/", "https://a.example/%zz", "https://a.example/" + "x" * 8000])
def test_a_bad_address_is_no_citation_at_all(find: Callable[..., Found], url: str) -> None:
    found = find(url)
    (citation,) = found.citations
    assert citation.raw == url
    assert (citation.url_fetch, citation.url_key, citation.host) == (None, None, None)
    assert citation.note
    assert citation.note.startswith("bad_url: ")
    assert found.rejections == ()


def test_disguised_and_torn_addresses_are_cited_or_lost(find: Callable[..., Found]) -> None:
    found = find("hxxp://a.example/x and\nhttps://b.example/one-\ntwo/ end")
    assert found.citations == ()
    assert [(r.reason, r.evidence, r.position) for r in found.rejections] == [
        ("obfuscated_url", "hxxp://a.example/x", 0),
        ("broken_url", "https://b.example/one-\ntwo/", 1),
    ]
    assert {(r.stage, r.subject, r.capture_id) for r in found.rejections} == {("discover", "20240428T093000Z-0000000000", "c")}


def test_a_page_of_a_known_publisher_must_state_another_source(find: Callable[..., Found]) -> None:
    assert [r.reason for r in find("Some text.").rejections] == ["no_source_stated"]
    assert find("Some text.", publisher="herald").rejections == ()


def test_the_target_of_a_link_is_not_a_citation(find: Callable[..., Found]) -> None:
    text = "As the statement says, talks went on."
    found = find(text, Link(start=7, end=16, href="https://herald.example/s?utm_source=x#y"))
    (citation,) = found.citations
    assert (citation.kind, citation.found_in, citation.start, citation.end) == ("url", "href", 7, 16)
    assert (citation.raw, citation.title) == ("https://herald.example/s?utm_source=x#y", "statement")
    assert (citation.url_key, citation.publisher) == ("https://herald.example/s", "herald")


def test_a_link_on_its_own_address_is_cited_twice(find: Callable[..., Found]) -> None:
    text = "see https://a.example/x here"
    same = Link(start=4, end=23, href="http://a.example/x#top")
    other = Link(start=4, end=23, href="https://b.example/x")
    assert [c.found_in for c in find(text, same).citations] == ["text"]
    assert sorted(c.found_in for c in find(text, other).citations) == ["href", "text"]


def test_a_link_within_the_page_is_a_citation(find: Callable[..., Found]) -> None:
    links = [Link(start=0, end=3, href=href) for href in ("https://a.example/x#note", "#note", "", "https://a.example/x")]
    assert find("top", *links, url="https://a.example/x").citations == ()


@pytest.mark.parametrize("href", ["mailto:me@a.example", "javascript:void(0)", "data:text/plain," + "x" * 9000])
def test_a_link_that_is_no_address_is_dropped_or_kept_at_any_length(find: Callable[..., Found], href: str) -> None:
    (citation,) = find("write", Link(start=0, end=5, href=href)).citations
    assert href.startswith(citation.raw)
    assert len(citation.raw) <= 4097
    assert citation.url_key is None
    assert "bad_scheme" in (citation.note or "")


def test_a_publisher_cites_itself(find: Callable[..., Found]) -> None:
    text = "By Harbour Herald\nNews."
    assert [c.kind for c in find(text).citations] == ["implied"]
    assert find(text, publisher="herald").citations == ()


def test_a_source_whose_name_is_linked_is_implied_as_well(find: Callable[..., Found]) -> None:
    text = "The minister left, the Harbour Herald reported."
    to_it = Link(start=23, end=37, href="https://herald.example/1")
    elsewhere = Link(start=23, end=37, href="https://b.example/1")
    assert [c.kind for c in find(text, to_it).citations] == ["url"]
    assert sorted(c.kind for c in find(text, elsewhere).citations) == ["implied", "url"]


@pytest.mark.parametrize(
    "line",
    [
        "Read more here.",
        "Read more",
        "  read more »  ",
        "Click here to read more",
        "Continue reading…",
        "阅读原文",
        "点击查看全文。",
    ],
)
def test_a_lost_link_goes_unnoticed(find: Callable[..., Found], line: str) -> None:
    text = f"A paragraph.\n{line}\nAnother."
    (citation,) = find(text).citations
    assert (citation.kind, citation.raw) == ("broken_link", line.strip())
    assert text[citation.start : citation.end] == citation.raw


def test_a_link_that_still_leads_somewhere_or_a_sentence_is_called_lost(find: Callable[..., Found]) -> None:
    link = Link(start=5, end=14, href="https://a.example/x")
    assert [c.kind for c in find("Text\nRead more\n", link).citations] == ["url"]
    assert find("Read more here about the talks.").citations == ()


@pytest.mark.parametrize(
    "bit",
    [
        "https://",
        "(",
        "[.]",
        "Harbour Herald reported ",
        "By x\n",
        "海港社报道",
        "来源：",
        "a | ",
        "\xa0",
        "https://a.example/x ",
    ],
)
def test_a_text_of_one_thing_over_and_over_breaks_the_search(find: Callable[..., Found], bit: str) -> None:
    found = find(bit * (40_000 // len(bit)))
    assert found.citations or found.rejections


BITS = st.sampled_from(
    ["https://a.example/x", "见", "By Harbour Herald", "Read more", "hxxp://b.example", "c[.]example", "\n", " ", "Harbour Herald reported", "😀", "\xa0"]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(BITS, max_size=12).map("".join), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=3))
def test_an_offset_points_elsewhere_or_a_position_is_left_out(
    document_of: Make, herald: Publishers, constants: DiscoverConstants, text: str, spans: list[tuple[int, int]]
) -> None:
    links = [Link(start=min(a, len(text)), end=min(a + b, len(text)), href="https://herald.example/z") for a, b in spans]
    found = find_citations(document_of(text), links, herald, constants)
    assert [c.position for c in found.citations] == list(range(len(found.citations)))
    assert [r.position for r in found.rejections] == list(range(len(found.rejections)))
    assert [c.start for c in found.citations] == sorted(c.start for c in found.citations)
    for citation in found.citations:
        assert citation.found_in == "href" or text[citation.start : citation.end] == citation.raw
    assert find_citations(document_of(text), links[::-1], herald, constants) == found
