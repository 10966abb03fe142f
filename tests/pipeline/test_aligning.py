"""Translations of a whole dataset: found within a page and across pages, and by many runs as by one."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from translate.storage.tmx import tmxfile
from typer.testing import CliRunner

from pipeline.dropped import drop
from readout import pipeline
from readout.cli import app
from readout.errors import BadRequest
from readout.pipeline import aligning
from readout.report.documents import document_as_json, document_page
from readout.report.tmx import export_tmx
from readout.settings import Config, Settings, load_config
from readout.text.alignment.dictionary import Dictionary
from text.bilingual import ABOUT_SOMETHING_ELSE, CHINESE, ENGLISH, QUESTIONS

HOME = Path(__file__).resolve().parents[2]
BOTH = "\n\n".join((*CHINESE, *ENGLISH, *QUESTIONS))
TURNS = "\n\n".join(text for pair in zip(ENGLISH, CHINESE, strict=True) for text in pair).replace(
    "northern", "northern\x0b <b>&amp;"
)
APART = "\n\n".join((*CHINESE, *ABOUT_SOMETHING_ELSE))
CHANGED = BOTH.replace("52000", "25000")


def run(config: Config, folder: Path, **texts: str) -> Path:
    return drop(config, folder, "txt", texts)


def rows(release: Path, table: str) -> list[dict[str, Any]]:
    names = {row["document_id"]: row["url_key"][5:-4] for row in pq.read_table(release / "documents").to_pylist()}
    return [{**row, "name": names[row["document_id"]]} for row in pq.read_table(release / table).to_pylist()]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return load_config(Settings(home=HOME), data=tmp_path_factory.mktemp("aligned") / "data")


@pytest.fixture(scope="module")
def releases(config: Config, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("files") / "notes"
    given: tuple[dict[str, str], ...] = ({"apart": APART}, {"both": BOTH}, {"turns": TURNS}, {"both": CHANGED})
    return [run(config, folder, **texts) for texts in given]


def test_a_page_that_holds_its_translation_is_aligned(releases: list[Path]) -> None:
    (relation,) = [row for row in rows(releases[1], "relations") if row["kind"] == "translation_of"]
    assert (relation["name"], relation["document_id"]) == ("both", relation["other_id"])
    assert (relation["section_position"], relation["other_section_position"]) == (0, 1)
    assert relation["cover"] == 1.0
    assert relation["other_cover"] < 0.8
    passages = [row["kind"] for row in rows(releases[1], "alignments") if row["level"] == "passage"]
    assert passages == ["matched"] * 6 + ["outside"] * 4


def test_offsets_are_places_in_the_texts(releases: list[Path]) -> None:
    text = next(row["text"] for row in rows(releases[1], "documents") if row["name"] == "both")
    found = [row for row in rows(releases[1], "alignments") if row["level"] == "passage" and row["kind"] == "matched"]
    assert [(text[r["start"] : r["end"]], text[r["other_start"] : r["other_end"]]) for r in found] == list(
        zip(CHINESE, ENGLISH, strict=True)
    )


def test_paragraphs_that_take_turns_are_aligned(releases: list[Path]) -> None:
    found = [row for row in rows(releases[2], "alignments") if row["name"] == "turns" and row["level"] == "passage"]
    assert [row["kind"] for row in found] == ["matched"] * 6


def test_two_languages_on_one_page_are_not_always_translations(releases: list[Path]) -> None:
    assert all(row["name"] != "apart" for row in rows(releases[-1], "alignments"))


def test_a_changed_number_is_flagged(releases: list[Path]) -> None:
    flagged = [row for row in rows(releases[-1], "alignments") if row["flags"]]
    assert {(row["name"], row["level"], *row["flags"]) for row in flagged} == {
        ("both", "passage", "number_differs"),
        ("both", "sentence", "number_differs"),
    }


def test_many_runs_give_what_one_gives(config: Config, releases: list[Path]) -> None:
    assert len(releases) == 4
    compared = pipeline.rebuild(config, check=True)
    assert [name for name, equal in compared.equal.items() if not equal] == []


def test_untouched_pairs_are_not_aligned_again(
    config: Config, releases: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    whole = aligning.pair

    def watched(chinese: Any, english: Any, aligner: Any) -> Any:
        """Note who is aligned."""
        seen.append(chinese.document_id)
        return whole(chinese, english, aligner)

    monkeypatch.setattr(aligning, "pair", watched)
    release = run(config, tmp_path / "notes", fourth=TURNS.replace("早上好。", ""))
    assert len(seen) == 1
    assert {row["name"] for row in rows(release, "alignments")} == {"both", "turns", "fourth"}


def test_without_the_dictionary_rows_and_run_say_so(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(aligning, "load_dictionary", Dictionary)
    caplog.set_level(logging.WARNING, "readout")
    release = run(replace(config, data=tmp_path / "data"), tmp_path / "notes", both=BOTH)
    found = rows(release, "alignments")
    assert {row["method"].rpartition("/")[2] for row in found} == {"length"}
    assert sum(row["kind"] == "matched" for row in found if row["level"] == "passage") == 6
    assert "readout[align]" in caplog.text
    card = (release / "README.md").read_text(encoding="utf-8")
    assert "paired without a dictionary" in card
    assert "CC-CEDICT" not in card


def test_the_dictionary_is_named_with_its_licence_in_a_release(releases: list[Path]) -> None:
    card = (releases[1] / "README.md").read_text(encoding="utf-8")
    assert "https://cc-cedict.org" in card
    assert "CC BY-SA 4.0" in card
    assert "## Translations" not in (releases[0] / "README.md").read_text(encoding="utf-8")


def test_a_pair_that_is_too_long_is_refused_with_its_reason(config: Config, tmp_path: Path) -> None:
    small = replace(config.constants, alignment=replace(config.constants.alignment, cells_max=10))
    release = run(replace(config, data=tmp_path / "data", constants=small), tmp_path / "notes", both=BOTH)
    refused = [row for row in pq.read_table(release / "rejections").to_pylist() if row["stage"] == "relate"]
    assert [row["reason"] for row in refused] == ["over_size"]
    assert rows(release, "alignments") == []


def test_another_reader_of_tmx_finds_every_pair(releases: list[Path], tmp_path: Path) -> None:
    written = export_tmx(releases[1], tmp_path / "out", "sentence")
    wanted = [row for row in rows(releases[1], "alignments") if row["level"] == "sentence" and row["kind"] == "matched"]
    assert [(one.path.name, one.pairs) for one in written] == [("en_zh-Hans.tmx", len(wanted))]
    with written[0].path.open("rb") as file:
        read = tmxfile(file, "en", "zh-Hans")
    text = next(row["text"] for row in rows(releases[1], "documents") if row["name"] == "both")
    assert [(unit.source, unit.target) for unit in read.units] == [
        (text[row["other_start"] : row["other_end"]], text[row["start"] : row["end"]]) for row in wanted
    ]
    first = written[0].path.read_text(encoding="utf-8").partition("</tu>")[0]
    properties = dict(re.findall('<prop type="([a-z_]+)">([^<]*)</prop>', first))
    assert (properties["start"], properties["other_id"]) == (str(wanted[0]["start"]), wanted[0]["other_id"])


def test_export_is_a_command(releases: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUT_HOME", str(HOME))
    monkeypatch.setenv("READOUT_DATA", str(releases[1].parents[2]))
    done = CliRunner().invoke(app, ["export", "tmx", "--to", str(tmp_path), "--level", "passage"])
    assert done.exit_code == 0
    assert "en_zh-Hans.tmx" in done.stdout
    with pytest.raises(BadRequest, match="level"):
        export_tmx(releases[1], tmp_path, "word")


def test_what_no_xml_can_hold_is_replaced(releases: list[Path], tmp_path: Path) -> None:
    (written,) = export_tmx(releases[2], tmp_path, "passage")
    with written.path.open("rb") as file:
        sources = [unit.source for unit in tmxfile(file, "en", "zh-Hans").units]
    assert sum("northern\N{REPLACEMENT CHARACTER} <b>&amp; valley" in source for source in sources) == 1


def test_a_dataset_without_translations_has_no_tmx(releases: list[Path], tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="aligned"):
        export_tmx(releases[0], tmp_path, "sentence")


def test_show_draws_both_sides_as_wide_as_the_terminal(releases: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    page = document_page(releases[-1], "both.txt")
    line = [line for line in page.splitlines() if "早上好" in line][-1]
    assert "Good morning." in line
    assert "number_differs" in page
    assert "outside" in page
    sentences = document_page(releases[-1], "both.txt", in_sentences=True)
    assert any("卡车将可以" in line and "Trucks" in line for line in sentences.splitlines())
    assert len(document_as_json(releases[-1], "both.txt")["alignments"]) > 16
