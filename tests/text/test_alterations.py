"""Alterations: each kind with its traps, where it is, what is only typography, and what must hold of any two texts."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.configuration import read_toml
from readout.constants import Constants
from readout.text.alterations.edits import compare
from readout.text.alterations.finding import Found, count_changed, find_alterations, find_misquotations
from readout.text.alterations.gazetteer import gazetteer_with
from readout.text.alterations.kinds import SEVERITY
from readout.text.alterations.stretches import Stretch
from readout.text.tokens import tokenise

HOME = Path(__file__).resolve().parents[2]
VALUES = read_toml(HOME / "config/pipeline.toml", Constants).alterations
NAMES = gazetteer_with(["Helene Castermay"])
SEEDS = HOME.parent / "shared" / "seeds"

TEXT = (
    "Minister Castermay met with her counterpart in Averin on Monday.\n\n"
    "The two sides agreed that the lower ferry will run at night from July. They also spoke about the flooded villages below the dam. "
    "Germany will send 23 engineers, at a cost of $4.5 million, and the council must approve the plan before May 4.\n\n"
    "The Minister thanked the people of the valley, and she will not return before the water has fallen."
)
CHINESE = (
    "部长感谢云洲的东道主。双方同意恢复三处口岸的夜间通行。会谈将于5月3日继续，中国代表表示愿意共享水情资料。"
    "各方讨论了无人机的使用，并认为未来必须加强合作。"
)


def found(original: str, copy: str) -> list[Found]:
    return find_alterations(tokenise(original), tokenise(copy), NAMES, VALUES)


def said(original: str, copy: str) -> list[tuple[str, str, str]]:
    return [
        (row.kind, original[row.where.start : row.where.end], copy[row.where.other_start : row.where.other_end])
        for row in found(original, copy)
    ]


def edit(text: str, before: str, after: str) -> str:
    assert text.count(before) == 1
    return text.replace(before, after)


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("send 23 engineers", "send 32 engineers", ("number", "23", "32")),
        ("send 23 engineers", "send engineers", ("number", "23", "")),
        ("$4.5 million", "$8.5 million", ("number", "4.5", "8.5")),
        ("$4.5 million", "$45 million", ("number", "4.5", "45")),
        ("$4.5 million", "€4.5 million", ("number", "of $4.5"[3:], "4.5")),
        ("4.5 million", "4.5 billion", ("number", "million", "billion")),
        ("before May 4", "before June 4", ("number", "May", "June")),
        ("on Monday", "on Tuesday", ("number", "Monday", "Tuesday")),
        ("The two sides", "The three sides", ("number", "two", "three")),
        ("she will not return", "she will return", ("negation", "not", "")),
        ("ferry will run", "ferry will not run", ("negation", "", "not")),
        ("must approve", "should approve", ("modal", "must", "should")),
        ("ferry will run", "ferry may run", ("modal", "will", "may")),
        ("Germany will", "Ghana will", ("name", "Germany", "Ghana")),
        ("in Averin", "in Pell", ("name", "Averin", "Pell")),
        ("thanked the people", "greeted the people", ("wording", "thanked", "greeted")),
        ("the flooded villages", "the villages", ("wording", "flooded", "")),
        (
            " They also spoke about the flooded villages below the dam.",
            "",
            ("sentence_deleted", "They also spoke about the flooded villages below the dam.", ""),
        ),
        (
            " Germany will",
            " Nobody had asked the villagers what they wanted. Germany will",
            ("sentence_inserted", "", "Nobody had asked the villagers what they wanted."),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_an_edit_is_named(before: str, after: str, wanted: tuple[str, str, str]) -> None:
    rows = found(TEXT, edit(TEXT, before, after))
    (row,) = [row for row in rows if row.severity]
    copy = edit(TEXT, before, after)
    assert row.kind == wanted[0]
    if "€" not in after:
        assert (TEXT[row.where.start : row.where.end], copy[row.where.other_start : row.where.other_end]) == wanted[1:]


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("双方同意", "双方不同意", ("negation", "", "不")),
        ("5月3日", "5月4日", ("number", "3", "4")),
        ("三处口岸", "四处口岸", ("number", "三", "四")),
        ("会谈将于", "会谈应于", ("modal", "将", "应")),
        ("中国代表", "偽中国代表", ("name", "", "偽")),
        ("中国代表", "非中国代表", ("name", "", "非")),
        ("中国代表", "法国代表", ("name", "中", "法")),
        ("东道主", "主人家", ("wording", "东道主", "主人家")),
        ("会谈将于", "会晤将于", ("wording", "谈", "晤")),
        ("无人机", "人机", ("wording", "无", "")),
        ("必须加强合作", "必须加强一些合作", ("wording", "", "一些")),
        (
            "双方同意恢复三处口岸的夜间通行。",
            "",
            ("sentence_deleted", "双方同意恢复三处口岸的夜间通行。", ""),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_an_edit_in_chinese_is_named(before: str, after: str, wanted: tuple[str, str, str]) -> None:
    assert said(CHINESE, edit(CHINESE, before, after)) == [wanted]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("23 engineers", "twenty-three engineers"),
        ("before May 4", "before 4 May"),
        ("$4.5 million", "$4.50 million"),
    ],
)
def test_another_way_to_write_a_number_is_no_other_number(before: str, after: str) -> None:
    assert {row.kind for row in found(TEXT, edit(TEXT, before, after))} <= {"wording", "typographic"}


@pytest.mark.parametrize("change", ["dashes", "quotes", "case", "width", "breaks", "abbreviation"])
def test_typography_is_one_row_with_a_count(change: str) -> None:
    text = TEXT + "\n\nThe “night ferry” – so it is called in the U.S. press – costs 1,200 crowns; it’s cheap."
    copy = {
        "dashes": text.replace("–", "-"),
        "quotes": text.replace("“", '"').replace("”", '"').replace("’", "'"),
        "case": text.upper().lower(),
        "width": text.replace("ferry", "ｆｅｒｒｙ"),
        "breaks": text.replace("\n\n", "\n \n"),
        "abbreviation": text.replace("U.S.", "US").replace("1,200", "1200"),
    }[change]
    (row,) = found(text, copy)
    assert (row.kind, row.severity, row.also) == ("typographic", 0, ())
    assert row.count >= 2


def test_traditional_script_is_one_row_with_a_count() -> None:
    (row,) = [row for row in found(CHINESE, opencc.OpenCC("s2t").convert(CHINESE)) if row.kind != "typographic"]
    assert (row.kind, row.severity) == ("script", 0)
    assert row.count > 5


def test_what_stands_around_a_copy_is_a_frame_and_what_is_missing_at_its_end_is_truncated() -> None:
    head, tail = (
        "Home News Letters\n\nHarbour Post, Sunday edition\n\n",
        "\n\nRelated: Markets close higher\n\nAll rights reserved",
    )
    rows = said(TEXT, head + edit(TEXT, "must approve", "can approve") + tail)
    assert [row[0] for row in rows] == ["frame", "modal", "frame"]
    cut = TEXT[: TEXT.index("The Minister thanked")]
    assert [row[:2] for row in said(TEXT, cut)] == [("truncated", TEXT[len(cut) : -1])]


def test_a_word_put_before_the_first_one_is_no_frame() -> None:
    assert said(CHINESE, "偽" + CHINESE) == [("wording", "", "偽")]
    assert said("中国代表" + CHINESE, "偽中国代表" + CHINESE) == [("name", "", "偽")]


def test_an_edit_in_the_first_words_is_seen_behind_a_frame() -> None:
    text = "May 23, 2021\n\n" + TEXT
    rows = said(text, "Home News Letters Sport Opinion\n\n" + text.replace("May 23", "May 24"))
    assert ("number", "23", "24") in rows
    assert {row[0] for row in rows} == {"frame", "number"}


def test_a_paragraph_found_elsewhere_is_moved() -> None:
    first, second, third = TEXT.split("\n\n")
    assert [row[0] for row in said(TEXT, f"{third}\n\n{first}\n\n{second}") if row[0] != "typographic"] == ["moved"]


def test_edits_in_one_sentence_stay_apart_unless_a_single_word_is_between() -> None:
    apart = TEXT.replace("Germany will send 23", "Ghana will send 24")
    assert [row[0] for row in said(TEXT, apart)] == ["name", "number"]
    (row,) = found(TEXT, TEXT.replace("Germany will send 23", "Germany may send 24"))
    assert (row.kind, row.also) == ("number", ("modal",))


def test_further_kinds_that_fit_are_told_and_the_gravest_counts() -> None:
    rows = found(TEXT, edit(TEXT, "will send 23 engineers", "may send some of the engineers"))
    assert {kind for row in rows for kind in (row.kind, *row.also)} == {"modal", "number"}
    assert all(row.severity == max(SEVERITY[kind] for kind in (row.kind, *row.also)) for row in rows)


def test_a_misquotation_is_looked_for_inside_the_quotation_only() -> None:
    copy = 'A paper wrote: "The two sides agreed that the lower ferry may run at night from July." Nobody else said so.'
    start, end = TEXT.index("The two"), TEXT.index(" They also")
    span = Stretch(start, end, copy.index("The two"), copy.index('" Nobody'))
    (row,) = [row for row in find_misquotations(tokenise(TEXT), tokenise(copy), [span], NAMES, VALUES) if row.severity]
    assert (row.kind, TEXT[row.where.start : row.where.end], copy[row.where.other_start : row.where.other_end]) == (
        "modal",
        "will",
        "may",
    )


def test_the_fewest_changed_tokens_tell_the_text_that_was_copied() -> None:
    corrected = edit(TEXT, "23 engineers", "32 engineers")
    copy = "Harbour Post\n\n" + edit(TEXT, "must approve", "can approve")
    counts = [count_changed(tokenise(text), tokenise(copy), VALUES) for text in (TEXT, corrected)]
    assert counts == [1, 2]


def test_too_many_rows_are_the_gravest_and_one_for_the_rest() -> None:
    few = dataclasses.replace(VALUES, rows_max=3)
    words = [f"w{chr(97 + n)}x" for n in range(24)]
    text = " ".join(f"alpha{n} beta{n} gamma{n} delta{n} epsilon{n} {word}" for n, word in enumerate(words)) + " end of it"
    copy = text.replace("wax", "wayx").replace("wbx", "wbyx").replace("wcx", "wcyx").replace("wdx", "99").replace("wex", "weyx")
    rows = find_alterations(tokenise(text), tokenise(copy), NAMES, few)
    assert len(rows) == 3
    assert "number" in {row.kind for row in rows}
    assert sum(row.count for row in rows) == len(found(text, copy)) == 5


def test_the_character_put_into_seed_000_is_named() -> None:
    paths = sorted(SEEDS.glob("000_*.txt"))
    if not paths:
        pytest.skip("the real documents (../shared/seeds) are not here")
    text = paths[0].read_text(encoding="utf-8")
    place = text.index("偽")
    official = text[:place] + text[place + 1 :]
    (row,) = found(official, text)
    assert (row.kind, row.severity, row.where) == ("name", 3, Stretch(place, place, place, place + 1))


WORDS = st.lists(
    st.sampled_from(
        [
            "the",
            "minister",
            "will",
            "not",
            "go",
            "to",
            "Germany",
            "in",
            "May",
            "4",
            "23",
            "不",
            "中",
            "国",
            "会",
            "。",
            ".",
            "\n\n",
            "“",
        ]
    ),
    max_size=40,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_of_any_two_texts_the_equal_stretches_are_equal_and_all_else_is_told(original: str, copy: str) -> None:
    a, b = tokenise(original), tokenise(copy)
    edits = compare(a, b, VALUES)
    covered = [0, 0]
    for piece in sorted([*edits.equal, edits.head, *edits.inner, edits.tail]):
        assert (piece.start, piece.other_start) == tuple(covered)
        covered = [piece.end, piece.other_end]
    assert covered == [len(a), len(b)]
    for equal in edits.equal:
        assert a.hashes[equal.start : equal.end].tolist() == b.hashes[equal.other_start : equal.other_end].tolist()


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_rows_of_any_two_texts_lie_within_them_in_order(original: str, copy: str) -> None:
    rows = found(original, copy)
    assert rows == found(original, copy)
    assert [row.where for row in rows] == sorted(row.where for row in rows)
    for row in rows:
        assert 0 <= row.where.start <= row.where.end <= len(original)
        assert 0 <= row.where.other_start <= row.where.other_end <= len(copy)
        assert row.count >= 1
    assert sum(row.kind in ("typographic", "script") for row in rows) <= 2


@given(st.text(max_size=200))
def test_nothing_was_altered_between_a_text_and_itself(text: str) -> None:
    assert found(text, text) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_a_number_changed_anywhere_in_a_long_text_is_the_only_row(number: int) -> None:
    choice = random.Random(number)  # noqa: S311 - invented text, no secret
    words = [f"{choice.choice('bcdfg')}{choice.choice('aeiou')}{choice.choice('lmnrst')}" for _ in range(400)]
    place = choice.randrange(20, 380)
    changed = [*words[:place], "17", *words[place + 1 :]]
    again = [*words[:place], "71", *words[place + 1 :]]
    assert said(" ".join(changed), " ".join(again)) == [("number", "17", "71")]
