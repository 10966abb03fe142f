"""Winnowed fingerprints and digests of a text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.configuration import read_toml
from readout.constants import Constants
from readout.constants.relations import RelationConstants
from readout.text.copies.fingerprints import sketch, winnow
from readout.text.tokens import shingles, tokenise

HOME = Path(__file__).resolve().parents[2]
NUMBERS = st.lists(st.integers(0, 30), max_size=80)


@pytest.fixture(scope="module")
def values() -> RelationConstants:
    return read_toml(HOME / "config/pipeline.toml", Constants).relations


def hashes(numbers: list[int]) -> np.ndarray:
    return tokenise(" ".join(map(str, numbers))).hashes


@settings(max_examples=100, deadline=None)
@given(NUMBERS, st.lists(st.integers(40, 99), min_size=12, max_size=20), NUMBERS)
def test_a_shared_run_of_twelve_tokens_always_meets(before: list[int], run: list[int], after: list[int]) -> None:
    one, _ = winnow(hashes(run), 5, 8)
    other, _ = winnow(hashes([*before, *run, *after]), 5, 8)
    assert set(one.tolist()) & set(other.tolist())


@settings(max_examples=100, deadline=None)
@given(NUMBERS)
def test_every_window_holds_its_rightmost_least_shingle(numbers: list[int]) -> None:
    found, places = winnow(hashes(numbers), 5, 8)
    values = shingles(hashes(numbers), 5).tolist()
    expected: set[int] = set()
    for start in range(len(values) - 7):
        window = values[start : start + 8]
        expected.add(start + max(i for i, value in enumerate(window) if value == min(window)))
    assert places.tolist() == sorted(expected)
    assert found.tolist() == [values[place] for place in sorted(expected)]


def test_a_text_below_twelve_tokens_can_only_be_equal(values: RelationConstants) -> None:
    short = sketch("one two three four five six seven eight nine ten eleven", values)
    assert len(short.prints) == 0
    assert len(short.paragraphs) == 0
    assert short.norm_hash == sketch("One, two: three four five six\nseven eight nine ten eleven!", values).norm_hash


def test_a_paragraph_keeps_its_digest_in_another_text(values: RelationConstants) -> None:
    paragraph = "Both sides agreed to meet again in the spring and to keep the channel open."
    one = sketch(f"Harbour talks end\n\n{paragraph}\n\nshort line", values)
    other = sketch(f"{paragraph.upper()}\nNothing else of this page is long.", values)
    assert len(one.paragraphs) == 1
    assert one.paragraphs[0] in other.paragraphs


def test_a_line_too_short_to_say_anything_has_no_digest(values: RelationConstants) -> None:
    assert (
        len(
            sketch(
                "Home\nWorld\nPolitics\nBusiness\nOpinion\nVideo\nSports\nCulture\nTravel\nScience\nMore\nEnd", values
            ).paragraphs
        )
        == 0
    )
