"""Contracts of `relations`, `alterations` and `alignments`."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from readout.releases.contracts.rows import broken, key_at, rows_of

MOST_SPANS = 64
UNIT = ("document_id", "revision")
PAIR = ("document_id", "revision", "other_id", "other_revision")
Unit = tuple[str, int]

WITHIN_ONE = frozenset({"revision", "exact", "translation_of"})


def check_relations(tables: Mapping[str, pa.Table]) -> None:
    """Check that both sides exist, a pair has one verdict, and every stretch lies within its text.

    Raises:
        ContractBroken: one of these does not hold.
    """
    lengths: dict[Unit, int] = {}
    for table in ("documents", "document_history"):
        lengths |= {(document_id, revision): len(text) for document_id, revision, text in rows_of(tables[table], *UNIT, "text")}
    _check_sides(tables["relations"], lengths)
    _check_verdicts(tables["relations"])
    _check_spans(tables["relations"], lengths)
    _check_alterations(tables, lengths)
    _check_alignments(tables)


def _check_sides(relations: pa.Table, lengths: Mapping[Unit, int]) -> None:
    for place, (one, revision, other, other_revision, kind) in enumerate(rows_of(relations, *PAIR, "kind")):
        key = key_at("relations", relations, place)
        for unit in ((one, revision), (other, other_revision)):
            if unit not in lengths:
                raise broken("relations", key, f"{unit[0]} has no revision {unit[1]}")
        # A text that returns to an earlier one is exact with it, and a document may hold its own translation.
        if one == other and kind not in WITHIN_ONE:
            raise broken("relations", key, f"kind {kind} is between different documents")
        if one != other and kind == "revision":
            raise broken("relations", key, "kind revision is between revisions of one document")


def _check_verdicts(relations: pa.Table) -> None:
    seen: set[frozenset[Unit]] = set()
    for place, (one, revision, other, other_revision, kind) in enumerate(rows_of(relations, *PAIR, "kind")):
        pair = frozenset({(one, revision), (other, other_revision)})
        if kind == "translation_of":
            continue
        if pair in seen:
            raise broken("relations", key_at("relations", relations, place), "the pair has another verdict already")
        seen.add(pair)


def _check_spans(relations: pa.Table, lengths: Mapping[Unit, int]) -> None:
    for place, (one, revision, other, other_revision, spans) in enumerate(rows_of(relations, *PAIR, "spans")):
        sides = lengths[one, revision], lengths[other, other_revision]
        if len(spans) > MOST_SPANS:
            raise broken("relations", key_at("relations", relations, place), f"more than {MOST_SPANS} spans")
        for span in spans:
            for first, last, length in (
                (span["start"], span["end"], sides[0]),
                (span["other_start"], span["other_end"], sides[1]),
            ):
                if not 0 <= first < last <= length:
                    raise broken("relations", key_at("relations", relations, place), f"span {span} is not within the texts")


def _check_alterations(tables: Mapping[str, pa.Table], lengths: Mapping[Unit, int]) -> None:
    alterations, known = tables["alterations"], set(rows_of(tables["relations"], *PAIR, "kind"))
    ranges = rows_of(alterations, *PAIR, "relation", "start", "end", "other_start", "other_end")
    for place, (one, revision, other, other_revision, relation, start, end, other_start, other_end) in enumerate(ranges):
        key = key_at("alterations", alterations, place)
        if (one, revision, other, other_revision, relation) not in known:
            raise broken("alterations", key, f"there is no relation {relation} between its two texts")
        if not _within(start, end, lengths[one, revision]) or not _within(
            other_start, other_end, lengths[other, other_revision]
        ):
            raise broken("alterations", key, "a stretch is not within its text")


def _check_alignments(tables: Mapping[str, pa.Table]) -> None:
    alignments = tables["alignments"]
    lengths = {document_id: len(text) for document_id, text in rows_of(tables["documents"], "document_id", "text")}
    kinds = rows_of(tables["relations"], "document_id", "other_id", "kind")
    known = {(one, other) for one, other, kind in kinds if kind == "translation_of"}
    ranges = rows_of(alignments, "document_id", "other_id", "start", "end", "other_start", "other_end")
    for place, (one, other, start, end, other_start, other_end) in enumerate(ranges):
        key = key_at("alignments", alignments, place)
        if (one, other) not in known:
            raise broken("alignments", key, "there is no relation translation_of between the two documents")
        if not _within(start, end, lengths[one]) or not _within(other_start, other_end, lengths[other]):
            raise broken("alignments", key, "a stretch is not within its text")


def _within(start: int | None, end: int | None, length: int) -> bool:
    """A side that is not there is null; an insertion has a place but no length."""
    if start is None or end is None:
        return start is None and end is None
    return 0 <= start <= end <= length
