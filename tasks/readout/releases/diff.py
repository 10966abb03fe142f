"""What differs between two states of a table, by key and row_hash alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from readout.releases.fields import ROW_HASH, key_of
from readout.releases.hashes import MODULUS, encoded_keys
from readout.releases.records import Changes
from readout.releases.streams import Stream, Tables, as_stream

Key = tuple[object, ...]
Digests = NDArray[np.bytes_]
DIGEST_BYTES = 16
"""Of a SHA-256 kept in memory for each row: nobody finds two keys, or two rows, that agree in them."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """What is kept in memory of a state of a table, in the order of its rows: digests of each key and of each row.

    `content` is the state's digest, see `hashes.content_of`.
    """

    keys: Digests
    rows: Digests
    content: str

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def has_doubles(self) -> bool:
        """Whether two rows have one key."""
        return len(np.unique(self.keys)) < len(self.keys)


def index_stream(stream: Stream) -> Index:
    """The index of a table, its rows read batch by batch."""
    return index_of(stream.table, stream.batches(index_columns(stream.table)))


def contents_of(tables: Tables) -> dict[str, str]:
    """The digest of each table: what a rebuild compares with `Release.contents`, publishing nothing."""
    return {table: index_stream(as_stream(table, rows)).content for table, rows in tables.items()}


def index_columns(table: str) -> list[str]:
    """The columns that an index is made of."""
    return [*key_of(table), ROW_HASH]


def index_of(table: str, batches: Iterable[pa.Table]) -> Index:
    """The index of all rows, given at least the columns that it is made of."""
    keys, rows = bytearray(), bytearray()
    total = 0
    for batch in batches:
        for key, row_hash in zip(encoded_keys(table, batch), batch.column(ROW_HASH).to_pylist(), strict=True):
            keys += hashlib.sha256(key).digest()[:DIGEST_BYTES]
            digest = hashlib.sha256(key + row_hash.encode()).digest()
            rows += digest[:DIGEST_BYTES]
            total += int.from_bytes(digest)
    return Index(_digests(keys), _digests(rows), f"{total % MODULUS:064x}")


def first_doubled(table: str, batches: Iterable[pa.Table]) -> Key:
    """The first key that two rows have; there must be one."""
    seen: set[Key] = set()
    return next(key for batch in batches for key in keys_of(table, batch) if key in seen or seen.add(key))


def keys_of(table: str, data: pa.Table) -> list[Key]:
    """The key of every row, in row order."""
    return list(zip(*(data.column(column).to_pylist() for column in key_of(table)), strict=True))


def join_indexes(indexes: Iterable[Index]) -> Index:
    """The index of several sets of rows together."""
    held = [_NOTHING, *indexes]
    total = sum(int(index.content, 16) for index in held) % MODULUS
    return Index(
        np.concatenate([index.keys for index in held]), np.concatenate([index.rows for index in held]), f"{total:064x}"
    )


def is_among(wanted: Digests, known: Digests) -> NDArray[np.bool_]:
    """For each digest whether it is one of those known."""
    return np.isin(wanted, known)


def count_changes(before: Index, after: Index) -> Changes:
    """Rows added, changed and removed on the way from one state to the other."""
    both = int(is_among(after.keys, before.keys).sum())
    same = int(is_among(after.rows, before.rows).sum())
    return Changes(added=len(after) - both, changed=both - same, removed=len(before) - both)


def _digests(content: bytes | bytearray) -> Digests:
    return np.frombuffer(bytes(content), dtype=f"S{DIGEST_BYTES}")


_NOTHING = Index(_digests(b""), _digests(b""), f"{0:064x}")
