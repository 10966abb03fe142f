"""The day that stands beside a source's name; only dates that can be read in one way."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"


def _named(year: str, month: str, day: str) -> tuple[int, int, int]:
    return int(year), _MONTHS.index(month[:3].lower()) + 1, int(day)


def _slashed(first: str, second: str, year: str) -> tuple[int, int, int]:
    """Month first as in the USA, or day first as elsewhere: only where one of the two cannot be a month, or they are equal."""
    if int(first) > 12:
        return int(year), int(second), int(first)
    if int(second) > 12 or first == second:
        return int(year), int(first), int(second)
    raise ValueError("may be read in two ways")


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int]]], ...] = (
    (re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日", re.ASCII), lambda m: (int(m[1]), int(m[2]), int(m[3]))),
    (re.compile(r"\b(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\b", re.ASCII), lambda m: (int(m[1]), int(m[3]), int(m[4]))),
    (re.compile(rf"\b{_MONTH} (\d{{1,2}}),? (\d{{4}})\b", re.I | re.ASCII), lambda m: _named(m[3], m[1], m[2])),
    (re.compile(rf"\b(\d{{1,2}}) {_MONTH},? (\d{{4}})\b", re.I | re.ASCII), lambda m: _named(m[3], m[2], m[1])),
    (re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", re.ASCII), lambda m: _slashed(m[1], m[2], m[3])),
)


def date_in(line: str) -> date | None:
    """The first date of a line, English or Chinese; None where there is none or it can be read in two ways.

    >>> date_in("04/26/2024 | Press release"), date_in("2023年10月30日 04:43"), date_in("03/04/2024")
    (datetime.date(2024, 4, 26), datetime.date(2023, 10, 30), None)
    """
    matches = [(match, read) for form, read in _FORMS if (match := form.search(line))]
    for match, read in sorted(matches, key=lambda found: found[0].start()):
        try:
            return date(*read(match))
        except ValueError:  # no such day, or two readings: the next form may still fit
            continue
    return None
