"""Turns: who speaks from where to where. A turn runs from its label to the next, or to what cannot be its speaker's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from readout.constants.language import TurnConstants
from readout.model import PassageKind, Role, Turn
from readout.text.languages.pieces import Piece
from readout.text.speech.handoffs import Asker, Spoken, askers
from readout.text.speech.labels import Label, read_label
from readout.text.speech.speakers import roles_of, speakers_of, who_asks

NO_LABEL: frozenset[PassageKind] = frozenset({"residue", "url", "caption", "table"})
"""Kinds of passages that cannot open a turn."""

NOT_SPOKEN: frozenset[PassageKind] = NO_LABEL | frozenset[PassageKind]({"heading", "byline", "dateline", "attribution"})
"""Kinds of passages that nobody said: they close a turn, unless they begin with a label of their own."""

STAGE = regex.compile(r"[(（\[【][^()（）\[\]【】]{1,200}[)）\]】]\.?")
OPENING_CHARACTERS = 400
"""Of a question, searched for who asks: three sentences, however long the first."""
CLOSING_CHARACTERS = 400
"""Of a passage, searched for whom it calls on: its last sentence, however long the passage."""


@dataclass(frozen=True, slots=True)
class Span:
    """A turn as pieces (`first` to `last`, inclusive) and as text (`start` to `end`, exclusive; `said_at` after its label)."""

    first: int
    last: int
    label: Label
    start: int
    said_at: int
    end: int


def is_stage_direction(passage: str) -> bool:
    """Whether the whole passage stands in brackets, as `(Laughter.)` does."""
    return STAGE.fullmatch(passage) is not None


def find_turns(
    text: str,
    pieces: Sequence[Piece],
    section_of: Sequence[int],
    *,
    document_id: str,
    aliases: Mapping[str, str],
    constants: TurnConstants,
    mixed: bool,
) -> list[Turn]:
    """The turns of a document, in order, not overlapping.

    Args:
        text: the document's text.
        pieces: its passages with their languages.
        section_of: the section of each.
        document_id: for the rows.
        aliases: names of speakers; see `speakers_of`.
        constants: `[language.turns]` of config/pipeline.toml.
        mixed: whether the layout labels turns in mixed case.
    """
    spans = list(_spans(text, pieces, section_of, constants, mixed=mixed))
    speakers = speakers_of([span.label.text for span in spans], aliases, constants)
    asking = who_asks(speakers, [text[span.said_at : span.end] for span in spans]) if mixed else ()
    roles = roles_of(speakers, [span.end - span.said_at for span in spans], constants, asking=asking)
    spoken = [_spoken(text, pieces, span, role) for span, role in zip(spans, roles, strict=True)]
    found = zip(spans, speakers, roles, askers(spoken, constants), strict=True)
    return [
        _turn(document_id, position, section_of[span.first], span, speaker, role, asker)
        for position, (span, speaker, role, asker) in enumerate(found)
    ]


def _turn(document_id: str, position: int, section: int, span: Span, speaker: str, role: Role, asker: Asker) -> Turn:
    return Turn(
        document_id=document_id,
        position=position,
        section_position=section,
        label=span.label.text,
        label_end=span.said_at,
        speaker=speaker,
        role=role,
        questioner=asker.name,
        outlet=asker.outlet,
        attribution=asker.attribution,
        start=span.start,
        end=span.end,
        first_passage=span.first,
        last_passage=span.last,
    )


def _spans(
    text: str, pieces: Sequence[Piece], section_of: Sequence[int], constants: TurnConstants, *, mixed: bool
) -> Iterator[Span]:
    """Labels with their extents; a label that nothing follows is none."""
    opened: tuple[int, Label] | None = None
    closing = _any_of(constants.closed_by)
    known: dict[str, tuple[bool, Label | None]] = {}  # tables and menus say the same words again and again
    for place, piece in enumerate(pieces):
        passage = text[piece.start : piece.end]
        if passage not in known:
            ends = closing.fullmatch(passage) is not None
            known[passage] = ends, None if ends else read_label(passage, constants, mixed=mixed)
        ends_all, label = known[passage]
        label = None if piece.draft.kind in NO_LABEL else label
        if opened and (label or ends_all or piece.draft.kind in NOT_SPOKEN or section_of[place] != section_of[opened[0]]):
            yield from _span(pieces, opened, place - 1)
            opened = None
        if label:
            opened = (place, label)
    if opened:
        yield from _span(pieces, opened, len(pieces) - 1)


def _span(pieces: Sequence[Piece], opened: tuple[int, Label], last: int) -> Iterator[Span]:
    """The turn; when its label is alone on its line, what was said begins with the next passage."""
    first, label = opened
    start, end = pieces[first].start, pieces[last].end
    said_at = start + label.end
    if said_at == pieces[first].end and last > first:
        said_at = pieces[first + 1].start
    if said_at < end:
        yield Span(first, last, label, start, said_at, end)


@cache
def _any_of(sources: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?:{source})" for source in sources))


def _spoken(text: str, pieces: Sequence[Piece], span: Span, role: Role) -> Spoken:
    return Spoken(
        is_question=role == "question",
        opening=text[span.said_at : min(span.end, span.said_at + OPENING_CHARACTERS)],
        closing=text[max(span.said_at, pieces[span.last].start, span.end - CLOSING_CHARACTERS) : span.end],
    )
