"""Tables of a living run on disk: one folder a batch, one Parquet file a table, its rows in key order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readout.releases.disk import writing
from readout.releases.merging import BATCH_BYTES, coalesce
from readout.releases.parquet import in_key_order
from readout.releases.schema import from_arrow, schema_of, to_arrow
from readout.releases.streams import Stream, stream_files, stream_of

SHARD_BATCH_BYTES = 1 << 19
"""Of a row group of a batch's table, about: whoever merges a hundred of them holds one of each."""


def use_system_memory() -> None:
    """From now on Arrow takes its memory from the system's allocator: its own keeps some 60 MB of what batches gave back."""
    pa.set_memory_pool(pa.system_memory_pool())


def write_rows(folder: Path, tables: Mapping[str, Iterable[Any]]) -> None:
    """Write rows of several tables into a folder, made if absent; a table that is there already is replaced.

    Raises:
        CannotWrite: read-only, no permission, disk full.
    """
    for name, rows in tables.items():
        _write(folder, name, [in_key_order(name, to_arrow(name, list(rows)))], SHARD_BATCH_BYTES)


def write_batches(folder: Path, name: str, batches: Iterable[pa.Table]) -> None:
    """Write one table, its rows in key order, as they come; read again, it comes in batches, too. Raises as `write_rows`."""
    _write(folder, name, batches, BATCH_BYTES)


def _write(folder: Path, name: str, batches: Iterable[pa.Table], group_bytes: int) -> None:
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(folder / f"{name}.parquet", schema_of(name), compression="lz4") as writer:
            for batch in coalesce(chain(batches, [schema_of(name).empty_table()]), group_bytes):
                rows = max(1, group_bytes * batch.num_rows // max(1, batch.nbytes))
                writer.write_table(batch, row_group_size=rows)


def read_stream(folder: Path, name: str) -> Stream:
    """One table of the folder, without rows where it was never written."""
    path = folder / f"{name}.parquet"
    return stream_files(name, [path]) if path.is_file() else stream_of(name, schema_of(name).empty_table())


def read_rows(folder: Path, name: str) -> list[Any]:
    """One table of the folder as rows of its type."""
    return list(iterate_rows(read_stream(folder, name)))


def iterate_rows(stream: Stream) -> Iterator[Any]:
    """A table's rows as rows of its type, a batch of them in memory at a time."""
    for batch in stream.batches():
        yield from from_arrow(stream.table, batch)
