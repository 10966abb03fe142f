"""Which texts are candidates for a translation: what survives translating, and who is clear of the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.configuration import read_toml
from readout.constants import Constants
from readout.text.alignment.link_features import COMMON, TERRITORY, VALUE, WORD, features_of, sorts_of
from readout.text.alignment.links import Featured, find_links
from readout.text.alignment.sides import CHINESE as ZH
from readout.text.alignment.sides import ENGLISH as EN
from readout.text.alignment.sides import Candidate
from text.bilingual import CHINESE, ENGLISH

LINKS = read_toml(Path(__file__).resolve().parents[2] / "config/pipeline.toml", Constants).alignment.links
DAY = date(2025, 3, 14)
THIRD = ("On April 2 the envoys of Norway, Peru and Chad opened 31 clinics with NATO; 7,450 nurses came.", "4月2日，挪威、秘鲁和乍得特使同NATO开设31家诊所，7450名护士到来。")  # fmt: skip
OTHER = ("On May 9 Kenya, Oman and Fiji counted 86 ferries and 12,300 seats for ASEAN.", "5月9日，肯尼亚、阿曼和斐济为ASEAN统计86艘渡轮和12300个座位。")  # fmt: skip


def text(name: str, words: str, language: str, day: date = DAY) -> Featured:
    return Featured(document_id=name, day=day, codes=features_of(words, language), cluster=name, rank=(day, name))


def shared(english: str, chinese: str) -> list[int]:
    """Sorts of the features that both have."""
    return sorts_of(np.intersect1d(features_of(english, EN), features_of(chinese, ZH))).tolist()


@pytest.mark.parametrize(
    ("english", "chinese", "sort"),
    [
        ("talks in China", "在中国会谈", COMMON),
        ("talks in Côte d'Ivoire", "在科特迪瓦会谈", TERRITORY),
        ("talks in Germany", "在德國會談", TERRITORY),
        ("the Palestinian side", "巴勒斯坦方面", TERRITORY),
        ("52,000 people", "5.2万人", VALUE),
        ("twenty-nine people", "二十九人", VALUE),
        ("on October 26", "十月二十六日", VALUE),
        ("the port of Lindmar", "Lindmar港", WORD),
        ("NATO’s ships", "ＮＡＴＯ的船", WORD),
    ],
)
def test_what_survives_translating(english: str, chinese: str, sort: int) -> None:
    assert sort in shared(english, chinese)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("two people", "两人"), ("the Mali report", "德国报告"), ("anomalies", "马里"), ("small words", "small words"), ("", "")],
)
def test_what_tells_nothing_is_no_feature(english: str, chinese: str) -> None:
    assert shared(english, chinese) == []


def test_each_territory_has_a_code_and_a_name_in_both_languages() -> None:
    lines = resources.files("readout.text").joinpath("territories.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    assert {len(row) for row in rows} == {3, 4}
    assert all(set(shared(row[1], name)) & {COMMON, TERRITORY} for row in rows for name in row[2:])


def test_translations_find_each_other_among_texts_of_the_same_days() -> None:
    chinese = [text("z1", THIRD[1], ZH), text("z2", OTHER[1], ZH), text("z3", "".join(CHINESE), ZH)]
    english = [text("e1", THIRD[0], EN), text("e2", OTHER[0], EN), text("e3", " ".join(ENGLISH), EN)]
    assert find_links(chinese, english, LINKS) == [Candidate("z1", "e1"), Candidate("z2", "e2"), Candidate("z3", "e3")]


@pytest.mark.parametrize(("days", "count"), [(0, 1), (LINKS.days_max, 1), (-LINKS.days_max, 1), (LINKS.days_max + 1, 0)])
def test_only_texts_of_the_same_weeks_are_compared(days: int, count: int) -> None:
    found = find_links([text("z", THIRD[1], ZH)], [text("e", THIRD[0], EN, DAY + timedelta(days))], LINKS)
    assert len(found) == count


@pytest.mark.parametrize("side", [0, 1])
def test_two_that_are_as_good_are_none(side: int) -> None:
    sides = [[text("z", THIRD[1], ZH)], [text("e", THIRD[0], EN)]]
    sides[side].append(replace(sides[side][0], document_id="twin", cluster="twin"))
    assert find_links(*sides, LINKS) == []


@pytest.mark.parametrize("side", [0, 1])
def test_copies_are_no_rivals_and_the_original_is_taken_though_one_shares_more(side: int) -> None:
    cut = (THIRD[1].replace("和乍得", ""), THIRD[0].replace(" and Chad", ""))[side]
    one, other = text("z", THIRD[1], ZH), text("e", THIRD[0], EN)
    first = (one, other)[side]
    copy = replace(text("zcopy", cut, (ZH, EN)[side]), cluster=first.cluster)
    sides = [[one], [other]]
    sides[side].append(copy)
    assert find_links(*sides, LINKS) == [Candidate("z", "e")]
    sides[side] = [first, replace(copy, rank=(DAY - timedelta(1), "zcopy"))]
    assert find_links(*sides, LINKS) == [Candidate("zcopy", "e") if side == 0 else Candidate("z", "zcopy")]
    sides[side] = [first, replace(copy, cluster="zcopy")]
    assert find_links(*sides, LINKS) == []


def test_of_many_that_are_alike_only_the_best_are_looked_at() -> None:
    many = [text(f"e{number:03d}", THIRD[0], EN) for number in range(LINKS.rivals_max * 2)]
    assert find_links([text("z", THIRD[1], ZH)], many, LINKS) == []
    copies = [replace(one, cluster="e") for one in many]
    assert find_links([text("z", THIRD[1], ZH)], copies, LINKS) == [Candidate("z", "e000")]


def test_a_better_one_of_the_other_side_is_left_to_its_own() -> None:
    part = THIRD[1].replace("7450名", "许多").replace("31家", "").replace("乍得", "")
    found = find_links([text("whole", THIRD[1], ZH), text("part", part, ZH)], [text("e", THIRD[0], EN)], LINKS)
    assert found == [Candidate("whole", "e")]


def test_a_note_with_three_facts_is_too_little_to_tell() -> None:
    assert (
        find_links([text("z", "3月14日，日本外长访问印度。", ZH)], [text("e", "On March 14 Japan visited India.", EN)], LINKS)
        == []
    )


def test_texts_without_features_and_empty_corpora_are_no_candidates() -> None:
    empty = [text("z", "春天来了。", ZH)]
    assert find_links(empty, [text("e", "spring is here", EN)], LINKS) == []
    assert find_links([], [text("e", THIRD[0], EN)], LINKS) == []
    assert find_links([text("z", THIRD[1], ZH)], [], LINKS) == []


def test_a_table_of_a_hundred_thousand_numbers_is_a_text_like_others() -> None:
    numbers = " ".join(str(number) for number in range(100_000, 200_000))
    english = [text("table", numbers, EN), text("e", THIRD[0], EN)]
    assert find_links([text("z", THIRD[1], ZH)], english, LINKS) == [Candidate("z", "e")]
    assert len(english[0].codes) == pytest.approx(100_000, abs=100)


ORDINALS = st.integers(0, 60).map(lambda days: DAY + timedelta(days))
CODES = st.sets(st.integers(0, 40), max_size=12).map(lambda found: np.array(sorted(found), np.uint32))
TEXTS = st.lists(st.tuples(ORDINALS, CODES), max_size=8)


def featured(texts: Iterable[tuple[date, np.ndarray]], sort: str) -> list[Featured]:
    names = [f"{sort}{number}" for number in range(8)]
    return [
        Featured(document_id=name, day=day, codes=codes, cluster=name, rank=(day, name))
        for name, (day, codes) in zip(names, texts, strict=False)
    ]


@given(TEXTS, TEXTS, st.randoms(use_true_random=False))
def test_the_order_changes_nothing_and_each_text_has_one_partner(
    one: list[tuple[date, np.ndarray]], other: list[tuple[date, np.ndarray]], random: Random
) -> None:
    loose = replace(LINKS, shared_min=1.0, margin_min=0.05)
    chinese, english = featured(one, "z"), featured(other, "e")
    found = find_links(chinese, english, loose)
    assert len({pair.chinese for pair in found}) == len({pair.english for pair in found}) == len(found)
    random.shuffle(chinese)
    random.shuffle(english)
    assert find_links(chinese, english, loose) == found


@given(TEXTS, TEXTS)
def test_the_scores_are_those_of_the_formula(one: list[tuple[date, np.ndarray]], other: list[tuple[date, np.ndarray]]) -> None:
    loose = replace(LINKS, shared_min=1.0)
    chinese, english = featured(one, "z"), featured(other, "e")
    weights = [loose.weights.common, loose.weights.territory, loose.weights.value, loose.weights.word]

    def score(mine: Featured, theirs: Featured) -> float:
        """As the note has it, pair by pair."""
        both = set(mine.codes.tolist()) & set(theirs.codes.tolist())
        common = sum(weights[code & 3] for code in both)
        norm = sum(weights[code & 3] for code in theirs.codes.tolist() if code & 3 != WORD or code in both)
        near = abs((mine.day - theirs.day).days) <= loose.days_max
        return common / (sum(weights[code & 3] for code in mine.codes.tolist()) * norm) ** 0.5 if near and common >= 1 else 0.0

    table = {(z.document_id, e.document_id): score(z, e) for z in chinese for e in english}
    expected: list[Candidate] = []
    for (z, e), value in table.items():
        rivals = [v for (a, b), v in table.items() if (a == z) != (b == e)]
        if value >= loose.score_min and value - max(rivals, default=0.0) >= loose.margin_min + 1e-9:
            expected.append(Candidate(z, e))
    assert set(expected) <= set(find_links(chinese, english, loose))
