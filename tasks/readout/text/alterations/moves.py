"""Paragraphs that a copy has, but elsewhere; and changes cut where whole sentences came or went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from readout.constants.alterations import AlterationConstants
from readout.text.alterations.boundaries import amount, paragraph_starts, whole_sentences
from readout.text.alterations.stretches import Stretch
from readout.text.tokens import Hashes, Places, Tokens, shingles

PLACES_TRIED = 16
"""Of a beginning that stands in many places; one that stands in more is a form's, not a paragraph's."""


@dataclass(frozen=True, slots=True)
class Index:
    """Where a text has each run of some tokens."""

    hashes: Hashes
    values: Hashes
    places: Places
    size: int

    def find(self, wanted: Hashes) -> int | None:
        """The first place of a stretch of tokens, or None; it must be as long as the runs."""
        first = shingles(wanted[: self.size], self.size)
        low, high = np.searchsorted(self.values, first, "left").tolist(), np.searchsorted(self.values, first, "right").tolist()
        for place in self.places[low[0] : min(high[0], low[0] + PLACES_TRIED)].tolist():
            if np.array_equal(self.hashes[place : place + len(wanted)], wanted):
                return place
        return None


def index(tokens: Tokens, size: int) -> Index:
    """The index of a text by runs of `size` tokens."""
    found = shingles(tokens.hashes, size)
    order = np.argsort(found, kind="stable")
    return Index(tokens.hashes, found[order], order, size)


def take_moved(
    original: Tokens, copy: Tokens, pieces: list[Stretch], constants: AlterationConstants
) -> tuple[list[Stretch], list[Stretch]]:
    """Paragraphs found elsewhere, each with both its places, and what is left of the changes without them.

    Args:
        original: the text that was there first.
        copy: the other.
        pieces: what is not equal, in order.
        constants: how long a paragraph must be.
    """
    size = constants.moved
    if not any(piece.end - piece.start >= size or piece.other_end - piece.other_start >= size for piece in pieces):
        return [], pieces
    there, here = index(original, size), index(copy, size)
    of_copy, of_original = paragraph_starts(copy), paragraph_starts(original)
    moved: list[Stretch] = []
    for piece in pieces:
        for start, end in _paragraphs(of_copy, piece.other_start, piece.other_end, size):
            place = there.find(copy.hashes[start:end])
            if place is not None:
                moved.append(Stretch(place, place + end - start, start, end))
    taken = {(m.start, m.end) for m in moved}
    for piece in pieces:
        for start, end in _paragraphs(of_original, piece.start, piece.end, size):
            place = here.find(original.hashes[start:end])
            if place is not None and (start, end) not in taken:
                moved.append(Stretch(start, end, place, place + end - start))
    left = [rest for piece in pieces for rest in (_without(piece, moved) if moved else [piece])]
    return sorted(moved), left


def _paragraphs(starts: Places, start: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """The whole paragraphs of a stretch that are long enough."""
    if end - start >= size:
        low, high = np.searchsorted(starts, np.array([start, end + 1])).tolist()
        yield from ((first, last) for first, last in pairwise(starts[low:high].tolist()) if last - first >= size)


def _without(piece: Stretch, moved: list[Stretch]) -> Iterator[Stretch]:
    """What is left of a change: the first rest of either side stands in the other's place, further ones alone."""
    mine = _rests(piece.start, piece.end, [(m.start, m.end) for m in moved])
    theirs = _rests(piece.other_start, piece.other_end, [(m.other_start, m.other_end) for m in moved])
    if not mine and not theirs:
        return
    for number in range(max(len(mine), len(theirs))):
        start, end = mine[number] if number < len(mine) else (piece.end, piece.end)
        other_start, other_end = theirs[number] if number < len(theirs) else (piece.other_end, piece.other_end)
        yield Stretch(start, end, other_start, other_end)


def _rests(start: int, end: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    rests: list[tuple[int, int]] = []
    for first, last in sorted(taken):
        if start <= first and last <= end:
            rests.append((start, first))
            start = last
    rests.append((start, end))
    return [(first, last) for first, last in rests if first < last]


def cut_sentences(original: Tokens, copy: Tokens, piece: Stretch, constants: AlterationConstants) -> list[Stretch]:
    """A change in which whole sentences came or went, as those sentences and what is left beside them."""
    mine, theirs = (original, piece.start, piece.end), (copy, piece.other_start, piece.other_end)
    for text, other, is_copy in ((mine, theirs, False), (theirs, mine, True)):
        first, last = whole_sentences(*text)
        whole = amount(text[0], first, last, constants)
        if whole >= 1 and amount(*other, constants) < whole / 2 and (first, last) != text[1:]:
            # The other side's words stand for the longer of the two rests.
            is_left = first - text[1] >= text[2] - last
            middle = other[2] if is_left else other[1]
            rows = [(text[1], first, other[1], middle), (first, last, middle, middle), (last, text[2], middle, other[2])]
            turned = (Stretch(*row) if not is_copy else Stretch(*row[2:], *row[:2]) for row in rows)
            return [row for row in turned if row.size]
    return [piece]
