"""Where sentences and paragraphs begin, as far as tokens tell: by what stands between two of them."""

from __future__ import annotations

import re

import numpy as np

from readout.constants.alterations import AlterationConstants
from readout.text.tokens import Places, Tokens

PARAGRAPH, SENTENCE, CLAUSE, NONE = 3, 2, 1, 0
"""How much of a boundary there is before a token."""

STOP = re.compile(r"[。！？…؟۔।]|[.!?][\"'”’»)\]]*\s")
"""A full stop of scripts without spaces, or one that white space follows; `U.S.` has none inside."""
BREAKS = (0x0A, 0x2029)
"""Line feed and paragraph separator."""
PAUSE = re.compile(r"[,;:，；：、—–]")


def boundary(tokens: Tokens, place: int) -> int:
    """What begins at a token: a paragraph, a sentence, a clause or nothing. The text's own ends count as paragraphs."""
    if place <= 0 or place >= len(tokens):
        return PARAGRAPH
    between = gap(tokens, place)
    if any(char in between for char in "\n\u2029"):
        return PARAGRAPH
    if STOP.search(between):
        return SENTENCE
    return CLAUSE if PAUSE.search(between) else NONE


def gap(tokens: Tokens, place: int) -> str:
    """What stands between a token and the one before it."""
    start = int(tokens.end[place - 1]) if place else 0
    end = int(tokens.start[place]) if place < len(tokens) else len(tokens.text)
    return tokens.text[start:end]


def amount(tokens: Tokens, start: int, end: int, constants: AlterationConstants) -> float:
    """How much a stretch says, 1.0 being as much as the shortest sentence that counts as one."""
    characters = int(tokens.alone[start:end].sum())
    return (end - start - characters) / constants.sentence_words + characters / constants.sentence_characters


def whole_sentences(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """The part of a stretch from its first beginning of a sentence to its last; empty where it holds no whole one."""
    first = next((place for place in range(start, end) if boundary(tokens, place) >= SENTENCE), end)
    last = next((place for place in range(end, first, -1) if boundary(tokens, place) >= SENTENCE), first)
    return first, last


def paragraph_starts(tokens: Tokens) -> Places:
    """The tokens that begin a paragraph, and one past the last token."""
    points = np.frombuffer(tokens.text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    after = np.searchsorted(tokens.start, np.flatnonzero(np.isin(points, BREAKS)))
    return np.unique(np.concatenate([np.array([0, len(tokens)]), after]))
