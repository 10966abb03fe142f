"""What a copy altered: each edit with its place in both texts, what kind it is, and how much it changes what is said.

A function of two texts. Punctuation, spaces, case and script are counted in one row each, so that they never hide an edit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readout.constants.alterations import AlterationConstants
from readout.model import AlterationKind
from readout.text.alterations.boundaries import gap
from readout.text.alterations.edits import Edits, compare
from readout.text.alterations.frames import beside, frame_of
from readout.text.alterations.gazetteer import Gazetteer
from readout.text.alterations.kinds import kinds_of, raw_range, severity
from readout.text.alterations.moves import cut_sentences, take_moved
from readout.text.alterations.stretches import Stretch
from readout.text.alterations.typography import Surface, compare_surface
from readout.text.tokens import METHOD, Tokens, tokenise

METHOD_OF_ALTERATIONS = f"readout-alterations-1/{METHOD}"
OPENS, CLOSES = "“‘«「『（(【[《", ".,;:!?。，；：！？…、”’»」』）)】]》"
JOINS_FIGURES = frozenset(".,:'’\u00a0\u202f")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One alteration; `where` is in code points, the original first. `count` is above 1 where it stands for many."""

    kind: AlterationKind
    also: tuple[AlterationKind, ...]
    severity: int
    where: Stretch
    count: int = 1


def find_alterations(original: Tokens, copy: Tokens, gazetteer: Gazetteer, constants: AlterationConstants) -> list[Found]:
    """What was altered between two texts, in the order of the original.

    Args:
        original: the text that was there first.
        copy: the text that was made of it.
        gazetteer: known names.
        constants: `[alterations]` of the configuration.
    """
    return _limited(_found(original, copy, gazetteer, constants, is_part=False), constants)


def find_misquotations(
    original: Tokens, copy: Tokens, spans: Sequence[Stretch], gazetteer: Gazetteer, constants: AlterationConstants
) -> list[Found]:
    """What was altered inside stretches that two texts share, each given in code points; around them nothing is claimed."""
    rows: list[Found] = []
    for span in sorted(spans):
        one, other = original.text[span.start : span.end], copy.text[span.other_start : span.other_end]
        rows += [_shifted(row, span) for row in _found(tokenise(one), tokenise(other), gazetteer, constants, is_part=True)]
    return _limited(_summed(rows), constants)


def count_changed(original: Tokens, copy: Tokens, constants: AlterationConstants) -> int:
    """How many tokens differ between two texts, what stands around them aside: to tell which text a copy was made of."""
    return compare(original, copy, constants).changed


def _found(a: Tokens, b: Tokens, gazetteer: Gazetteer, constants: AlterationConstants, *, is_part: bool) -> list[Found]:
    edits = compare(a, b, constants, is_part=is_part)
    surface = Surface()
    for equal in edits.equal:
        compare_surface(a, b, equal, surface)
    rows = [_row(a, b, piece, ("number",)) for piece in surface.figures]
    pieces = [piece for piece in (edits.head, *edits.inner, edits.tail) if piece.size]
    moved, left = take_moved(a, b, pieces, constants)
    rows += [_row(a, b, piece, ("moved",)) for piece in moved]
    for piece in left:
        rows += _changed(a, b, piece, edits if edits.equal and not is_part else None, gazetteer, constants, surface)
    rows += [_summary(kind, surface) for kind in ("typographic", "script") if kind in surface.first]
    return sorted(rows, key=lambda row: (row.where, row.kind))


def _changed(
    a: Tokens,
    b: Tokens,
    piece: Stretch,
    edits: Edits | None,
    gazetteer: Gazetteer,
    constants: AlterationConstants,
    surface: Surface,
) -> Iterator[Found]:
    """The rows of one change; what differs in punctuation only is noted."""
    frame, rest = frame_of(a, b, piece, edits, constants) if edits else ((), piece)
    if frame:
        yield _row(a, b, beside(piece, rest), frame)
    for part in cut_sentences(a, b, rest, constants) if rest.size else ():
        kinds = kinds_of(a, b, part, gazetteer, constants)
        if kinds == ("typographic",):
            surface.note("typographic", _places(a, b, part))
        else:
            yield _row(a, b, _whole_figures(a, b, part) if "number" in kinds else part, kinds)


