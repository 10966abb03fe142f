"""The guard against forms, sign by sign: what overrules it, and what does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from readout.configuration import read_toml
from readout.constants import Constants
from readout.text.copies.evidence import Evidence
from readout.text.copies.overlap import Overlap
from readout.text.copies.verdict import guard

VALUES = read_toml(Path(__file__).resolve().parents[2] / "config/pipeline.toml", Constants).relations
NONE = np.empty((0, 4), np.int64)
COPY = Evidence(
    lengths=(200, 210), overlap=Overlap(0.8, 0.78, 8, 12, NONE, NONE), quotes=NONE, quoted=0.0, longest_run=60, shared=40,
    rare_shared=40, rare_share=1.0, numerals_kept=5, numerals_changed=0, names_changed=0,
)  # fmt: skip


def reason(
    *,
    gaps: tuple[int, int] = (8, 12),
    low: float = 0.78,
    high: float = 0.8,
    same_publisher: bool = True,
    day_gap: int | None = 7,
    **changed: Any,
) -> str | None:
    seen = replace(COPY, overlap=Overlap(max(high, low), low, *gaps, NONE, NONE), **changed)
    return guard(seen, day_gap, VALUES, same_publisher=same_publisher)


def test_nothing_speaks_against_a_copy_of_rare_wording() -> None:
    assert reason() is None


@pytest.mark.parametrize(
    ("changed", "sign"),
    [
        ({}, None),
        ({"gaps": (31, 12)}, "guard:form"),
        ({"gaps": (12, 31)}, "guard:form"),
        ({"low": 0.64}, "guard:form"),
        ({"numerals_changed": 1}, "guard:form"),
        ({"names_changed": 1}, "guard:form"),
        ({"gaps": (31, 12), "quoted": 2.0}, None),
    ],
)
def test_wording_that_is_not_rare_is_a_copy_where_words_were_changed_all_over_and_no_sentence(
    changed: dict[str, Any], sign: str | None
) -> None:
    assert reason(rare_share=0.6, rare_shared=20, **changed) == sign


@pytest.mark.parametrize(
    ("changed", "sign"),
    [
        ({}, None),
        ({"same_publisher": True}, "guard:rarity"),
        ({"day_gap": 8}, "guard:rarity"),
        ({"day_gap": None}, "guard:rarity"),
        ({"low": 0.5, "high": 0.69}, "guard:rarity"),
        ({"rare_share": 0.34}, "guard:rarity"),
        ({"rare_shared": 1}, "guard:rarity"),
        ({"numerals_kept": 1}, "guard:rarity"),
        ({"numerals_changed": 1}, "guard:rarity"),
        ({"names_changed": 1}, "guard:rarity"),
    ],
)
def test_a_forms_wording_is_a_copy_where_another_publisher_has_all_its_figures_within_days(
    changed: dict[str, Any], sign: str | None
) -> None:
    assert reason(**{"rare_share": 0.4, "rare_shared": 9, "same_publisher": False, **changed}) == sign


@pytest.mark.parametrize(
    ("changed", "sign"),
    [
        ({}, None),
        ({"longest_run": 119}, "guard:names"),
        ({"rare_share": 0.89}, "guard:names"),
        ({"numerals_changed": 1}, "guard:names"),
        ({"names_changed": 2}, "guard:names"),
        ({"longest_run": 119, "same_publisher": False}, None),
    ],
)
def test_one_name_corrected_in_a_text_that_is_otherwise_unbroken_makes_no_other_event(
    changed: dict[str, Any], sign: str | None
) -> None:
    assert reason(**{"names_changed": 1, "longest_run": 120, **changed}) == sign


@pytest.mark.parametrize(
    ("rare_share", "day_gap", "sign"),
    [(0.89, None, "guard:form"), (0.91, None, None), (0.89, 7, None), (0.74, 7, "guard:form")],
)
def test_texts_without_dates_must_share_rarer_wording_to_be_copies(
    rare_share: float, day_gap: int | None, sign: str | None
) -> None:
    assert reason(gaps=(31, 12), rare_share=rare_share, day_gap=day_gap) == sign
