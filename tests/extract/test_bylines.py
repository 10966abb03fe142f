"""Names and roles out of by-lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.extract.details.bylines import ends_in_label, is_byline, read_byline, unique
from readout.model import Author


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Chen Anran and Wu Yuhan ", ["Chen Anran", "Wu Yuhan"]),
        ("By Ann Lee, Jr., jane@page.example", ["Ann Lee, Jr."]),
        ("Von: Jana ROTH, Tom RUF, Küstenblatt", ["Jana ROTH", "Tom RUF", "Küstenblatt"]),
        ("Do 25.04.24 | 14:07 Uhr | Von Jana Roth", ["Jana Roth"]),
        ("Autor: Jana Roth und Tom Ruf 05.01.2025, 15:23", ["Jana Roth", "Tom Ruf"]),
        ("Text: Jana Roth, Foto: Tom Ruf", ["Jana Roth"]),
        ("Ein Gastbeitrag von Dr. Jana Roth", ["Dr. Jana Roth"]),
        ("Posted by Jo Harrow at 18:52", ["Jo Harrow"]),
        ("Par Marie Sorel et Luc Ferrat", ["Marie Sorel", "Luc Ferrat"]),
        ("Por Ana Paz y Jo Sol", ["Ana Paz", "Jo Sol"]),
        ("Ana Ortega y Gasset", ["Ana Ortega y Gasset"]),
        ("E. BARREN / J. I. DA SILVA", ["E. BARREN", "J. I. DA SILVA"]),
        ("Roe, Jane", ["Jane Roe"]),
        ("Reuters, Dpa", ["Reuters", "Dpa"]),
        ("Jane Roe - Reuters", ["Jane Roe"]),
        ("本报记者 李华 王明", ["李华", "王明"]),
        ("大岛 美咲", ["大岛 美咲"]),
        ("文/李华", ["李华"]),
        ("张 三", ["张三"]),
        ("박준석 기자", ["박준석"]),
        ("https://page.example/author/1", []),
        ("Share", []),
    ],
)
def test_a_by_line_gives_its_names(text: str, names: list[str]) -> None:
    assert [author.name for author in read_byline(text)] == names


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("by Jane Roe, Political Correspondent", [Author("Jane Roe", "Political Correspondent")]),
        ("Jane Roe, Senior Editor, and Jo Harrow", [Author("Jane Roe", "Senior Editor"), Author("Jo Harrow", None)]),
        ("By Jane Roe Staff Writer", [Author("Jane Roe", None)]),
    ],
)
def test_what_follows_a_name_may_be_a_role(text: str, authors: list[Author]) -> None:
    assert read_byline(text) == authors


def test_a_field_of_metadata_is_no_print() -> None:
    assert [author.name for author in read_byline("von Roth, Jana", is_printed=False)] == ["von Roth", "Jana"]
    assert [author.name for author in read_byline("Di Rosa", is_printed=False)] == ["Di Rosa"]


@pytest.mark.parametrize(
    "text", ["By the time they came, all was over.", "By law, nobody may fish here.", "AFP Deutschland", "Standby"]
)
def test_a_sentence_is_no_by_line(text: str) -> None:
    assert not is_byline(text)


def test_a_label_alone_announces_the_name() -> None:
    assert ends_in_label("14:07 | Von")
    assert ends_in_label("Autor:")
    assert not ends_in_label("He stood by")


def test_each_name_is_kept_once_in_its_better_spelling() -> None:
    assert unique([Author("JANE ROE", None), Author("Jane Roe", "Editor")]) == (Author("Jane Roe", "Editor"),)


@given(st.text(max_size=300), st.booleans())
def test_names_are_words_of_their_line(text: str, is_printed: bool) -> None:
    for author in read_byline(text, is_printed=is_printed):
        assert author.name
        assert author.name == author.name.strip()
        assert {letter for letter in author.name if letter.isalpha()} <= set(text)
