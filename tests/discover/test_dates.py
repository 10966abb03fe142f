"""Days beside a source's name."""

from __future__ import annotations

from datetime import date

import pytest

from readout.discover.dates import date_in


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("04/26/2024 | Press release", date(2024, 4, 26)),
        ("26/04/2024", date(2024, 4, 26)),
        ("05/05/2024", date(2024, 5, 5)),
        ("2023年10月30日 04:43", date(2023, 10, 30)),
        ("发布于 2023 年 1 月 3 日", date(2023, 1, 3)),
        ("2024-04-26 16:05", date(2024, 4, 26)),
        ("2024.4.6", date(2024, 4, 6)),
        ("Apr. 26, 2024", date(2024, 4, 26)),
        ("SEPTEMBER 8, 2026", date(2026, 9, 8)),
        ("Friday, 26 April 2024", date(2024, 4, 26)),
        ("April 26, 2024, updated 2024-04-27", date(2024, 4, 26)),
        ("31/02/2024, then April 3, 2024", date(2024, 4, 3)),
    ],
)
def test_a_plain_date_is_misread(line: str, day: date) -> None:
    assert date_in(line) == day


@pytest.mark.parametrize(
    "line", ["", "03/04/2024", "2024-13-01", "30 February 2024", "no. 12345-6-7", "1/2", "2024-04/26", "٢٠٢٤-٠٤-٢٦"]
)
def test_a_date_is_guessed(line: str) -> None:
    assert date_in(line) is None
