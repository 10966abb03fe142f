"""Labels: known by their shape alone."""

from __future__ import annotations

import pytest

from readout.constants.language import LanguageConstants
from readout.text.speech.labels import read_label


@pytest.mark.parametrize(
    ("passage", "label"),
    [
        ("MR MILLER:\u00a0 Thank you.", "MR MILLER"),
        ("MR\u00a0MILLER: Thank you.", "MR\u00a0MILLER"),
        ("QUESTION:", "QUESTION"),
        ("FOREIGN MINISTER ÇAVUŞOĞLU: (Via interpreter) We agree.", "FOREIGN MINISTER ÇAVUŞOĞLU"),
        ("MINISTER O’HARA-SMITH (via interpreter): We agree.", "MINISTER O’HARA-SMITH"),
        ("ARDEN:(Via interpreter) We agree.", "ARDEN"),
        ("SENIOR STATE DEPARTMENT OFFICIAL TWO: Yes.", "SENIOR STATE DEPARTMENT OFFICIAL TWO"),
        ("SECRETARY McDONALD: Yes.", "SECRETARY McDONALD"),
        ("某某国务卿:大家晚上好。", "某某国务卿"),
        ("外交部發言人：各位好。", "外交部發言人"),
        ("问：有何评论？", "问"),
        ("约翰·史密斯部长（通过翻译）：谢谢。", "约翰·史密斯部长"),
    ],
)
def test_a_label_is_known_by_its_shape(passage: str, label: str, constants: LanguageConstants) -> None:
    found = read_label(passage, constants.turns)
    assert found is not None
    assert found.text == label


@pytest.mark.parametrize(
    "passage",
    [
        "The below is attributable to Spokesperson Jane Roe:",
        "Minister tells Parliament: Stop",
        "https://mfa.example/news",
        "以下来自发言人约翰·史密斯:",
        "外交部发言人：",
        "2026年10月30日 04:43",
        "SECRETARY JANE Q. PUBLIC",
        "AT 12:30 WE LEFT",
        "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT: text",
        "双方讨论了以下几个方面的重要议题和共同关心的问题：一是渔业。",
        "MR MILLER:no space",
        "",
    ],
)
def test_what_only_looks_like_a_label_is_none(passage: str, constants: LanguageConstants) -> None:
    assert read_label(passage, constants.turns) is None


@pytest.mark.parametrize("passage", ["Lin Bo: Good afternoon.", "AFP: What is your comment?", "Q: Why?", "林博：大家好。"])
def test_mixed_labels_count_only_where_the_layout_says_so(passage: str, constants: LanguageConstants) -> None:
    label = read_label(passage, constants.turns, mixed=True)
    assert label is not None
    upper = read_label(passage, constants.turns)
    assert (upper is not None) == passage.startswith(("AFP", "Q"))


def test_a_headline_with_a_colon_is_no_turn_even_in_mixed_case(constants: LanguageConstants) -> None:
    assert read_label("Arden tells Parliament: Stop the talks", constants.turns, mixed=True) is None
