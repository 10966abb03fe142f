"""Sections: runs of passages in one language, decided over the whole document."""

from __future__ import annotations

import itertools
import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.constants.language import LanguageConstants
from readout.extract.plain import plain_passages
from readout.model.drafts import Detector
from readout.text.languages.sections import is_heading_like, label
from readout.text.parts import Parts

ENGLISH = "The two ministers met in the capital on Tuesday and agreed to resume talks on fisheries before the end of the year."
RUSSIAN = "Министры встретились в столице во вторник и договорились возобновить переговоры о рыболовстве до конца года."
CHINESE = "两国外长星期二在首都举行会晤,同意在年底之前恢复有关渔业问题的谈判,并就地区局势交换了意见。"
TRADITIONAL = "兩國外長星期二在首都舉行會晤，同意在年底之前恢復有關漁業問題的談判，並就地區局勢交換了意見。"
JAPANESE = "両国の外相は火曜日に首都で会談し、年末までに漁業に関する協議を再開することで合意した。"
ARABIC = "التقى الوزيران في العاصمة يوم الثلاثاء واتفقا على استئناف المحادثات بشأن مصائد الأسماك قبل نهاية العام."
HEBREW = "השרים נפגשו בבירה ביום שלישי והסכימו לחדש את השיחות בנושא הדיג לפני סוף השנה."
VIETNAMESE = "Hai bộ trưởng đã gặp nhau tại thủ đô hôm thứ Ba và đồng ý nối lại các cuộc đàm phán về nghề cá."

Splitter = Callable[..., Parts]


def languages(parts: Parts) -> list[str]:
    return [section.language for section in parts.sections]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([ENGLISH, CHINESE], ["en", "zh-Hans"]),
        ([CHINESE, ENGLISH, CHINESE], ["zh-Hans", "en", "zh-Hans"]),
        ([CHINESE, TRADITIONAL], ["zh-Hans", "zh-Hant"]),
        ([JAPANESE, CHINESE], ["ja", "zh-Hans"]),
        ([ENGLISH, RUSSIAN], ["en", "ru"]),
        ([ARABIC, HEBREW, ENGLISH], ["ar", "he", "en"]),
        (["\u202b" + ARABIC + "\u202c", ENGLISH], ["ar", "en"]),
        ([VIETNAMESE], ["vi"]),
    ],
)
def test_a_change_of_language_is_a_new_section(parts_of: Splitter, lines: list[str], expected: list[str]) -> None:
    assert languages(parts_of("\n\n".join(lines))) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"])
def test_every_kind_of_line_end_can_stand_between_two_sections(parts_of: Splitter, end: str) -> None:
    assert languages(parts_of(ENGLISH + end + CHINESE)) == ["en", "zh-Hans"]


def test_a_short_heading_belongs_to_what_follows_it(parts_of: Splitter) -> None:
    parts = parts_of("\n".join([RUSSIAN, "Совместное заявление.", "Joint Statement", ENGLISH]))
    assert [passage.section_position for passage in parts.passages] == [0, 0, 1, 1]


@pytest.mark.parametrize(
    "names", [["Dahlia Baird"], ["Osei Daily"], ["Dahlia Baird", "Kaia Lind", "Ngozi Adeyemi", "Li Qiaomei", "Marina Velasco"]]
)
def test_names_on_lines_of_their_own_bring_in_no_language(parts_of: Splitter, names: list[str]) -> None:
    for lines in ([ENGLISH, ENGLISH, *names], [*names, ENGLISH, ENGLISH], [ENGLISH, *names, ENGLISH]):
        assert languages(parts_of("\n".join(lines))) == ["en"]


@pytest.mark.parametrize(
    "line",
    [
        "Bosnia and Herzegovina",
        "Jürgen Södermann-Krogh, Minister for Culture",
        "Let’s go to Zbigniew Wyszkowski.",
        "Vigdís Þórarinsdóttir, Icelandic Foreign Minister",
        "MODERATOR: (Via interpreter) Ioana Văcărescu, Radio Chișinău.",
    ],
)
def test_capitals_however_many_do_not_bring_in_a_language(parts_of: Splitter, line: str) -> None:
    assert languages(parts_of("\n".join([ENGLISH, ENGLISH, line, ENGLISH]))) == ["en"]


