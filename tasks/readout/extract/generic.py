"""The generic route: trafilatura says which text is the content; our own walk of the same tree says which passages."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from readout.constants.extract import ExtractConstants
from readout.extract.html import Page, visible_text
from readout.extract.residue import is_residue
from readout.extract.walk import Block, walk

# Extractors change blanks, set bullets and bars, drop what cannot be printed: only letters and digits compare.
_NO_LETTERS = re.compile(r"[\W_]+")
_SCANNED_CHARACTERS = 2_000_000_000  # a second or so (our choice)
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
    marks = _choose(blocks, text, constants) if text else []
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


def _choose(blocks: Sequence[Block], text: str, constants: ExtractConstants) -> list[bool]:
    """Which blocks are part of the chosen text; what it says once is taken once, although the page may repeat it.

    A long block is known by itself; a short one must be a line of the text, or stand between two of its own parent
    that were chosen (extractors drop "Thanks." from transcripts).
    """
    lines = Counter(_bare(line) for line in text.splitlines())
    keys = [_bare(block.text) for block in blocks]
    long = _claimed(blocks, keys, _bare(text), lines, constants)
    if not any(long):
        return [bool(key) and key in lines for key in keys]
    short = [key if len(key) < constants.known_block_characters else "" for key in keys]
    chosen = _with_lines(long, short, lines, constants.near_blocks)
    return [chosen[n] or _between(n, blocks, chosen) for n in range(len(blocks))]


def _with_lines(long: Sequence[bool], short: Sequence[str], lines: Counter[str], most: int) -> list[bool]:
    """The long blocks, the lines among them, and the lines that follow one another closely before and behind."""
    first, last = long.index(True), len(long) - 1 - long[::-1].index(True)
    chosen = [mark or (first < n < last and short[n] != "" and short[n] in lines) for n, mark in enumerate(long)]
    left = lines - Counter(key for key, mark in zip(short, chosen, strict=True) if mark)
    for edge, step, end in ((first, -1, -1), (last, 1, len(long))):
        nearest = edge
        for n in range(edge + step, end, step):
            if abs(n - nearest) > most:
                break
            if short[n] and left[short[n]] > 0:
                chosen[n], nearest = True, n
                left[short[n]] -= 1
    return chosen


def _claimed(
    blocks: Sequence[Block], keys: Sequence[str], whole: str, lines: Container[str], constants: ExtractConstants
) -> list[bool]:
    """Which long blocks stand in the text, each at a place of its own.

    Of several copies that is the one which is a line of its own, in the company of most other text that was chosen.
    """
    tries = _SCANNED_CHARACTERS // (len(whole) + 1)  # bounded work on a page of a hundred thousand unknown blocks
    long = [n for n, key in enumerate(keys) if len(key) >= constants.known_block_characters][:tries]
    there = [n for n in long if keys[n] in whole]
    company: Counter[int] = Counter()
    for n in there:
        company[blocks[n].parent] += len(keys[n])
    there.sort(key=lambda n: (keys[n] not in lines, -company[blocks[n].parent], n))
    placed = _places([keys[n] for n in there], whole)
    claimed = [n for n, is_placed in zip(there, placed, strict=True) if is_placed]
    groups: dict[int, list[int]] = {}
    for n in claimed:
        groups.setdefault(blocks[n].parent, []).append(n)
    said = _said_once([sorted(group) for group in groups.values()], keys, constants.copy_letters)
    return [n in said for n in range(len(blocks))]


def _said_once(groups: Sequence[Sequence[int]], keys: Sequence[str], letters: int) -> set[int]:
    """The blocks of all groups but those that only repeat what earlier ones say: a print version, a copy for machines."""
    said = ""
    kept: set[int] = set()
    for group in groups:
        text = "".join(keys[n] for n in group)
        if len(text) < letters or not all(keys[n] in said for n in group):
            kept.update(group)
            said += text
    return kept


def _places(keys: Sequence[str], whole: str) -> list[bool]:
    """For each key in turn whether the text holds it at a place that no earlier one has taken."""
    taken = bytearray(len(whole))
    after: dict[str, int] = {}  # where a further copy of a key can be
    placed: list[bool] = []
    for key in keys:
        start = whole.find(key, after.get(key, 0))
        while start >= 0 and (used := taken.rfind(1, start, start + len(key))) >= 0:
            start = whole.find(key, used + 1)
        placed.append(start >= 0)
        after[key] = start + len(key) if start >= 0 else len(whole)
        if start >= 0:
            taken[start : start + len(key)] = b"\x01" * len(key)
    return placed


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
    return _NO_LETTERS.sub("", unicodedata.normalize("NFC", text))
