"""Passages with their languages, and how the windows of a flattened one are joined again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readout.constants.language import LanguageConstants
from readout.model import LanguageEvidence
from readout.model.drafts import Draft
from readout.text.languages.language import heaviest
from readout.text.languages.scripts import count_scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A passage, or a part of one that was cut, with its language; offsets are code points of the document's text.

    `is_cut` marks a piece that begins inside a line: joined to the piece before, it is the line again.
    """

    draft: Draft
    start: int
    end: int
    language: str
    confidence: float
    evidence: LanguageEvidence
    is_cut: bool = False


def runs(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Sections as ranges (first, one past the last) of the pieces: every piece once, in order."""
    first = 0
    for place in range(1, len(pieces) + 1):
        if place == len(pieces) or pieces[place].language != pieces[first].language:
            yield first, place
            first = place


def join_windows(text: str, windows: Sequence[Piece], constants: LanguageConstants) -> list[Piece]:
    """One passage from its windows, or as many as it has languages.

    A run too short to be a text of its own is a quotation: it stays with the words around it.

    Args:
        text: the document's text.
        windows: of one passage, in order, together the whole of it.
        constants: `[language]` of config/pipeline.toml.
    """
    if len(windows) == 1:
        return list(windows)
    kept = _without_quotations(text, windows, constants)
    return [_joined(text, kept[first:last], is_cut=first > 0) for first, last in runs(kept)]


def _without_quotations(text: str, windows: Sequence[Piece], constants: LanguageConstants) -> list[Piece]:
    """Short runs in the language of the long run before them, or else after them; of short ones alone the longest wins."""
    found = [(windows[first:last], _weight(text, windows[first:last], constants)) for first, last in runs(windows)]
    least = min(constants.flat_letters, max(weight for _, weight in found))
    host = next(run[0] for run, weight in found if weight >= least)
    kept: list[Piece] = []
    for run, weight in found:
        if weight >= least:
            host = run[-1]
            kept += run
        else:
            kept += [replace(piece, language=host.language, confidence=host.confidence, evidence="inherited") for piece in run]
    return kept


def _weight(text: str, run: Sequence[Piece], constants: LanguageConstants) -> float:
    return heaviest(count_scripts(text[run[0].start : run[-1].end]), constants.weights)[1]


def _joined(text: str, run: Sequence[Piece], *, is_cut: bool) -> Piece:
    """Neighbours in one language as one piece, without white space at its ends."""
    part = text[run[0].start : run[-1].end]
    start = run[0].start + len(part) - len(part.lstrip())
    size = sum(piece.end - piece.start for piece in run)
    confidence = sum(piece.confidence * (piece.end - piece.start) for piece in run) / size
    widest = max(run, key=lambda piece: piece.end - piece.start)
    return replace(widest, start=start, end=start + len(part.strip()), confidence=confidence, is_cut=is_cut)
