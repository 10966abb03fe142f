"""Rows to Parquet and back, and the digests of rows and tables."""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import made_tables as made
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import TEXTS

from readout.errors import ContractBroken, StoreDamaged
from readout.model import TABLES, Author, OutcomeCount, Rejection
from readout.releases.diff import contents_of
from readout.releases.fields import Field, _fields, fields_of, key_of
from readout.releases.hashes import add_contents, content_of, row_hashes
from readout.releases.parquet import serialise
from readout.releases.schema import LONE_SURROGATE, from_arrow, schema_id, schema_of, to_arrow

SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(st.characters(exclude_categories=["Cs"]) | st.just("\x00"), max_size=20),
    "time": st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    "day": st.dates(date(1700, 1, 1), date(2200, 1, 1)),
    "count": st.integers(-(2**63), 2**63 - 1),
    "share": st.floats(allow_nan=False),
    "flag": st.booleans(),
}


def values(field: Field) -> st.SearchStrategy[Any]:
    """Any value that fits the column."""
    if field.record is not None:
        value = st.builds(field.record, **{part.name: values(part) for part in field.parts})
    else:
        value = st.sampled_from(field.choices) if field.choices else SCALARS[field.kind]
    if field.many:
        value = st.lists(value, max_size=3).map(tuple)
    return st.none() | value if field.nullable else value


def rows_of_table(table: str) -> st.SearchStrategy[Any]:
    """Any row of a table."""
    return st.builds(TABLES[table], **{field.name: values(field) for field in fields_of(table)})


@pytest.mark.parametrize("table", [table for table in TABLES if table != "document_history"])
def test_any_row_comes_back_from_parquet_as_it_was(table: str) -> None:
    @settings(max_examples=10, deadline=None)
    @given(st.lists(rows_of_table(table), max_size=3))
    def check(rows: list[Any]) -> None:
        data = to_arrow(table, rows)
        again = pq.read_table(io.BytesIO(serialise(data, made.shipped())))
        assert again.schema.equals(schema_of(table))
        assert from_arrow(table, again) == rows
        assert row_hashes(again) == data.column("row_hash").to_pylist()

    check()


def rejection(**changed: Any) -> Rejection:
    given: dict[str, Any] = {
        "stage": "text", "subject": "s", "position": 0, "reason": "no_letters", "evidence": None, "capture_id": None,
    }  # fmt: skip
    return Rejection(**{**given, **changed})


@pytest.mark.parametrize("text", ["a\ud83dz", "\udc80", "x\ud83d\ude00y", "\x00", "a\x00b"])
def test_what_no_file_can_hold_is_replaced_and_offsets_stay(text: str) -> None:
    (back,) = from_arrow("rejections", to_arrow("rejections", [rejection(evidence=text)]))
    assert back.evidence == LONE_SURROGATE.sub("\ufffd", text)
    assert len(back.evidence) == len(text)


def test_surrogates_in_nested_values_are_replaced_too() -> None:
    (document,) = made.make_rows(TEXTS[:1])["documents"]
    spoilt = [made.changed(document, authors=(Author("\ud800", None),), notes=("\udfff",))]
    (back,) = from_arrow("documents", to_arrow("documents", spoilt))
    assert (back.authors[0].name, back.notes) == ("\ufffd", ("\ufffd",))


@pytest.mark.parametrize(
    ("table", "changed", "problem"),
    [
        ("runs", {"started_at": datetime(2024, 1, 1)}, "column started_at: a time without a zone"),
        ("runs", {"planned_count": "many"}, "column planned_count: "),
        ("runs", {"planned_count": 2**63}, "column planned_count: "),
        ("runs", {"planned_count": 1.5}, "column planned_count: a value of type float"),
        ("runs", {"planned_count": True}, "column planned_count: a value of type bool"),
        ("runs", {"watchlist": 3}, "column watchlist: a value of type int"),
        ("runs", {"outcomes": (made.changed(OutcomeCount("ok", 1), count=1.5),)}, "column count: a value of type float"),
    ],
)
def test_a_value_that_does_not_fit_is_named(table: str, changed: dict[str, Any], problem: str) -> None:
    wrong = made.changed(made.make_run(), **changed)
    with pytest.raises(ContractBroken, match=problem):
        to_arrow(table, [wrong])


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    run = made.make_run()
    there = run.started_at.astimezone(timezone(timedelta(hours=8)))
    moved = made.changed(run, started_at=there)
    assert from_arrow("runs", to_arrow("runs", [moved])) == [run]
    assert to_arrow("runs", [moved]).equals(to_arrow("runs", [run]))


