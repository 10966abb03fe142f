"""Tables of a living run on disk: one folder a batch, one Parquet file a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readout.releases.disk import writing
from readout.releases.schema import from_arrow, to_arrow


def write_rows(folder: Path, tables: Mapping[str, Iterable[Any]]) -> None:
    """Write rows of several tables; a table of that folder is replaced."""
    write_tables(folder, {name: to_arrow(name, list(rows)) for name, rows in tables.items()})


def read_table(folder: Path, name: str) -> pa.Table:
    """One table of the folder, without rows where it was never written."""
    path = folder / f"{name}.parquet"
    return pq.read_table(path) if path.is_file() else to_arrow(name, [])


def read_rows(folder: Path, name: str) -> list[Any]:
    """One table of the folder as rows of its type."""
    return from_arrow(name, read_table(folder, name))


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Write tables into a folder, made if absent; those that are there already are replaced.

    Raises:
        CannotWrite: read-only, no permission, disk full.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            pq.write_table(table, folder / f"{name}.parquet", compression="lz4")
