"""Sentences: where they end, where they do not, and that nothing but white space is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.text.sentences import split_sentences


def parts(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("Mr. Holm left. He was late.", "en", ["Mr. Holm left.", "He was late."]),
        ("We met Gen. Dorn.\u00a0Direct talks follow.", "en", ["We met Gen. Dorn.", "Direct talks follow."]),
        ("Sino-U.S. relations are stable.", "en", ["Sino-U.S. relations are stable."]),
        ("See No. 5 of the list. Is it no. No.", "en", ["See No. 5 of the list.", "Is it no.", "No."]),
        ("J. Holm spoke at 5 p.m. on Monday.", "en", ["J. Holm spoke at 5 p.m. on Monday."]),
        ('"Really?" he asked. "Yes." 3 of us stayed.', "en", ['"Really?" he asked.', '"Yes."', "3 of us stayed."]),
        ("It costs 3.5 million. $4 is the fee. and so on.", "en", ["It costs 3.5 million.", "$4 is the fee. and so on."]),
        ("An unfinished question —", "en", ["An unfinished question —"]),
        ("他说：“好。”然后走了！真的？", "zh-Hans", ["他说：“好。”", "然后走了！", "真的？"]),
        ("签署了协议. 第二天他离开了。价格为3.5元。", "zh-Hans", ["签署了协议.", "第二天他离开了。", "价格为3.5元。"]),
        ("今日は雨。明日は晴れ。", "ja", ["今日は雨。", "明日は晴れ。"]),
        ("ما هذا؟ هذا كتاب.", "ar", ["ما هذا؟", "هذا كتاب."]),
        ("यह है। वह है।", "hi", ["यह है।", "वह है।"]),
        ("Uno. ¿Dos? «Tres».", "es", ["Uno.", "¿Dos?", "«Tres»."]),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text: str, language: str, wanted: list[str]) -> None:
    assert parts(text, language) == wanted


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029"])
def test_every_line_break_ends_a_sentence(end: str) -> None:
    assert parts(f"without a stop{end}and another line") == ["without a stop", "and another line"]


@pytest.mark.parametrize("text", ["", " \n\t ", "\u00a0"])
def test_white_space_is_no_sentence(text: str) -> None:
    assert split_sentences(text, "en") == []


@given(
    st.text(alphabet=st.sampled_from('aB .。!?\n\u00a0”"(中文5$…\u2028'), max_size=60),
    st.sampled_from(["en", "zh-Hans", "ar", "hi", "xx"]),
)
def test_sentences_are_in_order_and_leave_out_only_white_space(text: str, language: str) -> None:
    reached = 0
    for start, end in split_sentences(text, language):
        assert reached <= start < end
        assert not text[reached:start].strip()
        assert text[start:end] == text[start:end].strip()
        reached = end
    assert not text[reached:].strip()


@pytest.mark.parametrize(("key", "language"), [("en", "en"), ("zh-Hans", "zh-Hans")])
def test_our_rules_agree_with_those_of_the_declaration_s_paragraphs(seeds: Path, key: str, language: str) -> None:
    paragraphs = [text for _, text in json.loads((seeds.parent / "eval/language/udhr.json").read_text(encoding="utf-8"))[key]]
    stops = {"en": ".", "zh-Hans": "。"}[key]
    wrong = [
        text
        for text in paragraphs
        if text.count(stops) == 1 and text.endswith(stops) and len(split_sentences(text, language)) != 1
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ar", "hi"])
@pytest.mark.parametrize("text", ["." * 300_000, ". " * 150_000, "。" * 300_000, ".”" * 150_000, "a" * 300_000])
def test_a_megabyte_of_marks_is_read_in_one_go(text: str, language: str) -> None:
    """A pattern that is tried from every place would take minutes."""
    assert sum(end - start for start, end in split_sentences(text, language)) <= len(text)
