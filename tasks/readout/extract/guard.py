"""The guard between a layout and the generic route: has the site been rebuilt, so that the layout finds only a part?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from readout.constants.extract import ExtractConstants
from readout.extract.head import Head, text_of
from readout.extract.html import Page, fold
from readout.extract.verdicts.prose import weigh
from readout.publishers import Layout
from readout.text.copies.overlap import cover

Fit = Literal["fits", "keep", "give_way"]
"""What became of a layout's text: it is the page's; it is suspect, but the other is no better; the other is taken."""

_SENTENCE = 60  # characters of a run of text that is prose, not a label (our choice)


def may_be_stale(page: Page, text: str, layout: Layout, constants: ExtractConstants) -> bool:
    """Whether the page holds so much more prose than the layout found that the slow extractor is worth asking."""
    least = _least(text, constants)
    return _prose(page, layout, least) >= least


def fit_of(mine: str, other: str, claims: Sequence[str], constants: ExtractConstants) -> Fit:
    """How a layout's text stands beside the generic one.

    Much shorter and within the other: a part, so the whole is taken. Much shorter and something else: suspect, and what
    the page says of itself decides; where that says nothing, the layout is believed, unless it found hardly a sentence.

    Args:
        mine: what the layout found.
        other: what the generic route found.
        claims: the page's own words about its text; see `claims_of`.
        constants: the shares that count.
    """
    if len(other) < _least(mine, constants):
        return "fits"
    if cover(mine, other)[0] >= constants.stale_cover:
        return "give_way"
    here, there = (sum(cover(claim, text)[0] for claim in claims) for text in (mine, other))
    if here == there:
        return "give_way" if weigh(mine) <= constants.short_letters_max else "keep"
    return "give_way" if there > here else "keep"


def claims_of(head: Head) -> list[str]:
    """What a page's head says that its text holds: the text itself, or its beginning as a description."""
    bodies = (text_of(node.get("articleBody")) for node in head.articles())
    descriptions = (head.meta(name) or "" for name in ("og:description", "description", "twitter:description"))
    return [claim for claim in dict.fromkeys((*bodies, *descriptions)) if len(claim) >= _SENTENCE]


def _least(text: str, constants: ExtractConstants) -> float:
    return max(len(text) / constants.stale_share, len(text) + constants.stale_characters_min)


def _prose(page: Page, layout: Layout, least: float) -> int:
    """Characters of the page that may be prose: in paragraphs, or, where a layout's page has none, in long runs of text."""
    if layout.paragraphs == "block":
        texts = [node.text(deep=True, separator=" ") for node in page.parser.css("p")]
        most = sum(map(len, texts))  # with all blanks, which are only folded where that can matter
        return most if most < least else sum(len(fold(text)) for text in texts)
    body, count = page.body, 0
    for node in body.traverse(include_text=True) if body is not None else ():
        if node.is_text_node and node.parent is not None and node.parent.tag not in ("a", "script", "style"):
            length = len(node.text_content or "")
            count += length if length >= _SENTENCE else 0
    return count
