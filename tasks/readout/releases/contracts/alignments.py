"""Contract of `alignments`: numbered, in pairs that are translations, each stretch within its text and inside its passage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from readout.releases.contracts.rows import broken, key_at, keyed_rows_of, rows_of
from readout.releases.streams import Stream

COLUMNS = (
    "document_id", "other_id", "position", "level", "parent_position", "kind", "start", "end", "other_start", "other_end",
    "passage_count", "other_count", "score",
)  # fmt: skip
Range = tuple[int | None, int | None]
Passages = dict[int, tuple[Range, Range]]
SIDES = {"matched": (True, True), "omitted": (False, True), "added": (True, False)}
"""Which sides a row has; `outside` has one of them."""


def check_alignments(tables: Mapping[str, Stream]) -> None:
    """Check the rows pair by pair.

    Raises:
        ContractBroken: one of these does not hold.
    """
    alignments = tables["alignments"]
    known = {
        (one, other)
        for one, other, kind in rows_of(tables["relations"], "document_id", "other_id", "kind")
        if kind == "translation_of"
    }
    lengths = _lengths(tables["documents"], {name for pair in known for name in pair}) if alignments.num_rows else {}
    current: tuple[str, str] | None = None
    position, passages = 0, Passages()
    for batch, place, values in keyed_rows_of(alignments, *COLUMNS):
        row: dict[str, Any] = dict(zip(COLUMNS, values, strict=True))
        pair = row["document_id"], row["other_id"]
        if pair != current:
            current, position, passages = pair, 0, Passages()
        if pair not in known:
            problem = "there is no relation translation_of between the two documents"
        else:
            problem = _problem(row, position, passages, (lengths[pair[0]], lengths[pair[1]]))
        if problem:
            raise broken("alignments", key_at("alignments", batch, place), problem)
        position += 1


def _lengths(documents: Stream, names: set[str]) -> dict[str, int]:
    return {name: len(text) for name, text in rows_of(documents, "document_id", "text") if name in names}


def _problem(row: dict[str, Any], position: int, passages: Passages, lengths: tuple[int, int]) -> str | None:
    """What is wrong with a row; a passage's stretches are noted for the sentences in it."""
    mine: Range = (row["start"], row["end"])
    theirs: Range = (row["other_start"], row["other_end"])
    if row["position"] != position:
        return f"positions must run from 0; {position} is missing"
    if not _within(mine, lengths[0]) or not _within(theirs, lengths[1]):
        return "a stretch is not within its text"
    if problem := _sides_problem(row, (mine[0] is not None, theirs[0] is not None)):
        return problem
    if row["level"] == "passage":
        passages[position] = mine, theirs
        return "a passage is part of no other row" if row["parent_position"] is not None else None
    around = passages.get(row["parent_position"])
    is_inside = around is not None and _inside(mine, around[0]) and _inside(theirs, around[1])
    return None if is_inside else f"it is not inside row {row['parent_position']}"


def _sides_problem(row: dict[str, Any], has: tuple[bool, bool]) -> str | None:
    wanted = SIDES.get(row["kind"], has)
    if has != wanted or not any(has) or (row["kind"] == "outside" and all(has)):
        return f"kind {row['kind']} does not go with its sides"
    counts = row["passage_count"] > 0, row["other_count"] > 0
    if has != counts or (row["score"] is not None) != (row["kind"] == "matched"):
        return "counts and score do not go with its sides"
    return None


def _within(stretch: Range, length: int) -> bool:
    start, end = stretch
    if start is None or end is None:
        return start is None and end is None
    return 0 <= start < end <= length


def _inside(stretch: Range, around: Range) -> bool:
    if stretch[0] is None or stretch[1] is None:
        return True
    return around[0] is not None and around[1] is not None and around[0] <= stretch[0] and stretch[1] <= around[1]
