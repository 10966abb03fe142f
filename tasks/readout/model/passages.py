"""Tables `sections`, `passages` and `turns`: the parts of one document's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from readout.model.columns import Column

PassageKind = Literal[
    "heading", "body", "list", "quote", "table", "caption", "dateline", "byline", "attribution", "url", "stage", "residue",
]  # fmt: skip
LanguageEvidence = Literal["script", "table", "model", "conflict", "inherited", "default", "none"]
Role = Literal["principal", "moderator", "question", "interpreter", "operator", "unknown"]
Attribution = Literal["self", "named", "floor", "none"]


@dataclass(frozen=True, slots=True)
class Embedded:
    """A run in another script inside a passage, such as a name in brackets."""

    start: int
    end: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A run of consecutive passages in one language."""

    document_id: Annotated[str, Column("Document it is part of", key=True, references="documents")]
    position: Annotated[int, Column("Place among the document's sections, from 0", key=True)]
    language: Annotated[str, Column("BCP 47 tag of the run, e.g. en, zh-Hans")]
    script: Annotated[str | None, Column("ISO 15924 code of its main script")]
    start: Annotated[int, Column("First code point of the run in the document's text", unit="code points")]
    end: Annotated[int, Column("One past its last code point", unit="code points")]
    passage_count: Annotated[int, Column("Passages in the run")]
    letter_count: Annotated[int, Column("Letters in the run")]
    confidence: Annotated[float, Column("Mean posterior of its passages, weighted by letters", unit="0-1")]
    evidence: Annotated[LanguageEvidence, Column("What decided the most letters of it")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph: the smallest unit that is stored."""

    document_id: Annotated[str, Column("Document it is part of", key=True, references="documents")]
    position: Annotated[int, Column("Place among the document's passages, from 0", key=True)]
    section_position: Annotated[int, Column("Section it is part of")]
    turn_position: Annotated[int | None, Column("Turn it is part of")]
    start: Annotated[int, Column("First code point in the document's text", unit="code points")]
    end: Annotated[int, Column("One past its last code point", unit="code points")]
    text: Annotated[str, Column("The passage itself")]
    kind: Annotated[PassageKind, Column("What it is on the page")]
    level: Annotated[int | None, Column("Level of a heading, from 1")]
    language: Annotated[str, Column("BCP 47 tag")]
    confidence: Annotated[float, Column("Posterior of the language", unit="0-1")]
    evidence: Annotated[LanguageEvidence, Column("What decided the language")]
    is_cut: Annotated[bool, Column("Whether a flattened line was cut here")]
    embedded: Annotated[tuple[Embedded, ...], Column("Runs in another script")]
    script_outliers: Annotated[tuple[int, ...], Column("Stray characters of the other Chinese script", unit="code points")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One speaker's uninterrupted words."""

    document_id: Annotated[str, Column("Document it is part of", key=True, references="documents")]
    position: Annotated[int, Column("Place among the document's turns, from 0", key=True)]
    section_position: Annotated[int, Column("Section it begins in")]
    label: Annotated[str, Column("The label as printed, without its colon")]
    label_end: Annotated[int, Column("First code point of what was said", unit="code points")]
    speaker: Annotated[str, Column("One name for one person, by the publisher's aliases")]
    role: Annotated[Role, Column("What the speaker does in the exchange")]
    questioner: Annotated[str | None, Column("Name of who asks")]
    outlet: Annotated[str | None, Column("For whom the questioner works")]
    attribution: Annotated[Attribution, Column("How the questioner is known; floor is a guess")]
    start: Annotated[int, Column("First code point of the label", unit="code points")]
    end: Annotated[int, Column("One past the last word", unit="code points")]
    first_passage: Annotated[int, Column("Passage it begins in")]
    last_passage: Annotated[int, Column("Passage it ends in")]
