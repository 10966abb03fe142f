"""Which blocks of our walk an extractor's text is made of: blanks and bullets apart, each piece of it taken once."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Sequence

from readout.constants.extract import ExtractConstants
from readout.extract.blocks.walk import Block

# Extractors change blanks, set bullets and bars, drop what cannot be printed: only letters and digits compare.
_NO_LETTERS = re.compile(r"[\W_]+")
_ASCII_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_SCANNED_CHARACTERS = 2_000_000_000  # a second or so (our choice)


def bare(text: str) -> str:
    """Letters and digits alone.

    >>> bare("• Talks,\u00a0again")
    'Talksagain'
    """
    short = without_ascii(unicodedata.normalize("NFC", text), _ASCII_NO_LETTERS)
    return short if short.isascii() else _NO_LETTERS.sub("", short)


def without_ascii(text: str, dropped: bytes) -> str:
    """A text without some of the ASCII characters: bytes are dropped ten times as fast as a pattern finds characters."""
    return text.encode("utf-8", "surrogatepass").translate(None, dropped).decode("utf-8", "surrogatepass")


def marks_of(blocks: Sequence[Block], text: str, constants: ExtractConstants) -> list[bool]:
    """Which blocks are part of the chosen text; what it says once is taken once, although the page may repeat it.

    A long block is known by itself; a short one must be a line of the text, or stand between two of its own parent
    that were chosen (extractors drop "Thanks." from transcripts).
    """
    lines = Counter(bare(line) for line in text.splitlines())
    keys = [bare(block.text) for block in blocks]
    long = _claimed(blocks, keys, bare(text), lines, constants)
    if not any(long):
        return [bool(key) and key in lines for key in keys]
    short = [key if len(key) < constants.known_block_characters else "" for key in keys]
    chosen = _with_lines(long, short, lines, constants.near_blocks)
    return [chosen[n] or is_between(n, blocks, chosen) for n in range(len(blocks))]


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


def is_between(place: int, blocks: Sequence[Block], chosen: Sequence[bool]) -> bool:
    """Whether a block stands between two chosen ones of its own parent, and nothing speaks against it."""
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


def without_copies(blocks: Sequence[Block], chosen: Sequence[bool], constants: ExtractConstants) -> list[bool]:
    """The chosen blocks but those that repeat what a larger group of siblings says; a refrain stays where it is."""
    keys = [bare(block.text) if mark else "" for block, mark in zip(blocks, chosen, strict=True)]
    groups: dict[int, list[int]] = {}
    for n, mark in enumerate(chosen):
        if mark:
            groups.setdefault(blocks[n].parent, []).append(n)
    ordered = sorted(groups.values(), key=lambda group: (-sum(len(keys[n]) for n in group), group[0]))
    kept = _said_once(ordered, keys, constants.copy_letters)
    lines: set[str] = set()
    for group in ordered:
        kept -= {n for n in group if len(keys[n]) >= constants.known_block_characters and keys[n] in lines}
        lines.update(keys[n] for n in group)
    return [n in kept for n in range(len(blocks))]
