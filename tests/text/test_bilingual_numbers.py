"""Numbers of both languages as values, in whatever form they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.text.alignment.numbers import chinese_numbers, english_numbers


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("290,000 people", "29万人"),
        ("1.4 billion dollars", "14亿美元"),
        ("$3.5 trillion", "3.5万亿美元"),
        ("more than 2 billion", "20多亿"),
        ("ten countries", "10个国家"),
        ("two dozen ships", "24艘船"),
        ("two decades", "20年"),
        ("In October", "10月"),
        ("the 48th session", "第48届会议"),
        ("30 percent", "三成"),
        ("50 percent", "百分之五十"),
        ("half", "50%"),
        ("at 3:30 p.m.", "15时30分"),
        ("the 1960s", "60年代"),
        ("in 2023", "二〇二三年"),
        ("25 people", "二十五人"),
        ("twelve", "12"),
        ("three hundred and five", "305"),
        ("62,000", "六万二千"),
        ("the twenty-first century", "21世纪"),
        ("１２", "12"),
        ("the plan, 29 in all", "计划，29项"),
    ],
)
def test_what_is_written_in_digits_is_said_on_the_other_side(english: str, chinese: str) -> None:
    one, other = english_numbers(english), chinese_numbers(chinese)
    assert one.hard <= other.said
    assert other.hard <= one.said
    assert one.hard | other.hard


@pytest.mark.parametrize(("english", "chinese"), [("14 stations", "15个站"), ("May 5", "6月5日"), ("1.4 billion", "1.4万")])
def test_another_number_is_another_value(english: str, chinese: str) -> None:
    assert not chinese_numbers(chinese).hard <= english_numbers(english).said


def test_a_number_in_a_name_is_no_figure() -> None:
    assert english_numbers("the G7 and COVID-19").hard == frozenset()
    assert english_numbers("the G7").named == chinese_numbers("七国集团(G7)").named == {("g", Decimal(7))}


def test_a_number_in_an_address_is_no_figure() -> None:
    assert english_numbers("see https://a.example/2024/05/1234").said == frozenset()


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("October 26, 2023", "2023年10月26日"), ("26 October 2023", "二〇二三年十月二十六日"), ("2023-10-26", "2023年10月26日")],
)
def test_a_day_is_read_in_all_its_forms(english: str, chinese: str) -> None:
    assert english_numbers(english).days == chinese_numbers(chinese).days == ((2023, 10, 26),)


@given(st.integers(1, 9_999_999))
def test_grouped_digits_are_plain_ones(value: int) -> None:
    assert (
        english_numbers(f"{value:,}").hard
        == english_numbers(f"{value}").hard
        == chinese_numbers(f"{value}").hard
        == {Decimal(value)}
    )


@given(st.text(alphabet=st.sampled_from("0123456789,.-年月日零一二十百千万亿 半成twohundredMay:pm"), max_size=40))
def test_whatever_is_written_has_an_answer(text: str) -> None:
    for read in (english_numbers, chinese_numbers):
        found = read(text)
        assert found.hard <= found.said
