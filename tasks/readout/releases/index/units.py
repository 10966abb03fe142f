"""Units and exact classes in the relations index."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from readout.text.copies.rarity import NAMELESS, owner_key
from readout.text.copies.units import Unit
from readout.text.tokens import Hashes

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAMED = ("document_id", "revision", "text")
"""Columns of their own, or not kept."""
FIELDS = tuple(field.name for field in fields(Unit) if field.name not in NAMED)


@dataclass(frozen=True, slots=True)
class Head:
    """The first unit of an exact class, and what decides where the class is met."""

    unit: int
    order: tuple[int, str, int]
    owner: int
    page: int
    size: int  # distinct fingerprints of the class


def digest_of(unit: Unit) -> bytes:
    """Of everything that relations depend on."""
    text = hashlib.sha256(unit.text.encode("utf-8", "surrogatepass")).digest()
    return hashlib.blake2b(text + fields_of(unit).encode(), digest_size=16).digest()


def fields_of(unit: Unit) -> str:
    """All of a unit but its name and its text."""
    return json.dumps([_plain(getattr(unit, name)) for name in FIELDS])


def seen(unit: Unit) -> int:
    """When it was first seen, in microseconds: what comes first in the order of units."""
    return (unit.first_seen_at - EPOCH) // timedelta(microseconds=1)


def unit_of(document_id: str, revision: int, kept: str) -> Unit:
    """A unit as it was put in, without its text."""
    values: dict[str, Any] = dict(zip(FIELDS, json.loads(kept), strict=True))
    for name in ("published_at", "first_seen_at"):
        values[name] = values[name] and datetime.fromisoformat(values[name])
    values["published_on"] = values["published_on"] and date.fromisoformat(values["published_on"])
    return Unit(document_id=document_id, revision=revision, text="", **values)


def head_of(number: int, unit: Unit, size: int) -> Head:
    """What is kept of the first unit of a class."""
    owner = NAMELESS if (name := unit.owner) is None else owner_key(name)
    return Head(number, (seen(unit), unit.document_id, unit.revision), owner, owner_key(unit.document_id), size)


def read_heads(database: sqlite3.Connection, classes: Iterable[int]) -> dict[int, Head]:
    """The heads of these classes; one without a head is left out."""
    want(database, classes)
    rows = database.execute(
        "SELECT number, head, seen, document_id, revision, owner, page, size FROM temp.wanted CROSS JOIN class "
        "ON number = key WHERE head IS NOT NULL"
    )
    return {
        number: Head(unit, (at, document_id, revision), owner, page, size)
        for number, unit, at, document_id, revision, owner, page, size in rows
    }


def want(database: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Put numbers where a query can join them."""
    database.execute("DELETE FROM temp.wanted")
    database.executemany("INSERT INTO temp.wanted VALUES (?)", ((number,) for number in sorted(set(numbers))))


def pack(keys: Hashes) -> bytes:
    """Keys as they are stored."""
    return keys.astype("<u8").tobytes()


def unpack(stored: bytes) -> Hashes:
    """Keys as they were."""
    return np.frombuffer(stored, dtype="<u8").astype(np.uint64)


def signed(keys: Hashes) -> list[int]:
    """Keys as SQLite's integers."""
    return keys.view(np.int64).tolist()


def in_pieces(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Some values at a time."""
    piece: list[Any] = []
    for value in values:
        piece.append(value)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