def test_a_table_of_another_version_is_told_with_its_columns() -> None:
    data = to_arrow("runs", [made.make_run()]).rename_columns({"state": "condition"})
    with pytest.raises(StoreDamaged, match=r"missing \['state: string'\], unknown \['condition: string'\]") as caught:
        from_arrow("runs", data)
    assert "readout rebuild" in caught.value.remedy


def test_every_table_has_types_of_the_schema_page_and_row_hash_last() -> None:
    allowed = {"string", "timestamp[us, tz=UTC]", "date32[day]", "int64", "double", "bool"}
    for table in TABLES:
        schema = schema_of(table)
        assert schema.names[-1] == "row_hash"
        for field in schema:
            item = field.type.value_type if pa.types.is_list(field.type) else field.type
            parts = [part.type for part in item] if pa.types.is_struct(item) else [item]
            assert {str(part) for part in parts} <= allowed
    assert len({schema_id(schema_of(table)) for table in TABLES}) == len(TABLES) - 1  # history has the columns of documents


def test_keys_are_those_of_the_schema_page() -> None:
    assert key_of("documents") == ("document_id",)
    assert key_of("document_history") == ("document_id", "revision")
    assert key_of("relations") == ("document_id", "revision", "other_id", "other_revision", "kind")
    assert key_of("rejections") == ("stage", "subject", "position")


def test_an_annotation_without_a_column_type_is_refused() -> None:
    @dataclass
    class Odd:
        """A row type that no column answers to."""

        size: complex

    with pytest.raises(TypeError, match="column size: no column type"):
        _fields(Odd)


def test_row_hash_is_the_sha256_of_named_typed_and_measured_values_without_nulls() -> None:
    moment = datetime(2024, 4, 28, 12, 0, 0, 7, tzinfo=UTC)
    data = pa.table(
        {
            "b": pa.array([2], pa.int64()),
            "a": pa.array(["é"], pa.string()),
            "none": pa.array([None], pa.string()),
            "c": pa.array([moment], pa.timestamp("us", "UTC")),
            "d": pa.array([date(1970, 1, 3)], pa.date32()),
            "e": pa.array([0.5], pa.float64()),
            "f": pa.array([True], pa.bool_()),
            "g": pa.array([[{"y": 1, "x": None}]], pa.list_(pa.struct({"y": pa.int64(), "x": pa.string()}))),
        }
    )
    micros = str(round(moment.timestamp() * 1_000_000)).encode()
    expected = (
        b"c1:as2:\xc3\xa9c1:bi1:2c1:ct%d:%b" % (len(micros), micros)
        + b"c1:dd1:2" + b"c1:ef8:" + struct.pack(">d", 0.5) + b"c1:fb1:1" + b"c1:gl11:r8:c1:yi1:1"
    )  # fmt: skip
    assert row_hashes(data) == [hashlib.sha256(expected).hexdigest()]


def test_a_new_column_that_is_null_changes_no_row_hash() -> None:
    data = to_arrow("turns", made.make_rows(TEXTS)["turns"])
    wider = data.append_column("mood", pa.nulls(data.num_rows, pa.string()))
    assert row_hashes(wider) == row_hashes(data)


def test_a_value_in_another_column_is_another_row() -> None:
    one, other = rejection(evidence="x"), rejection(capture_id="x")
    hashes = row_hashes(to_arrow("rejections", [one, other, rejection(subject="sx"), rejection()]))
    assert len(set(hashes)) == 4


@settings(max_examples=30, deadline=None)
@given(st.lists(rows_of_table("rejections"), max_size=6), st.randoms(use_true_random=False), st.integers(0, 6))
def test_content_does_not_depend_on_order_or_parts(rows: list[Rejection], random: Any, cut: int) -> None:
    data = to_arrow("rejections", rows)
    shuffled = random.sample(rows, len(rows))
    parts = [content_of("rejections", to_arrow("rejections", part)) for part in (shuffled[:cut], shuffled[cut:])]
    assert content_of("rejections", data) == add_contents(*parts)


def test_content_of_other_rows_is_another() -> None:
    contents = contents_of(made.make_tables(TEXTS))
    assert len({*contents.values(), *contents_of(made.make_tables(TEXTS[:2])).values()}) > len(TABLES)
