"""Digests of rows and tables that depend on values alone: not on files, order or the columns that are null."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa

from readout.releases.fields import ROW_HASH, key_of

MODULUS = 1 << 256
Encoder = Callable[[Any], bytes]
DIGITS = b"%d".__mod__
SCALARS: dict[str, tuple[bytes, Encoder]] = {
    "string": (b"s", str.encode),
    "int64": (b"i", DIGITS),
    "double": (b"f", struct.Struct(">d").pack),
    "bool": (b"b", DIGITS),
    "timestamp[us, tz=UTC]": (b"t", DIGITS),
    "date32[day]": (b"d", DIGITS),
}
"""By Arrow type: its letter, and a value's bytes."""


def row_hashes(data: pa.Table) -> list[str]:
    """sha256 of each row, 64 hex digits: its columns in name order, nulls left out, without `row_hash`.

    Every value stands behind its column's name, a letter for its type and its length, times as whole microseconds, so
    no two rows look alike, and a new column that is null everywhere changes no digest.
    """
    rows = _encoded_rows(data, sorted(name for name in data.column_names if name != ROW_HASH))
    return [hashlib.sha256(row).hexdigest() for row in rows]


def content_of(table: str, data: pa.Table) -> str:
    """Digest of a set of rows, 64 hex digits: the sum modulo 2^256 of sha256(key, row_hash) over them.

    Equal for equal rows in whatever order and files; sums of parts add up (`add_contents`).
    """
    keys = _encoded_rows(data, key_of(table))
    hashes = data.column(ROW_HASH).to_pylist()
    sums = (
        int.from_bytes(hashlib.sha256(key + row_hash.encode()).digest(), "big")
        for key, row_hash in zip(keys, hashes, strict=True)
    )
    return f"{sum(sums) % MODULUS:064x}"


def add_contents(*contents: str) -> str:
    """The digest of several sets of rows together."""
    return f"{sum(int(content, 16) for content in contents) % MODULUS:064x}"


def contents_of(tables: Mapping[str, pa.Table]) -> dict[str, str]:
    """`content_of` each table: what a rebuild compares with `Release.contents`, publishing nothing."""
    return {table: content_of(table, data) for table, data in tables.items()}


def compare_content(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Names of the tables whose content differs or which only one side has, sorted."""
    return sorted(table for table in one.keys() | other.keys() if one.get(table) != other.get(table))


def _encoded_rows(data: pa.Table, columns: list[str] | tuple[str, ...]) -> list[bytes]:
    encoded = [_encoded_column(name, data.column(name)) for name in columns]
    return [b"".join(row) for row in zip(*encoded, strict=True)]


def _encoded_column(name: str, column: pa.ChunkedArray) -> list[bytes]:
    label, values = _tagged(b"c", name.encode()), _countable(column).to_pylist()
    if str(column.type) not in SCALARS:
        encode = _encoder(column.type)
        return [b"" if value is None else label + encode(value) for value in values]
    letter, plain = SCALARS[str(column.type)]
    start = label + letter  # the loop below takes most of the time of a publish: no call that can be spared
    return [b"" if value is None else b"%b%d:%b" % (start, len(bare := plain(value)), bare) for value in values]


def _countable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Times and days as integers, which are exact and quick."""
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.int64())
    if pa.types.is_date32(column.type):
        return column.cast(pa.int32())
    return column


def _tagged(letter: bytes, content: bytes) -> bytes:
    return b"%b%d:%b" % (letter, len(content), content)


def _encoder(data_type: pa.DataType) -> Encoder:
    if pa.types.is_list(data_type):
        return _list_encoder(_encoder(data_type.value_type))
    if pa.types.is_struct(data_type):
        return _struct_encoder({field.name: _encoder(field.type) for field in data_type})
    letter, plain = SCALARS[str(data_type)]
    return lambda value: _tagged(letter, plain(value))


def _list_encoder(item: Encoder) -> Encoder:
    return lambda values: _tagged(b"l", b"".join(b"n0:" if value is None else item(value) for value in values))


def _struct_encoder(parts: dict[str, Encoder]) -> Encoder:
    ordered = [(name, _tagged(b"c", name.encode()), parts[name]) for name in sorted(parts)]
    return lambda value: _tagged(
        b"r", b"".join(label + encode(value[name]) for name, label, encode in ordered if value[name] is not None)
    )
