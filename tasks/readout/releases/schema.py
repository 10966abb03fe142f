"""Rows of `readout.model` as Arrow tables, and back: exact, but for lone surrogates, which no UTF-8 file can hold."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pyarrow as pa

from readout.errors import ContractBroken, StoreDamaged
from readout.model import TABLES
from readout.releases.fields import ROW_HASH, Field, fields_of
from readout.releases.hashes import row_hashes

TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "time": pa.timestamp("us", tz="UTC"),
    "day": pa.date32(),
    "count": pa.int64(),
    "share": pa.float64(),
    "flag": pa.bool_(),
}
PYTHON_TYPES: dict[str, tuple[type[Any] | tuple[type[Any], ...], tuple[type[Any], ...]]] = {
    "text": (str, ()),
    "time": (datetime, ()),
    "day": (date, (datetime,)),
    "count": (int, (bool,)),
    "share": ((float, int), (bool,)),
    "flag": (bool, ()),
}
"""By kind: the types of values that are taken, and their subtypes that are not."""
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def schema_of(table: str) -> pa.Schema:
    """Arrow schema of a table: its row type's columns and `row_hash`.

    Every column may be null for Arrow, so that a later release can leave one empty without another schema; which ones
    must not be is a contract (`releases.contracts`).

    Raises:
        KeyError: there is no such table.
    """
    columns = [pa.field(field.name, arrow_type(field)) for field in fields_of(table)]
    return pa.schema([*columns, pa.field(ROW_HASH, pa.string())])


def arrow_type(field: Field) -> pa.DataType:
    """Type of a column as Parquet files hold it."""
    if field.kind == "record":
        item = pa.struct([pa.field(part.name, arrow_type(part)) for part in field.parts])
    else:
        item = TYPES[field.kind]
    return pa.list_(pa.field("element", item)) if field.many else item


def schema_id(schema: pa.Schema) -> str:
    """Digest of the names and types of the columns, in order; the same in every file of a table of one release."""
    described = "\n".join(f"{field.name}: {field.type}" for field in schema)
    return "sha256:" + hashlib.sha256(described.encode()).hexdigest()


def to_arrow(table: str, rows: Sequence[Any]) -> pa.Table:
    """Rows of a table's row type as an Arrow table, with `row_hash`; text loses lone surrogates (each becomes U+FFFD).

    Raises:
        ContractBroken: a value does not fit its column, or a time has no zone.
    """
    arrays = [_array(table, field, [getattr(row, field.name) for row in rows]) for field in fields_of(table)]
    data = pa.table(arrays, schema=pa.schema(list(schema_of(table))[:-1]))
    return data.append_column(pa.field(ROW_HASH, pa.string()), pa.array(row_hashes(data), pa.string()))


def from_arrow(table: str, data: pa.Table) -> list[Any]:
    """Rows of the table's row type; `row_hash` is left out.

    Raises:
        StoreDamaged: the columns are those of another version of the table.
    """
    if not data.schema.equals(schema_of(table)):
        raise StoreDamaged(
            f"table {table} has other columns than this readout knows: {_difference(table, data.schema)}",
            "Run `readout rebuild`: it makes all tables anew from data/raw.",
        )
    columns = [_values(field, data.column(field.name)) for field in fields_of(table)]
    names = [field.name for field in fields_of(table)]
    row_type = TABLES[table]
    return [row_type(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


def _difference(table: str, schema: pa.Schema) -> str:
    ours, theirs = ({f"{field.name}: {field.type}" for field in each} for each in (schema_of(table), schema))
    return f"missing {sorted(ours - theirs)}, unknown {sorted(theirs - ours)}"


def _array(table: str, field: Field, values: list[Any]) -> pa.Array:
    _check_types(table, field, values)
    plain = [_plain(value) for value in values] if field.many else values
    try:
        return _encodable(plain, arrow_type(field))
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise _misfit(table, field, str(error)) from error


def _check_types(table: str, field: Field, values: list[Any]) -> None:
    """Refuse what Arrow would bend: it cuts 1.5 to 1, and a time of day off a day."""
    if field.many:
        values = [item for value in values if value is not None for item in value]
    for part in field.parts:
        _check_types(table, part, [getattr(value, part.name) for value in values])
    if field.record is not None:
        return
    wanted, refused = PYTHON_TYPES[field.kind]
    for found in {type(value) for value in values} - {type(None)}:
        if not issubclass(found, wanted) or issubclass(found, refused):
            raise _misfit(table, field, f"a value of type {found.__name__}")
    if field.kind == "time" and any(value is not None and value.tzinfo is None for value in values):
        raise _misfit(table, field, "a time without a zone")


def _misfit(table: str, field: Field, problem: str) -> ContractBroken:
    return ContractBroken(
        f"table {table}, column {field.name}: {problem}",
        f"A stage gave a value that is no {field.kind}; the row types in readout.model say what it must be.",
    )


def _encodable(values: list[Any], data_type: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, type=data_type)
    except UnicodeEncodeError:
        return pa.array([_without_surrogates(value) for value in values], type=data_type)


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_surrogates(item) for name, item in value.items()}
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def _values(field: Field, column: pa.ChunkedArray) -> list[Any]:
    back = _reader(field)
    values = column.to_pylist()
    return values if back is None else [None if value is None else back(value) for value in values]


def _reader(field: Field) -> Callable[[Any], Any] | None:
    if field.many:
        item = _reader(dataclasses.replace(field, many=False))
        return tuple if item is None else lambda values: tuple(item(value) for value in values)
    if field.record is not None:
        record = field.record
        return lambda value: record(**value)
    return _utc if field.kind == "time" else None


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
