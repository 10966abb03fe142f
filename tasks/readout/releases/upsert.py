"""Which part files of the parent stay, and which rows are written anew: the less is rewritten, the more is shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from readout.constants.releases import ReleaseConstants
from readout.errors import ContractBroken
from readout.releases.cutting import bytes_per_row
from readout.releases.diff import Digests, Index, count_changes, first_doubled, index_columns, index_of, is_among, join_indexes
from readout.releases.fields import key_of
from readout.releases.parquet import aim
from readout.releases.records import Changes, FileRecord, TableRecord
from readout.releases.schema import schema_id, schema_of
from readout.releases.streams import Stream, join_streams

ReadFile = Callable[[FileRecord, Sequence[str] | None], Iterator[pa.Table]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlan:
    """How a table gets from its parent's part files to what it must hold."""

    table: str
    content: str
    changes: Changes
    keep: tuple[FileRecord, ...]  # linked
    write: tuple[Stream, ...]  # each group of rows becomes part files of its own


@dataclass(slots=True)
class _Sorting:
    """Parent's files told apart: those that stay, and the rows of the others that do."""

    clean: list[FileRecord] = field(default_factory=list)
    groups: list[Stream] = field(default_factory=list)  # rows of one rewritten file
    carried: list[Digests] = field(default_factory=list)  # rows that stay where they are, in a clean file or in a group


def plan_table(
    data: Stream, index: Index, parent: TableRecord | None, read: ReadFile, constants: ReleaseConstants
) -> TablePlan:
    """Plan one table, given all its rows and the parent's record of it.

    Args:
        data: every row that it must hold.
        index: of these rows, in their order.
        parent: the table in the parent release; None for a first release.
        read: reads columns (None: all) of one of the parent's part files, batch by batch.
        constants: sizes and shares.

    Raises:
        ContractBroken: two rows have one key.
    """
    if index.has_doubles:
        raise _doubled(data)
    if parent is None:
        added = Changes(added=data.num_rows, changed=0, removed=0)
        return _plan(data, index, added, write=[data])
    same_schema = parent.schema_id == schema_id(schema_of(data.table))
    if same_schema and parent.content == index.content:
        return _plan(data, index, Changes(added=0, changed=0, removed=0), keep=parent.files)
    indexes = {file: index_of(data.table, read(file, index_columns(data.table))) for file in parent.files}
    changes = count_changes(join_indexes(indexes.values()), index)
    keep, write = _share(data, index, indexes if same_schema else {}, read, constants)
    return _plan(data, index, changes, keep=keep, write=write)


def _plan(
    data: Stream, index: Index, changes: Changes, keep: Sequence[FileRecord] = (), write: Sequence[Stream] = ()
) -> TablePlan:
    return TablePlan(table=data.table, content=index.content, changes=changes, keep=tuple(keep), write=tuple(write))


def _doubled(data: Stream) -> ContractBroken:
    key = first_doubled(data.table, data.batches(key_of(data.table)))
    return ContractBroken(
        f"table {data.table} has two rows with the key {key}", "Keys are unique: the stage that makes the rows gave one twice."
    )


def _share(
    data: Stream, index: Index, indexes: Mapping[FileRecord, Index], read: ReadFile, constants: ReleaseConstants
) -> tuple[list[FileRecord], list[Stream]]:
    sorting = _sort_files(data.table, indexes, index, read, constants)
    carried = np.concatenate([index.rows[:0], *sorting.carried])
    tail = data.where(~is_among(index.rows, carried))
    keep = sorting.clean
    if tail.num_rows:
        keep, merged = _merge_trailing(tail, sorting.clean, constants)
        tail = join_streams(data.table, [tail, *(_file_stream(data.table, file, read) for file in merged)])
    write = [*sorting.groups, *([tail] if tail.num_rows or not (keep or sorting.groups) else [])]
    return keep, write


def _sort_files(
    table: str, indexes: Mapping[FileRecord, Index], after: Index, read: ReadFile, constants: ReleaseConstants
) -> _Sorting:
    sorting = _Sorting()
    for file, index in indexes.items():
        stays = is_among(index.rows, after.rows)
        count = int(stays.sum())
        if count and count == file.rows:
            sorting.clean.append(file)
        elif count > constants.remnant_rows:
            sorting.groups.append(_file_stream(table, file, read).where(stays))
        else:
            continue  # a remnant joins the new rows; a file without rows goes
        sorting.carried.append(index.rows[stays])
    return sorting


def _file_stream(table: str, file: FileRecord, read: ReadFile) -> Stream:
    return Stream(table, file.rows, lambda columns: read(file, columns))


def _merge_trailing(
    tail: Stream, files: list[FileRecord], constants: ReleaseConstants
) -> tuple[list[FileRecord], list[FileRecord]]:
    """Files to keep, and small ones at the end of the key order that the new rows take in."""
    target = aim(tail.table, constants)
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