@pytest.mark.parametrize("name", ["João da Silva Gonçalves", "Universidade de São Paulo", "Jordi Pujol i Soley"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_name_from_a_close_relative_brings_in_no_language(parts_of: Splitter, name: str, place: int) -> None:
    spanish = (
        "Las delegaciones acordaron reanudar las conversaciones sobre pesca antes de que termine el año y reunirse de nuevo."
    )
    lines = [spanish, spanish + " También hablaron de otros asuntos."]
    assert languages(parts_of("\n".join([*lines[:place], name, *lines[place:]]))) == ["es"]


def test_a_sentence_in_another_language_of_the_script_does_bring_it_in(parts_of: Splitter) -> None:
    french = "Les deux ministres se sont rencontrés mardi et souhaitent reprendre les discussions."
    assert languages(parts_of("\n".join([ENGLISH, ENGLISH, french, ENGLISH]))) == ["en", "fr", "en"]


@pytest.mark.parametrize("heading", ["Artikel {}.", "Artikel {}:"])
def test_a_numbered_heading_belongs_to_what_follows_it_whatever_stands_behind_the_number(
    parts_of: Splitter, heading: str
) -> None:
    danish = (
        "Parterne blev enige om at genoptage forhandlingerne om fiskeri inden årets udgang, og de mødes igen til efteråret."
    )
    swedish = "Parterna enades om att återuppta förhandlingarna om fiske före årets slut, och de träffas igen under hösten."
    lines = [danish, heading.format(2), danish, heading.format(3), swedish, heading.format(4), swedish]
    found = [passage.language for passage in parts_of("\n".join(lines)).passages]
    assert found == ["da", "da", "da", "sv", "sv", "sv", "sv"]


def test_what_a_page_marks_up_as_a_heading_is_one_however_it_ends(
    constants: LanguageConstants, detector: Detector, parts_of: Splitter
) -> None:
    bulgarian = "Двете страни се договориха да възобновят преговорите за риболова до края на годината и да се срещнат отново."
    macedonian = "Двете страни се договорија да ги продолжат преговорите за риболовот до крајот на годината и да се сретнат."
    text = "\n".join([bulgarian, bulgarian, "Риболов и море.", macedonian, macedonian])
    drafts = plain_passages(text)
    marked = [replace(draft, kind="heading", level=2) if place == 2 else draft for place, draft in enumerate(drafts)]
    before, after = label(text, drafts, detector, constants), label(text, marked, detector, constants)
    assert (before[2].language, after[2].language) == ("bg", "mk")


def test_words_that_only_one_of_two_close_languages_has_tell_them_apart(parts_of: Splitter) -> None:
    indonesian = "Mereka mengatakan bahwa perundingan ditunda karena menteri sakit."
    malay = "Mereka mengatakan bahawa perundingan ditangguhkan kerana menteri sakit."
    assert languages(parts_of(indonesian)) == ["id"]
    assert languages(parts_of(malay)) == ["ms"]


def test_one_short_line_in_a_script_of_its_own_is_a_section(parts_of: Splitter) -> None:
    assert languages(parts_of("\n".join([ENGLISH, "Совместное заявление", ENGLISH]))) == ["en", "ru", "en"]


def test_a_name_in_brackets_does_not_change_the_language(parts_of: Splitter) -> None:
    parts = parts_of(CHINESE + "\n联合渔业工作组(Joint Working Group on Fisheries and the Sea)将于下月举行会议。\n" + CHINESE)
    assert languages(parts) == ["zh-Hans"]


@pytest.mark.parametrize("neutral", ["https://mfa.example/news?id=3", "2026-04-28", "* * *", "🙂", "12:30"])
def test_a_line_without_letters_of_its_own_inherits_the_section_before_it(parts_of: Splitter, neutral: str) -> None:
    parts = parts_of("\n".join([neutral, CHINESE, neutral, ENGLISH]))
    assert [passage.language for passage in parts.passages] == ["zh-Hans", "zh-Hans", "zh-Hans", "en"]
    assert [passage.evidence for passage in parts.passages] == ["inherited", "table", "inherited", parts.passages[3].evidence]


def test_chinese_without_any_evidence_is_simplified_by_default(parts_of: Splitter) -> None:
    (section,) = parts_of("第一章\n第二章").sections
    assert (section.language, section.evidence) == ("zh-Hans", "default")


def test_chinese_without_evidence_of_its_own_follows_its_section(parts_of: Splitter) -> None:
    parts = parts_of(TRADITIONAL + "\n第一章\n" + TRADITIONAL)
    assert [(passage.language, passage.evidence) for passage in parts.passages][1] == ("zh-Hant", "inherited")


@pytest.mark.parametrize("text", ["", "   \n\t\n\u00a0\n"])
def test_a_text_without_passages_has_no_section(parts_of: Splitter, text: str) -> None:
    parts = parts_of(text)
    assert (parts.sections, parts.passages, parts.turns, parts.document.languages) == ((), (), (), ())
    assert [rejection.reason for rejection in parts.rejections] == ["no_letters"]


@pytest.mark.parametrize("text", ["https://a.example/b\n2026\n* * *", "🙂\n\x00\x00", "\ue000\ue001\n((((", "a" * 3000])
def test_a_text_that_says_nothing_is_one_undetermined_section(parts_of: Splitter, text: str) -> None:
    parts = parts_of(text)
    assert [(section.language, section.evidence, section.confidence) for section in parts.sections] == [("und", "none", 0.0)]
    assert [rejection.reason for rejection in parts.rejections] == ["no_letters"]


@pytest.mark.parametrize("damage", ["\ud800", "\x00", "\u200b", "\ufeff"])
def test_a_damaged_character_neither_changes_the_language_nor_moves_an_offset(parts_of: Splitter, damage: str) -> None:
    text = ENGLISH.replace("ministers", f"mini{damage}sters") + "\n" + CHINESE
    parts = parts_of(text)
    assert languages(parts) == ["en", "zh-Hans"]
    assert parts.sections[1].start == len(ENGLISH) + 2


@pytest.mark.parametrize("style", [0xFF41 - ord("a"), 0x1D41A - ord("a")])
def test_full_width_and_mathematical_letters_are_read_as_letters(parts_of: Splitter, style: int) -> None:
    text = "".join(chr(ord(c) + style) if c.islower() else c for c in ENGLISH.lower())
    assert languages(parts_of(text)) == ["en"]


def test_decomposed_letters_are_read_as_letters(parts_of: Splitter) -> None:
    assert languages(parts_of(unicodedata.normalize("NFD", VIETNAMESE))) == ["vi"]


def test_many_lines_of_the_same_few_letters_do_not_add_up_to_confidence(parts_of: Splitter) -> None:
    (section,) = parts_of("\n".join(["abc"] * 5_000)).sections
    assert section.confidence < 0.9
    (section,) = parts_of("\n".join(["x"] * 5_000)).sections
    assert (section.language, section.confidence) == ("und", 0.0)


def test_a_line_that_is_said_often_is_not_more_than_one_witness(parts_of: Splitter) -> None:
    menu = "Menu\nContact\nArchive\n"
    parts = parts_of(menu * 30 + RUSSIAN)
    assert languages(parts)[-1] == "ru"
    assert len(parts.sections) == 2


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("Joint Statement", True),
        ("联合声明", True),
        ("They met.", False),
        ("他说:", False),
        ("", False),
        ("x" * 61, False),
        ("Article 12.", True),
        ("अनुच्छेद १७.", True),
        ("Chapter IV:", True),
        ("They met with their colleagues in 2024.", False),
        ("Mix.", False),
    ],
)
def test_a_heading_is_short_and_ends_like_no_sentence(line: str, is_heading: bool, constants: LanguageConstants) -> None:
    assert is_heading_like(line, constants) is is_heading


