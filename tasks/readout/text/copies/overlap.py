"""How much of one text is in another, and where: coverage by shared 3-token shingles, and aligned runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readout.text.tokens import Hashes, Marks, Places, Tokens, shingles, tokenise, where

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
class Meeting:
    """Shared shingles: `counterpart` per value of the first text (any where there is none), `hit` per shingle of it.

    `mine` and `theirs` mark the tokens of both texts that are inside shared shingles, the covers are their shares.
    """

    counterpart: Places
    hit: Marks
    mine: Marks
    theirs: Marks
    cover: float
    other_cover: float


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
    return float(found.cover), float(found.other_cover)  # not numpy's: it goes into rows


def shingled(tokens: Tokens) -> Shingled:
    """The shingles of a text."""
    at = shingles(tokens.hashes, SHINGLE)
    order = np.argsort(at, kind="stable")
    ordered = at[order]
    begins = np.ones(len(at), np.bool_)
    begins[1:] = ordered[1:] != ordered[:-1]
    number = np.empty(len(at), np.int64)
    number[order] = np.cumsum(begins) - 1
    places = where(begins)
    single = np.ones(len(places), np.bool_)
    single[:-1] = places[1:] - places[:-1] == 1
    if len(places):
        single[-1] = len(at) - places[-1] == 1
    return Shingled(tokens.hashes, at, ordered[places], order[places], number, single)


def find_sorted(wanted: Hashes, table: Hashes) -> tuple[Places, Marks]:
    """For each wanted value its place in a sorted table (any place where it is absent), and whether it is there."""
    if not len(table):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    place = np.minimum(table.searchsorted(wanted), len(table) - 1)
    return place, table[place] == wanted


def meet(a: Shingled, b: Shingled) -> Meeting:
    """Which shingles two texts share, of at least one each."""
    counterpart, shared = find_sorted(a.values, b.values)
    shared_in_b = np.zeros(len(b.values), np.bool_)
    shared_in_b[counterpart[shared]] = True
    hit = shared[a.number]
    mine, theirs = _spread_out(hit, len(a.hashes)), _spread_out(shared_in_b[b.number], len(b.hashes))
    return Meeting(counterpart, hit, mine, theirs, np.count_nonzero(mine) / len(mine), np.count_nonzero(theirs) / len(theirs))


def overlap(a: Shingled, b: Shingled, gap: int, met: Meeting | None = None) -> Overlap:
    """Coverage both ways and the aligned runs of two texts of at least one shingle each.

    Args:
        a: the first text.
        b: the other.
        gap: runs are joined over at most so many tokens on either side.
        met: what they share, if that is known.
    """
    met = met or meet(a, b)
    place = where(met.hit)
    segments = _segments(a, b, place, met.counterpart[a.number[place]])
    return Overlap(
        cover=met.cover,
        other_cover=met.other_cover,
        gap=_longest_gap(met.mine),
        other_gap=_longest_gap(met.theirs),
        segments=segments,
        runs=_joined(segments, gap),
    )


def stretches(marks: Marks, gap: int) -> tuple[Places, Places]:
    """First and last of the marked stretches, each over gaps of at most so many places: no run can be longer than its own."""
    places = where(marks)
    if not len(places):
        return places, places
    first, last = _stretches(places[1:] - places[:-1] > gap + 1)
    return places[first], places[last]


def _spread_out(hit: Marks, length: int) -> Marks:
    """Marks of shingles as marks of the tokens inside them."""
    marks = np.zeros(length, np.bool_)
    for step in range(SHINGLE):
        marks[step : step + len(hit)] |= hit
    return marks


def _longest_gap(marks: Marks) -> int:
    places = where(marks)
    if not len(places):
        return len(marks)
    within = int((places[1:] - places[:-1]).max(initial=1)) - 1
    return max(int(places[0]), within, len(marks) - 1 - int(places[-1]))


def _segments(a: Shingled, b: Shingled, place: Places, index: Places) -> Places:
    """Stretches of equal tokens: each shared shingle of `a` is given one place in `b`, neighbours on one diagonal join.

    A shingle that occurs once in either text has only one place. Another takes the diagonal of the nearest such one
    before it, else after it, if `b` agrees there; else its first place in `b`.
    """
    if not len(place):
        return np.empty((0, 4), np.int64)
    diagonal = b.first[index] - place
    sure = b.single[index] & a.single[a.number[place]]
    anchors = where(sure)
    if len(anchors) and len(anchors) < len(place):
        others = where(~sure)
        nearest = anchors.searchsorted(others)
        after = diagonal[anchors[np.minimum(nearest, len(anchors) - 1)]]
        before = diagonal[anchors[np.maximum(nearest - 1, 0)]]
        at = place[others]
        chosen = np.where(_agrees(a, b, at, after), after, diagonal[others])
        diagonal[others] = np.where(_agrees(a, b, at, before), before, chosen)
    first, last = _stretches((place[1:] - place[:-1] != 1) | (diagonal[1:] != diagonal[:-1]))
    return _rows(place[first], place[last] + SHINGLE, place[first] + diagonal[first], place[last] + SHINGLE + diagonal[first])


def _agrees(a: Shingled, b: Shingled, place: Places, diagonal: Places) -> Marks:
    """Where b has a's shingle on that diagonal."""
    target = place + diagonal
    inside = (target >= 0) & (target < len(b.at))
    return inside & (b.at[np.where(inside, target, 0)] == a.at[place])


def _joined(segments: Places, gap: int) -> Places:
    """Segments that follow each other in both texts within `gap` tokens, as one run."""
    if len(segments) < 2:
        return segments
    start, end, other_start, other_end = segments.T
    ahead, other_ahead = start[1:] - end[:-1], other_start[1:] - other_end[:-1]
    apart = (ahead > gap) | (other_ahead > gap) | (ahead <= -SHINGLE) | (other_ahead <= -SHINGLE)
    first, last = _stretches(apart)
    return _rows(start[first], end[last], other_start[first], other_end[last])


def _stretches(breaks: Marks) -> tuple[Places, Places]:
    """First and last of each stretch, given which of its neighbours each but the first breaks with."""
    places = where(breaks)
    first, last = np.zeros(len(places) + 1, np.int64), np.full(len(places) + 1, len(breaks))
    first[1:] = places + 1
    last[:-1] = places
    return first, last


def _rows(start: Places, end: Places, other_start: Places, other_end: Places) -> Places:
    rows = np.empty((len(start), 4), np.int64)
    rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3] = start, end, other_start, other_end
    return rows
