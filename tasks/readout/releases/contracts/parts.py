"""Contracts of what a document is cut into: passages, sections, turns; and of its citations."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readout.releases.contracts.rows import ByDocument, broken, rows_of
from readout.releases.streams import Stream

Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Document:
    """One document and the rows that belong to it, in order of position."""

    document_id: str
    text: str
    passage_count: int
    passages: Rows  # position, start, end, text, section_position, turn_position
    sections: Rows  # position, start, end, passage_count
    turns: Rows  # position, start, end, label_end, section_position, first_passage, last_passage
    citations: Rows  # position, start, end, raw, found_in


def check_parts(tables: Mapping[str, Stream]) -> None:
    """Check that parts are in order, do not overlap, slice back to the text and leave nothing of it out.

    Raises:
        ContractBroken: a part is not where or what it says.
    """
    children = (
        ByDocument(tables["passages"], "start", "end", "text", "section_position", "turn_position"),
        ByDocument(tables["sections"], "start", "end", "passage_count"),
        ByDocument(tables["turns"], "start", "end", "label_end", "section_position", "first_passage", "last_passage"),
        ByDocument(tables["citations"], "start", "end", "raw", "found_in"),
    )
    for document_id, text, passage_count in rows_of(tables["documents"], "document_id", "text", "passage_count"):
        document = _Document(document_id, text, passage_count, *(rows.of(document_id) for rows in children))
        _check_passages(document)
        _check_sections(document)
        _check_turns(document)
        _check_citations(document)


def _check_passages(document: _Document) -> None:
    end = _check_order("passages", document, document.passages)
    reached = 0
    for position, start, stop, text, _, turn_position in document.passages:
        if document.text[start:stop] != text:
            raise _wrong("passages", document, position, f"text[{start}:{stop}] is not the passage's text")
        if not _is_blank(document.text[reached:start]):
            raise _wrong("passages", document, position, f"text between {reached} and {start} is in no passage")
        if turn_position is not None and not 0 <= turn_position < len(document.turns):
            raise _wrong("passages", document, position, f"turn_position {turn_position} names no turn")
        reached = stop
    if not _is_blank(document.text[end:]):
        raise broken("documents", document.document_id, f"its text after {end} is in no passage")
    if document.passage_count != len(document.passages):
        raise broken("documents", document.document_id, f"passage_count is not {len(document.passages)}")


def _check_sections(document: _Document) -> None:
    _check_order("sections", document, document.sections)
    members: dict[int, list[tuple[int, int]]] = {}
    last = 0
    for position, start, end, _, section, _ in document.passages:
        if not last <= section < len(document.sections):
            raise _wrong("passages", document, position, f"section_position {section} is out of order or names no section")
        members.setdefault(section, []).append((start, end))
        last = section
    for position, start, end, passage_count in document.sections:
        inside = members.get(position, [])
        if not inside or len(inside) != passage_count:
            raise _wrong("sections", document, position, f"passage_count is {passage_count}, {len(inside)} passages name it")
        if start > inside[0][0] or end < inside[-1][1]:
            raise _wrong("sections", document, position, f"{start} to {end} does not cover its passages")


def _check_turns(document: _Document) -> None:
    _check_order("turns", document, document.turns)
    for position, start, end, label_end, section, first, last in document.turns:
        if not start <= label_end <= end:
            raise _wrong("turns", document, position, f"label_end {label_end} is outside {start} to {end}")
        if not 0 <= section < len(document.sections):
            raise _wrong("turns", document, position, f"section_position {section} names no section")
        if not 0 <= first <= last < len(document.passages):
            raise _wrong("turns", document, position, f"passages {first} to {last} are not passages of the document")
        if not document.passages[first][1] <= start < document.passages[first][2]:
            raise _wrong("turns", document, position, f"it does not begin in passage {first}")
        if not document.passages[last][1] < end <= document.passages[last][2]:
            raise _wrong("turns", document, position, f"it does not end in passage {last}")


def _check_citations(document: _Document) -> None:
    for place, (position, start, end, raw, found_in) in enumerate(document.citations):
        if position != place:
            raise _wrong("citations", document, position, f"positions must run from 0; {place} is missing")
        if not 0 <= start <= end <= len(document.text):
            raise _wrong("citations", document, position, f"{start} to {end} is not within the text")
        if found_in == "text" and document.text[start:end] != raw:
            raise _wrong("citations", document, position, f"text[{start}:{end}] is not raw")


def _check_order(table: str, document: _Document, rows: Rows) -> int:
    """Positions run from 0, stretches are within the text, in order and apart; returns where the last one ends."""
    reached = 0
    for place, (position, start, end, *_) in enumerate(rows):
        if position != place:
            raise _wrong(table, document, position, f"positions must run from 0; {place} is missing")
        if not 0 <= start < end <= len(document.text):
            raise _wrong(table, document, position, f"{start} to {end} is not a stretch of the text")
        if start < reached:
            raise _wrong(table, document, position, f"it begins at {start}, before the one before it ends ({reached})")
        reached = end
    return reached


def _wrong(table: str, document: _Document, position: int, problem: str) -> Exception:
    return broken(table, f"document_id={document.document_id}, position={position}", problem)


def _is_blank(text: str) -> bool:
    """Nothing to see: white space, controls and format characters such as zero-width spaces."""
    return not text or text.isspace() or all(char.isspace() or unicodedata.category(char) in {"Cc", "Cf"} for char in text)
