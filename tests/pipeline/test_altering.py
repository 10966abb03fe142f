"""Alterations of a whole dataset: whose change it is, what later runs keep, and that many runs give what one gives."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow.parquet as pq
import pytest

from readout import pipeline
from readout.pipeline.altering import Before, alter
from readout.pipeline.shards import iterate_rows, read_rows, read_stream, write_rows
from readout.releases.streams import stream_files
from readout.requests import IngestRequest
from readout.settings import Config, Settings, load_config

HOME = Path(__file__).resolve().parents[2]

NOTICE = """The harbour council of Averin announces the winter timetable

From 3 November the lower ferry will leave Averin at 17:00 and reach the village of Pell before nightfall on every working day.

The council decided on Monday that 23 additional boats will be hired at a cost of $4.5 million for the whole of the season.

Residents of the eastern shore must renew their passes before 4 May, and children may travel without a ticket on Sundays.

The council thanks the boatmen of Veldania for their patience during the long repairs of the quay and its two cranes.
"""
CORRECTED = NOTICE.replace("23 additional", "26 additional")
COPY = "The Evening Lantern\n\n" + NOTICE.replace("children may travel", "children must travel")
ANOTHER = CORRECTED.replace("reach the village", "leave the village")
QUOTING = (
    "A reader writes that the boats were never needed. The council decided on Monday that 23 additional boats will be hired at a "
    "cost of $4.5 million for the whole of the season. Residents of the eastern shore must renew their passes "
    "before 4 June, and children may travel without a ticket on Sundays. The council thanks the boatmen of "
    "Veldania for their patience during the long repairs of the quay and its two cranes. I do not believe a word of it, and my neighbours laugh. "
    + " ".join(
        f"On day {n} my cousin {name} went to look at the water, and came home with a wet hat and {n} stories."
        for n, name in enumerate(("Ada", "Bert", "Cleo", "Dora", "Emil", "Fritz", "Greta", "Hans", "Ida", "Jon"), 3)
    )
)


def run(config: Config, folder: Path, **texts: str) -> Path:
    """Drop these files in, each a text, and give the release."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    request = IngestRequest(watchlist="", documents=(str(folder),), mode="offline")
    result = pipeline.ingest(request, config, run_id=str(uuid4()))
    assert result.folder is not None
    return result.folder.resolve()


def rows(release: Path) -> list[dict[str, Any]]:
    """All alterations, with the files' names."""
    names = {row["document_id"]: row["url_key"][5:-4] for row in pq.read_table(release / "documents").to_pylist()}
    found = pq.read_table(release / "alterations").to_pylist()
    return [{**row, "document": names[row["document_id"]], "other": names[row["other_id"]]} for row in found]


def grave(release: Path, document: str, other: str) -> list[tuple[str, int, str, str]]:
    return [
        (row["kind"], row["other_revision"], row["before"], row["after"])
        for row in rows(release)
        if (row["document"], row["other"]) == (document, other) and row["severity"] > 1
    ]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The project's configuration, with a dataset for all tests of this module."""
    return load_config(Settings(home=HOME), data=tmp_path_factory.mktemp("altered") / "data")


@pytest.fixture(scope="module")
def releases(config: Config, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three runs: a notice; its copy beside the corrected notice; one who quotes it, and a copy of the corrected text."""
    folder = tmp_path_factory.mktemp("texts")
    return [
        run(config, folder, notice=NOTICE),
        run(config, folder, notice=CORRECTED, copy=COPY),
        run(config, folder, quoting=QUOTING, another=ANOTHER),
    ]


def test_a_correction_of_the_source_is_not_blamed_on_a_copier(releases: list[Path]) -> None:
    assert grave(releases[2], "copy", "notice") == [("modal", 1, "may", "must")]
    assert grave(releases[2], "another", "notice") == [("wording", 2, "reach", "leave")]


def test_a_silent_edit_of_the_page_is_told(releases: list[Path]) -> None:
    assert grave(releases[2], "notice", "notice") == [("number", 1, "23", "26")]


def test_a_misquotation_is_told(releases: list[Path]) -> None:
    assert [row[0] for row in grave(releases[2], "quoting", "notice")] == ["number"]


def test_rows_say_where_they_stand_in_both_texts(releases: list[Path]) -> None:
    (row,) = [row for row in rows(releases[1]) if row["document"] == "copy" and row["severity"] == 3]
    texts = {"copy": COPY.strip(), "notice": NOTICE.strip()}
    assert texts["copy"][row["start"] : row["end"]] == row["after"] == "must"
    assert texts["notice"][row["other_start"] : row["other_end"]] == row["before"] == "may"
    assert (row["passage"], row["other_passage"]) == (4, None)  # the notice's old text has no passages
    assert row["context"] == "es before 4 May, and children … travel without a ticket on Su"


def test_many_runs_give_what_one_gives(config: Config, releases: list[Path]) -> None:
    assert pipeline.rebuild(config, check=True).equal["alterations"]


def test_a_pair_that_no_run_touches_keeps_its_rows(config: Config, releases: list[Path], tmp_path: Path) -> None:
    """The rows of the release before are marked: those of untouched pairs come back with the mark, others are made anew."""
    folder = tmp_path / "complete"
    tables = ("documents", "document_history", "passages", "relations", "alterations")
    for name in tables:
        write_rows(folder, {name: _read(releases[2], name)})
    marked = tmp_path / "marked"
    made = read_rows(folder, "alterations")
    write_rows(marked, {"alterations": [dataclasses.replace(row, context="kept") for row in made]})
    before = Before(
        relations=read_stream(folder, "relations"),
        alterations=read_stream(marked, "alterations"),
        keys=frozenset({"file:copy.txt"}),
    )
    copy = next(row.document_id for row in _read(releases[2], "documents") if row.url_key == "file:copy.txt")
    alter(folder, config, before)
    again = read_rows(folder, "alterations")
    assert [dataclasses.replace(row, context="") for row in again] == [dataclasses.replace(row, context="") for row in made]
    assert {row.context == "kept" for row in again if copy in (row.document_id, row.other_id)} == {False}
    assert {row.context == "kept" for row in again if copy not in (row.document_id, row.other_id)} == {True}


def _read(release: Path, name: str) -> list[Any]:
    return list(iterate_rows(stream_files(name, sorted((release / name).glob("*.parquet")))))
