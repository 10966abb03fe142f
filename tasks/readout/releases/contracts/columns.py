"""Contracts that derive from the row types: keys, nulls, closed lists, shares, patterns, references."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from readout.model import Column
from readout.releases.contracts.rows import broken, key_at
from readout.releases.diff import keys_of
from readout.releases.fields import ROW_HASH, Field, fields_of, key_of

SHARE = "0-1"
ROUNDING = 1e-9
"""A sum of shares may miss 1 by what adding doubles loses."""
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
SHA256 = re.compile(r"[0-9a-f]{64}")
PATTERNS: dict[str, re.Pattern[str]] = {
    ROW_HASH: SHA256,
    "text_sha256": SHA256,
    "entity_sha256": SHA256,
    "document_id": re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{10}"),
    "capture_id": re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z-[0-9a-f]{8}"),
    "script": re.compile(r"[A-Z][a-z]{3}"),
    "language": LANGUAGE,
    "languages": LANGUAGE,
    # What a page claims may be longer or in another case, but must be well-formed (RFC 5646, 2.1).
    "declared_language": re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"),
}
"""What text in a column, or a part of a nested value, of that name must look like in any table."""
DIGEST = Field(ROW_HASH, "text", many=False, nullable=False, choices=(), record=None, parts=(), column=Column(""))


def check_columns(tables: Mapping[str, pa.Table]) -> None:
    """Check each column by what its description says.

    Raises:
        ContractBroken: a null, a doubled key, a value off its list, range or pattern, or a reference to nothing.
    """
    for table, data in tables.items():
        _check_key(table, data)
        for field in (*fields_of(table), DIGEST):
            _check_column(table, data, field)
    for table, data in tables.items():
        for field in fields_of(table):
            _check_reference(tables, table, data, field)


def _check_key(table: str, data: pa.Table) -> None:
    seen: set[object] = set()
    for place, key in enumerate(keys_of(table, data)):
        if None in key:
            raise broken(table, key_at(table, data, place), "a part of the key is null")
        if key in seen:
            raise broken(table, key_at(table, data, place), "another row has this key")
        seen.add(key)


def _check_column(table: str, data: pa.Table, field: Field) -> None:
    column = data.column(field.name)
    values = column if field.many else column.unique()  # most columns repeat a few values
    if all(_problem(field, value) is None for value in values.to_pylist()):
        return
    for place, value in enumerate(column.to_pylist()):
        if problem := _problem(field, value):
            raise broken(table, key_at(table, data, place), f"{field.name} {problem}")


def _problem(field: Field, value: Any) -> str | None:
    """What is wrong with a value of the column; None: nothing."""
    if value is None:
        return None if field.nullable else "is null, and must not be"
    if not field.many:
        return _item_problem(field, value)
    return next((problem for item in value if (problem := _item_problem(field, item))), None)


def _item_problem(field: Field, value: Any) -> str | None:
    if value is None:
        return "holds a null"
    if field.record is not None:
        problems = ((part.name, _problem(part, value[part.name])) for part in field.parts)
        return next((f".{name} {problem}" for name, problem in problems if problem), None)
    if field.choices and value not in field.choices:
        return f"= {value!r} is not on its closed list"
    if field.column.unit == SHARE and not -ROUNDING <= value <= 1.0 + ROUNDING:
        return f"= {value!r} is no share from 0 to 1"
    if field.name in PATTERNS and not PATTERNS[field.name].fullmatch(value):
        return f"= {value!r} is not well-formed"
    return None


def _check_reference(tables: Mapping[str, pa.Table], table: str, data: pa.Table, field: Field) -> None:
    target = field.column.references
    if target is None:
        return
    (key,) = key_of(target)
    known = {None, *tables[target].column(key).to_pylist()}
    for place, value in enumerate(data.column(field.name).to_pylist()):
        if value not in known:
            raise broken(table, key_at(table, data, place), f"{field.name} = {value!r} names no row of {target}")
