"""How a column describes itself: once, here in the row types; schema, contracts and dictionary derive from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """What there is to say about a column besides its type."""

    description: str
    key: bool = False  # part of the table's key
    references: str | None = None  # table whose key the value must name
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of text, end exclusive, in code points."""

    start: int
    end: int
