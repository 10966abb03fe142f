"""Texts of a corpus, read from the disk one by one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from readout.pipeline.relating import relate_tables
from readout.pipeline.shards import read_stream, write_rows
from readout.pipeline.texts import StoredUnits
from readout.releases.diff import contents_of
from readout.releases.schema import from_arrow
from readout.releases.streams import as_stream
from readout.settings import Settings, load_config

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "tests/releases"))
import made_tables as made  # noqa: E402 # pyright: ignore[reportMissingImports] - found by the line above

TEXTS = ["We met.", "外交部发言人：\U0001f600 là", "a\x00b"]


def write(folder: Path) -> None:
    write_rows(folder, made.make_rows(TEXTS))


def test_every_text_is_read_back_with_its_row(tmp_path: Path) -> None:
    write(tmp_path)
    documents, history = read_stream(tmp_path, "documents"), read_stream(tmp_path, "document_history")
    rows = [row for stream in (documents, history) for batch in stream.batches() for row in from_arrow(stream.table, batch)]
    with StoredUnits(tmp_path / "work", documents, history) as units:
        assert len(units) == len(rows) > len(TEXTS)
        for unit, row in zip(units, rows, strict=True):
            assert (unit.document_id, unit.revision, unit.text, unit.url_key) == (
                row.document_id, row.revision, row.text, row.url_key,
            )  # fmt: skip
        assert [unit.is_current for unit in units] == [True] * len(TEXTS) + [False] * (len(rows) - len(TEXTS))
        assert units[-1] == units[len(units) - 1]
        assert units[1:] == [units[place] for place in range(1, len(units))]
    assert list((tmp_path / "work").iterdir()) == []


def test_the_texts_go_also_where_relating_fails(tmp_path: Path) -> None:
    write(tmp_path)
    with (
        pytest.raises(ZeroDivisionError),
        StoredUnits(tmp_path / "work", read_stream(tmp_path, "documents"), read_stream(tmp_path, "document_history")),
    ):
        _ = 1 // 0
    assert list((tmp_path / "work").iterdir()) == []


def test_related_tables_are_read_as_often_as_wanted_and_alike(tmp_path: Path) -> None:
    tables = {name: as_stream(name, table) for name, table in made.make_tables(TEXTS).items()}
    config = load_config(Settings(home=HOME), data=tmp_path)
    complete = relate_tables(tables, config, tmp_path / "work")
    once = contents_of(complete)
    assert contents_of(complete) == once
    found = [canonical_id for batch in complete["documents"].batches(["canonical_id"]) for canonical_id in batch[0].to_pylist()]
    assert all(found)
