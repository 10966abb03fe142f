"""Translations in the embedded sample: what expected.toml asks for from issue 5 on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from readout import pipeline
from readout.requests import IngestRequest
from readout.settings import Settings, load_config
from sample.expectations import Entry, folded, load_expectations
from sample.findings import Findings

HOME = Path(__file__).resolve().parents[1]
EXPECTED = load_expectations(5)
TRANSLATIONS = [entry for entry in EXPECTED.of("relation") if entry["kind"] == "translation_of"]


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    config = load_config(Settings(home=HOME), data=tmp_path_factory.mktemp("sample"))
    result = pipeline.ingest(IngestRequest(), config, run_id="sample-alignments")
    assert result.folder is not None
    return Findings(result.folder, EXPECTED, config.publishers)


def begins(text: str, start: int | None, end: int | None) -> str:
    return "" if start is None else folded(text[start:end])


def test_the_translations_are_those_expected_and_no_others(findings: Findings) -> None:
    found = [row for row in findings.rows("relations") if row["kind"] == "translation_of"]
    pairs = {(findings.name_of(row["document_id"]), findings.name_of(row["other_id"])) for row in found}
    assert pairs == {(entry["document"], entry["other"]) for entry in TRANSLATIONS}


@pytest.mark.parametrize("entry", EXPECTED.of("alignment"), ids=lambda entry: entry["document"])
def test_paragraphs_are_paired_as_expected(findings: Findings, entry: Entry) -> None:
    document, other = findings.document(entry["document"]), findings.document(entry["other"])
    rows: list[dict[str, Any]] = [
        row
        for row in findings.of("alignments", entry["document"])
        if row["other_id"] == other["document_id"] and row["level"] == "passage"
    ]
    sides = [
        (
            begins(document["text"], row["start"], row["end"]),
            begins(other["text"], row["other_start"], row["other_end"]),
            row["kind"],
        )
        for row in rows
    ]
    matched = [(one, two) for one, two, kind in sides if kind == "matched"]
    assert len(matched) == len(entry["matched"])
    wrong = [
        (pair, wanted)
        for pair, wanted in zip(matched, entry["matched"], strict=True)
        if not all(text.startswith(folded(start)) for text, start in zip(pair, wanted, strict=True))
    ]
    assert wrong == []
    outside = [one or two for one, two, kind in sides if kind == "outside"]
    assert [start for start in entry["outside"] if not any(text.startswith(folded(start)) for text in outside)] == []


def test_no_pair_of_the_sample_is_flagged(findings: Findings) -> None:
    assert [row["flags"] for row in findings.rows("alignments") if row["flags"]] == []
