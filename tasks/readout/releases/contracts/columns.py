"""Contracts that derive from the row types: keys, nulls, closed lists, shares, patterns, references."""

# pyarrow.compute makes most of its functions when it is imported, where no type checker sees them:
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readout.model import Column
from readout.releases.contracts.rows import broken, key_at
from readout.releases.diff import keys_of
from readout.releases.fields import ROW_HASH, Field, fields_of, key_of
from readout.releases.streams import Stream

SHARE = "0-1"
ROUNDING = 1e-9
"""A sum of shares may miss 1 by what adding doubles loses."""
LANGUAGE = "[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
SHA256 = "[0-9a-f]{64}"
PATTERNS: dict[str, str] = {
    ROW_HASH: SHA256,
    "text_sha256": SHA256,
    "entity_sha256": SHA256,
    "document_id": r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{10}",
    "capture_id": r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z-[0-9a-f]{8}",
    "script": r"[A-Z][a-z]{3}",
    "language": LANGUAGE,
    "languages": LANGUAGE,
    # What a page claims may be longer or in another case, but must be well-formed (RFC 5646, 2.1).
    "declared_language": r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*",
}
"""What text in a column, or a part of a nested value, of that name must look like in any table."""
DIGEST = Field(ROW_HASH, "text", many=False, nullable=False, choices=(), record=None, parts=(), column=Column(""))


def check_columns(tables: Mapping[str, Stream]) -> None:
    """Check each column by what its description says.

    Raises:
        ContractBroken: a null, a doubled key, a value off its list, range or pattern, or a reference to nothing.
    """
    for stream in tables.values():
        _check_key(stream)
        for batch in stream.batches():
            rows = pa.array(np.arange(batch.num_rows))
            for field in (*fields_of(stream.table), DIGEST):
                _check_column(stream.table, batch, field, rows)
    known: dict[str, pa.Array] = {}
    for stream in tables.values():
        _check_references(tables, stream, known)


def _check_key(stream: Stream) -> None:
    """In key order a doubled key stands behind itself."""
    table, before = stream.table, None
    for batch in stream.batches(key_of(table)):
        for place, key in enumerate(keys_of(table, batch)):
            if None in key:
                raise broken(table, key_at(table, batch, place), "a part of the key is null")
            if key == before:
                raise broken(table, key_at(table, batch, place), "another row has this key")
            before = key


def _check_column(table: str, data: pa.Table, field: Field, rows: pa.Array) -> None:
    first = 0
    for chunk in data.column(field.name).chunks:
        if found := _fault(field, chunk, rows.slice(first, len(chunk))):
            place, problem = found
            raise broken(table, key_at(table, data, place), f"{field.name} {problem}")
        first += len(chunk)


def _fault(field: Field, values: pa.Array, rows: pa.Array) -> tuple[int, str] | None:
    """The first row of the column with a fault, and the fault; None: there is none.

    Args:
        field: the column, or a part of a nested one.
        values: its values.
        rows: the row that each value belongs to.
    """
    if not field.nullable and values.null_count:
        return _first(rows, values.is_null()), "is null, and must not be"
    if not field.many:
        return _item_fault(field, values, rows)
    items, owners = values.flatten(), rows.take(pc.list_parent_indices(values))
    if items.null_count:
        return _first(owners, items.is_null()), "holds a null"
    return _item_fault(field, items, owners)


def _item_fault(field: Field, values: pa.Array, rows: pa.Array) -> tuple[int, str] | None:
    for part in field.parts:
        if found := _fault(part, pc.struct_field(values, part.name), rows):
            return found[0], f".{part.name} {found[1]}"
    for is_bad, problem in _tests(field, values):
        place = pc.index(is_bad, value=True).as_py()
        if place >= 0:
            return rows[place].as_py(), f"= {values[place].as_py()!r} {problem}"
    return None


def _tests(field: Field, values: pa.Array) -> Iterator[tuple[pa.Array, str]]:
    """Which values are wrong, and in what way; a null is never."""
    if field.choices:
        known = pc.is_in(values, value_set=pa.array([*field.choices, None], pa.string()))
        yield pc.invert(known), "is not on its closed list"
    if field.column.unit == SHARE:
        within = pc.and_(pc.greater_equal(values, -ROUNDING), pc.less_equal(values, 1.0 + ROUNDING))  # false for NaN
        yield pc.invert(within), "is no share from 0 to 1"
    if field.name in PATTERNS:
        yield pc.invert(pc.match_substring_regex(values, rf"^(?:{PATTERNS[field.name]})$")), "is not well-formed"


def _first(rows: pa.Array, is_bad: pa.Array) -> int:
    return rows[pc.index(is_bad, value=True).as_py()].as_py()


def _check_references(tables: Mapping[str, Stream], stream: Stream, known: dict[str, pa.Array]) -> None:
    """Check the columns that refer to other tables; `known` is filled with the keys of those."""
    referring = [(field.name, field.column.references) for field in fields_of(stream.table) if field.column.references]
    for _, target in referring:
        if target not in known:
            known[target] = _only_column(tables[target], key_of(target))
    if not referring:
        return
    names = [name for name, _ in referring]
    for batch in stream.batches([*key_of(stream.table), *(name for name in names if name not in key_of(stream.table))]):
        for name, target in referring:
            _check_reference(stream.table, batch, name, target, known[target])


def _only_column(stream: Stream, key: Sequence[str]) -> pa.Array:
    (name,) = key
    return pa.concat_tables(stream.batches([name])).column(name).combine_chunks()


def _check_reference(table: str, data: pa.Table, name: str, target: str, known: pa.Array) -> None:
    values = data.column(name)
    unknown = pc.and_(values.is_valid(), pc.invert(pc.is_in(values, value_set=known)))
    place = pc.index(unknown, value=True).as_py()
    if place >= 0:
        value = values[place].as_py()
        raise broken(table, key_at(table, data, place), f"{name} = {value!r} names no row of {target}")
