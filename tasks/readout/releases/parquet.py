"""Part files: rows in key order, cut near an aimed size, the same bytes for the same rows."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readout.constants.releases import ReleaseConstants
from readout.errors import StoreDamaged
from readout.releases.fields import key_of
from readout.releases.hashes import add_contents, content_of
from readout.releases.merging import BATCH_BYTES
from readout.releases.records import RESTORE, FileRecord


@dataclass(frozen=True, slots=True)
class Part:
    """A part file before it is written."""

    record: FileRecord
    content: memoryview


def in_key_order(table: str, data: pa.Table) -> pa.Table:
    """The rows sorted by key, in one piece, so that nothing depends on how they came."""
    return data.sort_by([(column, "ascending") for column in key_of(table)]).combine_chunks()


def aim(table: str, constants: ReleaseConstants) -> int:
    """Size in bytes that a part file of the table should have."""
    return constants.small_file_bytes if table in constants.small_file_tables else constants.file_bytes


def make_part(table: str, rows: int, groups: Iterator[pa.Table], constants: ReleaseConstants) -> Part:
    """One part file, named by its bytes.

    Args:
        table: name of the table.
        rows: how many rows the groups hold together.
        groups: rows in key order; each becomes a row group.
        constants: how the file is written.
    """
    sink = pa.BufferOutputStream()
    contents: list[str] = []
    keys: list[Any] = []
    first = next(groups)
    with _open_writer(sink, rows, first.schema, constants) as writer:
        for group in chain([first], groups):
            writer.write_table(group)
            contents.append(content_of(table, group))
            first_key = group.column(key_of(table)[0])
            keys += [first_key[0].as_py(), first_key[-1].as_py()] if group.num_rows else []
    content = memoryview(sink.getvalue())
    sha256 = hashlib.sha256(content).hexdigest()
    record = FileRecord(
        name=f"part-{sha256[:16]}.parquet",
        sha256=sha256,
        bytes=len(content),
        rows=rows,
        key_min=keys[0] if keys else None,
        key_max=keys[-1] if keys else None,
        content=add_contents(*contents),
    )
    return Part(record, content)


def serialise(data: pa.Table, constants: ReleaseConstants) -> memoryview:
    """The bytes of a Parquet file of these rows."""
    sink = pa.BufferOutputStream()
    with _open_writer(sink, data.num_rows, data.schema, constants) as writer:
        writer.write_table(data, row_group_size=constants.row_group_rows)
    return memoryview(sink.getvalue())


def read_batches(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Read one part file a batch at a time, the named columns (None: all) in that order.

    Raises:
        StoreDamaged: it is no whole Parquet file.
        FileNotFoundError: it is not there.
    """
    with _reading(path), pq.ParquetFile(path, page_checksum_verification=True) as file:
        # pyarrow gives columns in the file's order, whichever was asked for.
        names = list(columns) if columns else file.schema_arrow.names
        for batch in file.iter_batches(_batch_rows(file.metadata, names), columns=names, use_threads=False):
            yield pa.Table.from_batches([batch]).select(names)


def describe_part(table: str, path: Path) -> tuple[int, str | None]:
    """Of a part file the number of rows and the least value of the first key column (None where it does not say).

    Raises:
        StoreDamaged, FileNotFoundError: as `read_batches`.
    """
    with _reading(path):
        metadata = pq.read_metadata(path)
    if not metadata.num_rows:
        return 0, None
    place = next(place for place in range(metadata.num_columns) if metadata.schema.column(place).path == key_of(table)[0])
    statistics = metadata.row_group(0).column(place).statistics
    return metadata.num_rows, statistics.min if statistics is not None and statistics.has_min_max else None


def read_part(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read one part file whole; raises as `read_batches`."""
    with _reading(path):
        return pq.ParquetFile(path, page_checksum_verification=True).read(columns=list(columns) if columns else None)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:  # pyarrow's names no file
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from error
    except (pa.ArrowException, OSError) as error:
        raise StoreDamaged(f"{path} cannot be read: {str(error).splitlines()[0]}", RESTORE) from error


def _batch_rows(metadata: pq.FileMetaData, columns: Sequence[str]) -> int:
    """Rows whose columns are of about BATCH_BYTES."""
    wanted = set(columns)
    size = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        chunks = (group.column(place) for place in range(group.num_columns))
        size += sum(chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema.partition(".")[0] in wanted)
    return max(1, BATCH_BYTES * metadata.num_rows // max(1, size))


def _open_writer(sink: Any, rows: int, schema: pa.Schema, constants: ReleaseConstants) -> pq.ParquetWriter:
    bloom = {"document_id": {"ndv": rows, "fpp": constants.bloom_false_positives}}
    return pq.ParquetWriter(
        sink,
        schema,
        compression="zstd",
        compression_level=constants.compression_level,
        write_page_index=True,
        write_page_checksum=True,
        bloom_filter_options=bloom if rows and "document_id" in schema.names else None,
    )
