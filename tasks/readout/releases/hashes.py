"""Digests of rows and tables that depend on values alone: not on files, order or the columns that are null."""

# pyarrow.compute makes most of its functions when it is imported, where no type checker sees them:
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from readout.releases.fields import ROW_HASH, key_of

MODULUS = 1 << 256
BATCH_ROWS = 4_096
"""Rows that are encoded at once: enough to be quick, and few enough that their copy does not count beside the table."""
BYTES = pa.large_binary()  # a batch of long texts may be beyond the 2 GB of a plain one
LETTERS = {
    "string": b"s", "int64": b"i", "double": b"f", "bool": b"b", "timestamp[us, tz=UTC]": b"t", "date32[day]": b"d",
}  # fmt: skip
"""By Arrow type of a plain value."""
COUNTABLE = {"bool": pa.int8(), "timestamp[us, tz=UTC]": pa.int64(), "date32[day]": pa.int32()}
"""By Arrow type: the integer that it is written as."""


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
    keys = encoded_keys(table, data)
    hashes = data.column(ROW_HASH).to_pylist()
    sums = (
        int.from_bytes(hashlib.sha256(key + row_hash.encode()).digest()) for key, row_hash in zip(keys, hashes, strict=True)
    )
    return f"{sum(sums) % MODULUS:064x}"


def add_contents(*contents: str) -> str:
    """The digest of several sets of rows together."""
    return f"{sum(int(content, 16) for content in contents) % MODULUS:064x}"


def compare_content(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Names of the tables whose content differs or which only one side has, sorted."""
    return sorted(table for table in one.keys() | other.keys() if one.get(table) != other.get(table))


def encoded_keys(table: str, data: pa.Table) -> Iterator[bytes]:
    """The key of each row as bytes that no other key gives."""
    return _encoded_rows(data, key_of(table))


def _encoded_rows(data: pa.Table, columns: Sequence[str]) -> Iterator[bytes]:
    """The named columns of each row, nulls left out; by whole columns, for value by value takes most of a publish."""
    for batch in data.select(columns).to_batches(max_chunksize=BATCH_ROWS):
        yield from _joined({name: batch.column(name) for name in columns}).to_pylist()


def _joined(columns: Mapping[str, pa.Array]) -> pa.Array:
    """Row by row the values behind their names, nulls left out."""
    labelled = [_concatenated(_tagged(b"c", name.encode()), _encoded(values)) for name, values in columns.items()]
    return _concatenated(*(values.fill_null(b"") for values in labelled))


def _encoded(values: pa.Array) -> pa.Array:
    """Each value behind its letter and length; null where it is null."""
    letter, plain = _list_items(values) if pa.types.is_list(values.type) else _plain(values)
    lengths = pc.binary_length(plain).cast(pa.string()).cast(BYTES)
    return pc.if_else(values.is_valid(), _concatenated(letter, lengths, b":", plain), pa.scalar(None, BYTES))


def _list_items(values: pa.Array) -> tuple[bytes, pa.Array]:
    items = _encoded(values.flatten()).fill_null(b"n0:")
    ends = pc.cumulative_sum(values.value_lengths().fill_null(0))
    lists = pa.ListArray.from_arrays(pa.concat_arrays([pa.array([0], ends.type), ends]), items)
    return b"l", pc.binary_join(lists, pa.scalar(b"", BYTES))


def _plain(values: pa.Array) -> tuple[bytes, pa.Array]:
    if pa.types.is_struct(values.type):
        return b"r", _joined({name: pc.struct_field(values, name) for name in sorted(field.name for field in values.type)})
    kind = str(values.type)
    if kind == "double":
        doubles = values.fill_null(0.0).to_numpy(zero_copy_only=False).astype(">f8").tobytes()
        eights = pa.FixedSizeBinaryArray.from_buffers(pa.binary(8), len(values), [None, pa.py_buffer(doubles)])
        return LETTERS[kind], eights.cast(pa.binary()).cast(BYTES)
    if kind != "string":
        values = values.cast(COUNTABLE.get(kind, values.type)).cast(pa.string())
    return LETTERS[kind], values.cast(BYTES)


def _concatenated(*parts: bytes | pa.Array) -> pa.Array:
    """The parts of each row one behind the other; null where one of them is."""
    scalars = [pa.scalar(part, BYTES) if isinstance(part, bytes) else part for part in parts]
    return pc.binary_join_element_wise(*scalars, pa.scalar(b"", BYTES))


def _tagged(letter: bytes, content: bytes) -> bytes:
    return b"%b%d:%b" % (letter, len(content), content)
