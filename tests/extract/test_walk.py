"""One walk of the tree: what becomes a passage, where its links stand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.extract.blocks.walk import walk
from readout.extract.html import find_danger, parse, visible_text
from readout.extract.passages import assemble


def blocks(html, **options):
    page = parse(html, "https://page.example/a/")
    return walk([page.body], page.base_url, **options)


def texts(html, **options):
    return [block.text for block in blocks(html, **options)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<b>b</b>c</p><p>d&nbsp; e\n f</p>", ["abc", "d e f"]),
        ("<p>a<br>b</p>", ["a b"]),
        ("<p>a<br> <br/>b</p>", ["a", "b"]),
        ("a<div>b</div>c", ["a", "b", "c"]),
        ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", ["a", "b", "c"]),
        ("<table><tr><th>a</th><td>b <i>c</i></td></tr><tr><td>d</td><td>e</td></tr></table>", ["a\tb c", "d\te"]),
        ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", ["a", "b"]),
        ("<pre>a\n b\n\nc</pre>", ["a", "b", "c"]),
        ("<p>a<script>x</script><style>y</style><noscript>z</noscript><!-- c -->b</p>", ["ab"]),
        ("<p>e\u0301</p>", ["é"]),
        ("<p>a</p><img alt=x src='data:,'>", ["a"]),
    ],
)
def test_block_elements_end_passages_and_inline_ones_do_not(html, expected):
    assert texts(html) == expected


def test_every_break_ends_a_passage_where_the_layout_says_so():
    assert texts("a<br>b<br><br>c<p>d<br>e</p>", every_break=True) == ["a", "b", "c", "d", "e"]


def test_kinds_come_from_the_elements():
    html = "<h3>a</h3><ol><li>b</li></ol><blockquote><p>c</p></blockquote><figure><figcaption>d</figcaption></figure><p>e</p>"
    assert [(one.kind, one.level) for one in blocks(html)] == [
        ("heading", 3), ("list", None), ("quote", None), ("caption", None), ("body", None),
    ]  # fmt: skip


def test_a_link_is_where_its_words_are(constants):
    html = (
        "<p>  see\n <a href='/b'> the <b>whole</b> text </a> here</p><p><a href='#x'>not</a> <a href='javascript:x'>these</a></p>"
        "<p>x<a href='//other.example/y'>two<br><br>parts</a></p>"
    )
    content = assemble(blocks(html), constants)
    assert [(content.text[one.start : one.end], one.href) for one in content.links] == [
        ("the whole text", "https://page.example/b"),
        ("two", "https://other.example/y"),
        ("parts", "https://other.example/y"),
    ]


def test_a_link_in_a_table_is_found_in_its_row(constants):
    html = "<table><tr><td>May</td><td></td><td><a href='/b'>talks</a></td></tr><tr><td>a</td><td>b</td></tr></table>"
    content = assemble(blocks(html), constants)
    assert [(content.text[one.start : one.end], one.href) for one in content.links] == [("talks", "https://page.example/b")]


def test_a_base_that_is_no_web_address_is_ignored():
    html = "<head><base href='javascript:alert(1)'></head><p><a href='b'>x</a></p>"
    assert blocks(html)[0].links == ((0, 1, "https://page.example/a/b"),)


PARTS = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<br>", "<a href='/x'>", "</a>", "<table>", "<tr>", "<td>", "</table>", "<li>", "<pre>",
     "</pre>", "<h2>", "</h2>", "word", " ", "\n", "外长", "e\u0301", "\u0301", "&nbsp;", "<blockquote>", "a\tb", "</td>"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=40), st.booleans())
@settings(max_examples=100)
def test_passages_tile_the_text_and_lose_no_letter(constants, parts, every_break):
    html = "".join(parts)
    content = assemble(blocks(html, every_break=every_break), constants)
    assert "\n".join(content.text[one.start : one.end] for one in content.passages) == content.text
    for one in content.passages:
        passage = content.text[one.start : one.end]
        assert passage == passage.strip() != ""
        assert "\n" not in passage
    for link in content.links:
        assert 0 <= link.start < link.end <= len(content.text)
    bare = [unicodedata.normalize("NFC", "".join(text.split())) for text in (content.text, visible_text(parse(html, "").body))]
    assert not content.residue
    assert sorted(unicodedata.normalize("NFD", bare[0])) == sorted(unicodedata.normalize("NFD", bare[1]))


@pytest.mark.parametrize(
    ("html", "danger"),
    [
        ("<div>" * 600, "too_deep"),
        ("<ul><li>" * 600, "too_deep"),
        ("<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">x</p>", "too_costly"),
        ("<p>" * 5000, None),
        ("<div></div>" * 5000, None),
        ("<script>" + "<div>" * 600 + "</script>", None),
        ("<!-- " + "<div>" * 600 + " -->", None),
        ("<img src='data:image/png;base64," + "A" * 500_000 + "'>", None),
    ],
)
def test_what_would_hurt_the_parser_is_seen_before(constants, html, danger):
    assert find_danger(html, constants) == danger
