"""Who wrote a page: which of its places is believed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

PROSE = "".join(
    f"<p>The delegations of both coasts discussed harbour rules and fishing grounds at length, item {n}.</p>" for n in range(9)
)


def names(found) -> list[str]:
    return [author.name for author in found.authors]


def page(body: str = "", head: str = "", foot: str = "", **ld: object) -> str:
    block = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **ld})}</script>' if ld else ""
    site = '<meta property="og:site_name" content="Coast Courier">'
    article = f"<article><header><h1>Harbour talks</h1>{body}</header>{PROSE}{foot}</article>"
    return f"<html><head><title>Harbour talks</title>{site}{block}{head}</head><body>{article}</body></html>"


ROE = {"@type": "Person", "name": "Jane Roe"}
COURIER = {"@type": "Organization", "name": "Coast Courier"}


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (ROE, ["Jane Roe"]),
        ([ROE, {"@type": "Person", "name": "Jo Harrow"}], ["Jane Roe", "Jo Harrow"]),
        ("Jane Roe and Jo Harrow", ["Jane Roe", "Jo Harrow"]),
        (["Jane Roe", "By Jo Harrow"], ["Jane Roe", "Jo Harrow"]),
        ({"@type": ["Person"], "givenName": "Jane", "familyName": "Roe"}, ["Jane Roe"]),
        ({"@type": "Person", "name": ["Jane Roe", "Jo Harrow"]}, ["Jane Roe", "Jo Harrow"]),
        ([COURIER, ROE], ["Jane Roe"]),
        (COURIER, ["Coast Courier"]),
        ({"@type": "Person", "url": "https://page.example/author/1"}, []),
        ("https://page.example/author/1", []),
        ({"@type": "Person", "name": "admin"}, []),
    ],
)
def test_json_ld_names_authors_in_many_shapes(run, author, expected) -> None:
    assert names(run(page(author=author))) == expected


def test_an_author_may_stand_elsewhere_in_the_graph(run) -> None:
    graph = [
        {"@type": "NewsArticle", "author": {"@id": "#jane"}},
        {"@type": "Person", "@id": "#jane", "name": "Jane Roe", "jobTitle": "Editor"},
    ]
    block = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    (author,) = run(page(head=block)).authors
    assert (author.name, author.role) == ("Jane Roe", "Editor")


@pytest.mark.parametrize(
    "byline",
    [
        "<p class=byline>By <a rel=author href=/a>Jane Roe</a> | 3 May 2025</p>",
        "<div class=author-info><img class=author-image alt=x><span class=author-name>Jane Roe</span> <span class=author-title>Harbour editor</span></div>",
        "<p>By Jane Roe, Harbour correspondent</p>",
        "<p>By</p><p><a href=/jane>Jane Roe</a></p>",
        "<p><time>03.05.25 | 14:07 | Von</time> <b>Jane Roe</b></p>",
        "<span itemprop=author itemscope><span itemprop=name>Jane Roe</span></span>",
    ],
)
def test_a_by_line_beside_the_title_is_read(run, byline) -> None:
    assert names(run(page(byline))) == ["Jane Roe"]


@pytest.mark.parametrize(
    "other",
    [
        "<figure><span class=author>Tom Ruf</span></figure>",
        "<div class=related-stories><span class=author>Tom Ruf</span></div>",
        "<div class=comments><b class=comment-author>Tom Ruf</b></div>",
        "<span class=author-photo-credit>Tom Ruf</span>",
        "<p>By the harbour stands a house.</p>",
    ],
)
def test_a_photographer_a_reader_or_the_author_of_another_story_is_none(run, other) -> None:
    assert names(run(page(other))) == []


def test_the_foot_of_an_article_may_name_its_author_and_that_of_a_page_does_not(run) -> None:
    foot = "<footer class=post-footer>Posted by <span class=fn rel=author>Jane Roe</span> at 18:52</footer>"
    assert names(run(page(foot=foot))) == ["Jane Roe"]
    assert names(run(page().replace("</body>", f"{foot}</body>"))) == []


def test_a_person_is_believed_before_an_organisation_and_a_by_line_before_an_account(run) -> None:
    assert names(run(page("<p>By Jane Roe</p>", author=COURIER))) == ["Jane Roe"]
    assert names(run(page("<p>By Jane Roe</p>", author={"@type": "Person", "name": "jane.roe"}))) == ["Jane Roe"]
    assert names(run(page("<p class=byline>jr</p>", author=COURIER))) == ["Coast Courier"]


def test_the_site_is_no_author_where_a_meta_element_says_so(run) -> None:
    assert names(run(page(head='<meta name=author content="Coast Courier">'))) == []
    assert names(run(page(head='<meta name=author content="Jane Roe"><meta name=author content="Jo Harrow">'))) == [
        "Jane Roe",
        "Jo Harrow",
    ]


def test_all_candidates_are_kept_with_their_places(run) -> None:
    found = run(page("<p>By Jo Harrow</p>", '<meta name=author content="Li Hua">', author=ROE))
    claims = [(one.value, one.source, one.chosen) for one in found.evidence if one.field == "authors"]
    # Readers see the print, so it is looked after; who typed the page in may stand in its head.
    assert (claims[0][0], claims[0][2]) == ("By Jo Harrow", True)
    assert {("Jane Roe", "json-ld author", False), ("Li Hua", "meta author", False)} <= set(claims)


def test_several_by_lines_beside_a_title_do_not_contradict_the_head(run) -> None:
    others = "<p class=byline>von Jo Harrow</p><p class=byline>von Tom Ruf</p>"
    assert names(run(page(others, author=ROE))) == ["Jane Roe"]


@pytest.mark.parametrize(
    ("end", "expected"),
    [("IN-Redaktion", ["IN-Redaktion"]), ("They met again. (CC mit dpa)", ["CC mit dpa"]), ("They met (twice).", [])],
)
def test_a_desk_or_an_agency_may_sign_a_text(run, end, expected) -> None:
    assert names(run(page().replace("</article>", f"<p>{end}</p></article>"))) == expected


def test_the_editor_whom_a_chinese_page_names_at_its_foot_has_that_role(run) -> None:
    prose = "".join(
        f"<p>双方代表团耐心地讨论了港口和渔场的一系列问题，这是第{n}项，也谈到了粮食与航运的安排。</p>" for n in range(9)
    )
    body = f"<h1>港口会谈</h1>{prose}<p>（责编：李华、王明）</p>"
    found = run(f"<html><head><title>港口会谈</title></head><body><article>{body}</article></body></html>")
    assert [(author.name, author.role) for author in found.authors] == [("李华", "责任编辑"), ("王明", "责任编辑")]


def test_a_rule_with_roles_behind_a_comma_drops_the_word_by(run) -> None:
    stored = (Path(__file__).parent / "pages/state/press-availability.html").read_text(encoding="utf-8")
    assert "Ruth Adeyemi, Secretary of State" in stored
    found = run(
        stored.replace("Ruth Adeyemi, Secretary of State", "By Ruth Adeyemi, Secretary of State"), "https://www.state.gov/a/"
    )
    assert [(author.name, author.role) for author in found.authors] == [("Ruth Adeyemi", "Secretary of State")]
