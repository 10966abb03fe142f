"""Known names: what the file holds, and which places in a text they touch."""

from __future__ import annotations

from importlib import resources

from readout.text.alterations.gazetteer import gazetteer_with
from readout.text.tokens import tokenise

NAMES = gazetteer_with(["Helene Castermay", "云洲"])


def names(text: str) -> set[str]:
    tokens = tokenise(text)
    return {text[tokens.start[s] : tokens.end[e - 1]] for s, e in NAMES.names(tokens, 0, len(tokens))}


def test_the_file_is_in_order_and_names_nothing_twice() -> None:
    lines = resources.files("readout.text").joinpath("gazetteer.txt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    assert {"Germany", "德国", "Германия", "ألمانيا"} <= set(lines)


def test_chinese_names_are_found_in_either_script_and_with_those_given() -> None:
    assert names("中國與德國的代表在云洲会晤") >= {"中國", "德國", "云洲"}
    assert names("会议在云上举行") == set()


def test_words_of_names_need_their_capital_where_there_is_one() -> None:
    tokens = tokenise("Germany turkey Castermay المانيا ألمانيا New")
    known = [tokens.word(place) for place in range(len(tokens)) if NAMES.knows(tokens, place)]
    assert known == ["Germany", "Castermay", "المانيا", "ألمانيا"]
