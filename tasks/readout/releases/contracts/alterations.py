"""Contracts of `alterations`: numbered by pair, as grave as their kinds, and the words that stand in the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from readout.releases.contracts.rows import ByDocument, broken, key_at, keyed_rows_of, rows_of
from readout.releases.streams import Stream
from readout.text.alterations.kinds import SEVERITY
from readout.text.alterations.rows import CUT

PAIR = ("document_id", "revision", "other_id", "other_revision")


def check_alterations(tables: Mapping[str, Stream]) -> None:
    """Check that a pair's alterations are numbered from 0, weigh what their kinds weigh, and say what the document says.

    Raises:
        ContractBroken: one of these does not hold.
    """
    alterations = tables["alterations"]
    if not alterations.num_rows:
        return
    _check_positions(alterations)
    _check_weights(alterations)
    for name in ("documents", "document_history"):
        _check_words(alterations, tables[name])


def _check_positions(alterations: Stream) -> None:
    rows = rows_of(alterations, *PAIR, "position")
    for pair, of_pair in groupby(rows, key=lambda row: row[:4]):
        for place, row in enumerate(of_pair):
            if row[4] != place:
                raise broken("alterations", _named(pair, row[4]), f"positions must run from 0; {place} is missing")


def _check_weights(alterations: Stream) -> None:
    for batch, place, (kind, also, severity, count) in keyed_rows_of(alterations, "kind", "also", "severity", "count"):
        weight = max(SEVERITY[each] for each in (kind, *also))
        if severity < weight or severity not in SEVERITY.values():
            raise broken("alterations", key_at("alterations", batch, place), f"severity is {severity}, {kind} weighs {weight}")
        if count < 1:
            raise broken("alterations", key_at("alterations", batch, place), f"count is {count}")


def _check_words(alterations: Stream, documents: Stream) -> None:
    """The document's own words; those of the other stand in no order that could be followed without holding all texts."""
    rows = ByDocument(alterations, "revision", "other_id", "other_revision", "original", "start", "end", "before", "after")
    texts = rows_of(documents, "document_id", "revision", "text")
    for document_id, revisions in groupby(texts, key=lambda row: row[0]):
        of_document = rows.of(document_id)
        for _, revision, text in revisions:
            _check_text(document_id, text, (row for row in of_document if row[1] == revision))


def _check_text(document_id: str, text: str, rows: Iterable[tuple[Any, ...]]) -> None:
    for position, revision, other_id, other_revision, original, start, end, before, after in rows:
        if start is None:
            continue
        said = before if original == "document" else after
        stands = text[start:end]
        if said != stands and not (said.endswith(CUT) and stands.startswith(said[: -len(CUT)])):
            key = _named((document_id, revision, other_id, other_revision), position)
            raise broken("alterations", key, f"text[{start}:{end}] is not what it says of the document")


def _named(pair: tuple[Any, ...], position: int) -> str:
    return ", ".join(f"{name}={value}" for name, value in zip((*PAIR, "position"), (*pair, position), strict=True))
