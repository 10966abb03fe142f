"""A table cut into part files near an aimed size; the same rows give the same cuts and the same bytes."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from readout.constants.releases import ReleaseConstants
from readout.releases.parquet import Part, aim, make_part, serialise
from readout.releases.schema import schema_of
from readout.releases.streams import Stream


def cut(stream: Stream, constants: ReleaseConstants) -> Iterator[Part]:
    """The rows as part files of about the size that is aimed at; without rows one empty file.

    The same rows give the same bytes (with one version of pyarrow).
    """
    rows = stream.num_rows
    count = -(-rows // _rows_per_file(stream, constants)) or 1
    taken = _Rows(stream.batches(), schema_of(stream.table))
    for part in range(count):
        size = (part + 1) * rows // count - part * rows // count
        yield make_part(stream.table, size, taken.groups(size, constants.row_group_rows), constants)


def bytes_per_row(stream: Stream, constants: ReleaseConstants) -> float:
    """Bytes that a row takes on disk, by writing a sample; at least 1."""
    return _written_size(_sample(stream, constants), constants)


def _rows_per_file(stream: Stream, constants: ReleaseConstants) -> int:
    target = aim(stream.table, constants)
    sample = _sample(stream, constants)
    if sample.num_rows == stream.num_rows and sample.nbytes <= target:  # then it is smaller still on disk
        return max(1, stream.num_rows)
    return max(1, int(target / _written_size(sample, constants)))


def _sample(stream: Stream, constants: ReleaseConstants) -> pa.Table:
    """The first rows, as many as take `sample_bytes` in memory, and at least one if there is any."""
    taken: list[pa.Table] = []
    for batch in stream.batches():
        taken.append(batch)
        if sum(rows.nbytes for rows in taken) >= constants.sample_bytes:
            break
    rows = pa.concat_tables(taken)
    bytes_in_memory = max(1.0, rows.nbytes / max(1, rows.num_rows))
    return rows.slice(0, max(1, int(constants.sample_bytes / bytes_in_memory))).combine_chunks()


def _written_size(sample: pa.Table, constants: ReleaseConstants) -> float:
    return max(1.0, len(serialise(sample, constants)) / max(1, sample.num_rows))


class _Rows:
    """Rows on their way into files: however they come, they leave in pieces of exact sizes."""

    def __init__(self, batches: Iterator[pa.Table], schema: pa.Schema) -> None:
        self._batches, self._rest = batches, schema.empty_table()

    def groups(self, rows: int, most: int) -> Iterator[pa.Table]:
        """The next rows in pieces of at most so many, each in one chunk, for file bytes must not depend on how they came."""
        yield self._next(min(rows, most))
        for first in range(most, rows, most):
            yield self._next(min(most, rows - first))

    def _next(self, rows: int) -> pa.Table:
        pieces = [self._rest]
        count = self._rest.num_rows
        while count < rows:
            pieces.append(next(self._batches))
            count += pieces[-1].num_rows
        held = pa.concat_tables([piece for piece in pieces if piece.num_rows] or pieces[:1])
        self._rest = held.slice(rows)
        return held.slice(0, rows).combine_chunks()
