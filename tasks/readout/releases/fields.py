"""What `readout.model` says about each column, resolved from its annotations: schema, contracts and dictionary read this."""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, cast, get_args, get_origin

from readout.model import KEYS, TABLES, Column

Kind = Literal["text", "time", "day", "count", "share", "flag", "record"]
KINDS: dict[type[Any], Kind] = {str: "text", datetime: "time", date: "day", int: "count", float: "share", bool: "flag"}
ROW_HASH = "row_hash"
"""The column that every table has besides those of its row type."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column, or one part of a nested value."""

    name: str
    kind: Kind  # of the value, or of each item where `many`
    many: bool  # a list
    nullable: bool
    choices: tuple[str, ...]  # the closed list, where there is one
    record: type[Any] | None  # row type of a nested value
    parts: tuple[Field, ...]  # its fields
    column: Column


@cache
def fields_of(table: str) -> tuple[Field, ...]:
    """Columns of a table in the order of its row type, without `row_hash`.

    Raises:
        KeyError: there is no such table.
        TypeError: the row type uses an annotation that no column type answers to.
    """
    return _fields(TABLES[table])


@cache
def key_of(table: str) -> tuple[str, ...]:
    """Names of the columns that identify a row of the table."""
    return KEYS.get(table) or tuple(field.name for field in fields_of(table) if field.column.key)


def _fields(row_type: type[Any]) -> tuple[Field, ...]:
    hints = typing.get_type_hints(row_type, include_extras=True)
    return tuple(_field(field.name, hints[field.name]) for field in dataclasses.fields(row_type))


def _field(name: str, hint: Any) -> Field:
    column = Column("")
    if get_origin(hint) is Annotated:
        hint, column, *_ = get_args(hint)
    hint, nullable = _without_none(hint)
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
    choices: tuple[str, ...] = get_args(hint) if get_origin(hint) is Literal else ()
    if choices:
        hint = str
    record: type[Any] | None = hint if isinstance(hint, type) and dataclasses.is_dataclass(hint) else None
    if record is None and hint not in KINDS:
        message = f"column {name}: no column type for {hint!r}"
        raise TypeError(message)
    kind: Kind = "record" if record else KINDS[cast("type[Any]", hint)]
    return Field(name, kind, many, nullable, choices, record, _fields(record) if record else (), column)


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) not in (typing.Union, types.UnionType):
        return hint, False
    options = [option for option in get_args(hint) if option is not type(None)]
    if len(options) != 1:
        message = f"a column has one type, not {hint!r}"
        raise TypeError(message)
    return options[0], len(options) < len(get_args(hint))
