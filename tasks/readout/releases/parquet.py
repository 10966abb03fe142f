"""Part files: rows in key order, cut near an aimed size, the same bytes for the same rows."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from readout.constants.releases import ReleaseConstants
from readout.errors import StoreDamaged
from readout.releases.fields import key_of
from readout.releases.hashes import content_of
from readout.releases.records import RESTORE, FileRecord


@dataclass(frozen=True, slots=True)
class Part:
    """A part file before it is written."""

    record: FileRecord
    content: memoryview


def cut(table: str, data: pa.Table, constants: ReleaseConstants) -> Iterator[Part]:
    """Rows in key order as part files of about the size that is aimed at; without rows one empty file.

    The same rows in any order give the same bytes (with one version of pyarrow).
    """
    ordered = in_key_order(table, data)
    count = -(-ordered.num_rows // _rows_per_file(table, ordered, constants)) or 1
    for part in range(count):
        first, last = part * ordered.num_rows // count, (part + 1) * ordered.num_rows // count
        yield make_part(table, ordered.slice(first, last - first), constants)


def in_key_order(table: str, data: pa.Table) -> pa.Table:
    """The rows sorted by key, in one piece, so that nothing depends on how they came."""
    return data.sort_by([(column, "ascending") for column in key_of(table)]).combine_chunks()


def aim(table: str, constants: ReleaseConstants) -> int:
    """Size in bytes that a part file of the table should have."""
    return constants.small_file_bytes if table in constants.small_file_tables else constants.file_bytes


def bytes_per_row(data: pa.Table, constants: ReleaseConstants) -> float:
    """Bytes that a row takes on disk, by writing a sample; at least 1."""
    bytes_in_memory = max(1.0, data.nbytes / max(1, data.num_rows))
    sample = data.slice(0, max(1, int(constants.sample_bytes / bytes_in_memory)))
    return max(1.0, len(serialise(sample, constants)) / max(1, sample.num_rows))


def _rows_per_file(table: str, data: pa.Table, constants: ReleaseConstants) -> int:
    target = aim(table, constants)
    if data.nbytes <= target:  # then it is smaller still on disk
        return max(1, data.num_rows)
    return max(1, int(target / bytes_per_row(data, constants)))


def make_part(table: str, data: pa.Table, constants: ReleaseConstants) -> Part:
    """One part file of rows in key order, named by its bytes."""
    content = serialise(data, constants)
    sha256 = hashlib.sha256(content).hexdigest()
    first_key = data.column(key_of(table)[0])
    record = FileRecord(
        name=f"part-{sha256[:16]}.parquet",
        sha256=sha256,
        bytes=len(content),
        rows=data.num_rows,
        key_min=first_key[0].as_py() if data.num_rows else None,
        key_max=first_key[-1].as_py() if data.num_rows else None,
        content=content_of(table, data),
    )
    return Part(record, content)


def serialise(data: pa.Table, constants: ReleaseConstants) -> memoryview:
    """The bytes of a Parquet file."""
    filtered = data.num_rows and "document_id" in data.column_names
    bloom = {"document_id": {"ndv": data.num_rows, "fpp": constants.bloom_false_positives}} if filtered else None
    sink = pa.BufferOutputStream()
    pq.write_table(
        data,
        sink,
        row_group_size=constants.row_group_rows,
        compression="zstd",
        compression_level=constants.compression_level,
        write_page_index=True,
        write_page_checksum=True,
        bloom_filter_options=bloom,
    )
    return memoryview(sink.getvalue())


def read_part(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read one part file.

    Raises:
        StoreDamaged: it is no whole Parquet file.
        FileNotFoundError: it is not there.
    """
    try:
        return pq.ParquetFile(path, page_checksum_verification=True).read(columns=columns)
    except FileNotFoundError as error:  # pyarrow's names no file
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from error
    except (pa.ArrowException, OSError) as error:
        raise StoreDamaged(f"{path} cannot be read: {str(error).splitlines()[0]}", RESTORE) from error
