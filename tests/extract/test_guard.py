"""The guard between a layout and the generic route: a rebuilt site is noticed, and its page is still read whole."""

from __future__ import annotations

import json

import pytest

from readout.extract.guard import claims_of, fit_of
from readout.extract.head import read_head
from readout.extract.html import parse
from readout.text.copies.overlap import cover

STORY = "\n".join(
    f"On day {n} the delegation of harbour number {n} told the council what it had agreed upon with the owners."
    for n in range(30)
)
LEAD = STORY.split("\n")[0]
OTHER = "\n".join(
    f"Reader {n} writes that ferries were cheaper in the year {1900 + n}, and that nobody asked him." for n in range(30)
)


@pytest.mark.parametrize(
    ("mine", "other", "claims", "fit"),
    [
        (STORY, STORY, [], "fits"),
        (STORY, LEAD, [], "fits"),  # the generic route found less: the layout's affair is to know better
        (LEAD, STORY, [], "give_way"),
        ("\n".join(STORY.split("\n")[:5]), STORY, [], "give_way"),
        ("\n".join(STORY.split("\n")[:5]), OTHER, [], "keep"),  # suspect, but nothing says that the other is the text
        ("\n".join(STORY.split("\n")[:5]), OTHER, [LEAD], "keep"),
        ("\n".join(OTHER.split("\n")[:5]), STORY, [LEAD], "give_way"),
        ("Read next: the ferry", STORY, [], "give_way"),  # hardly a sentence is no document
    ],
)
def test_the_longer_text_that_holds_the_other_wins_and_between_strangers_the_page_itself_decides(
    mine, other, claims, fit, constants
):
    assert fit_of(mine, other, claims, constants) == fit


def page_of(body: str, head: str = "") -> str:
    return f"<html><head><title>A statement</title>{head}</head><body>{body}</body></html>"


def paragraphs(text: str) -> str:
    return "".join(f"<p>{line}</p>" for line in text.split("\n"))


def test_a_page_claims_its_text_in_its_metadata_but_not_in_a_slogan(constants):
    metas = f'<meta name="description" content="News of the coast"><meta property="og:description" content="{LEAD}">'
    body = json.dumps({"@type": "NewsArticle", "articleBody": STORY})
    page = parse(page_of("", f'{metas}<script type="application/ld+json">{body}</script>'), "https://a.example/")
    assert claims_of(read_head(page, constants)) == [" ".join(STORY.split()), LEAD]


def test_a_body_that_became_a_teaser_is_noticed_and_the_story_is_read(run, reasons):
    headline = '<h1 class="featured-content__headline">A statement</h1>'
    teaser = '<div class="entry-content"><p>Read next: the ferry that never left.</p></div>'
    found = run(page_of(f"{headline}{teaser}<article>{paragraphs(STORY)}</article>"), "https://www.state.gov/a")
    assert "layout_stale" in reasons(found)
    assert found.completeness == "partial"
    assert cover(STORY, found.text)[0] > 0.98


def test_a_stale_layout_is_named_with_the_rule_that_failed(run):
    headline = '<h1 class="featured-content__headline">A statement</h1>'
    body = f'{headline}<article><div class="entry-content"><p>{LEAD}</p></div><div>{paragraphs(STORY)}</div></article>'
    found = run(page_of(body), "https://www.state.gov/a")
    assert [(one.reason, one.evidence) for one in found.rejections] == [("layout_stale", "state/2021: body")]


def test_a_page_of_a_known_publisher_in_a_mark_up_that_none_of_its_layouts_knows_is_noticed(run):
    found = run(page_of(f"<article><h1>A statement</h1>{paragraphs(STORY)}</article>"), "https://www.state.gov/a")
    assert [(one.reason, one.evidence) for one in found.rejections] == [("layout_missed", "state: fingerprint")]
    assert (found.layout, found.completeness) == ("generic", "full")
    assert cover(STORY, found.text)[0] > 0.98


def test_a_layout_that_finds_no_title_says_so_and_the_title_is_found_elsewhere(run):
    date = '<p class="article-meta__publish-date">June 8, 2024</p>'
    body = f'<article>{date}<h2>A statement</h2><div class="entry-content">{paragraphs(STORY)}</div></article>'
    found = run(page_of(body), "https://www.state.gov/a")
    assert [(one.reason, one.evidence) for one in found.rejections] == [("layout_missed", "state/2021: title")]
    assert (found.title, found.completeness) == ("A statement", "full")


def test_prose_between_breaks_is_not_overlooked(run, reasons):
    lines = "<br><br>".join(STORY.split("\n"))
    top = '<div class="article_title">A story</div><div class="article_content">'
    body = f'{top}<div class="article_right">{LEAD}</div><div class="new">{lines}</div></div>'
    found = run(page_of(body), "https://www.globaltimes.cn/page/202604/1310001.shtml")
    assert reasons(found) == ["layout_stale"]
    assert cover(STORY, found.text)[0] > 0.98
