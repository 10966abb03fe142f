"""The language that a page claims, and the licence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.extract.details.declared import language_tag
from readout.releases.contracts.columns import PATTERNS

PROSE = "<p>The delegations of both coasts met and discussed a range of harbour matters with great patience.</p>" * 6


def page(root: str = "", article: str = "", head: str = "") -> str:
    return f"<html {root}><head><title>T</title>{head}</head><body><article {article}><h1>T</h1>{PROSE}</article></body></html>"


@pytest.mark.parametrize(
    ("root", "article", "head", "language"),
    [
        ("lang=en-GB", "", "", "en-GB"),
        ("lang=zh_cn", "", "", "zh-CN"),
        ("lang=zh-hans", "lang=en", "", "en"),
        ("lang='en US'", "", "", None),
        ("lang=english", "", '<meta http-equiv="Content-Language" content="en, fr">', "en"),
        ("", "", '<meta property="og:locale" content="en_US">', "en-US"),
        ("", "", '<script type="application/ld+json">{"@type":"NewsArticle","inLanguage":"EN"}</script>', "en"),
        ("", "", "", None),
    ],
)
def test_the_claim_nearest_to_the_text_counts(run, root, article, head, language) -> None:
    found = run(page(root, article, head))
    assert found.declared_language == language
    assert [one.value for one in found.evidence if one.field == "declared_language" and one.chosen] == (
        [language] if language else []
    )


@given(st.one_of(st.text(max_size=20), st.from_regex(r"[a-zA-Z]{1,4}([-_][a-zA-Z0-9]{1,9}){0,4}", fullmatch=True)))
def test_a_claim_is_a_tag_that_the_table_admits_or_none(claim: str) -> None:
    tag = language_tag(claim)
    assert tag is None or re.fullmatch(PATTERNS["declared_language"], tag)
    assert tag is None or language_tag(tag) == tag


def test_the_licence_is_that_of_the_publishers_file_whatever_the_page_says(run, publishers) -> None:
    head = '<link rel="license" href="https://licence.example/by">'
    found = run(page(head=head), "https://www.state.gov/visit-to-lisse/")
    assert found.licence == publishers.get("state").licence
    claims = [(one.value, one.source, one.chosen) for one in found.evidence if one.field == "licence"]
    assert claims == [(found.licence, "publisher state", True), ("https://licence.example/by", "rel license", False)]
    found = run(page(head=head))
    assert found.licence is None
    assert [one.chosen for one in found.evidence if one.field == "licence"] == [False]
