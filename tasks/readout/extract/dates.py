"""Dates as pages print them: names of months (months.py), Chinese, ISO, numbers with dots. Ambiguous ones (04/05/2024) are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from readout.extract.months import month_numbers

_MONTHS = month_numbers()
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CLOCK = (
    r"(?:(?:\s*[,|]?\s*(?:at\s+|T)?|\s*[（(])(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)(?:[:：]\d\d(?:\.\d+)?)?"
    r"(?:\s*(?P<half>[ap]\.?m\b\.?))?(?:\s*(?P<zone>Z\b|UTC\b|GMT\b|[+-]\d\d:?\d\d|[A-Z]{2,4}T\b))?)?"
)
_PATTERNS = tuple(
    re.compile(pattern + _CLOCK, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w.])(?P<month>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
        (
            rf"(?<![\w.])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?(?P<month>{_MONTH})\b\.?,?\s+(?:de\s+|del\s+)?"
            r"(?P<year>\d{4})(?!\d)(?:\s*г(?:ода|\.)?)?"
        ),
        r"(?<!\d)(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号](?:\s*星期[一二三四五六日天])?",
        r"(?<![\d/-])(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d/-])",
        r"(?<![\d/.-])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?![\d/])",  # with dots the day is first
        r"(?<![\d/.-])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{2})(?=[\s,|]{1,4}\d{1,2}:\d\d)",  # a short year: with a time
        r"(?<![\d/.-])(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})(?![\d/])",
    )
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?")
_YEAR = re.compile(r"\d{4}|\d\.\d\d[\s,|]")
_WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b|(?:星期|周)[一二三四五六日天]", re.IGNORECASE
)

_LINE = 400
_SHORT = 2
_CENTURY = 2000  # of years in two digits: there were no web pages before
_YEARS = (1800, 3000)  # outside are numbers, not years; and times near year 1 or 9999 have no UTC


@dataclass(frozen=True, slots=True)
class Printed:
    """A date as it stands in a text: where, which local day, which time of day and offset if they are stated."""

    start: int
    end: int
    day: date
    clock: time | None = None
    offset: str | None = None  # Z, UTC, +0800 … as printed; an abbreviation such as EDT says which zone to expect only


def find_dates(text: str) -> list[Printed]:
    """All dates of a short text, in order, without overlap."""
    if not _YEAR.search(text):  # as most lines: each pattern ends or begins with one
        return []
    return list(_dates_of_line(text)) if len(text) <= _LINE else _dates_in(text)


@lru_cache(maxsize=256)  # the same line is asked for its dates, and for what it says besides
def _dates_of_line(text: str) -> tuple[Printed, ...]:
    return tuple(_dates_in(text))


def _dates_in(text: str) -> list[Printed]:
    found = sorted((one for pattern in _PATTERNS for one in _read(pattern, text)), key=lambda one: (one.start, -one.end))
    kept: list[Printed] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def without_dates(text: str) -> str:
    """What a line says besides its dates and weekdays, punctuation at the ends removed.

    >>> without_dates("Sunday, April 28, 2024"), without_dates("2023年10月30日 04:43  美国驻华大使馆网")
    ('', '美国驻华大使馆网')
    """
    for one in reversed(find_dates(text)):
        text = text[: one.start] + " " + text[one.end :]
    return " ".join(_WEEKDAY.sub(" ", text).split()).strip(" ,，.|｜-–—:：/()（）")


def moment(day: date, clock: time | None, offset: str | None, zone: str | None) -> datetime | None:
    """The moment in UTC, where time of day and zone are known."""
    if clock is None:
        return None
    local = datetime.combine(day, clock)
    if offset and (parsed := _offset(offset)) is not None:
        return datetime.fromisoformat(f"{local.isoformat()}{parsed}").astimezone(UTC)
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if zone else None


def read_iso(value: str) -> Printed | None:
    """A date of machine-readable metadata; None for what is none ("0000-00-00")."""
    found = _ISO.match(value.strip())
    if found is None:
        return next(iter(find_dates(value)), None)
    day = _day(int(found[1]), int(found[2]), int(found[3]))
    if day is None:
        return None
    try:
        clock = time(int(found[4]), int(found[5])) if found[4] else None
    except ValueError:
        clock = None
    return Printed(found.start(), found.end(), day, clock, found[7])


def local_day(printed: Printed, zone: str | None) -> date:
    """The day in the publisher's zone, for a moment that was written in another zone."""
    at = moment(printed.day, printed.clock, printed.offset, None)
    return at.astimezone(ZoneInfo(zone)).date() if at is not None and zone else printed.day


def _read(pattern: re.Pattern[str], text: str) -> Iterator[Printed]:
    for found in pattern.finditer(text):
        part = found.groupdict()
        if "first" in part:
            numbers = _american_or_european(int(part["first"]), int(part["second"]))
        else:
            name = part["month"].lower()
            numbers = (_MONTHS.get(name) or int(name), int(part["day"]))
        year = int(part["year"]) + (_CENTURY if len(part["year"]) == _SHORT else 0)
        day = _day(year, *numbers) if numbers else None
        if day is not None:
            yield Printed(found.start(), found.end(), day, _clock(part), part["zone"])


def _american_or_european(first: int, second: int) -> tuple[int, int] | None:
    """Month and day, where only one reading is possible."""
    if first <= 12 and (second > 12 or first == second):
        return first, second
    return (second, first) if first > 12 >= second else None


def _clock(part: dict[str, str | None]) -> time | None:
    if part["hour"] is None:
        return None
    hour, half = int(part["hour"]), (part["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, int(part["minute"] or 0))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _YEARS[0] <= year < _YEARS[1] else None
    except ValueError:
        return None


def _offset(text: str) -> str | None:
    if text.upper() in ("Z", "UTC", "GMT"):
        return "+00:00"
    found = re.fullmatch(r"([+-])(\d\d):?(\d\d)", text)
    return f"{found[1]}{found[2]}:{found[3]}" if found and int(found[2]) < 24 and int(found[3]) < 60 else None
