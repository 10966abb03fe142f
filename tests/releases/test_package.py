"""What a release says about itself, the dictionary, and the doors by which plain tools read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import made_tables as made
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pytest
from made_tables import TEXTS

from readout.model import TABLES
from readout.releases.dictionary import dictionary
from readout.releases.fields import fields_of
from readout.releases.store import Store

ROOT = Path(__file__).parents[2]


def from_duckdb(columns: str, folder: Path) -> list[Any]:
    """All rows of a table."""
    relation = duckdb.sql(f"SELECT {columns} FROM '{folder}/*.parquet'")  # noqa: S608 - a path of our own
    assert relation is not None
    return relation.fetchall()


def counts(release: Path, table: str) -> set[int]:
    """Rows by each door; they must agree."""
    folder = release / table
    (by_duckdb,) = from_duckdb("count(*)", folder)
    return {
        len(pd.read_parquet(folder)),
        ds.dataset(folder).to_table().num_rows,
        by_duckdb[0],
        pl.scan_parquet(f"{folder}/").collect().height,
    }


def test_every_door_gives_the_same_rows_and_columns(published_once: Path) -> None:
    release = published_once / "latest"
    for table, rows in made.make_rows(TEXTS).items():
        assert counts(release, table) == {len(rows)}
        assert list(pd.read_parquet(release / table).columns) == [*(field.name for field in fields_of(table)), "row_hash"]


def test_empty_tables_have_their_columns_by_every_door(tmp_path: Path) -> None:
    rows = made.make_rows(TEXTS[:1])
    for table in set(TABLES) - {"rejections"}:
        rows[table].clear()
    published = Store(tmp_path, made.shipped()).publish(made.arrow(rows), made.about(), expected=None)
    assert published is not None
    for table in TABLES:
        assert counts(published.path, table) == {1 if table == "rejections" else 0}
        columns = [*(field.name for field in fields_of(table)), "row_hash"]
        assert list(pd.read_parquet(published.path / table).columns) == columns
        assert pl.scan_parquet(f"{published.path / table}/").collect_schema().names() == columns


def test_hard_text_is_read_alike_by_every_door(tmp_path: Path) -> None:
    hard = "a\x00b 外交部 \U0001f600 \u202e \ufffd"
    rows = made.make_rows([hard])
    published = Store(tmp_path, made.shipped()).publish(made.arrow(rows), made.about(), expected=None)
    assert published is not None
    folder = published.path / "documents"
    wanted = rows["documents"][0].text
    assert pd.read_parquet(folder)["text"].tolist() == [wanted]
    assert pl.scan_parquet(f"{folder}/").collect()["text"].to_list() == [wanted]
    assert from_duckdb("text", folder) == [(wanted,)]


def test_the_data_package_names_every_file_column_key_and_reference(published_once: Path) -> None:
    release = published_once / "latest"
    package = json.loads((release / "datapackage.json").read_text())
    resources = {resource["title"]: resource for resource in package["resources"]}
    assert list(resources) == list(TABLES)
    named = {path for resource in resources.values() for path in resource["path"]}
    assert named == {str(path.relative_to(release)) for path in release.rglob("*.parquet")}
    for table, resource in resources.items():
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(fields) == ds.dataset(release / table).schema.names
        assert all(field["description"] for field in fields.values())
        for foreign in resource["schema"]["foreignKeys"]:
            target = foreign["reference"]["resource"].replace("-", "_")
            assert foreign["reference"]["fields"] == resources[target]["schema"]["primaryKey"]
    assert package["licenses"] == [{"name": "press", "title": "free"}]


def test_the_readme_tells_counts_changes_gaps_and_how_to_read(store: Store) -> None:
    rows = made.make_rows([*TEXTS, "Nobody came."])
    rows["captures"].append(made.changed(made.make_capture(9), url="https://silent.example/a", outcome="challenge"))
    rows["citations"][-1] = made.changed(rows["citations"][-1], cited_document_id=None)
    published = store.publish(made.arrow(rows), made.about("run-2"), expected=1)
    assert published is not None
    page = (published.path / "README.md").read_text()
    for line in (
        "# Release 2",
        "It follows release 1.",
        "| documents | 4 | 1 | 0 | 0 |",
        "| press | 4 | free |",
        "* No page could be had from: silent.example.",
        f"* Oldest citation without its document: `https://press.example/3`, cited by {made.document_id(3)} (citation 0), seen 2024-04-28.",
        "No table changed its columns.",
        'pd.read_parquet(root / "documents")',
        "derivation `sha256:d`",
    ):
        assert line in page


def test_the_record_says_what_the_files_are(published_once: Path) -> None:
    record = json.loads((published_once / "latest/release.json").read_text())
    assert {key: record[key] for key in ("format", "release", "parent", "restores", "hold", "run_ids", "created_at")} == {
        "format": 1, "release": 1, "parent": None, "restores": None, "hold": None, "run_ids": ["run-1"],
        "created_at": "2024-04-28T12:00:00Z",
    }  # fmt: skip
    documents = record["tables"]["documents"]
    assert documents["changes"] == {"added": 3, "changed": 0, "removed": 0}
    assert [file["key_min"] for file in documents["files"]] == [made.document_id(number) for number in range(3)]
    for file in documents["files"]:
        assert (published_once / "latest/documents" / file["name"]).stat().st_size == file["bytes"]
        assert file["name"] == f"part-{file['sha256'][:16]}.parquet"


def test_the_dictionary_page_is_what_the_row_types_say() -> None:
    page = (ROOT / "docs/dictionary.md").read_text(encoding="utf-8")
    assert page == dictionary(), "docs/dictionary.md is stale: run `readout dictionary` and commit what it writes"


@pytest.mark.parametrize("table", TABLES)
def test_the_dictionary_describes_every_column(table: str) -> None:
    section = dictionary().split(f"\n## {table}\n")[1].split("\n## ")[0]
    for field in fields_of(table):
        assert f"{field.name} |" in section.replace("**", "")
        assert field.column.description in section
        assert all(f"`{choice}`" in section for choice in field.choices)
