"""Flags of aligned pairs: what was changed is found, what is only said in another way is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from readout.constants.alignment import FlagConstants
from readout.settings import Settings, load_config
from readout.text.alignment.flags import FLAGS, find_flags
from text.bilingual import CHINESE, ENGLISH

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def constants() -> FlagConstants:
    return load_config(Settings(home=HOME)).constants.alignment.flags


def flags(chinese: str, english: str, constants: FlagConstants) -> tuple[str, ...]:
    return find_flags(chinese, english, constants, has_outlier=False)


@pytest.mark.parametrize(("chinese", "english"), list(zip(CHINESE, ENGLISH, strict=True)))
def test_a_right_translation_has_no_flag(chinese: str, english: str, constants: FlagConstants) -> None:
    assert flags(chinese, english, constants) == ()


@pytest.mark.parametrize(
    ("chinese", "english", "wanted"),
    [
        ("超过52000名学生在邻国学习。", "More than 25,000 students study next door.", ("number_differs",)),
        ("会晤于3月14日举行，3月15日结束", "They met on March 14 and ended on March 16", ("number_differs", "date_differs")),
        ("在Lindmar举行", "It took place in the harbour", ("latin_differs",)),
        ("八国集团(G8)的会议", "the meeting of the G7", ("number_differs", "latin_differs")),
        ("他们同意在冬天之前开放河上的四座桥", "They agreed.", ("length_outlier",)),
    ],
)
def test_what_differs_is_flagged(chinese: str, english: str, wanted: tuple[str, ...], constants: FlagConstants) -> None:
    assert flags(chinese, english, constants) == wanted


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("两国双方", "both countries"),
        ("10月26日至28日", "from October 26 to October 28"),
        ("亚太经合组织(APEC)", "Asia-Pacific Economic Cooperation"),
        ("COVID-19疫情", "the Covid 19 pandemic"),
        ("七国集团", "the G7"),
        ("见 https://a.example/zh/77", "see our page"),
    ],
)
def test_another_way_to_say_it_is_not_flagged(chinese: str, english: str, constants: FlagConstants) -> None:
    assert flags(chinese, english, constants) == ()


def test_a_stray_character_is_flagged_last(constants: FlagConstants) -> None:
    assert find_flags("偽装", "in disguise", constants, has_outlier=True) == ("script_outlier",)
    assert FLAGS[-1] == "script_outlier"


def right_pairs(seeds: Path) -> Iterator[tuple[str, str]]:
    gold = json.loads((seeds.parent / "eval/language/gold_align.json").read_text(encoding="utf-8"))
    for key in ("000", "003"):
        text = (seeds / gold[key]["doc"]).read_text(encoding="utf-8")
        for chinese, english in gold[key]["sentence_beads"]:
            yield "".join(text[a:b] for a, b in chinese), " ".join(text[a:b] for a, b in english)


def test_the_94_right_pairs_have_no_flag_and_every_changed_digit_has_one(seeds: Path, constants: FlagConstants) -> None:
    pairs = list(right_pairs(seeds))
    assert [pair for pair in pairs if flags(*pair, constants)] == []
    changed = [
        (chinese[: found.start()] + digit + chinese[found.end() :], english)
        for chinese, english in pairs
        for found in re.finditer(r"\d", chinese)
        for digit in "0123456789"
        if digit != found.group()
    ]
    changed += [
        (chinese, english[: found.start()] + digit + english[found.end() :])
        for chinese, english in pairs
        for found in re.finditer(r"\d", english)
        for digit in "0123456789"
        if digit != found.group()
    ]
    assert len(changed) > 500
    assert [pair for pair in changed if "number_differs" not in flags(*pair, constants)] == []
