"""A document's text as rows: sections, passages, turns, and what could not be said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from readout.constants.language import LanguageConstants
from readout.model import Document, LanguageEvidence, Passage, Rejection, Section, Turn
from readout.model.drafts import Detector, Draft
from readout.text.languages.embedded import UNDETERMINED, EmbeddedFinder, ScriptMap, iso_script, map_scripts, script_outliers
from readout.text.languages.pieces import Piece, runs
from readout.text.languages.sections import label
from readout.text.speech.turns import find_turns, is_stage_direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The document with its languages, and the rows of its parts."""

    document: Document
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    turns: tuple[Turn, ...]
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """What is known of a document on the way to its rows."""

    document: Document
    pieces: Sequence[Piece]
    ranges: Sequence[tuple[int, int]]  # sections as pieces: first, one past the last
    scripts: ScriptMap
    letters: Sequence[int]  # of each piece

    @property
    def section_of(self) -> list[int]:
        """The section of each piece."""
        return [section for section, (first, last) in enumerate(self.ranges) for _ in range(first, last)]


def split(
    document: Document,
    passages: Sequence[Draft],
    turn_labels: str,
    aliases: Mapping[str, str],
    constants: LanguageConstants,
    detector: Detector,
) -> Parts:
    """Sections, passages and turns of a document.

    Sections cover every passage once, in order; turns are in order, do not overlap and skip residue. A passage that was a
    flattened page is cut where its language changes, so there may be more passages than drafts.

    Args:
        document: its text, ids and capture are used; `languages` and `passage_count` are filled.
        passages: the text's passages in order, not overlapping.
        turn_labels: `mixed` where the layout labels turns in mixed case, else `upper`.
        aliases: label to the name of the speaker: config/speakers.toml, then the publisher's.
        constants: `[language]` of config/pipeline.toml.
        detector: the language models, see `detectors.load_detector`.
    """
    reading = _read(document, label(document.text, passages, detector, constants))
    turns = find_turns(
        document.text,
        reading.pieces,
        reading.section_of,
        document_id=document.document_id,
        aliases=aliases,
        constants=constants.turns,
        mixed=turn_labels == "mixed",
    )
    return Parts(
        document=replace(document, languages=_languages(reading), passage_count=len(reading.pieces)),
        sections=tuple(_sections(reading, constants)),
        passages=tuple(_passages(reading, turns, constants, detector)),
        turns=tuple(turns),
        rejections=tuple(_rejections(reading, constants)),
    )


def _read(document: Document, pieces: Sequence[Piece]) -> _Reading:
    scripts = map_scripts(document.text)
    before = np.concatenate([np.zeros(1, np.int32), np.cumsum(scripts.classes > 0, dtype=np.int32)])
    letters = [int(before[piece.end] - before[piece.start]) for piece in pieces]
    return _Reading(document, pieces, list(runs(pieces)), scripts, letters)


def _languages(reading: _Reading) -> tuple[str, ...]:
    """Languages of the document by letters, most first; residue does not count."""
    letters: Counter[str] = Counter()
    for piece, count in zip(reading.pieces, reading.letters, strict=True):
        if piece.draft.kind != "residue" and piece.language != UNDETERMINED:
            letters[piece.language] += count
    return tuple(language for language, _ in sorted(letters.items(), key=lambda item: (-item[1], item[0])))


def _sections(reading: _Reading, constants: LanguageConstants) -> Iterator[Section]:
    for position, (first, last) in enumerate(reading.ranges):
        pieces, letters = reading.pieces[first:last], reading.letters[first:last]
        weights = letters if sum(letters) else [1] * len(letters)
        by_evidence: Counter[LanguageEvidence] = Counter()
        for piece, weight in zip(pieces, weights, strict=True):
            by_evidence[piece.evidence] += weight
        confidence = sum(piece.confidence * weight for piece, weight in zip(pieces, weights, strict=True)) / sum(weights)
        yield Section(
            document_id=reading.document.document_id,
            position=position,
            language=pieces[0].language,
            script=iso_script(pieces[0].language, constants),
            start=pieces[0].start,
            end=pieces[-1].end,
            passage_count=len(pieces),
            letter_count=sum(letters),
            confidence=confidence,
            evidence=by_evidence.most_common(1)[0][0],
        )


def _passages(reading: _Reading, turns: Sequence[Turn], constants: LanguageConstants, detector: Detector) -> Iterator[Passage]:
    text = reading.document.text
    turn_of = {place: turn for turn in turns for place in range(turn.first_passage, turn.last_passage + 1)}
    strays = _strays(reading, constants)
    finder = EmbeddedFinder(text, reading.scripts, _languages(reading), constants, detector)
    for place, (piece, section) in enumerate(zip(reading.pieces, reading.section_of, strict=True)):
        turn = turn_of.get(place)
        words = text[piece.start : piece.end]
        is_stage = turn is not None and place > turn.first_passage and is_stage_direction(words)
        yield Passage(
            document_id=reading.document.document_id,
            position=place,
            section_position=section,
            turn_position=turn.position if turn else None,
            start=piece.start,
            end=piece.end,
            text=words,
            kind="stage" if is_stage else piece.draft.kind,
            level=piece.draft.level,
            language=piece.language,
            confidence=piece.confidence,
            evidence=piece.evidence,
            is_cut=piece.is_cut,
            embedded=finder.find(piece.start, piece.end, piece.language),
            script_outliers=tuple(stray for stray in strays[section] if piece.start <= stray < piece.end),
        )


def _strays(reading: _Reading, constants: LanguageConstants) -> list[tuple[int, ...]]:
    """For each section the places of stray characters of the other Chinese script."""
    return [
        script_outliers(
            reading.scripts,
            [(piece.start, piece.end) for piece in reading.pieces[first:last]],
            reading.pieces[first].language,
            constants,
        )
        for first, last in reading.ranges
    ]


def _rejections(reading: _Reading, constants: LanguageConstants) -> Iterator[Rejection]:
    """A document without letters has no language; of a huge passage only a sample was read."""
    document = reading.document
    found: list[tuple[str, str]] = []
    if all(piece.language == UNDETERMINED for piece in reading.pieces):
        found.append(("no_letters", document.text.strip()[: constants.evidence_characters]))
    most = constants.window_characters * constants.windows_most
    drafts = {piece.draft.start: piece.draft.end - piece.draft.start for piece in reading.pieces}
    found += [
        ("over_size", f"passage at {start}: {size} characters, read in part") for start, size in drafts.items() if size > most
    ]
    for position, (reason, evidence) in enumerate(found):
        yield Rejection(
            stage="text",
            subject=document.document_id,
            position=position,
            reason=reason,
            evidence=evidence,
            capture_id=document.capture_id,
        )
