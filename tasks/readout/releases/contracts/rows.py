"""What all contracts use: columns as rows, rows by document, and the error that names a row; and the rows' digests."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import pyarrow as pa

from readout.errors import ContractBroken
from readout.releases.fields import ROW_HASH, key_of
from readout.releases.hashes import row_hashes

STAGES = {
    "captures": "readout.capture",
    "runs": "readout.capture.records",
    "documents": "readout.extract",
    "document_history": "readout.extract.identity",
    "citations": "readout.discover",
    "sections": "readout.text",
    "passages": "readout.text",
    "turns": "readout.text",
    "relations": "readout.text.relations",
    "alterations": "readout.text.alterations",
    "alignments": "readout.text.alignment",
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


def rows_of(data: pa.Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows as tuples of the columns named."""
    return zip(*(data.column(column).to_pylist() for column in columns), strict=True)


def by_document(data: pa.Table, *columns: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows as tuples of position and the columns named, by document_id; in the order of their positions, whatever file they are from."""
    grouped: dict[str, list[tuple[Any, ...]]] = {}
    for document_id, *row in rows_of(data, "document_id", "position", *columns):
        grouped.setdefault(document_id, []).append(tuple(row))
    for rows in grouped.values():
        rows.sort(key=itemgetter(0))
    return grouped


def check_row_hashes(table: str, data: pa.Table) -> None:
    """Count every row's digest again.

    Raises:
        ContractBroken: a row is not the one that its `row_hash` speaks of.
    """
    for place, (said, counted) in enumerate(zip(data.column(ROW_HASH).to_pylist(), row_hashes(data), strict=True)):
        if said != counted:
            raise broken(table, key_at(table, data, place), f"row_hash is {said}, its values give {counted}")
