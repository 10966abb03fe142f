"""Which part files of the parent stay, and which rows are written anew: the less is rewritten, the more is shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from readout.constants.releases import ReleaseConstants
from readout.errors import ContractBroken
from readout.releases.diff import Key, count_changes, has_doubles, index_of, keys_of
from readout.releases.fields import ROW_HASH, key_of
from readout.releases.parquet import aim, bytes_per_row
from readout.releases.records import Changes, FileRecord, TableRecord
from readout.releases.schema import schema_id

ReadFile = Callable[[FileRecord, list[str] | None], pa.Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlan:
    """How a table gets from its parent's part files to what it must hold."""

    table: str
    content: str
    changes: Changes
    keep: tuple[FileRecord, ...]  # linked
    write: tuple[pa.Table, ...]  # each group of rows becomes part files of its own


@dataclass(slots=True)
class _Sorting:
    """Parent's files told apart: those that stay, and the rows of the others that do."""

    clean: list[FileRecord] = field(default_factory=list)
    groups: list[list[Key]] = field(default_factory=list)  # rows of one rewritten file
    carried: set[Key] = field(default_factory=set)  # rows that stay where they are, in a clean file or in a group


def plan_table(
    table: str, data: pa.Table, content: str, parent: TableRecord | None, read: ReadFile, constants: ReleaseConstants
) -> TablePlan:
    """Plan one table, given all its rows and the parent's record of it.

    Args:
        table: name of the table.
        data: every row that it must hold, in any order.
        content: their digest, see `hashes.content_of`.
        parent: the table in the parent release; None for a first release.
        read: reads columns (None: all) of one of the parent's part files.
        constants: sizes and shares.

    Raises:
        ContractBroken: two rows have one key.
    """
    if has_doubles(table, data):
        raise _doubled(table, data)
    if parent is None:
        added = Changes(added=data.num_rows, changed=0, removed=0)
        return TablePlan(table=table, content=content, changes=added, keep=(), write=(data,))
    same_schema = parent.schema_id == schema_id(data.schema)
    if same_schema and parent.content == content:
        same = Changes(added=0, changed=0, removed=0)
        return TablePlan(table=table, content=content, changes=same, keep=parent.files, write=())
    after = index_of(table, data)
    indexes = {file: index_of(table, read(file, [*key_of(table), ROW_HASH])) for file in parent.files}
    before = {key: row_hash for index in indexes.values() for key, row_hash in index.items()}
    keep, write = _share(table, data, indexes=indexes if same_schema else {}, after=after, read=read, constants=constants)
    return TablePlan(table=table, content=content, changes=count_changes(before, after), keep=keep, write=write)


def _doubled(table: str, data: pa.Table) -> ContractBroken:
    seen: set[Key] = set()
    key = next(key for key in keys_of(table, data) if key in seen or seen.add(key))
    return ContractBroken(
        f"table {table} has two rows with the key {key}", "Keys are unique: the stage that makes the rows gave one twice."
    )


def _share(
    table: str,
    data: pa.Table,
    *,
    indexes: Mapping[FileRecord, Mapping[Key, str]],
    after: Mapping[Key, str],
    read: ReadFile,
    constants: ReleaseConstants,
) -> tuple[tuple[FileRecord, ...], tuple[pa.Table, ...]]:
    sorting = _sort_files(indexes, after, constants)
    keys = keys_of(table, data)
    tail = data.filter(pa.array([key not in sorting.carried for key in keys], pa.bool_()))
    keep = list(sorting.clean)
    if tail.num_rows:
        keep, merged = _merge_trailing(table, tail, keep, constants)
        tail = pa.concat_tables([tail, *(read(file, None) for file in merged)])
    places = {key: place for place, key in enumerate(keys)} if sorting.groups else {}
    groups = [data.take(pa.array([places[key] for key in group], pa.int64())) for group in sorting.groups]
    write = [*groups, *([tail] if tail.num_rows or not (keep or groups) else [])]
    return tuple(keep), tuple(write)


def _sort_files(
    indexes: Mapping[FileRecord, Mapping[Key, str]], after: Mapping[Key, str], constants: ReleaseConstants
) -> _Sorting:
    sorting = _Sorting()
    for file, index in indexes.items():
        stays = [key for key, row_hash in index.items() if after.get(key) == row_hash]
        if stays and len(stays) == file.rows:
            sorting.clean.append(file)
        elif len(stays) > constants.remnant_rows:
            sorting.groups.append(stays)
        else:
            continue  # a remnant joins the new rows; a file without rows goes
        sorting.carried.update(stays)
    return sorting


def _merge_trailing(
    table: str, tail: pa.Table, files: list[FileRecord], constants: ReleaseConstants
) -> tuple[list[FileRecord], list[FileRecord]]:
    """Files to keep, and small ones at the end of the key order that the new rows take in."""
    target = aim(table, constants)
    carried = bytes_per_row(tail, constants) * tail.num_rows
    # Among files with one range of keys (a table whose key begins with a word from a short list) the smallest goes first.
    keep = sorted(files, key=lambda file: (file.key_max or "", file.key_min or "", -file.bytes, file.name))
    merged: list[FileRecord] = []
    while keep:
        size = keep[-1].bytes
        most = max(constants.merge_factor * carried, constants.merge_floor_bytes)
        if size >= constants.merge_share * target or size > most or carried + size > target:
            break
        carried += size
        merged.append(keep.pop())
    return keep, merged