LINES = st.sampled_from(
    [
        ENGLISH,
        RUSSIAN,
        CHINESE,
        TRADITIONAL,
        ARABIC,
        "Joint Statement",
        "联合声明",
        "https://a.example/b",
        "2026",
        "* * *",
        "",
        "OK",
    ]
) | st.text(max_size=40)
TEXTS = st.lists(LINES, max_size=12).map("\n".join)


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_sections_cover_every_passage_once_and_in_order(parts_of: Splitter, text: str) -> None:
    parts = parts_of(text)
    assert [passage.position for passage in parts.passages] == list(range(len(parts.passages)))
    assert [passage.section_position for passage in parts.passages] == [
        section.position for section in parts.sections for _ in range(section.passage_count)
    ]
    for passage in parts.passages:
        section = parts.sections[passage.section_position]
        assert section.start <= passage.start < passage.end <= section.end <= len(text)
        assert (passage.text, passage.language) == (text[passage.start : passage.end], section.language)
        assert 0.0 <= passage.confidence <= 1.0
        for run in passage.embedded:
            assert passage.start <= run.start < run.end <= passage.end
        assert all(passage.start <= stray < passage.end for stray in passage.script_outliers)
    spans = [(passage.start, passage.end) for passage in parts.passages]
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    covered = {place for start, end in spans for place in range(start, end)}
    assert all(place in covered or character.isspace() for place, character in enumerate(text))


@settings(max_examples=30, deadline=None)
@given(text=TEXTS)
def test_the_same_text_always_gives_the_same_rows(parts_of: Splitter, text: str) -> None:
    assert parts_of(text) == parts_of(text)


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(LINES, min_size=1, max_size=10), data=st.data())
def test_adding_a_line_that_is_a_url_changes_no_label(parts_of: Splitter, lines: list[str], data: st.DataObject) -> None:
    url = "https://mfa.example/2026/04/statement"
    place = data.draw(st.integers(0, len(lines)))
    before = parts_of("\n".join(lines))
    after = parts_of("\n".join([*lines[:place], url, *lines[place:]]))
    kept = [(passage.text, passage.language) for passage in before.passages]
    assert [(passage.text, passage.language) for passage in after.passages if passage.text != url] == kept


def test_the_five_real_documents_have_exactly_the_sections_of_the_gold(parts_of: Splitter, seeds: Path) -> None:
    gold = seeds.parent / "eval" / "language" / "gold_seeds.json"
    if not gold.exists():
        pytest.skip("the gold sections (../shared/eval/language) are not here")
    for entry in json.loads(gold.read_text(encoding="utf-8")):
        parts = parts_of((seeds / entry["doc"]).read_bytes().decode("utf-8"))
        assert not any(passage.is_cut for passage in parts.passages)
        for start, end, language in entry["lines"]:
            if language is not None:
                found = [p.language for p in parts.passages if p.start < end and start < p.end]
                assert found == [language], (entry["doc"], start)
