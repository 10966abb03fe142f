"""Kinds of values in configuration files and requests, each checked where it is read: the message names file and line."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, WithJsonSchema

from readout.configuration import nearest

ADDRESS_LENGTH_MAX = 4_096
"""Longest address that we take: servers refuse more (8 kB is a common limit of the whole head), and pages need far less."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is no regular expression ({error})") from error
    return pattern


def _finds(pattern: str) -> str:
    if not re.compile(_compiles(pattern)).groups:
        raise ValueError("has no group ( ) for what it is to find")
    return pattern


def _selects(selector: str) -> str:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: PLC0415 - only files with layouts need it

    try:
        LexborHTMLParser("<p></p>").css(selector)
    except (SelectolaxError, ValueError) as error:
        raise ValueError("is no CSS selector that we understand") from error
    return selector


def _formats(pattern: str) -> str:
    sample = datetime(2024, 11, 28, 17, 5, 9)
    try:
        again = datetime.strptime(sample.strftime(pattern), pattern)
    except ValueError as error:
        raise ValueError(f"is no date format of strptime ({error})") from error
    if again.year != sample.year:
        raise ValueError("is a date format without a year")
    return pattern


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        guess = nearest(name, sorted(available_timezones()))
        raise ValueError("is no IANA time zone" + (f"; did you mean {guess!r}?" if guess else "")) from error
    return name


def _cron(line: str) -> str:
    # In a leap year, so that the 29th of February is a day.
    try:
        next(CronSim(line, datetime(2024, 1, 1)))
    except (CronSimError, StopIteration) as error:
        raise ValueError(f"is no cron line of five fields ({error or 'it never comes'})") from error
    return line


def _web_address(url: str) -> str:
    if len(url) > ADDRESS_LENGTH_MAX:
        raise ValueError(f"is longer than {ADDRESS_LENGTH_MAX} characters")
    if not re.match(r"https?://", url, re.IGNORECASE):
        raise ValueError("does not begin with https:// or http://")
    if not re.fullmatch(r"[^\s\x00-\x1f\x7f]+", url):
        raise ValueError("has a blank or a control character in it")
    authority = re.split(r"[/?#\\]", url.split("//", 1)[1], maxsplit=1)[0]
    if "@" in authority:
        raise ValueError("holds a user name or password: give it without")
    if not authority.strip(".:"):
        raise ValueError("names no host")
    return url


Regex = Annotated[str, AfterValidator(_compiles)]
"""A regular expression of the standard library, checked when the file is read."""
Finder = Annotated[str, AfterValidator(_finds)]
"""A regular expression with at least one group, checked when the file is read."""
Selector = Annotated[str, AfterValidator(_selects)]
"""A CSS selector, checked when the file is read."""
DateFormat = Annotated[str, AfterValidator(_formats)]
"""A strptime format with a year at least, checked when the file is read."""
Zone = Annotated[str, AfterValidator(_zone)]
"""A time zone of the IANA database, checked when the file is read."""
WebAddress = Annotated[
    str,
    AfterValidator(_web_address),
    # What a form can check before it is sent; the function above has the better messages.
    WithJsonSchema({"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^@/?#]", "maxLength": ADDRESS_LENGTH_MAX}),
]
"""An http or https address without user name and password."""
Cron = Annotated[str, AfterValidator(_cron)]
"""A cron line: minute, hour, day of the month, month, day of the week."""
