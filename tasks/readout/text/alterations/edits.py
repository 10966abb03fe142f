"""The changes between two texts: what is left between the stretches they share, put where a reader would see it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from readout.constants.alterations import AlterationConstants
from readout.text.alterations.boundaries import boundary
from readout.text.alterations.stretches import Stretch, equal_stretches, gaps
from readout.text.tokens import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """How a copy differs from its original, in tokens: stretches that are equal, and what stands between them, in order.

    `head` and `tail` are what stands before the first and behind the last equal stretch; where nothing is equal, `head`
    is all of both.
    """

    equal: tuple[Stretch, ...]
    head: Stretch
    inner: tuple[Stretch, ...]
    tail: Stretch

    @property
    def changed(self) -> int:
        """How many tokens differ, on the side that has more of them; the frame around a text does not count."""
        return sum(piece.size for piece in self.inner)


def compare(original: Tokens, copy: Tokens, constants: AlterationConstants, *, is_part: bool = False) -> Edits:
    """The edits that make the copy of the original.

    Args:
        original: the text that was there first.
        copy: the other.
        constants: what counts as an anchor, and what as chance.
        is_part: both are stretches cut from longer texts, so that neither has a frame.
    """
    whole = Stretch(0, len(original), 0, len(copy))
    equal = equal_stretches(original.hashes, copy.hashes, constants)
    if not is_part:
        equal = _without_loose_ends(equal, constants)
    equal = _without_islands(equal, constants)
    pieces = [*gaps(equal, whole)]
    if not equal:
        return Edits(equal=(), head=whole, inner=(), tail=Stretch(whole.end, whole.end, whole.other_end, whole.other_end))
    head, *inner, tail = _ends_joined(_slid(original, copy, pieces, constants))
    pieces = [head, *inner, tail]
    kept = [Stretch(one.end, two.start, one.other_end, two.other_start) for one, two in pairwise(pieces)]
    return Edits(
        equal=tuple(piece for piece in kept if piece.size), head=head, inner=tuple(p for p in inner if p.size), tail=tail
    )


def _ends_joined(pieces: list[Stretch]) -> list[Stretch]:
    """The pieces with those that were shifted to the very beginning or end as the head or the tail."""
    first = 1 if len(pieces) > 2 and pieces[0].size == 0 and pieces[1][::2] == pieces[0][::2] else 0
    last = len(pieces) - (2 if len(pieces) - first > 2 and pieces[-1].size == 0 and pieces[-2][1::2] == pieces[-1][1::2] else 1)
    return pieces[first : last + 1]


def _without_loose_ends(equal: list[Stretch], constants: AlterationConstants) -> list[Stretch]:
    """Without the equal tokens that a site's frame has by chance: they must outweigh what separates them from an anchor."""
    solid = [number for number, piece in enumerate(equal) if piece.size >= constants.anchors[0]]
    if not solid:
        return equal
    turned = [Stretch(-p.end, -p.start, -p.other_end, -p.other_start) for p in reversed(equal[: solid[0] + 1])]
    first = solid[0] - _reach(turned, constants)
    last = solid[-1] + _reach(equal[solid[-1] :], constants)
    return equal[first : last + 1]


def _reach(equal: list[Stretch], constants: AlterationConstants) -> int:
    """How many of the stretches behind the first one belong to it: up to the best balance of tokens kept and changed."""
    balance = best = reach = 0
    for number, (one, two) in enumerate(pairwise(equal), 1):
        between = Stretch(one.end, two.start, one.other_end, two.other_start)
        price = 1 if between.size <= constants.island_long else min(between.size, constants.edge_price)
        balance += two.size - price
        if balance >= best:
            best, reach = balance, number
    return reach


def _without_islands(equal: list[Stretch], constants: AlterationConstants) -> list[Stretch]:
    """Without the few equal tokens that changes on both sides outweigh; those at the ends are judged already."""
    kept = equal[:2]
    for piece in equal[2:]:
        while len(kept) > 1 and _is_island(kept[-2], kept[-1], piece, constants):
            kept.pop()
        kept.append(piece)
    return kept


def _is_island(before: Stretch, piece: Stretch, after: Stretch, constants: AlterationConstants) -> bool:
    one = Stretch(before.end, piece.start, before.other_end, piece.other_start).size
    two = Stretch(piece.end, after.start, piece.other_end, after.other_start).size
    is_between_words = piece.size <= constants.island and max(one, two) <= constants.island_words
    return is_between_words or (piece.size <= constants.island_long and piece.size < min(one, two))


def _slid(original: Tokens, copy: Tokens, pieces: list[Stretch], constants: AlterationConstants) -> list[Stretch]:
    """Stretches that only one side has, shifted within what is equal to where a sentence begins, if that can be.

    Where `The talks began. The talks ended.` lost one sentence, nobody can tell which `The talks` went: a sentence did.
    """
    moved = pieces[:1]
    for piece, after in pairwise(pieces[1:]):
        room = min(piece.start - moved[-1].end, constants.slide_max), min(after.start - piece.end, constants.slide_max)
        if piece.start == piece.end:
            best = _best_shift(copy, piece.other_start, piece.other_end, room)
        elif piece.other_start == piece.other_end:
            best = _best_shift(original, piece.start, piece.end, room)
        else:
            best = 0
        moved.append(Stretch(piece.start + best, piece.end + best, piece.other_start + best, piece.other_end + best))
    return [*moved, pieces[-1]]


def _best_shift(text: Tokens, start: int, end: int, room: tuple[int, int]) -> int:
    """By how much to shift a stretch, of the shifts after which the text without it is the same."""
    left = next((k for k in range(room[0]) if text.hashes[start - 1 - k] != text.hashes[end - 1 - k]), room[0])
    right = next((k for k in range(room[1]) if text.hashes[start + k] != text.hashes[end + k]), room[1])
    return max(range(-left, right + 1), key=lambda by: (_fit(text, start + by, end + by), -abs(by), by))


def _fit(text: Tokens, start: int, end: int) -> int:
    return boundary(text, start) + boundary(text, end)
