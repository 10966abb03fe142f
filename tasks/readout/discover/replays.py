"""Replay addresses of web archives (Wayback, pywb and others): /web/<digits><flag>/<the original address>."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

_REPLAY = re.compile(r"/web/(\d{4,14})(?:[a-z]{2}_)?/(https?):/{1,2}(.+)", re.IGNORECASE | re.DOTALL)
_DAY_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Replay:
    """A copy that somebody pointed to: of which page, and of which day, where the address says a whole day."""

    original: str
    day: date | None


def read_replay(path: str) -> Replay | None:
    """What the path of an address, with its query, names; None where it is no replay's.

    >>> read_replay("/web/20240428093000id_/http://news.example/a?b=1")
    Replay(original='http://news.example/a?b=1', day=datetime.date(2024, 4, 28))
    >>> read_replay("/web/2024/http:/news.example/a")
    Replay(original='http://news.example/a', day=None)
    """
    match = _REPLAY.fullmatch(path)
    return Replay(f"{match[2]}://{match[3]}", _day_of(match[1])) if match else None


def _day_of(digits: str) -> date | None:
    if len(digits) < _DAY_DIGITS:
        return None
    try:
        return datetime.strptime(digits[:_DAY_DIGITS], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:  # no such day: whoever wrote it meant some other
        return None
