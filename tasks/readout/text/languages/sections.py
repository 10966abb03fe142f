"""Sections: the language of every passage, decided over the whole document, and where a flattened passage is cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import regex

from readout.constants.language import LanguageConstants
from readout.model.drafts import Detector, Draft
from readout.text.languages.embedded import UNDETERMINED
from readout.text.languages.language import HANS, HANT, judge_lines
from readout.text.languages.lines import Line
from readout.text.languages.masks import detection_text
from readout.text.languages.paths import best_path
from readout.text.languages.pieces import Piece, join_windows, runs
from readout.text.languages.windows import Window, may_be_mixed, windows

NUMBERED = regex.compile(r"(?:\p{Nd}|(?<!\p{L})[IVX]{1,6})\s?[.:：]$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A line of the path: a passage or a window of one."""

    place: int  # of its draft
    start: int
    end: int
    read: str
    is_heading: bool = False


def label(text: str, drafts: Sequence[Draft], detector: Detector, constants: LanguageConstants) -> list[Piece]:
    """Every passage with its language, in order; a flattened one in pieces. Runs of one language are the sections.

    Args:
        text: the document's text.
        drafts: its passages, in order, not overlapping.
        detector: the language models.
        constants: `[language]` of config/pipeline.toml.
    """
    units = _units(text, drafts, detector, constants)
    read = _with_context(_on_path(units, drafts, detector, constants))
    passages = (list(group) for _, group in groupby(read, key=lambda piece: piece.draft.start))
    pieces = [piece for passage in passages for piece in join_windows(text, passage, constants)]
    return [piece for first, last in runs(pieces) for piece in _han_evidence(pieces[first:last])]


def is_heading_like(line: str, constants: LanguageConstants) -> bool:
    """Whether the line is short and ends like no sentence, or is a few words and a number, whatever stands behind it.

    >>> NUMBERED.search("Article IV.") is not None
    True
    """
    line = line.strip()
    if not 0 < len(line) <= constants.heading_characters:
        return False
    if line[-1] not in constants.heading_ends:
        return True
    return NUMBERED.search(line) is not None and len(line.split()) <= constants.heading_words


def _units(text: str, drafts: Sequence[Draft], detector: Detector, constants: LanguageConstants) -> list[_Unit]:
    """The lines of the path: passages, and the windows of those which may be flattened pages."""
    units: list[_Unit] = []
    known: dict[str, tuple[str, bool]] = {}  # menus and tables say the same words again and again
    for place, draft in enumerate(drafts):
        passage = text[draft.start : draft.end]
        if len(passage) > constants.flat_characters:
            units += _long(place, draft, windows(passage, constants), detector, constants)
            continue
        if passage not in known:
            known[passage] = detection_text(passage), is_heading_like(passage, constants)
        read, is_heading = known[passage]
        # What a page marks up as a heading is one, however long and however it ends.
        units.append(_Unit(place, draft.start, draft.end, read, is_heading or draft.level is not None))
    return units


def _long(place: int, draft: Draft, parts: Sequence[Window], detector: Detector, constants: LanguageConstants) -> list[_Unit]:
    if may_be_mixed(parts, detector, constants):
        return [_Unit(place, draft.start + part.start, draft.start + part.end, part.text) for part in parts]
    return [_Unit(place, draft.start, draft.end, _sampled(parts))]


def _sampled(parts: Sequence[Window]) -> str:
    """Head, middle and tail of a passage in one language: no more is read of it."""
    read = [part.text for part in parts if part.script]
    return " ".join(read if len(read) <= 3 else (read[0], read[len(read) // 2], read[-1]))


def _on_path(units: Sequence[_Unit], drafts: Sequence[Draft], detector: Detector, constants: LanguageConstants) -> list[Piece]:
    """Units with the languages of the path; neutral ones are `und` as yet."""
    reads = list(dict.fromkeys(unit.read for unit in units))
    judged = dict(zip(reads, judge_lines(reads, detector, constants), strict=True))
    scored = [unit for unit in units if judged[unit.read].scores]
    counts = Counter(unit.read for unit in scored)
    lines = [judged[unit.read] for unit in scored]
    repeats = [counts[unit.read] for unit in scored]
    path = best_path(lines, repeats, [unit.is_heading for unit in scored], constants)
    found = dict(zip(map(id, scored), zip(path.languages, path.posteriors, strict=True), strict=True))
    return [_piece(unit, drafts[unit.place], judged[unit.read], *found.get(id(unit), (UNDETERMINED, 0.0))) for unit in units]


def _piece(unit: _Unit, draft: Draft, line: Line, language: str, confidence: float) -> Piece:
    evidence = line.evidence
    if line.best not in (None, language):
        evidence = "conflict" if line.rival == language else "inherited"
    return Piece(draft=draft, start=unit.start, end=unit.end, language=language, confidence=confidence, evidence=evidence)


def _with_context(pieces: list[Piece]) -> list[Piece]:
    """Neutral pieces take the language before them, or, at the head of the document, after them."""
    known = next((piece for piece in pieces if piece.evidence != "none"), None)
    if known is None:
        return pieces
    filled: list[Piece] = []
    for piece in pieces:
        if piece.evidence == "none":
            piece = replace(piece, language=known.language, confidence=known.confidence, evidence="inherited")  # noqa: PLW2901 - the same piece, known better
        else:
            known = piece
        filled.append(piece)
    return filled


def _han_evidence(section: list[Piece]) -> list[Piece]:
    """Simplified or traditional by the section's table evidence, where the piece has none; else by default."""
    if section[0].language not in (HANS, HANT) or all(piece.evidence != "table" for piece in section):
        return section
    return [replace(piece, evidence="inherited") if piece.evidence == "default" else piece for piece in section]
