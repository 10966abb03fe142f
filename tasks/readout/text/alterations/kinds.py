"""What a change is, and how much it changes of what a text asserts."""

from __future__ import annotations

from collections.abc import Iterator

from readout.constants.alterations import AlterationConstants
from readout.model import AlterationKind
from readout.text.alterations.assertions import modals, negations
from readout.text.alterations.boundaries import amount, whole_sentences
from readout.text.alterations.figures import differ, figures
from readout.text.alterations.gazetteer import Gazetteer
from readout.text.alterations.names import is_put_to_a_name, touches_a_name
from readout.text.alterations.stretches import Stretch
from readout.text.alterations.typography import letters
from readout.text.tokens import Tokens

SEVERITY: dict[AlterationKind, int] = {
    "typographic": 0, "script": 0, "frame": 1, "truncated": 1, "moved": 1, "sentence_deleted": 3, "sentence_inserted": 3,
    "number": 3, "negation": 3, "modal": 3, "name": 3, "wording": 2,
}  # fmt: skip
"""0: nothing but the look; 1: what is around a text or how much of it is there; 2: words; 3: what is asserted."""

Side = tuple[Tokens, int, int]
Range = tuple[int, int]


def kinds_of(
    original: Tokens, copy: Tokens, piece: Stretch, gazetteer: Gazetteer, constants: AlterationConstants
) -> tuple[AlterationKind, ...]:
    """All kinds that fit a change, the one that names it first."""
    sides: tuple[Side, Side] = ((original, piece.start, piece.end), (copy, piece.other_start, piece.other_end))
    ranges = raw_range(*sides[0]), raw_range(*sides[1])
    one, other = original.text[slice(*ranges[0])], copy.text[slice(*ranges[1])]
    is_figure = differ(figures(original.text, *ranges[0]), figures(copy.text, *ranges[1]))
    if one and other and letters(one) == letters(other) and not is_figure:
        return ("typographic",)
    if sentences := _sentences(sides[0], sides[1], constants):
        if not one or not other:
            return (sentences,)
        return (sentences, *_meanings(original, copy, piece, gazetteer, is_figure=is_figure))
    return (*_meanings(original, copy, piece, gazetteer, is_figure=is_figure),) or ("wording",)


def severity(kinds: tuple[AlterationKind, ...]) -> int:
    """That of the gravest kind."""
    return max(SEVERITY[kind] for kind in kinds)


def raw_range(tokens: Tokens, start: int, end: int) -> Range:
    """Tokens as code points; no tokens are the place before the next one."""
    if start < end:
        return int(tokens.start[start]), int(tokens.end[end - 1])
    place = int(tokens.start[start]) if start < len(tokens) else int(tokens.end[-1]) if len(tokens) else 0
    return place, place


def _sentences(one: Side, other: Side, constants: AlterationConstants) -> AlterationKind | None:
    """Whether one side has whole sentences where the other has next to nothing."""
    for kind, mine, theirs in (("sentence_deleted", one, other), ("sentence_inserted", other, one)):
        whole = amount(mine[0], *whole_sentences(*mine), constants)
        if whole >= 1 and amount(*theirs, constants) < whole / 2:
            return "sentence_deleted" if kind == "sentence_deleted" else "sentence_inserted"
    return None


def _meanings(
    original: Tokens, copy: Tokens, piece: Stretch, gazetteer: Gazetteer, *, is_figure: bool
) -> Iterator[AlterationKind]:
    ranges = (
        raw_range(original, piece.start, piece.end),
        raw_range(copy, piece.other_start, piece.other_end),
    )
    if is_figure:
        yield "number"
    put = is_put_to_a_name(original, copy, piece, gazetteer)
    # Before a name it is a part of the name: what is not China.
    is_prefix = put and "非" in (original.text[slice(*ranges[0])], copy.text[slice(*ranges[1])])
    if not is_prefix and negations(original.text, *ranges[0]) != negations(copy.text, *ranges[1]):
        yield "negation"
    if modals(original.text, *ranges[0]) != modals(copy.text, *ranges[1]):
        yield "modal"
    if put or touches_a_name(original, copy, piece, gazetteer):
        yield "name"
