"""Names that one text has in the place of another's: two calls with two ministers are two events.

Only scripts with capitals: a Chinese name cannot be told from a synonym without a dictionary.
"""

from __future__ import annotations

import re

import numpy as np
from rapidfuzz.distance import Levenshtein

from readout.text.tokens import Places, Tokens, tokenise


def replaced_names(a: Tokens, b: Tokens, gaps: Places, head: int, edits: int) -> int:
    """How many names stand against other names in one place, at the head of either text; the most of any place.

    A name is a capitalised word that neither text has in lower case and that the other text does not have at all. One
    that differs by a few letters from a word in its counterpart may be corrected or misread, and does not count.

    Args:
        a: the first text.
        b: the other.
        gaps: rows of (start, end, other_start, other_end): stretches that stand in each other's place.
        head: tokens at the beginning of a text that say what it is about.
        edits: letters by which a corrected name may differ; a third of a shorter name.
    """
    most = 0
    at_head = ((gaps[:, 0] < head) | (gaps[:, 2] < head)) & (gaps[:, 0] < gaps[:, 1]) & (gaps[:, 2] < gaps[:, 3])
    for start, end, other_start, other_end in gaps[at_head].tolist():
        here, there = range(start, end), range(other_start, other_end)
        mine = _names(a, here, b, there, edits)
        if len(mine) > most:
            most = max(most, min(len(mine), len(_names(b, there, a, here, edits))))
    return most


def _names(text: Tokens, here: range, other: Tokens, there: range, edits: int) -> set[str]:
    """The names in one stretch of `text` that `other` does not have, nor anything like them in the counterpart."""
    counterpart: list[str] = []
    found: set[str] = set()
    for place in here:
        if not text.is_capital(place) or np.any(other.hashes == text.hashes[place]):
            continue
        if not all(map(text.is_capital, np.flatnonzero(text.hashes == text.hashes[place]).tolist())):
            continue
        whole = text.word(place)
        word = _bare(whole)
        counterpart = counterpart or [_bare(other.word(at)) for at in there]
        if all(_differ(word, against, edits) for against in counterpart) and (word == whole or not _has(other, word)):
            found.add(word)
    return found


def _has(text: Tokens, word: str) -> bool:
    """Whether any token of the word stands in the text."""
    return bool(np.any(np.isin(text.hashes, tokenise(word).hashes)))


def _bare(word: str) -> str:
    """A word without the possessive ending or a closing apostrophe."""
    return re.sub(r"['’]s?$", "", word)


def _differ(a: str, b: str, edits: int) -> bool:
    allowed = min(edits, min(len(a), len(b)) // 3)
    return abs(len(a) - len(b)) > allowed or Levenshtein.distance(a, b, score_cutoff=allowed) > allowed
