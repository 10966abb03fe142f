"""Translations of which neither side cites the other: found in a dataset, by many runs as by one."""

from __future__ import annotations

import sqlite3
from html import escape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.dropped import drop
from readout import pipeline
from readout.pipeline import aligning, feature_store
from readout.pipeline.feature_store import FeatureStore
from readout.settings import Config, Settings, load_config
from readout.text.alignment.link_features import features_of
from text.bilingual import ABOUT_SOMETHING_ELSE, CHINESE, ENGLISH

HOME = Path(__file__).resolve().parents[2]
SAME_FACTS = (
    "Lindmar lies on the river, and its 52,000 inhabitants have a holiday on March 14 that nobody there can explain.",
    "In 2025 a bakery baked a loaf for it as long as the old bridge.",
)
"""Shares all that survives translating with the statement, and translates nothing of it."""
SAME_WEEK = (
    "The prime minister of Norway opened a ferry harbour on March 14, 2025, and stayed for lunch with 120 fishermen.",
    "He said that the harbour would be the last one of his time in office.",
)


def page(title: str, day: str, paragraphs: tuple[str, ...]) -> str:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    date = f'<meta property="article:published_time" content="{day}T10:00:00Z">' if day else ""
    return f"<html><head><title>{title}</title>{date}</head><body><article><h1>{title}</h1>{body}</article></body></html>"


PAGES = {
    "chinese": page("关于会谈的声明", "2025-03-15", CHINESE),
    "english": page("Statement on the talks", "2025-03-14", ENGLISH),
    "decoy": page("A ferry harbour is opened", "2025-03-15", SAME_WEEK),
    "other": page("Notes of a suburb", "2025-03-15", ABOUT_SOMETHING_ELSE),
}
RIVAL = page("A holiday in March", "2025-03-16", SAME_FACTS)


def run(config: Config, folder: Path, **pages: str) -> Path:
    return drop(config, folder, "html", pages)


def links(release: Path) -> list[tuple[str, str, str]]:
    names = {row["document_id"]: row["url_key"][5:-5] for row in pq.read_table(release / "documents").to_pylist()}
    rows: list[dict[str, Any]] = pq.read_table(release / "relations").to_pylist()
    return [(names[r["document_id"]], names[r["other_id"]], r["reason"]) for r in rows if r["kind"] == "translation_of"]


LINKED = [("chinese", "english", "features")]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load_config(Settings(home=HOME), data=tmp_path / "data")


def test_a_translation_is_found_without_a_citation(config: Config, tmp_path: Path) -> None:
    release = run(config, tmp_path / "notes", **PAGES)
    assert links(release) == LINKED
    rows = [row for row in pq.read_table(release / "alignments").to_pylist() if row["level"] == "passage"]
    assert [row["kind"] for row in rows] == ["matched"] * len(CHINESE)


def test_runs_that_add_and_take_away_rivals_give_what_one_run_gives(config: Config, tmp_path: Path) -> None:
    folder, seen = tmp_path / "notes", list[list[tuple[str, str, str]]]()
    given: list[dict[str, str]] = [
        {name: PAGES[name] for name in ("chinese", "decoy", "other")},
        {"english": PAGES["english"]},
        {"rival": RIVAL},
        {"rival": page("Nothing", "2025-03-16", ABOUT_SOMETHING_ELSE)},
    ]
    for pages in given:
        seen.append(links(run(config, folder, **pages)))
        if len(seen) > 2:
            compared = pipeline.rebuild(config, check=True)
            assert [name for name, equal in compared.equal.items() if not equal] == []
    assert seen == [[], LINKED, [], LINKED]


def test_a_page_without_a_day_is_left_alone(config: Config, tmp_path: Path) -> None:
    pages = {"chinese": page("声明", "", CHINESE[1:3] + CHINESE[4:]), "english": PAGES["english"]}
    assert links(run(config, tmp_path / "notes", **pages)) == []


