"""The generic route: extractors say which text is the content, our own walk which passages; a model weighs both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readout.constants.extract import ExtractConstants
from readout.extract.blocks.company import look_of
from readout.extract.blocks.extractors import ONE, VOTE, ask
from readout.extract.blocks.marks import is_between, marks_of, without_copies
from readout.extract.blocks.traits import Said, said
from readout.extract.blocks.votes import judge_blocks, model_of
from readout.extract.blocks.walk import Block, walk
from readout.extract.head import Head
from readout.extract.html import Page, readable_source, visible_text
from readout.extract.lines import BYLINE_CHARACTERS, line_kind
from readout.extract.residue import is_residue

_CHROME = "nav, header, footer, aside, form"
_CONTENT = ("article", "main", "[role=main]", "#content", ".content", "#main")
_SOURCE = re.compile(r"(?:来源|來源|稿源|转自|轉自)\s*[:：]")
_DESCRIPTIONS = ("description", "og:description", "twitter:description")


@dataclass(frozen=True, slots=True)
class Generic:
    """The blocks of the content, whether an extractor found any or they are merely likely, and chrome left out."""

    blocks: list[Block]
    is_sure: bool
    residue: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def told_by(titles: Sequence[str], head: Head) -> Said:
    """What the page's head says that its blocks may repeat."""
    return said(titles[:3], [text for name in _DESCRIPTIONS if (text := head.meta(name))])


def generic_blocks(page: Page, told: Said, constants: ExtractConstants) -> Generic:
    """The content of a page that no layout is known for."""
    body = page.body
    if body is None:
        return Generic([], is_sure=False)
    blocks = walk([body], page.base_url, skip=page.chrome)
    texts, notes = ask(readable_source(page), VOTE if constants.generic == "vote" else ONE)
    marks = {name: marks_of(blocks, text, constants) for name, text in texts.items()}
    if not blocks or not any(map(any, marks.values())):
        return Generic(_what_is_left(page), is_sure=False, notes=notes)
    chances = judge_blocks(blocks, marks, told, model_of(constants.generic))
    chosen = choose_blocks(blocks, chances, [any(votes) for votes in zip(*marks.values(), strict=True)], constants)
    if not any(chosen):
        return Generic(_what_is_left(page), is_sure=False, notes=notes)
    kept = [block for block, mark in zip(blocks, chosen, strict=True) if mark]
    left_out = [block for block, mark in zip(blocks, chosen, strict=True) if not mark]
    residue = tuple(block.text for block in left_out if is_residue(block.text, linked=bool(block.links)))
    return Generic(kept, is_sure=True, residue=residue, notes=notes)


def choose_blocks(
    blocks: Sequence[Block], chances: Sequence[float], voted: Sequence[bool], constants: ExtractConstants
) -> list[bool]:
    """The likely blocks, each text once.

    With them goes on what an extractor took, too, and stands beside a chosen one that looks alike, unless it is unlikely;
    and what stands between two of one parent: the end of a text and "Thanks." are easily lost.
    """
    likely = [value >= constants.block_chance_min for value in chances]
    # Readers may skip where a text comes from; citations are found there.
    likely = [mark or (vote and names_source(block.text)) for mark, vote, block in zip(likely, voted, blocks, strict=True)]
    fair = [vote and value >= constants.sibling_chance_min for vote, value in zip(voted, chances, strict=True)]
    looks = [look_of(block) for block in blocks]
    for order, step in ((range(1, len(blocks)), -1), (range(len(blocks) - 2, -1, -1), 1)):
        for n in order:
            likely[n] = likely[n] or (fair[n] and likely[n + step] and looks[n] == looks[n + step])
    kept = without_copies(blocks, likely, constants)
    return [kept[n] or is_between(n, blocks, kept) for n in range(len(blocks))]


def names_source(text: str) -> bool:
    """Whether a line says where the text comes from: a source line, alone or behind a date, or an address.

    >>> names_source("2026-04-18 20:15 来源：外交部网站"), names_source("The source: a spring.")
    (True, False)
    """
    return line_kind(text) in ("attribution", "url") or (len(text) <= BYLINE_CHARACTERS and bool(_SOURCE.search(text)))


def _what_is_left(page: Page) -> list[Block]:
    """The blocks of the likeliest node, without navigation: for pages in which the extractor finds nothing."""
    body = page.body
    if body is None:
        return []
    skip = page.chrome | {node.mem_id for node in body.css(_CHROME)}
    half = len(visible_text(body)) / 2
    for selector in _CONTENT:
        node = body.css_first(selector)
        if node is not None and len(visible_text(node)) > half:
            return [block for block in walk([node], page.base_url, skip=skip) if not block.in_widget]
    return [block for block in walk([body], page.base_url, skip=skip) if not block.in_widget]
