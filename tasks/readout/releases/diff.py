"""What differs between two states of a table, by key and row_hash alone."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from readout.releases.fields import ROW_HASH, key_of
from readout.releases.records import Changes

Key = tuple[object, ...]


def keys_of(table: str, data: pa.Table) -> list[Key]:
    """The key of every row, in row order."""
    return list(zip(*(data.column(column).to_pylist() for column in key_of(table)), strict=True))


def has_doubles(table: str, data: pa.Table) -> bool:
    """Whether two rows have one key."""
    return data.group_by(list(key_of(table))).aggregate([]).num_rows < data.num_rows


def index_of(table: str, data: pa.Table) -> dict[Key, str]:
    """row_hash by key."""
    return dict(zip(keys_of(table, data), data.column(ROW_HASH).to_pylist(), strict=True))


def count_changes(before: Mapping[Key, str], after: Mapping[Key, str]) -> Changes:
    """Rows added, changed and removed on the way from one state to the other."""
    both = before.keys() & after.keys()
    return Changes(
        added=len(after) - len(both),
        changed=sum(before[key] != after[key] for key in both),
        removed=len(before) - len(both),
    )
