"""The generic route: trafilatura says which text is the content; our own walk of the same tree says which passages."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from readout.constants.extract import ExtractConstants
from readout.extract.html import Page, visible_text
from readout.extract.residue import is_residue
from readout.extract.walk import Block, walk

# What extractors change: blanks, the bars between cells, invisible characters.
_BLANK = re.compile("[\\s|\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_BULLET = re.compile(r"^\s*(?:[-*•]\s+|#+\s+|\d+[.)]\s+)")
_SCANNED_CHARACTERS = 2_000_000_000  # a second or so (our choice)
_CHROME = "nav, header, footer, aside, form"
_CONTENT = ("article", "main", "[role=main]", "#content", ".content", "#main")


@dataclass(frozen=True, slots=True)
class Generic:
    """The blocks of the content, whether an extractor chose them or they are merely what is left, and chrome left out."""

    blocks: list[Block]
    is_sure: bool
    residue: tuple[str, ...] = ()


def generic_blocks(page: Page, constants: ExtractConstants) -> Generic:
    """The content of a page that no layout is known for."""
    body = page.body
    if body is None:
        return Generic([], is_sure=False)
    blocks = walk([body], page.base_url, skip=page.chrome)
    text = _extract(page.parser.html or "")
    if text and len(text) > constants.one_line_characters and "\n" not in text.strip():
        text = ""  # the extractor lost all structure: what it chose cannot be trusted
    marks = _choose(blocks, text, constants.known_block_characters) if text else []
    if not any(marks):
        return Generic(_what_is_left(page), is_sure=False)
    kept = [block for block, mark in zip(blocks, marks, strict=True) if mark]
    left_out = [block for block, mark in zip(blocks, marks, strict=True) if not mark]
    residue = tuple(block.text for block in left_out if is_residue(block.text, linked=bool(block.links)))
    return Generic(kept, is_sure=True, residue=residue)


def _extract(html: str) -> str:
    """What trafilatura takes for the text of the repaired tree; empty where it finds none or fails."""
    from trafilatura import extract  # noqa: PLC0415 - half a second of imports that layouts and text files do not need

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its "discarding data" is our rejection row
    try:
        # No target language: it returns nothing for bilingual pages. No deduplication: it remembers earlier pages.
        found = extract(html, include_comments=False, include_tables=True, favor_precision=False, deduplicate=False)
    except Exception:  # whatever a hostile page does to a third-party parser, ours goes on without it
        return ""
    return found or ""


def _choose(blocks: Sequence[Block], text: str, known: int) -> list[bool]:
    """Which blocks are part of the chosen text.

    A long block is known by itself; a short one must be a line of the text, or stand between two of its own parent
    that were chosen (extractors drop "Thanks." from transcripts).
    """
    lines = {_bare(_BULLET.sub("", line)) for line in text.splitlines()} | {_bare(line) for line in text.splitlines()}
    whole = _bare(text)
    keys = [_bare(block.text) for block in blocks]
    tries = _SCANNED_CHARACTERS // (len(whole) + 1)  # bounded work on a page of a hundred thousand unknown blocks
    long: list[bool] = []
    for key in keys:
        is_known = len(key) >= known and key in lines
        if not is_known and len(key) >= known and tries > 0:
            tries -= 1
            is_known = key in whole
        long.append(is_known)
    if not any(long):
        return [key in lines for key in keys]
    first, last = long.index(True), len(long) - 1 - long[::-1].index(True)
    near = range(max(0, first - 3), min(len(blocks), last + 4))
    chosen = [long[n] or (n in near and keys[n] in lines) for n in range(len(blocks))]
    return [chosen[n] or _between(n, blocks, chosen) for n in range(len(blocks))]


def _between(place: int, blocks: Sequence[Block], chosen: Sequence[bool]) -> bool:
    block = blocks[place]
    if block.in_widget or block.kind in ("table", "list", "caption") or block.link_share > 0.5:
        return False
    before, after = place - 1, place + 1
    return (
        0 < place < len(blocks) - 1
        and chosen[before]
        and chosen[after]
        and blocks[before].parent == block.parent == blocks[after].parent
    )


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


def _bare(text: str) -> str:
    return _BLANK.sub("", text)
