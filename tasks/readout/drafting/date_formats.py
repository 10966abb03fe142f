"""From a printed date to the `strptime` format that reads its like."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import product

from readout.extract.dates import find_dates

_DAYS = (
    "%B %d, %Y", "%b %d, %Y", "%b. %d, %Y", "%d %B %Y", "%d %b %Y", "%d %B, %Y", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y",
    "%d/%m/%Y", "%m/%d/%Y", "%m/%d/%y", "%Y年%m月%d日", "%A, %B %d, %Y", "%A, %d %B %Y", "%a, %b %d, %Y", "%A %d %B %Y",
)  # fmt: skip
_JOINTS = (" ", ", ", " at ", " | ", "T", "")
_CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p")
_FORMATS = (*_DAYS, *("".join(parts) for parts in product(_DAYS, _JOINTS, _CLOCKS)))
_PREFIX_CHARACTERS = 24  # "Published online:" has 17
_NUMBERS = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_ZONE = re.compile(r"\s*\b(?:[A-Z]{2,4}T|UTC|GMT)\b\.?\s*$")


def format_of(text: str) -> tuple[str | None, str | None]:
    r"""The prefix (a regular expression) and the format of a printed date; None where there is none, or none fits.

    >>> format_of("Published: Apr 07, 2026 10:31 AM"), format_of("28 April 2026, 18:40"), format_of("in spring")
    (('^Published:\\s*', '%b %d, %Y %I:%M %p'), (None, '%d %B %Y, %H:%M'), (None, None))
    """
    found = find_dates(text)
    starts = {0, found[0].start} if found else {0}
    starts |= {place.end() for place in re.finditer(r"[:：|]\s+", text)}
    for start in sorted(starts):
        rest = _ZONE.sub("", text[start:].strip(" /|"))
        if pattern := next((one for one in _FORMATS if _reads(rest, one)), None):
            return _prefix(text[:start]), pattern
    return None, None


def day_of(text: str) -> date | None:
    """The day that a line prints, also in a form that is ambiguous by itself (10/9/10)."""
    if found := find_dates(text):
        return found[0].day
    if not _NUMBERS.search(text):
        return None
    for start in sorted({0} | {place.end() for place in re.finditer(r"[:：|]\s+", text)}):
        rest = _ZONE.sub("", text[start:].strip(" /|"))
        if pattern := next((one for one in _FORMATS if _reads(rest, one)), None):
            return datetime.strptime(rest, pattern).date()
    return None


def _reads(text: str, pattern: str) -> bool:
    try:
        return bool(datetime.strptime(text, pattern))
    except ValueError:
        return False


def _prefix(text: str) -> str | None:
    bare = text.strip()
    if len(bare) > _PREFIX_CHARACTERS:  # a name, not a label: another page has another
        return f"^.*{re.escape(bare[-1])}\\s*" if not bare[-1].isalnum() else "^.*?\\b(?=\\d)"
    return f"^{re.escape(bare).replace(chr(92) + ' ', ' ')}\\s*" if bare else None
