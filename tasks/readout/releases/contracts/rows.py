"""What all contracts use: columns as rows, rows by document, and the error that names a row; and the rows' digests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from readout.errors import ContractBroken
from readout.releases.fields import ROW_HASH, key_of
from readout.releases.hashes import row_hashes
from readout.releases.streams import Stream

STAGES = {
    "captures": "readout.capture",
    "runs": "readout.capture.records",
    "documents": "readout.extract",
    "document_history": "readout.extract.identity",
    "citations": "readout.discover",
    "sections": "readout.text",
    "passages": "readout.text",
    "turns": "readout.text",
    "relations": "readout.text.copies.relations",
    "alterations": "readout.text.alterations.finding",
    "alignments": "readout.text.alignment.aligner",
    "rejections": "the stage that the row names",
}
"""Who makes a table's rows: where to look when one is wrong."""


def broken(table: str, key: object, problem: str) -> ContractBroken:
    """The error for one row: nothing was published, and who made the row."""
    return ContractBroken(
        f"table {table}, row {key}: {problem}",
        f"Nothing was published. The row comes from {STAGES[table]}: mend it there, then run again; data/raw is whole.",
    )


def key_at(table: str, data: pa.Table, place: int) -> str:
    """The key of the row at a place, as `column=value, …`."""
    return ", ".join(f"{column}={data.column(column)[place].as_py()}" for column in key_of(table))


def rows_of(stream: Stream, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows as tuples of the columns named, in key order."""
    for batch in stream.batches(columns):
        yield from zip(*(batch.column(column).to_pylist() for column in columns), strict=True)


def keyed_rows_of(stream: Stream, *columns: str) -> Iterator[tuple[pa.Table, int, tuple[Any, ...]]]:
    """The same, each behind the batch and the place in it that it stands at: for `key_at`."""
    key = key_of(stream.table)
    for batch in stream.batches([*key, *(name for name in columns if name not in key)]):
        yield from (
            (batch, place, row) for place, row in enumerate(zip(*(batch.column(c).to_pylist() for c in columns), strict=True))
        )


class ByDocument:
    """The rows of a table document by document, for a reader who goes through the documents in order of their ids.

    Each row is a tuple of position and the columns named; those of a document are in the order of their positions.
    """

    def __init__(self, stream: Stream, *columns: str) -> None:
        self._groups = groupby(rows_of(stream, "document_id", "position", *columns), key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, document_id: str) -> list[tuple[Any, ...]]:
        """The rows of one document, which comes after the one that was asked for before."""
        while self._next is not None and self._next[0] < document_id:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != document_id:
            return []
        rows = [row[1:] for row in self._next[1]]
        self._next = next(self._groups, None)
        return rows


def check_row_hashes(stream: Stream) -> None:
    """Count every row's digest again.

    Raises:
        ContractBroken: a row is not the one that its `row_hash` speaks of.
    """
    for batch in stream.batches():
        for place, (said, counted) in enumerate(zip(batch.column(ROW_HASH).to_pylist(), row_hashes(batch), strict=True)):
            if said != counted:
                key = key_at(stream.table, batch, place)
                raise broken(stream.table, key, f"row_hash is {said}, its values give {counted}")
