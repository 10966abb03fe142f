"""A published table: whole, some columns of it, or a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from readout.errors import StoreDamaged
from readout.releases.parquet import in_key_order, read_part
from readout.releases.records import RESTORE, Release
from readout.releases.streams import Stream, stream_files


def read_table(release: Release, table: str, columns: Sequence[str] | None = None) -> pa.Table:
    """All rows of one table, in key order, with `row_hash`; or the named columns of them, in any order of rows.

    Raises:
        KeyError: the release has no such table.
        StoreDamaged: a part file is missing or damaged.
    """
    with _whole():
        data = pa.concat_tables([read_part(path, columns) for path in _paths(release, table)])
    return data.select(list(columns)) if columns else in_key_order(table, data)


def stream_table(release: Release, table: str) -> Stream:
    """One table in key order, a batch at a time.

    Raises:
        KeyError: the release has no such table.
        StoreDamaged: now or when it is read: a part file is missing or damaged.
    """
    with _whole():
        files = stream_files(table, _paths(release, table))

    def read(columns: Sequence[str] | None) -> Iterator[pa.Table]:
        """Read the files; what is missing by then is damage of the store."""
        with _whole():
            yield from files.read(columns)

    return Stream(table, files.num_rows, read)


def _paths(release: Release, table: str) -> list[Path]:
    return [release.path / table / file.name for file in release.record.tables[table].files]


@contextmanager
def _whole() -> Iterator[None]:
    """A release that is being read lacks no file."""
    try:
        yield
    except FileNotFoundError as error:
        raise StoreDamaged(f"{error.filename} is missing", RESTORE) from error
