"""Contracts of `relations`, and of what `alterations` take from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from readout.releases.contracts.rows import broken, key_at, keyed_rows_of, rows_of
from readout.releases.diff import DIGEST_BYTES
from readout.releases.streams import Stream

MOST_SPANS = 64
UNIT = ("document_id", "revision")
PAIR = ("document_id", "revision", "other_id", "other_revision")
Unit = tuple[str, int]

WITHIN_ONE = frozenset({"revision", "exact", "translation_of"})


def check_relations(tables: Mapping[str, Stream]) -> None:
    """Check that both sides exist, a pair has one verdict, and every stretch lies within its text.

    Raises:
        ContractBroken: one of these does not hold.
    """
    lengths = _lengths(tables, {unit for unit, other, _ in _pairs(tables["relations"]) for unit in (unit, other)})
    _check_sides(tables["relations"], lengths)
    _check_verdicts(tables["relations"])
    _check_spans(tables["relations"], lengths)
    _check_alterations(tables, lengths)


def _pairs(relations: Stream) -> Iterator[tuple[Unit, Unit, str]]:
    """Both sides of each row, and its kind."""
    for one, revision, other, other_revision, kind in rows_of(relations, *PAIR, "kind"):
        yield (one, revision), (other, other_revision), kind


def _lengths(tables: Mapping[str, Stream], units: AbstractSet[Unit]) -> dict[Unit, int]:
    """How long the texts of these units are; one that is not there is left out."""
    found: dict[Unit, int] = {}
    for table in ("documents", "document_history") if units else ():
        for document_id, revision, text in rows_of(tables[table], *UNIT, "text"):
            if (document_id, revision) in units:
                found[document_id, revision] = len(text)
    return found


def _check_sides(relations: Stream, lengths: Mapping[Unit, int]) -> None:
    for batch, place, (one, revision, other, other_revision, kind) in keyed_rows_of(relations, *PAIR, "kind"):
        missing = next((unit for unit in ((one, revision), (other, other_revision)) if unit not in lengths), None)
        problem = f"{missing[0]} has no revision {missing[1]}" if missing else None
        # A text that returns to an earlier one is exact with it, and a document may hold its own translation.
        if not problem and one == other and kind not in WITHIN_ONE:
            problem = f"kind {kind} is between different documents"
        if not problem and one != other and kind == "revision":
            problem = "kind revision is between revisions of one document"
        if problem:
            raise broken("relations", key_at("relations", batch, place), problem)


def _check_verdicts(relations: Stream) -> None:
    seen: set[bytes] = set()  # digests: a pair of names takes ten times the memory
    for batch, place, (one, revision, other, other_revision, kind) in keyed_rows_of(relations, *PAIR, "kind"):
        if kind == "translation_of":
            continue
        sides = sorted([(one, revision), (other, other_revision)])
        pair = hashlib.sha256(repr(sides).encode()).digest()[:DIGEST_BYTES]
        if pair in seen:
            raise broken("relations", key_at("relations", batch, place), "the pair has another verdict already")
        seen.add(pair)


def _check_spans(relations: Stream, lengths: Mapping[Unit, int]) -> None:
    for batch, place, (one, revision, other, other_revision, spans) in keyed_rows_of(relations, *PAIR, "spans"):
        sides = lengths[one, revision], lengths[other, other_revision]
        if len(spans) > MOST_SPANS:
            raise broken("relations", key_at("relations", batch, place), f"more than {MOST_SPANS} spans")
        for span in spans:
            for first, last, length in (
                (span["start"], span["end"], sides[0]),
                (span["other_start"], span["other_end"], sides[1]),
            ):
                if not 0 <= first < last <= length:
                    raise broken("relations", key_at("relations", batch, place), f"span {span} is not within the texts")


def _check_alterations(tables: Mapping[str, Stream], lengths: Mapping[Unit, int]) -> None:
    alterations, known = tables["alterations"], set[tuple[Unit, Unit, str]]()
    if alterations.num_rows:
        known.update(_pairs(tables["relations"]))
    ranges = keyed_rows_of(alterations, *PAIR, "relation", "start", "end", "other_start", "other_end")
    for batch, place, (one, revision, other, other_revision, relation, start, end, other_start, other_end) in ranges:
        unit, other_unit = (one, revision), (other, other_revision)
        if (unit, other_unit, relation) not in known:
            problem = f"there is no relation {relation} between its two texts"
            raise broken("alterations", key_at("alterations", batch, place), problem)
        if not _within(start, end, lengths[unit]) or not _within(other_start, other_end, lengths[other_unit]):
            raise broken("alterations", key_at("alterations", batch, place), "a stretch is not within its text")


def _within(start: int | None, end: int | None, length: int) -> bool:
    """A side that is not there is null; an insertion has a place but no length."""
    if start is None or end is None:
        return start is None and end is None
    return 0 <= start <= end <= length
