"""Numerals and dates that agree or differ where two texts run in parallel."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cache

import numpy as np

from readout.text.tokens import Hashes, Marks, Places, Tokens, hash_word

DATE_WORDS = (
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday"
)
NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve first second third fourth fifth sixth seventh eighth ninth tenth"
)
NUMBER_CHARACTERS = "二三四五六七八九十"
"""Without 一, 万 and the like, which stand in too many words that are no number."""


@cache
def number_words() -> Hashes:
    """Hashes of the words that count as numerals, sorted."""
    words = [*DATE_WORDS.split(), *NUMBER_WORDS.split(), *NUMBER_CHARACTERS]
    return np.array(sorted(map(hash_word, words)), np.uint64)


def is_numeral(tokens: Tokens) -> Marks:
    """Which tokens are numerals: those that begin with a digit, spelled numbers, months, days of the week."""
    digit = (tokens.first >= ord("0")) & (tokens.first <= ord("9"))
    return digit | np.isin(tokens.hashes, number_words())


def compare_numerals(a: Tokens, b: Tokens, gaps: Places, segments: Places) -> tuple[int, int]:
    """Numerals kept and changed where the texts align.

    Args:
        a: the first text.
        b: the other.
        gaps: rows of (start, end, other_start, other_end): stretches that stand in each other's place.
        segments: rows of equal stretches.

    Returns:
        Numerals within segments, or common to both sides of a gap; and replacements: in each gap the numerals of the
        side that has fewer unmatched ones.
    """
    mark = is_numeral(a)
    before = np.append(0, np.cumsum(mark))
    kept = int((before[segments[:, 1]] - before[segments[:, 0]]).sum())
    places, others = np.flatnonzero(mark).tolist(), np.flatnonzero(is_numeral(b)).tolist()
    changed = 0
    for start, end, other_start, other_end in gaps.tolist():
        mine = Counter(a.hashes[places[bisect_left(places, start) : bisect_left(places, end)]].tolist())
        theirs = Counter(b.hashes[others[bisect_left(others, other_start) : bisect_left(others, other_end)]].tolist())
        kept += (mine & theirs).total()
        changed += min((mine - theirs).total(), (theirs - mine).total())
    return kept, changed


def parallel(segments: Places) -> Places:
    """Those segments which keep one order in both texts: the longest are taken first, what crosses them is left out."""
    order = np.lexsort((segments[:, 2], segments[:, 0], segments[:, 0] - segments[:, 1])).tolist()
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
    ends = np.vstack([np.zeros((1, 2), np.int64), segments[:, (1, 3)]])
    starts = np.vstack([segments[:, (0, 2)], np.array([[length, other_length]])])
    rows = np.stack([ends[:, 0], starts[:, 0], ends[:, 1], starts[:, 1]], axis=1)
    sizes = starts - ends
    return rows[np.all(sizes <= longest, axis=1) & np.any(sizes > 0, axis=1)]
