"""Blocks of a page to its text: residue out, kinds refined, offsets and links in code points of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from readout.constants.extract import ExtractConstants
from readout.extract.blocks.walk import Block
from readout.extract.html import fold
from readout.extract.lines import is_heading, is_kind_word, line_kind, places_of
from readout.extract.residue import residue_of
from readout.model import PassageKind
from readout.model.drafts import Draft, Link

# Most of the characters below in UTF-8, where a search takes a tenth of the time.
_ODD_BYTES = re.compile(rb"\xe2\x80[\x8b-\x8f\xaa-\xae]")


@dataclass(frozen=True, slots=True)
class Content:
    """A page's text, its passages and links, and what was left out of it."""

    text: str
    passages: tuple[Draft, ...]
    links: tuple[Link, ...]
    residue: tuple[str, ...]


def assemble(
    blocks: Sequence[Block], constants: ExtractConstants, *, stop: Sequence[str] = (), title: str | None = None
) -> Content:
    """The text of the blocks, joined by one newline.

    Args:
        blocks: what the walk found, in order.
        constants: where residue may stand.
        stop: regular expressions; the text ends before the first passage that matches one.
        title: the page's title; the first passage that only repeats it becomes a heading.
    """
    blocks, dropped = _until(blocks, stop)
    marks = _residue(blocks, constants)
    kept = [block for block, mark in zip(blocks, marks, strict=True) if not mark]
    left_out = [block.text for block, mark in zip(blocks, marks, strict=True) if mark]
    kinds = _kinds(kept, title, constants.head_passages)
    passages: list[Draft] = []
    links: list[Link] = []
    start = 0
    for block, kind in zip(kept, kinds, strict=True):
        end = start + len(block.text)
        passages.append(Draft(start=start, end=end, kind=kind, level=block.level if kind == "heading" else None))
        links.extend(Link(start=start + first, end=start + last, href=href) for first, last, href in block.links)
        start = end + 1
    text = "\n".join(block.text for block in kept)
    return Content(text, tuple(passages), tuple(links), (*left_out, *dropped))


def odd_characters(text: str) -> list[str]:
    """Notes on characters that change how a text is read but cannot be seen; they stay in the text."""
    notes: list[str] = []
    plain = text.encode("utf-8", "surrogatepass")
    if b"\xe2\x81" not in plain and b"\xef\xbb\xbf" not in plain and not _ODD_BYTES.search(plain):
        return notes
    if re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text):
        notes.append("bidi controls")
    if re.search("[\u200b-\u200d\u2060\ufeff]", text):
        notes.append("zero-width characters")
    return notes


def _until(blocks: Sequence[Block], stop: Sequence[str]) -> tuple[Sequence[Block], list[str]]:
    patterns = [re.compile(pattern) for pattern in stop]
    for place, block in enumerate(blocks):
        if any(pattern.search(block.text) for pattern in patterns):
            return blocks[:place], [rest.text for rest in blocks[place:]]
    return blocks, []


def _residue(blocks: Sequence[Block], constants: ExtractConstants) -> list[bool]:
    """Chrome by its words, at the edges of the text or inside a widget; and lists of links inside a widget."""
    marks = residue_of([block.text for block in blocks], linked=[bool(block.links) for block in blocks])
    total = sum(len(block.text) for block in blocks)
    position = 0
    result: list[bool] = []
    for block, mark in zip(blocks, marks, strict=True):
        middle = position + len(block.text) / 2
        position += len(block.text)
        edge = middle < constants.residue_head_share * total or middle > constants.residue_tail_share * total
        is_links = block.in_widget and block.link_share >= constants.widget_link_share
        result.append((mark and (edge or block.in_widget)) or is_links)
    return result


def _kinds(blocks: Sequence[Block], title: str | None, head: int) -> list[PassageKind]:
    texts = [fold(block.text) if "\t" in block.text else block.text for block in blocks]  # the cells of a table's row
    own: list[PassageKind | None] = [
        line_kind(text) if block.kind == "body" else block.kind for text, block in zip(texts, blocks, strict=True)
    ]
    places = places_of(texts[:head], own[:head])
    wanted = _key(title or "")
    kinds: list[PassageKind] = []
    for place, (text, known) in enumerate(zip(texts, own, strict=True)):
        if wanted and place < head and _key(text) == wanted:
            kinds.append("heading")
        elif place >= head and not _is_seam(place, texts, own):
            # A name or a date alone in the middle of a text is not the page's own.
            kinds.append("body" if known in ("byline", "dateline", None) else known)
        elif known is None and (place in places or place >= head):
            kinds.append("dateline" if place in places else "heading")
        else:
            kinds.append(known or "body")
    return kinds


def _is_seam(place: int, texts: Sequence[str], own: Sequence[PassageKind | None]) -> bool:
    """Whether another document begins here, in the middle of a page: title, kind, office, date, one below the other."""
    if not (own[place] in ("byline", "dateline") or (own[place] is None and is_heading(texts[place]))):
        return False
    near = range(max(0, place - 1), min(place + 3, len(texts)))
    return sum(own[other] in ("byline", "dateline", "attribution") or is_kind_word(texts[other]) for other in near) >= 2


def _key(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text)).casefold()