def _whole_figures(a: Tokens, b: Tokens, piece: Stretch) -> Stretch:
    """The change with the rest of a number that it is a part of: from 4.5 to 8.5, not from 4 to 8."""
    start, end, other_start, other_end = piece
    while _is_joined(a, start) and _is_joined(b, other_start) and a.hashes[start - 1] == b.hashes[other_start - 1]:
        start, other_start = start - 1, other_start - 1
    while _is_joined(a, end) and _is_joined(b, other_end) and a.hashes[end] == b.hashes[other_end]:
        end, other_end = end + 1, other_end + 1
    return Stretch(start, end, other_start, other_end)


def _is_joined(tokens: Tokens, place: int) -> bool:
    """Whether the token and the one before it are parts of one number."""
    if not 0 < place < len(tokens) or gap(tokens, place) not in JOINS_FIGURES:
        return False
    return tokens.word(place)[0].isdigit() and tokens.word(place - 1)[-1].isdigit()


def _row(a: Tokens, b: Tokens, piece: Stretch, kinds: tuple[AlterationKind, ...]) -> Found:
    where = _places(a, b, piece)
    if kinds[0] in ("sentence_deleted", "sentence_inserted"):
        where = Stretch(*_with_marks(a.text, where.start, where.end), *_with_marks(b.text, where.other_start, where.other_end))
    return Found(kind=kinds[0], also=kinds[1:], severity=severity(kinds), where=where)


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch with the marks that hang on its first and last word, if it is not empty."""
    if start < end:
        while start > 0 and not (text[start - 1].isalnum() or text[start - 1].isspace() or text[start - 1] in CLOSES):
            start -= 1
        while end < len(text) and not (text[end].isalnum() or text[end].isspace() or text[end] in OPENS):
            end += 1
    return start, end


def _places(a: Tokens, b: Tokens, piece: Stretch) -> Stretch:
    return Stretch(*raw_range(a, piece.start, piece.end), *raw_range(b, piece.other_start, piece.other_end))


def _summary(kind: AlterationKind, surface: Surface) -> Found:
    """One row for all differences of a kind that changes no token."""
    count = surface.script if kind == "script" else surface.typographic
    return Found(kind=kind, also=(), severity=0, where=surface.first[kind], count=count)


def _shifted(row: Found, span: Stretch) -> Found:
    where = row.where
    mine, theirs = span.start, span.other_start
    return replace(
        row, where=Stretch(where.start + mine, where.end + mine, where.other_start + theirs, where.other_end + theirs)
    )


def _summed(rows: list[Found]) -> list[Found]:
    """The rows of all stretches, with one summary row of a kind."""
    kept: list[Found] = []
    sums: dict[AlterationKind, Found] = {}
    for row in rows:
        if row.severity:
            kept.append(row)
        elif row.kind in sums:
            sums[row.kind] = replace(sums[row.kind], count=sums[row.kind].count + row.count)
        else:
            sums[row.kind] = row
    return sorted([*kept, *sums.values()], key=lambda row: (row.where, row.kind))


def _limited(rows: list[Found], constants: AlterationConstants) -> list[Found]:
    """The gravest rows, and one for all others where there are too many."""
    if len(rows) <= constants.rows_max:
        return rows
    order = sorted(range(len(rows)), key=lambda place: (-rows[place].severity, place))
    kept, rest = sorted(order[: constants.rows_max - 1]), sorted(order[constants.rows_max - 1 :])
    first = rows[rest[0]]
    many = replace(first, severity=max(rows[place].severity for place in rest), count=sum(rows[place].count for place in rest))
    return sorted([*(rows[place] for place in kept), many], key=lambda row: (row.where, row.kind))
