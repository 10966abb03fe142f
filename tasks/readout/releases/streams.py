"""The rows of a table a batch at a time, in key order: what a release is made of never has to be in memory whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from readout.releases.fields import key_of
from readout.releases.merging import Run, merge
from readout.releases.parquet import describe_part, in_key_order, read_batches
from readout.releases.schema import schema_of

Read = Callable[[Sequence[str] | None], Iterator[pa.Table]]
"""Gives the named columns (None: all) of all rows, in key order, batch by batch."""
HELD_ROWS = 4_096
"""Rows of a batch of a table that is in memory anyway."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The rows of one table in key order, to be read as often as wanted.

    No key's first column is less than `start`; None: that is not known.
    """

    table: str
    num_rows: int
    read: Read
    start: str | None = None

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The named columns (None: all), batch by batch; a table without rows gives one batch without rows."""
        is_empty = True
        for batch in self.read(columns):
            is_empty = False
            yield batch
        if is_empty:
            empty = schema_of(self.table).empty_table()
            yield empty.select(list(columns)) if columns else empty

    def where(self, mask: NDArray[np.bool_]) -> Stream:
        """Only the rows marked, given a mark for each."""

        def read(columns: Sequence[str] | None) -> Iterator[pa.Table]:
            """The marked rows of each batch."""
            first = 0
            for batch in self.read(columns):
                here = mask[first : first + batch.num_rows]
                first += batch.num_rows
                if here.any():
                    yield batch.filter(pa.array(here))

        return Stream(self.table, int(mask.sum()), read, self.start)


Rows = pa.Table | Stream
Tables = Mapping[str, Rows]
"""The rows of each table: small ones may be in memory."""


def as_stream(table: str, rows: Rows) -> Stream:
    """The rows as a stream, whichever they are."""
    return rows if isinstance(rows, Stream) else stream_of(table, rows)


def stream_of(table: str, data: pa.Table) -> Stream:
    """A table in memory as a stream, its rows in any order."""
    ordered = in_key_order(table, data)

    def read(columns: Sequence[str] | None) -> Iterator[pa.Table]:
        """Some rows at a time, of the columns that are wanted."""
        chosen = ordered.select(list(columns)) if columns else ordered
        for first in range(0, chosen.num_rows, HELD_ROWS):
            yield chosen.slice(first, HELD_ROWS)

    return Stream(table, data.num_rows, read)


def stream_files(table: str, paths: Sequence[Path]) -> Stream:
    """Parquet files, each in key order, as one stream in key order.

    Raises:
        StoreDamaged: now or when it is read: a file is no whole Parquet file.
        FileNotFoundError: a file is not there.
    """
    return join_streams(table, [_stream_file(table, path) for path in paths])


def join_streams(table: str, streams: Sequence[Stream]) -> Stream:
    """Streams of one table, with no key in common, as one."""
    if len(streams) == 1:
        return streams[0]

    def read(columns: Sequence[str] | None) -> Iterator[pa.Table]:
        """The rows of all in the order of their keys."""
        return merge(key_of(table), [Run(stream.start, stream.read) for stream in streams], columns)

    return Stream(table, sum(stream.num_rows for stream in streams), read, min((s.start or "" for s in streams), default=None))


def _stream_file(table: str, path: Path) -> Stream:
    rows, start = describe_part(table, path)
    return Stream(table, rows, lambda columns: read_batches(path, columns), start)
