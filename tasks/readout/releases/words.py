"""How tables and types are named to people: for the dictionary and the data package."""

from __future__ import annotations

import inspect

from readout.model import TABLES
from readout.releases.fields import Field

ROW_HASH_DESCRIPTION = "sha256 of the row's other columns: equal rows have equal digests, in every release"
OTHERS = {"document_history": "Superseded revisions, with the columns of `documents`; canonical_* and cluster_size are null."}
"""Tables whose row type is another table's."""
TYPES = {"text": "string", "time": "timestamp[us, UTC]", "day": "date", "count": "int64", "share": "double", "flag": "bool"}


def describe_table(table: str) -> str:
    """What a row of the table is, in a sentence."""
    return OTHERS.get(table) or (inspect.getdoc(TABLES[table]) or "").splitlines()[0]


def describe_type(field: Field) -> str:
    """The column's type as a reader of Parquet sees it."""
    if field.kind == "record":
        item = "struct<" + ", ".join(f"{part.name}: {describe_type(part)}" for part in field.parts) + ">"
    else:
        item = TYPES[field.kind]
    return f"list<{item}>" if field.many else item
