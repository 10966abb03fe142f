"""Which part files stay and which are written: planned in memory, over many states of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import made_tables as made
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.constants.releases import ReleaseConstants
from readout.errors import ContractBroken
from readout.model import Rejection
from readout.releases.cutting import cut
from readout.releases.diff import count_changes, index_of, index_stream, keys_of
from readout.releases.hashes import add_contents
from readout.releases.records import FileRecord, TableRecord
from readout.releases.schema import schema_id, schema_of, to_arrow
from readout.releases.streams import stream_of
from readout.releases.upsert import TablePlan, plan_table

TABLE = "rejections"
State = dict[int, str]


def table_of(state: State) -> pa.Table:
    """A table whose keys are the numbers, and whose values are the words."""
    return to_arrow(TABLE, [
        Rejection(stage="text", subject=f"{number:06d}", position=0, reason="no_letters", evidence=word, capture_id=None)
        for number, word in state.items()
    ])  # fmt: skip


def hashes_of(data: pa.Table) -> dict[Any, str]:
    """row_hash by key."""
    return dict(zip(keys_of(TABLE, data), data.column("row_hash").to_pylist(), strict=True))


class Files:
    """Part files in memory, published state after state."""

    def __init__(self, constants: ReleaseConstants) -> None:
        self.constants = constants
        self.record: TableRecord | None = None
        self.rows: dict[str, pa.Table] = {}
        self.written = 0

    def read(self, file: FileRecord, columns: Sequence[str] | None) -> Iterator[pa.Table]:
        """Read columns of a file, in small batches."""
        for batch in self.rows[file.name].to_batches(max_chunksize=2):
            data = pa.Table.from_batches([batch])
            yield data.select(list(columns)) if columns else data

    def plan(self, data: pa.Table, parent: TableRecord | None) -> TablePlan:
        """Plan a table."""
        stream = stream_of(TABLE, data)
        return plan_table(stream, index_stream(stream), parent, self.read, self.constants)

    def publish(self, state: State) -> TablePlan:
        """Plan the state, and write what the plan says."""
        data = table_of(state)
        plan = self.plan(data, self.record)
        files = list(plan.keep)
        self.written = 0
        for group in plan.write:
            for part in cut(group, self.constants):
                files.append(part.record)
                self.rows[part.record.name] = pq.read_table(pa.BufferReader(part.content))
                self.written += part.record.bytes
        content = add_contents(*(file.content for file in files))
        assert content == plan.content
        self.record = TableRecord(
            schema_id=schema_id(schema_of(TABLE)), rows=data.num_rows, content=content, changes=plan.changes, files=tuple(files)
        )
        return plan

    def held(self) -> dict[Any, str]:
        """All rows that the present files hold, none twice."""
        assert self.record is not None
        states = [hashes_of(self.rows[file.name]) for file in self.record.files]
        held = {key: row_hash for state in states for key, row_hash in state.items()}
        assert len(held) == sum(len(state) for state in states) == self.record.rows
        return held


@settings(max_examples=30, deadline=None)
@given(
    states=st.lists(st.dictionaries(st.integers(0, 12), st.sampled_from("abc")), min_size=1, max_size=5),
    few=st.integers(0, 4),
    size=st.sampled_from([1, 3_000, 1_000_000]),
)
def test_files_hold_exactly_the_rows_whatever_was_there_before(states: list[State], few: int, size: int) -> None:
    files = Files(made.shipped(file_bytes=size, remnant_rows=few, sample_bytes=500))
    before = table_of({})
    for state in states:
        known = {file.name for file in files.record.files} if files.record else set()
        plan = files.publish(state)
        after = table_of(state)
        assert files.held() == hashes_of(after)
        assert plan.changes == count_changes(index_of(TABLE, [before]), index_of(TABLE, [after]))
        assert {file.name for file in plan.keep} <= known
        assert files.record is not None
        assert all(file.rows for file in files.record.files) or len(files.record.files) == 1
        if hashes_of(before) == hashes_of(after):
            assert plan.write == () or not known
        before = after


def test_a_file_without_a_change_stays_and_a_changed_one_goes() -> None:
    files = Files(made.shipped(file_bytes=1, sample_bytes=1, remnant_rows=0))
    state = dict.fromkeys(range(6), "a")
    files.publish(state)
    plan = files.publish({**state, 3: "b"})
    assert [file.key_min for file in plan.keep] == ["text"] * 5
    assert [group.num_rows for group in plan.write] == [1]


def test_a_remnant_joins_the_new_rows_and_a_larger_rest_stays_a_file() -> None:
    for few, groups in ((9, [11]), (8, [9, 2])):
        files = Files(made.shipped(remnant_rows=few))
        state = dict.fromkeys(range(10), "a")
        files.publish(state)
        plan = files.publish({**state, 3: "b", 99: "a"})
        assert plan.keep == ()
        assert [group.num_rows for group in plan.write] == groups


def test_many_small_publishes_end_in_few_files_and_rewrite_little() -> None:
    files = Files(made.shipped(merge_floor_bytes=0, file_bytes=40_000))
    state: State = {}
    written = everything = 0
    for number in range(40):
        state |= {20 * number + place: f"{place * number:x}" * 9 for place in range(20)}
        files.publish(state)
        assert files.record is not None
        written += files.written
        everything += sum(file.bytes for file in files.record.files)
    assert files.record is not None
    assert len(files.record.files) <= 12
    assert written < everything / 2


def test_an_emptied_table_keeps_one_file_without_rows_and_loses_it_when_rows_come() -> None:
    files = Files(made.shipped())
    for state, rows in (({}, 0), ({1: "a"}, 1), ({}, 0)):
        files.publish(state)
        assert files.record is not None
        assert [file.rows for file in files.record.files] == [rows]
    assert files.record.files[0].key_min is None


def test_another_schema_links_nothing() -> None:
    files = Files(made.shipped())
    files.publish({1: "a"})
    assert files.record is not None
    parent = TableRecord(
        schema_id="sha256:other", rows=1, content=files.record.content, changes=files.record.changes, files=files.record.files
    )
    plan = files.plan(table_of({1: "a"}), parent)
    assert (plan.keep, [group.num_rows for group in plan.write], bool(plan.changes)) == ((), [1], False)


def test_a_doubled_key_is_refused_before_anything_is_written() -> None:
    doubled = pa.concat_tables([table_of({1: "a"}), table_of({1: "b"})])
    with pytest.raises(ContractBroken, match=r"two rows with the key \('text', '000001', 0\)"):
        Files(made.shipped()).plan(doubled, None)