def test_of_copies_the_first_one_is_linked(config: Config, tmp_path: Path) -> None:
    copy = page("Statement on the talks", "2025-03-16", ENGLISH)
    assert links(run(config, tmp_path / "notes", **PAGES, copy=copy)) == LINKED


def test_the_alignment_decides(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    whole = aligning.pair

    def watched(*sides: Any) -> Any:
        """Note the answer."""
        asked.append(whole(*sides))
        return asked[-1]

    monkeypatch.setattr(aligning, "pair", watched)
    assert links(run(config, tmp_path / "notes", chinese=PAGES["chinese"], rival=RIVAL)) == []
    assert asked == [None]


def test_a_later_run_reads_only_what_is_new(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "notes"
    run(config, folder, **PAGES)
    read: list[str] = []

    def watched(text: str, language: str) -> Any:
        """Note what is read."""
        read.append(text)
        return features_of(text, language)

    monkeypatch.setattr(FeatureStore.__init__, "__defaults__", (watched,))
    assert links(run(config, folder, fifth=page("More of the suburb", "2025-03-17", SAME_WEEK[1:] + SAME_FACTS[1:]))) == LINKED
    assert len(read) == 1
    assert SAME_FACTS[1] in read[0]


TEXTS = ("On April 2 the envoys of Norway came.", "On May 9 those of Peru came.")


def filled(folder: Path) -> Path:
    with FeatureStore(folder, "us") as store:
        for text in TEXTS:
            store.features(text, "en")
    return folder / feature_store.FILE


@pytest.mark.parametrize("damage", ["no database", "half", "a byte", "another table"])
def test_a_damaged_store_is_made_again(tmp_path: Path, damage: str) -> None:
    file = filled(tmp_path)
    content = file.read_bytes()
    place = content.index(features_of(TEXTS[0], "en").tobytes())
    changed = {
        "no database": b"never a database" * 100,
        "half": content[: len(content) // 2],
        "a byte": content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :],
        "another table": content.replace(b"feature", b"futures"),
    }
    file.write_bytes(changed[damage])
    with FeatureStore(tmp_path, "us") as store:
        assert [store.features(text, "en").tolist() for text in TEXTS] == [features_of(text, "en").tolist() for text in TEXTS]
    with FeatureStore(tmp_path, "us", lambda *_: pytest.fail("read again")) as store:
        assert store.features(TEXTS[0], "en").tolist() == features_of(TEXTS[0], "en").tolist()


def test_a_store_that_another_run_holds_is_left_alone(tmp_path: Path) -> None:
    file = filled(tmp_path)
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with FeatureStore(tmp_path, "us") as store:
            assert store.features(TEXTS[0], "en").tolist() == features_of(TEXTS[0], "en").tolist()
        other.execute("COMMIT")
    with FeatureStore(tmp_path, "us", lambda *_: pytest.fail("read again")) as store:
        store.features(TEXTS[0], "en")


def test_what_other_code_made_is_not_taken(tmp_path: Path) -> None:
    filled(tmp_path)
    read: list[str] = []
    with FeatureStore(tmp_path, "them", lambda text, language: (read.append(text), features_of(text, language))[1]) as store:
        store.features(TEXTS[0], "en")
    assert read == [TEXTS[0]]


def test_what_nobody_asks_for_goes(tmp_path: Path) -> None:
    file = filled(tmp_path)
    for texts in ([f"{number} ships" for number in range(13, 33)], TEXTS[:1]):
        with FeatureStore(tmp_path, "us") as store:
            for text in texts:
                store.features(text, "en")
    with sqlite3.connect(file) as opened:
        assert opened.execute("SELECT codes FROM feature").fetchall() == [(features_of(TEXTS[0], "en").tobytes(),)]


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with FeatureStore(tmp_path / "file", "us") as store:
        assert store.features(TEXTS[0], "en").tolist() == features_of(TEXTS[0], "en").tolist()
