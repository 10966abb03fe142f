"""Where a text was written or spoken: lines of its head, and what stands before a news story's first sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readout.extract.dates import find_dates, without_dates
from readout.extract.lines import is_place

_MONTHS = "Jan|Feb|March|Mar|April|Apr|May|June|Jun|July|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_DAY = rf"(?:(?:{_MONTHS})[a-z]*\.? \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} (?:{_MONTHS})[a-z]*\.?(?: \d{{4}})?)"
_DASH = r"(?:\s?[—–]\s?|\s--?\s)"
# Capitals before a dash may be a speaker or a rubric, too.
_NO_PLACE = (
    r"(?!(?:MR|MRS|MS|DR|Q|A|QUESTION|ANSWER|SECRETARY|MINISTER|PRESIDENT|PREMIER|CHANCELLOR|AMBASSADOR|MODERATOR|SENATOR|GENERAL|ADMIRAL|OPERATOR|STAFF"
    r"|VOICE|UPDATED?|BREAKING|LIVE|WATCH|READ|VIDEO|PHOTOS?|NOTE|FACT|STATEMENT|REMARKS|TRANSCRIPT|EDITOR|CORRECTION|CORRECTED|ANALYSIS|OPINION)\b)"
)
_CAPITALS = rf"{_NO_PLACE}[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'’-]*){{0,4}}"
_NAMES = r"[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){0,3}"
_REGION = r"(?:, [A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){0,2})?"
_AGENCY = r"\s?\([A-Z][^()]{1,30}\)"
# "LISSE, April 26 (Coast Press) -- ": capitals are a place by themselves, other names with a day or an agency behind them.
_LEAD_IN = re.compile(
    rf"(?P<dateline>(?P<capitals>{_CAPITALS}{_REGION})(?:,? {_DAY})?(?:{_AGENCY})?|(?P<place>{_NAMES}{_REGION})(?:,? {_DAY}(?:{_AGENCY})?|{_AGENCY})){_DASH}"
)
_HAN_LEAD_IN = re.compile(
    r"\W{0,2}(?P<dateline>(?:[\u4e00-\u9fff]{1,6}?(?:社|网|網|报|報|台|日报))(?:\s*[（(]?(?:记者|記者)[\u4e00-\u9fff 、]{2,20}[）)]?\s*)?"
    r"(?P<place>[\u4e00-\u9fff·]{0,10}?)\s*(?:\d{4}年)?\d{1,2}月\d{1,2}日\s*(?:电|電|讯|訊|报道|報道))"
)
_HAS_WORDS = re.compile(
    r"\b(?:published|updated|posted|by|press|news|source|release|edition|at)\b|来源|发布|更新|时间|浏览|阅读|[:：|]",
    re.IGNORECASE,
)
_ONE_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]{2,}|[\u4e00-\u9fff]{2,4}")
LEAD_PARAGRAPHS = 2
"""Paragraphs whose beginning may be a dateline: the first is often a summary."""
_SEARCHED = 200  # characters of the first paragraph


@dataclass(frozen=True, slots=True)
class Dateline:
    """A printed dateline, the place in it, and where it stands."""

    text: str
    place: str | None
    source: str


def dateline_of(datelines: Sequence[str], prose: Sequence[str]) -> Dateline | None:
    """The dateline of a text.

    Args:
        datelines: the lines of its head that are datelines.
        prose: its first paragraphs.
    """
    own = [line for line in datelines if not find_dates(line) or not without_dates(line) or _place_in(line)]
    if own:
        places = (_place_in(line) if find_dates(line) else line for line in own)
        return Dateline(" / ".join(own), next((place for place in places if place and _is_place(place)), None), "text")
    return next((found for paragraph in prose if (found := read_lead_in(paragraph))), None)


def read_lead_in(paragraph: str) -> Dateline | None:
    """What stands before a story's first sentence: place, day, agency.

    >>> read_lead_in("LISSE, April 26 (Coast Press) -- The harbour opened.")
    Dateline(text='LISSE, April 26 (Coast Press)', place='LISSE', source='lead-in')
    >>> read_lead_in("海岸社里瑟4月26日电（记者李华）港口开放。").place
    '里瑟'
    >>> read_lead_in("The harbour -- all of it -- opened.")
    """
    start = paragraph[:_SEARCHED]
    found = _LEAD_IN.match(start) or _HAN_LEAD_IN.match(start)
    if found is None:
        return None
    parts = found.groupdict()
    return Dateline(found["dateline"].strip(), parts.get("capitals") or parts["place"] or None, "lead-in")


def _place_in(line: str) -> str | None:
    """The place of a line that holds place and day: "Lisse, May 3, 2024"; a source or a button beside a day is none."""
    dates = find_dates(line)
    before = line[: dates[0].start] if dates else ""
    place = without_dates(before) if before.rstrip().endswith((",", "，")) else ""
    return place if place and _is_place(place) and place == without_dates(line) else None


def _is_place(text: str) -> bool:
    return not _HAS_WORDS.search(text) and (is_place(text) or _ONE_NAME.fullmatch(text) is not None)
