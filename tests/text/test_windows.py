"""Long lines: flattened pages are cut where their language changes, huge lines read in part."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from readout.constants.language import LanguageConstants
from readout.text.parts import Parts

ENGLISH = "The two ministers met in the capital on Tuesday and agreed to resume talks on fisheries before the end of the year."
CHINESE = "两国外长星期二在首都举行会晤,同意在年底之前恢复有关渔业问题的谈判,并就地区局势交换了意见。"

Splitter = Callable[..., Parts]


def languages(parts: Parts) -> list[str]:
    return [section.language for section in parts.sections]


def test_a_flattened_page_is_cut_where_its_language_changes(parts_of: Splitter) -> None:
    text = " ".join([ENGLISH] * 8) + " " + CHINESE * 20
    parts = parts_of(text)
    assert languages(parts) == ["en", "zh-Hans"]
    assert [passage.is_cut for passage in parts.passages] == [False, True]
    assert parts.sections[1].start == text.index("两国")
    assert parts.document.passage_count == 2


def test_a_flattened_page_in_two_languages_of_one_script_is_cut_between_sentences(parts_of: Splitter) -> None:
    french = "Les deux ministres se sont rencontrés mardi dans la capitale et sont convenus de reprendre les discussions."
    text = " ".join([ENGLISH] * 8 + [french] * 8)
    parts = parts_of(text)
    assert languages(parts) == ["en", "fr"]
    assert text[parts.sections[1].start :].startswith("Les deux")


def test_a_long_paragraph_in_one_language_is_not_cut(parts_of: Splitter) -> None:
    parts = parts_of(" ".join([ENGLISH, "He also spoke of “la Realpolitik” and of 外交 (diplomacy).", *[ENGLISH] * 10]))
    assert [(passage.is_cut, passage.language) for passage in parts.passages] == [(False, "en")]


def test_a_sentence_quoted_in_a_long_paragraph_is_not_cut_out_of_it(parts_of: Splitter) -> None:
    for quoted in (CHINESE * 12 + ENGLISH, ENGLISH + CHINESE * 12, CHINESE * 12 + ENGLISH + CHINESE * 12):
        parts = parts_of(quoted)
        assert [(passage.is_cut, passage.language) for passage in parts.passages] == [(False, "zh-Hans")]
        assert [run.language for run in parts.passages[0].embedded] == ["und-Latn"] or parts.passages[0].embedded[
            0
        ].language == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ((ENGLISH + " ") * 2500, "en"),
        (CHINESE * 6000, "zh-Hans"),
        ("中" * 300_000, "zh-Hans"),
        ("word" * 75_000, None),
        ("(" * 200_000 + ENGLISH, "en"),
        ("https://a.example/" + "b" * 300_000 + "\n" + ENGLISH, "en"),
        ("a@" * 100_000 + "\n" + ENGLISH, "en"),
    ],
)
def test_a_huge_line_is_read_in_linear_time_as_one_section(parts_of: Splitter, text: str, language: str | None) -> None:
    (section,) = parts_of(text).sections
    assert language is None or section.language == language


def test_of_a_line_beyond_all_pages_only_a_sample_is_read_and_a_row_says_so(
    parts_of: Splitter, constants: LanguageConstants
) -> None:
    text = (ENGLISH + " ") * (constants.window_characters * constants.windows_most // len(ENGLISH) + 10)
    parts = parts_of(text)
    assert languages(parts) == ["en"]
    assert [rejection.reason for rejection in parts.rejections] == ["over_size"]
