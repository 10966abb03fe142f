"""Tables read a batch at a time: merged in key order, cut to exact sizes, never whole in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import made_tables as made
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import TEXTS

from readout.errors import StoreDamaged
from readout.model import Rejection
from readout.releases import merging
from readout.releases.cutting import cut
from readout.releases.diff import index_of, index_stream, join_indexes
from readout.releases.merging import Run, merge
from readout.releases.parquet import in_key_order
from readout.releases.reading import stream_table
from readout.releases.schema import schema_of, to_arrow
from readout.releases.store import Store
from readout.releases.streams import Stream, join_streams, stream_files, stream_of

TABLE = "rejections"
KEY = ("stage", "subject", "position")


def table_of(keys: Sequence[tuple[str, int]]) -> pa.Table:
    return to_arrow(TABLE, [
        Rejection(stage="text", subject=subject, position=position, reason="no_letters", evidence=subject, capture_id=None)
        for subject, position in keys
    ])  # fmt: skip


def keys_in(batches: Iterator[pa.Table]) -> list[tuple[str, int]]:
    return [key for batch in batches for key in zip(batch["subject"].to_pylist(), batch["position"].to_pylist(), strict=True)]


def in_batches(data: pa.Table, size: int) -> Stream:
    """A table that comes a few rows at a time."""

    def read(columns: Sequence[str] | None) -> Iterator[pa.Table]:
        chosen = data.select(list(columns)) if columns else data
        return (chosen.slice(first, size) for first in range(0, data.num_rows, size))

    return Stream(TABLE, data.num_rows, read)


KEYS = st.lists(st.tuples(st.text(max_size=2), st.integers(0, 9)), unique=True, max_size=25)


@settings(max_examples=40, deadline=None)
@given(keys=KEYS, runs=st.integers(1, 4), size=st.integers(1, 5))
def test_merged_runs_are_all_rows_in_key_order(keys: list[tuple[str, int]], runs: int, size: int) -> None:
    streams = [in_batches(in_key_order(TABLE, table_of(keys[number::runs])), size) for number in range(runs)]
    joined = join_streams(TABLE, streams)
    whole = pa.concat_tables(joined.batches())
    assert whole.equals(in_key_order(TABLE, table_of(keys)))
    assert joined.num_rows == whole.num_rows
    assert pa.concat_tables(joined.batches(["evidence"])).equals(whole.select(["evidence"]))


@settings(max_examples=20, deadline=None)
@given(keys=KEYS, size=st.integers(1, 5))
def test_an_index_of_parts_is_that_of_the_whole(keys: list[tuple[str, int]], size: int) -> None:
    data = in_key_order(TABLE, table_of(keys))
    parts = [index_of(TABLE, [batch]) for batch in in_batches(data, size).batches()]
    whole, joined = index_stream(stream_of(TABLE, data)), join_indexes(parts)
    assert (joined.content, joined.keys.tolist(), joined.rows.tolist()) == (
        whole.content, whole.keys.tolist(), whole.rows.tolist(),
    )  # fmt: skip


def test_a_run_is_opened_when_the_others_have_come_to_where_it_starts() -> None:
    opened: list[str] = []

    def run(start: str, keys: list[str]) -> Run:
        def read(columns: Sequence[str] | None) -> Iterator[pa.Table]:
            opened.append(start)
            return in_batches(table_of([(key, 0) for key in keys]).select(list(columns or KEY)), 1).read(columns)

        return Run(start, read)

    seen: list[tuple[str, list[str]]] = []
    for rows in merge(("subject",), [run("d", ["d"]), run("a", ["a", "b", "e"])], ["subject"]):
        seen += [(subject, list(opened)) for subject in rows["subject"].to_pylist()]
    assert [subject for subject, _ in seen] == ["a", "b", "d", "e"]
    assert opened == ["a", "d"]


def test_rows_with_a_null_in_the_key_come_last_and_are_not_lost() -> None:
    data = table_of([("a", 0), ("b", 0)])
    nulls = data.set_column(data.schema.get_field_index("subject"), "subject", pa.array([None, "c"], pa.string()))
    joined = join_streams(TABLE, [stream_of(TABLE, data), stream_of(TABLE, nulls)])
    assert [key for key, _ in keys_in(joined.batches())] == ["a", "b", "c", None]


def test_a_table_without_rows_gives_its_columns(tmp_path: Path) -> None:
    pq.write_table(schema_of(TABLE).empty_table(), tmp_path / "empty.parquet")
    for stream in (stream_of(TABLE, table_of([])), stream_files(TABLE, [tmp_path / "empty.parquet"]), join_streams(TABLE, [])):
        assert [batch.schema for batch in stream.batches()] == [schema_of(TABLE)]
        assert [batch.column_names for batch in stream.batches(["reason", "stage"])] == [["reason", "stage"]]


def test_a_release_is_read_in_key_order_whatever_its_files_are_named(store: Store) -> None:
    head = store.head()
    assert head is not None
    for table in head.record.tables:
        assert pa.concat_tables(stream_table(head, table).batches()).equals(store.read(head, table))


def test_a_file_that_goes_while_a_release_is_read_is_named(store: Store) -> None:
    head = store.head()
    assert head is not None
    stream = stream_table(head, "documents")
    lost = sorted((head.path / "documents").iterdir())[0]
    lost.unlink()
    with pytest.raises(StoreDamaged, match=lost.name):
        list(stream.batches())


@pytest.mark.parametrize("size", [1, 3, 50])
def test_part_files_are_equal_to_the_byte_however_the_rows_came(size: int) -> None:
    data = in_key_order(TABLE, table_of([(f"{number:04d}" * 9, 0) for number in range(50)]))
    constants = made.shipped(file_bytes=4_000, sample_bytes=1_000, row_group_rows=7)
    once = [part.record for part in cut(stream_of(TABLE, data), constants)]
    assert [part.record for part in cut(in_batches(data, size), constants)] == once
    assert sum(record.rows for record in once) == 50
    assert len(once) > 1


def test_a_long_table_is_published_with_a_few_batches_in_memory(tmp_path: Path) -> None:
    rows = 400
    held: list[int] = []
    before = pa.total_allocated_bytes()

    def read(columns: Sequence[str] | None) -> Iterator[pa.Table]:
        for first in range(0, rows, 4):
            held.append(pa.total_allocated_bytes() - before)
            batch = to_arrow(TABLE, [
                Rejection(stage="text", subject=f"{number:06d}", position=0, reason="no_letters",
                          evidence=f"{number}" * 30_000, capture_id=None)
                for number in range(first, first + 4)
            ])  # fmt: skip
            yield batch.select(list(columns)) if columns else batch

    tables = {**made.make_tables(TEXTS), TABLE: Stream(TABLE, rows, read)}
    constants = made.shipped(file_bytes=20_000, sample_bytes=500_000, row_group_rows=8)
    published = Store(tmp_path, constants).publish(tables, made.about(), expected=None)
    assert published is not None
    assert published.changes[TABLE].added == rows
    assert max(held) < 6 * merging.BATCH_BYTES < 30_000 * 3 * rows  # the whole table is three times that
