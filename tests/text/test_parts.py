"""The rows of one document's parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from readout.constants.language import LanguageConstants
from readout.model.drafts import Detector, Draft
from readout.text.languages.pieces import Piece, runs
from readout.text.parts import Parts, split

Splitter = Callable[..., Parts]

ENGLISH = "The two ministers met in the capital on Tuesday and agreed to resume talks on fisheries before the end of the year."
CHINESE = "两国外长星期二在首都举行会晤,同意在年底之前恢复有关渔业问题的谈判,并就地区局势交换了意见。"


def embedded(parts: Parts, text: str) -> list[tuple[str, str]]:
    return [(text[run.start : run.end], run.language) for passage in parts.passages for run in passage.embedded]


@pytest.mark.parametrize(
    ("text", "runs_found"),
    [
        ("国务卿 said he would visit the capital on Tuesday", [("国务卿", "zh-Hans")]),
        ("The office (国务院) and the front（民主進步）met on Tuesday", [("国务院", "zh-Hans"), ("民主進步", "zh-Hant")]),
        ("The ministers met in 上海 on Tuesday", [("上海", "zh")]),
        ("He said こんにちは and left for the capital", [("こんにちは", "ja")]),
        (CHINESE + "联合工作组(Joint Working Group)发言。", [("Joint Working Group", "und-Latn")]),
        (CHINESE + "七国集团(G7)在 https://a.example/long-english-words 发言。", []),
        (ENGLISH + "\n" + CHINESE + "联合工作组(Joint Working Group)发言。", [("Joint Working Group", "en")]),
        (CHINESE + "“Les délégations sont convenues de reprendre les discussions”。", [
            ("Les délégations sont convenues de reprendre les discussions", "fr")]),
        (ENGLISH, []),
    ],
)  # fmt: skip
def test_runs_in_another_script_are_kept_with_their_language(
    parts_of: Splitter, text: str, runs_found: list[tuple[str, str]]
) -> None:
    assert embedded(parts_of(text), text) == runs_found


def test_no_more_runs_of_a_document_are_read_by_a_model_than_it_may_be_asked_for(
    constants: LanguageConstants, detector: Detector, parts_of: Splitter
) -> None:
    text = (
        CHINESE
        + "“Les délégations sont convenues de reprendre les discussions”。"
        + CHINESE
        + "“Die Delegationen vereinbarten neue Gespräche”。"
    )
    few = replace(constants, embedded_readings=1)
    parts = split(parts_of(text).document, [Draft(start=0, end=len(text), kind="body")], "upper", {}, few, detector)
    assert [language for _, language in embedded(parts, text)] == ["fr", "und-Latn"]
    assert [language for _, language in embedded(parts_of(text), text)] == ["fr", "de"]


def test_one_stray_traditional_character_in_a_simplified_section_is_reported_at_its_place(parts_of: Splitter) -> None:
    text = "\n".join([ENGLISH, "偽" + CHINESE, *[CHINESE] * 8])
    parts = parts_of(text)
    assert [stray for passage in parts.passages for stray in passage.script_outliers] == [len(ENGLISH) + 1]
    assert parts.passages[1].language == "zh-Hans"


@pytest.mark.parametrize("text", ["偽" + CHINESE, "\n".join([CHINESE, "偽國務卿與會議", CHINESE])])
def test_a_character_of_the_other_script_is_no_stray_when_there_are_many_or_little_to_compare(
    parts_of: Splitter, text: str
) -> None:
    assert not any(passage.script_outliers for passage in parts_of(text).passages)


def test_the_languages_of_a_document_are_by_letters_and_do_not_count_residue(parts_of: Splitter) -> None:
    parts = parts_of("\n".join([CHINESE, ENGLISH, ENGLISH, ENGLISH]))
    assert parts.document.languages == ("en", "zh-Hans")
    assert parts_of(ENGLISH + "\n分享按钮").document.languages == ("en",)


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        (ENGLISH, "en", "Latn"),
        (CHINESE, "zh-Hans", "Hans"),
        ("兩國代表團同意恢復漁業問題談判。", "zh-Hant", "Hant"),
        ("両代表団は協議を再開することで合意した。", "ja", "Jpan"),
        ("양측 대표단은 회담을 재개하기로 합의했다.", "ko", "Hang"),
        ("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "und-Cher", "Cher"),
        ("2026", "und", None),
    ],
)
def test_a_section_names_its_script(parts_of: Splitter, text: str, language: str, script: str | None) -> None:
    (section,) = parts_of(text).sections
    assert (section.language, section.script) == (language, script)


def test_a_section_counts_its_passages_and_letters(parts_of: Splitter) -> None:
    (section,) = parts_of("Minister Arden spoke.\n\nShe said: yes, we agreed on all 12 points.").sections
    assert (section.passage_count, section.letter_count) == (2, 18 + 29)


def test_ids_of_the_document_are_on_every_row(parts_of: Splitter) -> None:
    parts = parts_of("MR LOWELL: " + ENGLISH + "\n" + CHINESE)
    rows = [*parts.sections, *parts.passages, *parts.turns]
    assert {row.document_id for row in rows} == {parts.document.document_id}
    assert len(parts.turns) == 1


def test_kinds_and_levels_of_the_drafts_are_kept(constants: LanguageConstants, detector: Detector, parts_of: Splitter) -> None:
    text = "Joint Statement\n" + ENGLISH
    drafts = [Draft(start=0, end=15, kind="heading", level=2), Draft(start=16, end=len(text), kind="quote")]
    parts = split(parts_of(text).document, drafts, "upper", {}, constants, detector)
    assert [(passage.kind, passage.level) for passage in parts.passages] == [("heading", 2), ("quote", None)]


def test_runs_cover_all_pieces_in_order() -> None:
    draft = Draft(start=0, end=1, kind="body")
    pieces = [
        Piece(draft=draft, start=0, end=1, language=language, confidence=1.0, evidence="model")
        for language in ("en", "en", "zh-Hans", "en")
    ]
    assert list(runs(pieces)) == [(0, 2), (2, 3), (3, 4)]
    assert list(runs([])) == []


def test_the_one_altered_character_of_the_real_documents_is_found_and_nothing_else(parts_of: Splitter, seeds: Path) -> None:
    found = {}
    for path in sorted(seeds.glob("*.txt")):
        passages = parts_of(path.read_bytes().decode("utf-8")).passages
        found[path.name[:3]] = [stray for passage in passages for stray in passage.script_outliers]
    assert found == {"000": [412], "001": [], "002": [], "003": [], "004": []}
