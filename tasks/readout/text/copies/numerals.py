"""Numerals and dates that agree or differ where two texts run in parallel."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import cache

import numpy as np

from readout.text.copies.overlap import find_sorted
from readout.text.tokens import Hashes, Places, Tokens, hash_word, where

DATE_WORDS = (
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday"
)
NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve first second third fourth fifth sixth seventh eighth ninth tenth"
NUMBER_CHARACTERS = "二三四五六七八九十"
"""Without 一, 万 and the like, which stand in too many words that are no number."""


@cache
def number_words() -> Hashes:
    """Hashes of the words that count as numerals, sorted."""
    words = [*DATE_WORDS.split(), *NUMBER_WORDS.split(), *NUMBER_CHARACTERS]
    return np.array(sorted(map(hash_word, words)), np.uint64)


def numerals(tokens: Tokens) -> Places:
    """Places of the numerals: tokens that begin with a digit, spelled numbers, months, days of the week."""
    digit = (tokens.first >= ord("0")) & (tokens.first <= ord("9"))
    _, word = find_sorted(tokens.hashes, number_words())
    return where(digit | word)


def compare_numerals(
    a: Hashes, b: Hashes, numerals_of: tuple[Places, Places], gaps: Places, segments: Places
) -> tuple[int, int]:
    """Numerals kept and changed where the texts align.

    Args:
        a: tokens of the first text.
        b: tokens of the other.
        numerals_of: places of the numerals of both.
        gaps: rows of (start, end, other_start, other_end): stretches that stand in each other's place.
        segments: rows of equal stretches.

    Returns:
        Numerals within segments, or common to both sides of a gap; and replacements: in each gap the numerals of the
        side that has fewer unmatched ones.
    """
    mine_at, theirs_at = numerals_of
    kept = int((mine_at.searchsorted(segments[:, 1]) - mine_at.searchsorted(segments[:, 0])).sum())
    bounds = mine_at.searchsorted(gaps[:, :2]), theirs_at.searchsorted(gaps[:, 2:])
    with_numerals = where((bounds[0][:, 0] < bounds[0][:, 1]) & (bounds[1][:, 0] < bounds[1][:, 1]))
    changed = 0
    for (start, end), (other_start, other_end) in zip(
        bounds[0][with_numerals].tolist(), bounds[1][with_numerals].tolist(), strict=True
    ):
        mine: Counter[int] = Counter(a[mine_at[start:end]].tolist())
        theirs: Counter[int] = Counter(b[theirs_at[other_start:other_end]].tolist())
        kept += (mine & theirs).total()
        changed += min((mine - theirs).total(), (theirs - mine).total())
    return kept, changed


def parallel(segments: Places) -> Places:
    """Those segments which keep one order in both texts: the longest are taken first, what crosses them is left out."""
    order: list[int] = np.lexsort((segments[:, 2], segments[:, 0], segments[:, 0] - segments[:, 1])).tolist()
    rows: list[list[int]] = segments.tolist()
    kept: list[list[int]] = []
    for number in order:
        row = rows[number]
        place = bisect_right(kept, row)
        after_previous = place == 0 or (kept[place - 1][1] <= row[0] and kept[place - 1][3] <= row[2])
        before_next = place == len(kept) or (row[1] <= kept[place][0] and row[3] <= kept[place][2])
        if after_previous and before_next:
            kept.insert(place, row)
    return np.array(kept, np.int64).reshape(-1, 4)


def gaps_between(segments: Places, length: int, other_length: int, longest: int) -> Places:
    """What stands between parallel segments, before the first and after the last, at most `longest` tokens on a side."""
    rows = np.zeros((len(segments) + 1, 4), np.int64)
    rows[1:, 0], rows[:-1, 1], rows[-1, 1] = segments[:, 1], segments[:, 0], length
    rows[1:, 2], rows[:-1, 3], rows[-1, 3] = segments[:, 3], segments[:, 2], other_length
    size, other_size = rows[:, 1] - rows[:, 0], rows[:, 3] - rows[:, 2]
    return rows[(size <= longest) & (other_size <= longest) & ((size > 0) | (other_size > 0))]
