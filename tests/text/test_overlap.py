"""What two texts share, and where."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.text.copies.names import replaced_names
from readout.text.copies.numerals import compare_numerals, gaps_between, numerals, parallel
from readout.text.copies.overlap import cover, overlap, shingled
from readout.text.tokens import tokenise

TEXT = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "3", "7", "外", "交"]), max_size=40).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(TEXT, TEXT)
def test_cover_is_a_share_and_turns_with_the_texts(a: str, b: str) -> None:
    one, other = cover(a, b)
    assert 0.0 <= one <= 1.0
    assert 0.0 <= other <= 1.0
    assert cover(b, a) == (other, one)


@settings(max_examples=50, deadline=None)
@given(TEXT)
def test_a_text_covers_itself_unless_it_is_empty(text: str) -> None:
    share = float(bool(text))
    assert cover(text, text) == (share, share)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 99), min_size=3, max_size=40), st.lists(st.integers(100, 199), max_size=40))
def test_a_part_is_wholly_covered_by_the_whole(part: list[int], rest: list[int]) -> None:
    inner, outer = cover(" ".join(map(str, part)), " ".join(map(str, [*rest, *part])))
    assert inner == 1.0
    assert outer == len(part) / (len(part) + len(rest))


@settings(max_examples=100, deadline=None)
@given(TEXT, TEXT)
def test_segments_are_equal_tokens_in_both_texts(a: str, b: str) -> None:
    one, other = tokenise(a), tokenise(b)
    if min(len(one), len(other)) < 3:
        return
    found = overlap(shingled(one), shingled(other), 2)
    for start, end, other_start, other_end in found.segments.tolist():
        assert np.array_equal(one.hashes[start:end], other.hashes[other_start:other_end])
    for start, end, other_start, other_end in found.runs.tolist():
        assert 0 <= start < end <= len(one)
        assert 0 <= other_start < other_end <= len(other)


def test_a_changed_word_does_not_end_a_run_and_a_new_sentence_does() -> None:
    a = "the ministers met on Monday in the old harbour and agreed on a plan for the coming year"
    b = "the ministers met on Tuesday in the old harbour and with many guests from abroad present agreed on a plan for the coming year"
    found = overlap(shingled(tokenise(a)), shingled(tokenise(b)), 2)
    assert found.runs.tolist() == [[0, 10, 0, 10], [10, 18, 16, 24]]


def test_a_phrase_that_recurs_stays_on_the_diagonal_of_its_neighbours() -> None:
    a = "on the one hand we agreed to talk and on the one hand they agreed to listen"
    found = overlap(shingled(tokenise(a)), shingled(tokenise("so " + a)), 2)
    assert found.segments.tolist() == [[0, 17, 1, 18]]


def compared(a: str, b: str) -> tuple[int, int, int]:
    one, other = tokenise(a), tokenise(b)
    aligned = parallel(overlap(shingled(one), shingled(other), 2).segments)
    gaps = gaps_between(aligned, len(one), len(other), 12)
    kept, changed = compare_numerals(one.hashes, other.hashes, (numerals(one), numerals(other)), gaps, aligned)
    return kept, changed, replaced_names(one, other, gaps, 60, 2)


def test_numerals_are_compared_where_the_texts_run_in_parallel() -> None:
    a = "The council met on 5 March and voted for the plan by 12 votes against 3 in the end"
    b = "The council met on 9 April and voted for the plan by 12 votes against 3 in the end"
    assert compared(a, b)[:2] == (2, 2)


def test_a_name_in_the_place_of_a_name_is_found_and_a_corrected_name_is_not() -> None:
    text = "The envoy spoke today with Prime Minister {} about the harbour and about the winter talks"
    assert compared(text.format("Orlanda Vessey"), text.format("Tomas Quillan"))[2] == 2
    assert compared(text.format("Orlanda Vessey"), text.format("Orlanda Vesey"))[2] == 0
    assert compared(text.format("Orlanda Vessey"), text.format("Orlanda Vessey of Norvik"))[2] == 0


def test_a_word_that_the_text_also_has_in_lower_case_is_no_name() -> None:
    text = "The envoy spoke about {} today, and {} was all that they talked about in the harbour"
    assert compared(text.format("Safety", "safety"), text.format("Security", "security"))[2] == 0


def test_parallel_leaves_out_what_crosses_a_longer_stretch() -> None:
    rows = np.array([[0, 10, 20, 30], [12, 32, 0, 20], [40, 45, 40, 45]])
    assert parallel(rows).tolist() == [[12, 32, 0, 20], [40, 45, 40, 45]]
