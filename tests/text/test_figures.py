"""Numbers, negations and modals in a stretch of text: values, and the words that only look like one."""

from __future__ import annotations

import pytest

from readout.text.alterations.assertions import modals, negations
from readout.text.alterations.figures import differ, figures


def strong(text: str) -> list[str]:
    return sorted(figures(text, 0, len(text)).strong.elements())


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("4.5 million", ["4.5", "million"]),
        ("1,200.50 and 3 200", ["1200.5", "200", "3"]),
        ("1.000.000", ["1000000"]),
        ("0.125", ["0.125"]),
        ("-5 degrees, 2-5 metres", ["-5", "2", "5"]),
        ("5 percent, 5%, 5 per cent", ["5%", "5%", "5%"]),
        ("17:00", ["17"]),
        ("twenty-one", ["21"]),
        ("COVID-19", ["19"]),
        ("in May", ["may"]),
        ("4 May", ["4", "may"]),
        ("they may go", []),
        ("May we go", []),
        ("they march on", []),
        ("in March", ["mar"]),
        ("二〇二六年", ["2026"]),
        ("三百五十名", ["350"]),
        ("300亿元", ["100000000", "300"]),
        ("一些国家统一行动，十分重要，万一失败", []),
        ("第三次", ["3"]),
        ("１２人", ["12"]),
        ("no figure at all", []),
    ],
)
def test_figures_have_values(text: str, values: list[str]) -> None:
    assert strong(text) == sorted(values)


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("4.5", "45", True),
        ("4,500", "4500", False),
        ("$5", "€5", True),
        ("a week", "seven days", False),
        ("a decade", "seven days", True),
        ("the first visit", "the initial visit", False),
        ("the first visit", "the third visit", True),
        ("one of them", "them", False),
        ("三", "3", False),
        ("dozen", "12", False),
    ],
)
def test_figures_differ_by_value(one: str, other: str, *, differs: bool) -> None:
    assert differ(figures(one, 0, len(one)), figures(other, 0, len(other))) == differs
    assert differ(figures(other, 0, len(other)), figures(one, 0, len(one))) == differs


def test_a_stretch_sees_what_it_is_part_of() -> None:
    text = "on May 4 and by 2,500 men"
    assert sorted(figures(text, 3, 6).strong) == ["may"]
    assert sorted(figures(text, 18, 21).strong) == ["2500"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("they do not and never will", 2),
        ("they don’t, can't and cannot", 3),
        ("No. 5 is noted", 0),
        ("no 5 is noted", 1),
        ("双方不同意", 1),
        ("不断发展，未来，非洲，非法，无人机，南非", 0),
        ("没有，沒有，从未，无法", 4),
        ("не согласны", 1),
        ("nothing but knots", 1),
    ],
)
def test_negations_are_counted(text: str, count: int) -> None:
    assert negations(text, 0, len(text)) == count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("they will, may and must", ["may", "must", "will"]),
        ("we’ll see, they won't", ["will", "will"]),
        ("on May 4, in May, 4 May", []),
        ("会谈、机会、社会、国会、委员会、会见", []),
        ("双方将会继续", ["会", "将"]),
        ("将军反应供应应对", []),
        ("必须、應該、可以", ["可以", "应该", "必须"]),
    ],
)
def test_modals_are_told_from_words_that_only_hold_one(text: str, words: list[str]) -> None:
    assert sorted(modals(text, 0, len(text)).elements()) == sorted(words)
