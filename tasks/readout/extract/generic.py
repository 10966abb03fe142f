"""The generic route: trafilatura says which text is the content; our own walk of the same tree says which passages."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from readout.constants.extract import ExtractConstants
from readout.extract.html import Page, visible_text
from readout.extract.marks import marks_of
from readout.extract.residue import is_residue
from readout.extract.walk import Block, walk

_CHROME = "nav, header, footer, aside, form"
_CONTENT = ("article", "main", "[role=main]", "#content", ".content", "#main")


@dataclass(frozen=True, slots=True)
class Generic:
    """The blocks of the content, whether an extractor chose them or they are merely what is left, and chrome left out."""

    blocks: list[Block]
    is_sure: bool
    residue: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def generic_blocks(page: Page, constants: ExtractConstants) -> Generic:
    """The content of a page that no layout is known for."""
    body = page.body
    if body is None:
        return Generic([], is_sure=False)
    blocks = walk([body], page.base_url, skip=page.chrome)
    text, notes = _extract(page.parser.html or "")
    marks = marks_of(blocks, text, constants) if text else []
    if not any(marks):
        return Generic(_what_is_left(page), is_sure=False, notes=notes)
    kept = [block for block, mark in zip(blocks, marks, strict=True) if mark]
    left_out = [block for block, mark in zip(blocks, marks, strict=True) if not mark]
    residue = tuple(block.text for block in left_out if is_residue(block.text, linked=bool(block.links)))
    return Generic(kept, is_sure=True, residue=residue)


def _extract(html: str) -> tuple[str, tuple[str, ...]]:
    """What trafilatura takes for the text of the repaired tree, empty where it finds none; and a note where it fails."""
    from trafilatura import extract  # noqa: PLC0415 - half a second of imports that layouts and text files do not need

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its "discarding data" is our rejection row
    try:
        # No target language: it returns nothing for bilingual pages. No deduplication: it remembers earlier pages.
        found = extract(html, include_comments=False, include_tables=True, favor_precision=False, deduplicate=False)
    except Exception as error:  # whatever a hostile page does to a third-party parser, ours goes on without it
        return "", (f"extractor failed: {type(error).__name__}",)
    return found or "", ()


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
