"""The five real documents through the whole pipeline; gold and texts are in ../shared, and stay there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from readout import pipeline
from readout.report.results import IngestResult
from readout.requests import IngestRequest
from readout.settings import Config, Settings, load_config

HOME = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return load_config(Settings(home=HOME), data=tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="module")
def request_for_all(seeds: Path) -> IngestRequest:
    return IngestRequest(watchlist="", mode="offline", documents=tuple(str(path) for path in sorted(seeds.glob("*.txt"))))


@pytest.fixture(scope="module")
def result(config: Config, request_for_all: IngestRequest) -> IngestResult:
    found = pipeline.ingest(request_for_all, config, run_id="seeds")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def latest(result: IngestResult, config: Config) -> Path:
    return (config.data / "processed/latest").resolve()


def gold(seeds: Path, name: str) -> Any:
    return json.loads((seeds.parent / "eval/language" / name).read_text(encoding="utf-8"))


def by_document(latest: Path, table: str) -> dict[str, pd.DataFrame]:
    """Rows by the first three digits of the file's name, in order."""
    documents = pd.read_parquet(latest / "documents", columns=["document_id", "url_key"])
    rows = pd.read_parquet(latest / table).merge(documents, on="document_id").sort_values("position")
    return {key[5:8]: rows[rows["url_key"] == key] for key in documents["url_key"]}


def test_five_documents_come_out(latest: Path) -> None:
    assert len(pd.read_parquet(latest / "documents")) == 5


def test_every_line_has_the_language_that_a_reader_gave_it(latest: Path, seeds: Path) -> None:
    passages = by_document(latest, "passages")
    wrong = [
        (document["doc"], start, language)
        for document in gold(seeds, "gold_seeds.json")
        for start, end, language in document["lines"]
        if language
        for rows in [passages[document["doc"][:3]]]
        if set(rows[(rows["start"] < end) & (rows["end"] > start)]["language"]) != {language}
    ]
    assert wrong == []


def test_the_turns_are_those_a_reader_marked(latest: Path, seeds: Path) -> None:
    wanted = gold(seeds, "gold_turns.json")
    count = 0
    for key, turns in by_document(latest, "turns").items():
        right = wanted[key]["turns"]
        assert list(zip(turns["start"], turns["label"], strict=True)) == [(t["start"], t["label"]) for t in right], key
        assert turns["questioner"].fillna("").tolist() == [t["questioner"] or "" for t in right], key
        count += len(right)
    assert count == 28


def test_what_is_cited_is_found_where_it_stands(latest: Path) -> None:
    citations = pd.read_parquet(latest / "citations")
    texts = pd.read_parquet(latest / "documents").set_index("document_id")["text"]
    assert citations["kind"].value_counts().to_dict() == {"implied": 9, "url": 5, "broken_link": 2}
    assert all(texts[c.document_id][c.start : c.end] == c.raw for c in citations.itertuples())


def test_no_two_of_them_are_called_copies(latest: Path) -> None:
    relations = pd.read_parquet(latest / "relations")
    assert set(relations["kind"]) == {"translation_of"}
    assert (relations["document_id"] == relations["other_id"]).all()


def spans(rows: pd.DataFrame) -> list[list[list[int]]]:
    return rows[["start", "end", "other_start", "other_end"]].astype(int).to_numpy().reshape(-1, 2, 2).tolist()


def trimmed(spans: list[list[int]], text: str) -> list[list[int]]:
    """The gold's lines without white space at their ends."""
    return [[start, start + len(text[start:end].rstrip())] for start, end in spans]


def test_two_of_them_hold_translations_pair_by_pair_as_a_reader_paired_them(latest: Path, seeds: Path) -> None:
    wanted = gold(seeds, "gold_align.json")
    texts = {path.name[:3]: path.read_text(encoding="utf-8") for path in seeds.glob("*.txt")}
    found = {key: rows for key, rows in by_document(latest, "alignments").items() if len(rows)}
    assert sorted(found) == ["000", "003"]
    for key, rows in found.items():
        matched, right = rows[rows["kind"] == "matched"], wanted[key]
        assert spans(matched[matched["level"] == "passage"]) == [trimmed(pair, texts[key]) for pair in right["paragraph_pairs"]]
        beads = [[[z[0][0], z[-1][1]], [e[0][0], e[-1][1]]] for z, e in right["sentence_beads"]]
        assert spans(matched[matched["level"] == "sentence"]) == beads
        left = rows[rows["kind"] != "matched"]
        assert set(left["kind"]) == {"outside"}
        assert left[["start", "end"]].dropna().astype(int).to_numpy().tolist() == trimmed(right["zh_unmatched"], texts[key])
        assert left[["other_start", "other_end"]].dropna().astype(int).to_numpy().tolist() == trimmed(
            right["en_unmatched"], texts[key]
        )


def test_the_one_stray_character_is_flagged_and_nothing_else(latest: Path) -> None:
    rows = pd.read_parquet(latest / "alignments")
    flagged = rows[[len(flags) > 0 for flags in rows["flags"]]]
    assert [(list(flags), int(start)) for flags, start in zip(flagged["flags"], flagged["start"], strict=True)] == [
        (["script_outlier"], 412)
    ]


def test_their_text_is_kept_to_the_byte(latest: Path, seeds: Path) -> None:
    texts = pd.read_parquet(latest / "documents").set_index("url_key")["text"]
    assert {key: text.encode() for key, text in texts.items()} == {
        f"file:{p.name}": p.read_bytes() for p in seeds.glob("*.txt")
    }


def test_a_second_run_publishes_nothing(latest: Path, config: Config, request_for_all: IngestRequest) -> None:
    again = pipeline.ingest(request_for_all, config, run_id="seeds-again")
    assert again is not None
    assert (again.is_new, again.release) == (False, 1)
