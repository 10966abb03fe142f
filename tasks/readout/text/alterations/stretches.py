"""Which stretches of two texts stand in each other's place: anchors first, then the fewest edits between them.

Lengths and places are tokens. Time is linear but for the blocks between anchors, whose product of lengths is bounded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Indel

from readout.constants.alterations import AlterationConstants
from readout.text.tokens import Hashes, Places, shingles

SHORT = 64
"""Tokens of a side that plain Python sees through faster than arrays do."""


class Stretch(NamedTuple):
    """A stretch of one text and the one in its place in the other; ends are exclusive, either may be empty."""

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def size(self) -> int:
        """Tokens of the longer side."""
        return max(self.end - self.start, self.other_end - self.other_start)


def equal_stretches(a: Hashes, b: Hashes, constants: AlterationConstants) -> list[Stretch]:
    """The stretches that two texts share, in the order of both; neighbours that follow upon each other are one.

    What both texts have once is an anchor; the longest chain of anchors in one order counts. Between two anchors the
    search goes on, and where the pieces are short enough, or nothing is left to hold on to, edits are counted.
    """
    found: list[Stretch] = []
    waiting = [(Stretch(0, len(a), 0, len(b)), 0)]
    while waiting:
        piece, depth = waiting.pop()
        inner, ends = _trimmed(a, b, piece)
        found += ends
        if not _both(inner) or _is_disjoint(a, b, inner):
            continue
        chain = _anchors(a, b, inner, depth, constants)
        if chain:
            found += chain
            waiting += [(gap, depth + 1) for gap in gaps(chain, inner) if _both(gap)]
        else:
            found += _fewest_edits(a, b, inner, constants)
    return _in_order(found)


def gaps(equal: list[Stretch], within: Stretch) -> Iterator[Stretch]:
    """What lies before, between and behind stretches that are in order; empty where two follow upon each other."""
    start, other_start = within.start, within.other_start
    for piece in equal:
        yield Stretch(start, piece.start, other_start, piece.other_start)
        start, other_start = piece.end, piece.other_end
    yield Stretch(start, within.end, other_start, within.other_end)


def _both(piece: Stretch) -> bool:
    return piece.start < piece.end and piece.other_start < piece.other_end


def _is_disjoint(a: Hashes, b: Hashes, piece: Stretch) -> bool:
    """Whether two short sides have no token in common; of long ones that would cost more than it spares."""
    if piece.size > SHORT:
        return False
    return set(a[piece.start : piece.end].tolist()).isdisjoint(b[piece.other_start : piece.other_end].tolist())


def _trimmed(a: Hashes, b: Hashes, piece: Stretch) -> tuple[Stretch, list[Stretch]]:
    """The piece without what both sides begin and end with, and those two stretches."""
    mine, theirs = a[piece.start : piece.end], b[piece.other_start : piece.other_end]
    head = _common(mine, theirs)
    tail = _common(mine[head:][::-1], theirs[head:][::-1])
    inner = Stretch(piece.start + head, piece.end - tail, piece.other_start + head, piece.other_end - tail)
    ends = [
        Stretch(piece.start, inner.start, piece.other_start, inner.other_start),
        Stretch(inner.end, piece.end, inner.other_end, piece.other_end),
    ]
    return inner, [end for end in ends if _both(end)]


def _common(a: Hashes, b: Hashes) -> int:
    """How many tokens both begin with."""
    length = min(len(a), len(b))
    differ = np.flatnonzero(a[:length] != b[:length])
    return int(differ[0]) if len(differ) else length


def _anchors(a: Hashes, b: Hashes, piece: Stretch, depth: int, constants: AlterationConstants) -> list[Stretch]:
    """A chain of runs that either side has once: long ones if there are, else shorter ones; none in a piece too deep."""
    sizes = constants.anchors if depth <= constants.depth_max else ()
    for size in sizes:
        if piece.size > size and (chain := _chain(a, b, piece, size)):
            return chain
    return []


def _chain(a: Hashes, b: Hashes, piece: Stretch, size: int) -> list[Stretch]:
    """The heaviest chain of runs of shingles of that size which either side has once."""
    one, one_at = _single(a[piece.start : piece.end], size)
    other, other_at = _single(b[piece.other_start : piece.other_end], size)
    _, mine, theirs = np.intersect1d(one, other, assume_unique=True, return_indices=True)
    mine, theirs = one_at[mine] + piece.start, other_at[theirs] + piece.other_start
    order = np.argsort(mine)
    mine, theirs = mine[order], theirs[order]
    if not len(mine):
        return []
    breaks = np.flatnonzero((np.diff(mine) != 1) | (np.diff(theirs) != 1))
    first, last = np.append(0, breaks + 1), np.append(breaks, len(mine) - 1)
    rows = np.stack([mine[first], mine[last] + size, theirs[first], theirs[last] + size], axis=1)
    return _without_overlap(_heaviest_chain([Stretch(*row) for row in rows.tolist()]))


def _single(tokens: Hashes, size: int) -> tuple[Hashes, Places]:
    """The shingles that occur once, sorted, and their places."""
    values, first, counts = np.unique(shingles(tokens, size), return_index=True, return_counts=True)
    return values[counts == 1], first[counts == 1]


def _heaviest_chain(runs: list[Stretch]) -> list[Stretch]:
    """Of runs in the order of the first text, those that keep the order of the second and hold the most tokens.

    A tree over the places in the second text holds the best chain that ends before each (Fenwick).
    """
    if len(runs) < 2:
        return runs
    places = sorted({run.other_start for run in runs})
    best: list[tuple[int, int]] = [(0, -1)] * (len(places) + 1)  # weight, number of the last run
    before: list[int] = []
    for number, run in enumerate(runs):
        rank = bisect_left(places, run.other_start)
        weight, last = 0, -1
        while rank > 0:
            weight, last = max(best[rank], (weight, last))
            rank -= rank & -rank
        before.append(last)
        ours = (weight + run.end - run.start, number)
        rank = bisect_left(places, run.other_start) + 1
        while rank < len(best):
            best[rank] = max(best[rank], ours)
            rank += rank & -rank
    chain: list[Stretch] = []
    at = max(best)[1]
    while at >= 0:
        chain.append(runs[at])
        at = before[at]
    return chain[::-1]


def _without_overlap(chain: list[Stretch]) -> list[Stretch]:
    """The chain with the beginnings cut off that lie within the run before, in either text."""
    kept: list[Stretch] = []
    end = other_end = 0
    for run in chain:
        cut = max(0, end - run.start, other_end - run.other_start)
        if run.start + cut < run.end:
            kept.append(Stretch(run.start + cut, run.end, run.other_start + cut, run.other_end))
            end, other_end = run.end, run.other_end
    return kept


def _fewest_edits(a: Hashes, b: Hashes, piece: Stretch, constants: AlterationConstants) -> list[Stretch]:
    """The most tokens that both sides have in one order; none where that would take too much memory."""
    mine, theirs = a[piece.start : piece.end], b[piece.other_start : piece.other_end]
    if len(mine) * len(theirs) > constants.block**2 or not np.isin(mine, theirs).any():
        return []
    return [
        Stretch(
            piece.start + o.src_start, piece.start + o.src_end, piece.other_start + o.dest_start, piece.other_start + o.dest_end
        )
        for o in Indel.opcodes(mine.tolist(), theirs.tolist())
        if o.tag == "equal"
    ]


def _in_order(found: list[Stretch]) -> list[Stretch]:
    """Sorted; stretches that follow upon each other in both texts joined."""
    joined: list[Stretch] = []
    for piece in sorted(found):
        if joined and joined[-1].end == piece.start and joined[-1].other_end == piece.other_start:
            joined[-1] = Stretch(joined[-1].start, piece.end, joined[-1].other_start, piece.other_end)
        else:
            joined.append(piece)
    return joined
