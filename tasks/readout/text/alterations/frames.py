"""What stands before and behind the text that a copy shares with its original: a site's frame, a tail cut off."""

from __future__ import annotations

from readout.constants.alterations import AlterationConstants
from readout.model import AlterationKind
from readout.text.alterations.boundaries import PARAGRAPH, boundary
from readout.text.alterations.edits import Edits
from readout.text.alterations.stretches import Stretch
from readout.text.tokens import Tokens


def frame_of(
    a: Tokens, b: Tokens, piece: Stretch, edits: Edits, constants: AlterationConstants
) -> tuple[tuple[AlterationKind, ...], Stretch]:
    """What a change before the first or behind the last equal stretch is, and what of it was put to the text itself.

    Nothing is a frame where words were only replaced, or where all of it hangs on the text without a mark between.
    """
    is_head = piece.end <= edits.head.end and piece.other_end <= edits.head.other_end
    is_tail = piece.start >= edits.tail.start and piece.other_start >= edits.tail.other_start
    mine, theirs = piece.end - piece.start, piece.other_end - piece.other_start
    if not (is_head or is_tail) or (mine and theirs and _is_replaced(a, b, piece, constants)):
        return (), piece
    if mine and theirs:
        rest = _last_words(a, b, piece, constants, is_head=is_head)
    else:
        rest = _attached(a, b, piece, constants, is_head=is_head)
    if rest == piece:
        return (), piece
    if is_head or not mine or (rest.size and mine):
        return ("frame",), rest
    return ("truncated", "frame") if theirs else ("truncated",), rest


def _last_words(a: Tokens, b: Tokens, piece: Stretch, constants: AlterationConstants, *, is_head: bool) -> Stretch:
    """The first or last words of the original, and those in the copy that stand for them before its frame begins."""
    nothing = Stretch(piece.start, piece.start, piece.other_start, piece.other_start)
    if is_head:
        nothing = Stretch(piece.end, piece.end, piece.other_end, piece.other_end)
        begins = next(
            (p for p in range(piece.other_end - 1, piece.other_start, -1) if boundary(b, p) == PARAGRAPH), piece.other_end
        )
        rest = Stretch(piece.start, piece.end, begins, piece.other_end)
    else:
        ends = next(
            (p for p in range(piece.other_start + 1, piece.other_end) if boundary(b, p) == PARAGRAPH), piece.other_start
        )
        rest = Stretch(piece.start, piece.end, piece.other_start, ends)
    is_both = rest.other_start < rest.other_end
    return rest if is_both and _is_replaced(a, b, rest, constants) else nothing


def _is_replaced(a: Tokens, b: Tokens, piece: Stretch, constants: AlterationConstants) -> bool:
    """Whether a few words stand in the place of others, in one paragraph on either side."""
    if piece.size > constants.edge_replaced:
        return False
    places = [(a, place) for place in range(piece.start + 1, piece.end)]
    places += [(b, place) for place in range(piece.other_start + 1, piece.other_end)]
    return all(boundary(tokens, place) < PARAGRAPH for tokens, place in places)


def _attached(a: Tokens, b: Tokens, piece: Stretch, constants: AlterationConstants, *, is_head: bool) -> Stretch:
    """The few words at the inner end of a one-sided frame that no mark separates from the text: they belong to its sentence."""
    text, start, end = (a, piece.start, piece.end) if piece.start < piece.end else (b, piece.other_start, piece.other_end)
    if is_head:
        begins = next((place for place in range(end, start - 1, -1) if boundary(text, place)), start)
        length = end - begins if end - begins <= constants.island_long else 0
        kept = (end - length, end)
    else:
        ends = next((place for place in range(start, end + 1) if boundary(text, place)), end)
        length = ends - start if ends - start <= constants.island_long else 0
        kept = (start, start + length)
    return Stretch(*kept, *piece[2:]) if text is a else Stretch(*piece[:2], *kept)


def beside(piece: Stretch, rest: Stretch) -> Stretch:
    """The piece without what is left of it, which stands at one of its ends."""
    if not rest.size:
        return piece
    if rest.end == piece.end and rest.other_end == piece.other_end:
        return Stretch(piece.start, rest.start, piece.other_start, rest.other_start)
    return Stretch(rest.end, piece.end, rest.other_end, piece.other_end)
