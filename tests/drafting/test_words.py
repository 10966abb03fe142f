"""Names, formats, values and invented words of a draft."""

from __future__ import annotations

import tomllib
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.drafting.date_formats import day_of, format_of
from readout.drafting.files import toml_value
from readout.drafting.identity import host_of, id_of
from readout.drafting.invented import invent
from readout.drafting.selectors import is_lasting, is_telling, selector_of, steps_of
from readout.extract.html import parse

VALUES = st.recursive(
    st.text(st.characters(exclude_categories=("Cs",))) | st.booleans() | st.integers(-(2**40), 2**40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(VALUES)
def test_a_value_is_read_back_from_toml_as_it_was(value: object) -> None:
    assert tomllib.loads(f"key = {toml_value(value)}")["key"] == value


@given(
    st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    st.sampled_from(["%B %d, %Y", "%d %B %Y", "%Y-%m-%d", "%d.%m.%Y", "%Y年%m月%d日"]),
)
def test_a_format_reads_the_line_that_it_was_found_in(day: date, pattern: str) -> None:
    line = day.strftime(pattern)
    prefix, found = format_of(f"Published: {line}")
    assert prefix == r"^Published:\s*"
    assert found is not None
    assert datetime.strptime(line, found).date() == day
    assert day_of(f"Published: {line}") == day


def test_a_name_in_front_of_a_date_is_not_made_a_rule() -> None:
    prefix, pattern = format_of("By MARGARETHE HARROW & TOM OF LISSE | 10/9/10 7:15 AM EDT")
    assert (prefix, pattern) == (r"^.*\|\s*", "%m/%d/%y %I:%M %p")


@given(st.text())
def test_invented_words_are_as_long_and_the_same_each_time(text: str) -> None:
    assert len(invent(text)) == len(text)
    assert invent(text) == invent(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("By JANE ROE, April 28, 2024", ["By ", ", April 28, 2024"]),
        ("来源：新华社 2024年4月28日", ["来源：", " 2024年4月28日"]),
    ],
)
def test_labels_and_dates_stay_and_names_go(text: str, kept: list[str]) -> None:
    made = invent(text)
    assert all(part in made for part in kept)
    assert "JANE" not in made
    assert "新华社" not in made


@pytest.mark.parametrize(
    ("name", "expected"),
    [("story__text", True), ("entry-content", True), ("post-8124", False), ("css-1dbjc4n", False), ("Story_body__x3Kd9", False), ("md:flex", False)],
)  # fmt: skip
def test_names_that_a_machine_made_do_not_last(name: str, expected: bool) -> None:
    assert is_lasting(name) is expected


def test_common_names_tell_nothing() -> None:
    assert [is_telling(step) for step in ("div.entry-content", "h1.title", "div", "h1.news_headline")] == [
        False,
        False,
        False,
        True,
    ]


def test_a_selector_finds_its_element_alone() -> None:
    page = parse('<div class="a-list"><p class="x-note">1</p></div><div class="b-list"><p class="x-note">2</p></div>', "")
    second = page.parser.css("p")[1]
    css = selector_of(page, second)
    assert css is not None
    assert [node.mem_id for node in page.parser.css(css)] == [second.mem_id]
    assert steps_of(second) == ["p.x-note", "p"]


@pytest.mark.parametrize(
    ("url", "host", "name"),
    [
        ("https://www.marrow-ledger.example/x", "marrow-ledger.example", "marrow-ledger"),
        ("http://news.ledger.co.uk:8080/", "news.ledger.co.uk", "news-ledger"),
        ("https://m.coast.example/", "coast.example", "coast"),
        ("no address", "", "publisher"),
    ],
)
def test_hosts_and_ids(url: str, host: str, name: str) -> None:
    assert (host_of(url), id_of(host)) == (host, name)
