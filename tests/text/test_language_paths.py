"""The likeliest languages of all lines together, checked against every possible path; and windows of flattened lines."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.constants.language import LanguageConstants
from readout.text.languages.lines import Line
from readout.text.languages.paths import best_path, support
from readout.text.languages.windows import windows

STATES = ("en", "fr", "it")
SCORES = st.lists(st.floats(-8, 0), min_size=3, max_size=3).map(lambda scores: [score - max(scores) for score in scores])


@settings(max_examples=60)
@given(rows=st.lists(SCORES, min_size=1, max_size=5), data=st.data())
def test_the_path_and_its_posteriors_are_those_of_all_paths_enumerated(
    constants: LanguageConstants, rows: list[list[float]], data: st.DataObject
) -> None:
    free = replace(constants, closed_price=0.0)
    headings = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    lines = [Line(scores=dict(zip(STATES, row, strict=True)), weight=1000.0, evidence="script") for row in rows]

    def log_score(path: tuple[int, ...]) -> float:
        total = sum(row[state] for row, state in zip(rows, path, strict=True))
        for place, (before, after) in enumerate(itertools.pairwise(path), 1):
            step = headings[place] - headings[place - 1]
            total -= (free.switch - free.heading_relief * step) * (before != after)
        return total

    scored = {path: log_score(path) for path in itertools.product(range(3), repeat=len(rows))}
    found = best_path(lines, [1] * len(rows), headings, free)
    chosen = tuple(STATES.index(language) for language in found.languages)
    assert scored[chosen] == pytest.approx(max(scored.values()))
    mass = sum(map(math.exp, scored.values()))
    for place, posterior in enumerate(found.posteriors):
        same = sum(math.exp(score) for path, score in scored.items() if path[place] == chosen[place])
        assert posterior == pytest.approx(same / mass, rel=1e-6)


def test_no_lines_give_no_path(constants: LanguageConstants) -> None:
    assert best_path([], [], [], constants).languages == ()


def test_a_line_that_stands_often_supports_its_language_once(constants: LanguageConstants) -> None:
    line = Line(scores={"en": 0.0, "fr": -5.0}, weight=30.0, evidence="model")
    assert support([line] * 3, [3] * 3, constants) == {"en": pytest.approx(30.0)}


TEXTS = st.lists(
    st.sampled_from(["We met. ", "“Yes!” ", "双方举行会谈。", "   ", "a" * 90, "Нет. ", "—"]), min_size=1, max_size=60
)


@settings(max_examples=60)
@given(parts=TEXTS, huge=st.booleans())
def test_windows_cover_the_passage_without_a_gap(constants: LanguageConstants, parts: list[str], huge: bool) -> None:
    text = "".join(parts)
    small = replace(constants, window_characters=40, windows_most=3 if huge else 1000)
    found = windows(text, small)
    assert "".join(text[window.start : window.end] for window in found) == text
    assert all(window.end - window.start <= max(40, -(-len(text) // 3) * 2) for window in found)


def test_a_relative_of_the_documents_language_pays_no_price_and_a_stranger_does(constants: LanguageConstants) -> None:
    known = Line(scores={"es": 0.0, "gl": -9.0, "fi": -9.0}, weight=400.0, evidence="script")

    def share_of_spanish(language: str) -> float:
        short = Line(scores={"es": 0.0, "gl": -9.0, "fi": -9.0} | {language: -1.0}, weight=15.0, evidence="script")
        path = best_path([known, short], [1, 1], [False, False], constants)
        assert path.languages == ("es", "es")
        return path.posteriors[1]

    assert share_of_spanish("gl") < share_of_spanish("fi")
