"""Alterations of a pair of texts as rows of the table `alterations`, from the side of the relation they belong to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from readout.constants.alterations import AlterationConstants
from readout.model import Alteration, RelationKind, Side
from readout.text.alterations.finding import METHOD_OF_ALTERATIONS, Found, find_alterations, find_misquotations
from readout.text.alterations.gazetteer import Gazetteer
from readout.text.alterations.stretches import Stretch
from readout.text.tokens import Tokens

ALTERED = frozenset({"near", "contains", "revision", "quotes"})
"""Kinds of relations between texts that may differ in what they have in common."""
CUT = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlteredPair:
    """Two texts of which one was made of the other; spans are those of a quotation, the document's side first."""

    document_id: str
    revision: int
    other_id: str
    other_revision: int
    relation: RelationKind
    original: Side
    spans: tuple[Stretch, ...] = ()

    @property
    def key(self) -> tuple[str, int, str, int]:
        """What names the pair."""
        return (self.document_id, self.revision, self.other_id, self.other_revision)

    @property
    def units(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """Document and revision of both sides."""
        return (self.document_id, self.revision), (self.other_id, self.other_revision)


def alterations_of(
    pair: AlteredPair,
    texts: tuple[Tokens, Tokens],
    passages: tuple[Sequence[int], Sequence[int]],
    gazetteer: Gazetteer,
    constants: AlterationConstants,
) -> list[Alteration]:
    """The rows of one pair.

    Args:
        pair: what the two are to each other.
        texts: of the document and of the other.
        passages: where the passages of each begin; none of a superseded text.
        gazetteer: known names.
        constants: `[alterations]` of the configuration.
    """
    is_turned = pair.original == "other"
    original, copy = texts[::-1] if is_turned else texts
    if pair.relation == "quotes":
        spans = [_turned(span) if is_turned else span for span in pair.spans]
        found = find_misquotations(original, copy, spans, gazetteer, constants)
    else:
        found = find_alterations(original, copy, gazetteer, constants)
    return [_row(pair, place, row, (original.text, copy.text), passages, constants) for place, row in enumerate(found)]


def passage_at(starts: Sequence[int], place: int) -> int | None:
    """The passage that a place is in, or the one before it; None where passages are not kept or none has begun."""
    number = bisect_right(starts, place) - 1
    return number if number >= 0 else None


def capped(text: str, most: int) -> str:
    """The text, cut where it is longer than `most` characters.

    >>> capped("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else text[: most - len(CUT)] + CUT


def _row(
    pair: AlteredPair,
    position: int,
    found: Found,
    texts: tuple[str, str],
    passages: tuple[Sequence[int], Sequence[int]],
    constants: AlterationConstants,
) -> Alteration:
    where = found.where
    start, end, other_start, other_end = _turned(where) if pair.original == "other" else where
    original, copy = texts
    return Alteration(
        document_id=pair.document_id,
        revision=pair.revision,
        other_id=pair.other_id,
        other_revision=pair.other_revision,
        position=position,
        relation=pair.relation,
        original=pair.original,
        kind=found.kind,
        also=found.also,
        severity=found.severity,
        start=start,
        end=end,
        other_start=other_start,
        other_end=other_end,
        passage=passage_at(passages[0], start),
        other_passage=passage_at(passages[1], other_start),
        before=capped(original[where.start : where.end], constants.text_characters),
        after=capped(copy[where.other_start : where.other_end], constants.text_characters),
        context=_context(original, where.start, where.end, constants.context_characters),
        count=found.count,
        method=METHOD_OF_ALTERATIONS,
    )


def _context(text: str, start: int, end: int, size: int) -> str:
    """What stands on either side, `…` in the place itself; each run of white space as one space."""
    before, after = text[max(0, start - size) : start], text[end : end + size]
    return " ".join(f"{before}{CUT}{after}".split())


def _turned(span: Stretch) -> Stretch:
    return Stretch(span.other_start, span.other_end, span.start, span.end)
