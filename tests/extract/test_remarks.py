"""Remarks of a text about itself."""

from __future__ import annotations

import pytest

from readout.extract.details.remarks import remarks_of

LINES = [f"The delegations met on day {n} and talked at length." for n in range(9)]


@pytest.mark.parametrize(
    ("title", "last", "remarks"),
    [
        ("Remarks at the port (As Delivered)", "", ("as delivered",)),
        ("Remarks at the port [As Prepared for Delivery]", "", ("as prepared for delivery",)),
        ("Remarks at the port – As Prepared", "", ("as prepared",)),
        ("Visit to Lisse (Amended)", "", ("amended",)),
        ("CORRECTED: Visit to Lisse", "", ("corrected",)),
        ("Visit to Lisse (Corrected Copy)", "", ("corrected copy",)),
        ("Visit to Lisse (Updated)", "Correction: the port has nine gates.", ("updated", "correction")),
        ("Visit to Lisse", "This article has been updated to include the reply.", ("updated",)),
        ("Visit to Lisse", "An earlier version of this story was wrong.", ()),
        ("里瑟港会谈（更新）", "", ("更新",)),
        ("里瑟港会谈", "更正：港口有九座门。", ("更正",)),
        ("Harbour rules amended", "The rules were updated by the ministry.", ()),
    ],
)
def test_a_text_says_that_it_was_changed_or_spoken(title: str, last: str, remarks: tuple[str, ...]) -> None:
    assert remarks_of(title, [*LINES, last]) == remarks


def test_remarks_in_the_middle_of_a_text_are_part_of_it() -> None:
    assert remarks_of("Visit", [*LINES[:5], "Correction: he said nine.", *LINES]) == ()
