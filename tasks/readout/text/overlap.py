"""How much of one text is in another, and where: coverage by shared 3-token shingles, and aligned runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readout.text.tokens import Hashes, Marks, Places, Tokens, shingles, tokenise

SHINGLE = 3
"""Length of the shingles that count as shared wording; part of formula 1, like the hashes."""


@dataclass(frozen=True, slots=True, eq=False)
class Shingled:
    """A text's 3-token shingles: by position (`at`), and as a sorted table `values` with the first place of each."""

    hashes: Hashes
    at: Hashes
    values: Hashes
    first: Places
    number: Places  # per position: which of the values it is
    single: Marks  # per value: it occurs once


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """What two texts share. Runs are rows of (start, end, other_start, other_end) in tokens, in order of the first text.

    `segments` are runs of equal tokens; `runs` are segments joined over small gaps.
    """

    cover: float
    other_cover: float
    gap: int  # longest stretch of the first text that is not shared, in tokens
    other_gap: int
    segments: Places
    runs: Places


def cover(a: str, b: str) -> tuple[float, float]:
    """Share of a's tokens that stand inside 3-token shingles which b has too, and the reverse.

    Texts too short for a shingle are covered if they are equal.

    >>> cover("The talks were held on Monday", "On Tuesday: the talks were held")
    (0.6666666666666666, 0.6666666666666666)
    """
    one, other = shingled(tokenise(a)), shingled(tokenise(b))
    if not len(one.at) or not len(other.at):
        same = float(len(one.hashes) > 0 and np.array_equal(one.hashes, other.hashes))
        return same, same
    found = overlap(one, other, 0)
    return found.cover, found.other_cover


def shingled(tokens: Tokens) -> Shingled:
    """The shingles of a text."""
    at = shingles(tokens.hashes, SHINGLE)
    values, first, number, counts = np.unique(at, return_index=True, return_inverse=True, return_counts=True)
    return Shingled(tokens.hashes, at, values, first, number, counts == 1)


def find_sorted(wanted: Hashes, table: Hashes) -> tuple[Places, Marks]:
    """For each wanted value its place in a sorted table (any place where it is absent), and whether it is there."""
    if not len(table):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    place = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
    return place, table[place] == wanted


def overlap(a: Shingled, b: Shingled, gap: int) -> Overlap:
    """Coverage both ways and the aligned runs of two texts of at least one shingle each.

    Args:
        a: the first text.
        b: the other.
        gap: runs are joined over at most so many tokens on either side.
    """
    counterpart, shared = find_sorted(a.values, b.values)
    shared_in_b = np.zeros(len(b.values), np.bool_)
    shared_in_b[counterpart[shared]] = True
    hit = shared[a.number]
    mine, theirs = _spread_out(hit, len(a.hashes)), _spread_out(shared_in_b[b.number], len(b.hashes))
    place = np.flatnonzero(hit)
    segments = _segments(a, b, place, counterpart[a.number[place]])
    return Overlap(
        cover=float(mine.mean()),
        other_cover=float(theirs.mean()),
        gap=_longest_gap(mine),
        other_gap=_longest_gap(theirs),
        segments=segments,
        runs=_joined(segments, gap),
    )


def _spread_out(hit: Marks, length: int) -> Marks:
    """Marks of shingles as marks of the tokens inside them."""
    marks = np.zeros(length, np.bool_)
    for step in range(SHINGLE):
        marks[step : step + len(hit)] |= hit
    return marks


def _longest_gap(marks: Marks) -> int:
    edges = np.flatnonzero(np.diff(marks, prepend=True, append=True))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _segments(a: Shingled, b: Shingled, place: Places, index: Places) -> Places:
    """Stretches of equal tokens: each shared shingle of `a` is given one place in `b`, neighbours on one diagonal join.

    A shingle that occurs once in either text has only one place. Another takes the diagonal of the nearest such one
    before it, else after it, if `b` agrees there; else its first place in `b`.
    """
    if not len(place):
        return np.empty((0, 4), np.int64)
    diagonal = b.first[index] - place
    sure = b.single[index] & a.single[a.number[place]]
    anchors = np.flatnonzero(sure)
    if len(anchors) and len(anchors) < len(place):
        nearest = np.searchsorted(anchors, np.arange(len(place)))
        after = diagonal[anchors[np.minimum(nearest, len(anchors) - 1)]]
        before = diagonal[anchors[np.maximum(nearest - 1, 0)]]
        diagonal = np.where(sure, diagonal, np.where(_agrees(a, b, place, after), after, diagonal))
        diagonal = np.where(sure, diagonal, np.where(_agrees(a, b, place, before), before, diagonal))
    breaks = np.flatnonzero((np.diff(place) != 1) | (np.diff(diagonal) != 0))
    first, last = np.append(0, breaks + 1), np.append(breaks, len(place) - 1)
    start, end = place[first], place[last] + SHINGLE
    return np.stack([start, end, start + diagonal[first], end + diagonal[first]], axis=1)


def _agrees(a: Shingled, b: Shingled, place: Places, diagonal: Places) -> Marks:
    """Where b has a's shingle on that diagonal."""
    target = place + diagonal
    inside = (target >= 0) & (target < len(b.at))
    return inside & (b.at[np.where(inside, target, 0)] == a.at[place])


def _joined(segments: Places, gap: int) -> Places:
    """Segments that follow each other in both texts within `gap` tokens, as one run."""
    if len(segments) < 2:
        return segments
    ahead: NDArray[np.int64] = segments[1:, (0, 2)] - segments[:-1, (1, 3)]
    breaks = np.flatnonzero(np.any((ahead > gap) | (ahead <= -SHINGLE), axis=1))
    first, last = np.append(0, breaks + 1), np.append(breaks, len(segments) - 1)
    return np.stack([segments[first, 0], segments[last, 1], segments[first, 2], segments[last, 3]], axis=1)
