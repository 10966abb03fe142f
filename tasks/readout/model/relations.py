"""Tables `relations`, `alterations` and `alignments`: what two texts have to do with each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from readout.model.columns import Column

RelationKind = Literal["exact", "near", "contains", "quotes", "revision", "translation_of", "template"]
Side = Literal["document", "other"]
AlterationKind = Literal[
    "typographic", "script", "frame", "truncated", "moved", "sentence_deleted", "sentence_inserted", "number", "negation",
    "modal", "name", "wording",
]  # fmt: skip
AlignmentLevel = Literal["passage", "sentence"]
AlignmentKind = Literal["matched", "outside", "omitted", "added"]


@dataclass(frozen=True, slots=True)
class SharedSpan:
    """A stretch that two texts share, with its place in both."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What one text of one document is to one text of another."""

    document_id: Annotated[str, Column("The later, whole, quoting, newer or translating side", key=True)]
    revision: Annotated[int, Column("Its revision", key=True)]
    other_id: Annotated[str, Column("The earlier, contained, quoted, older or original side", key=True)]
    other_revision: Annotated[int, Column("Its revision", key=True)]
    kind: Annotated[RelationKind, Column("What the pair is", key=True)]
    score: Annotated[float, Column("Strength, by kind", unit="0-1")]
    cover: Annotated[float, Column("Share of the document found in the other", unit="0-1")]
    other_cover: Annotated[float, Column("Share of the other found in the document", unit="0-1")]
    longest_run: Annotated[int, Column("Longest aligned run", unit="tokens")]
    shared: Annotated[int, Column("Fingerprints in common")]
    rare_shared: Annotated[int, Column("Of these, rare ones")]
    rare_share: Annotated[float, Column("Mean rarity of the common fingerprints", unit="0-1")]
    numerals_kept: Annotated[int, Column("Numerals that agree where the texts align")]
    numerals_changed: Annotated[int, Column("Numerals that differ where the texts align")]
    names_changed: Annotated[int, Column("Names at the head that differ")]
    day_gap: Annotated[int | None, Column("Days between the dates of publication", unit="days")]
    same_publisher: Annotated[bool, Column("Whether both come from one publisher")]
    same_url: Annotated[bool, Column("Whether both have one url_key")]
    raw_equal: Annotated[bool, Column("Whether the texts are equal to the byte")]
    spans: Annotated[tuple[SharedSpan, ...], Column("Stretches in common, at most 64")]
    section_position: Annotated[int | None, Column("Section of the document, for translation_of between parts")]
    other_section_position: Annotated[int | None, Column("Section of the other")]
    reason: Annotated[str, Column("The rule that decided")]
    is_current: Annotated[bool, Column("Whether both sides are current revisions")]
    method: Annotated[str, Column("Formula and its version")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """One edit between an original and its copy."""

    document_id: Annotated[str, Column("Document of the relation", key=True)]
    revision: Annotated[int, Column("Its revision", key=True)]
    other_id: Annotated[str, Column("Other of the relation", key=True)]
    other_revision: Annotated[int, Column("Its revision", key=True)]
    position: Annotated[int, Column("Place among the pair's alterations, from 0", key=True)]
    relation: Annotated[RelationKind, Column("Kind of the relation it belongs to")]
    original: Annotated[Side, Column("Which side `before` is taken from")]
    kind: Annotated[AlterationKind, Column("What was changed")]
    also: Annotated[tuple[AlterationKind, ...], Column("Further kinds that fit")]
    severity: Annotated[int, Column("0 (typography) to 3 (meaning)")]
    start: Annotated[int | None, Column("Place in the document's text", unit="code points")]
    end: Annotated[int | None, Column("One past its end", unit="code points")]
    other_start: Annotated[int | None, Column("Place in the other's text", unit="code points")]
    other_end: Annotated[int | None, Column("One past its end", unit="code points")]
    passage: Annotated[int | None, Column("Passage of the document")]
    other_passage: Annotated[int | None, Column("Passage of the other")]
    before: Annotated[str, Column("Text of the original, at most 2,000 characters")]
    after: Annotated[str, Column("Text of the copy, at most 2,000 characters")]
    context: Annotated[str, Column("30 characters on either side")]
    count: Annotated[int, Column("Edits that a summary row stands for")]
    method: Annotated[str, Column("Formula and its version")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A passage or sentence and its counterpart in the other language."""

    document_id: Annotated[str, Column("The translation", key=True)]
    other_id: Annotated[str, Column("The original", key=True)]
    position: Annotated[int, Column("Place among the pair's rows, from 0", key=True)]
    section_position: Annotated[int | None, Column("Section of the translation")]
    other_section_position: Annotated[int | None, Column("Section of the original")]
    level: Annotated[AlignmentLevel, Column("passage or sentence")]
    parent_position: Annotated[int | None, Column("Row of the passages that the sentences are part of")]
    kind: Annotated[AlignmentKind, Column("matched, or why there is no counterpart")]
    passage: Annotated[int | None, Column("First passage of the translation")]
    other_passage: Annotated[int | None, Column("First passage of the original")]
    passage_count: Annotated[int, Column("Units on the translation's side")]
    other_count: Annotated[int, Column("Units on the original's side")]
    start: Annotated[int | None, Column("Place in the translation", unit="code points")]
    end: Annotated[int | None, Column("One past its end", unit="code points")]
    other_start: Annotated[int | None, Column("Place in the original", unit="code points")]
    other_end: Annotated[int | None, Column("One past its end", unit="code points")]
    score: Annotated[float | None, Column("Similarity; not a probability")]
    margin: Annotated[float | None, Column("Score lost without this pair")]
    flags: Annotated[tuple[str, ...], Column("Places to look at: a number, date or name that differs")]
    method: Annotated[str, Column("Aligner, dictionary and their versions")]
