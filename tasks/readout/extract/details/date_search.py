"""A day anywhere on a page that says nowhere when it was published: stamps first, then a search of all mark-up."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from datetime import UTC, date, datetime, time

from selectolax.lexbor import LexborNode

from readout.extract.dates import Printed, find_dates, read_iso
from readout.extract.details.changed import UPDATED_BEFORE
from readout.extract.details.evidence import Dated
from readout.extract.html import Page, node_text, visible_text

_LABEL_BEFORE = re.compile(
    r"(?:\b(?:published|posted|issued|released|date|veröffentlicht|erstellt|datum|publié|publicado|pubblicato|fecha|data|geplaatst|publicerad)(?: on| am| le| el| il)?"
    r"|(?:发布|发表|發布|發表|刊登|刊发|日期|时间|時間|发稿|更新)(?:时间|日期|于|於)?)\s*[:：]?\s*\Z",
    re.IGNORECASE,
)
_COUNT_BEHIND = re.compile(r"\W*(?:阅读|閱讀|点击|點擊|浏览|瀏覽|人气|来源|來源|作者|views?\b|reads?\b|hits\b)", re.IGNORECASE)
_LABEL = 24  # characters around a day
_STAMPED_DAYS = 3  # a text, an answer or two
_SEARCHED = 200_000  # characters; what a page says of itself is not behind a book
_CHROME = "aside, footer, nav"


def search_day(page: Page, day: date, modified: Container[date]) -> tuple[list[Dated], tuple[str, ...]]:
    """What htmldate finds anywhere on the page, and a note where it fails.

    Bounded by the capture's day, so that today plays no part. Neither a day of change nor one of the page's chrome.
    """
    chrome = page.parser.css(_CHROME)
    text = visible_text(page.body, {node.mem_id for node in chrome})
    dates = find_dates(text)
    if stamp := _stamp(text, dates):
        return [Dated(stamp, "stamp")], ()
    from htmldate import find_date  # noqa: PLC0415 - comes with trafilatura; few pages need it

    latest = datetime.combine(day, time(23, 59), UTC).replace(tzinfo=None)
    source = page.parser.html or ""
    try:
        found = find_date(source, original_date=True, extensive_search=True, max_date=latest)
    except Exception as error:  # a third-party search of a hostile page: no date is an answer
        return [], (f"date search failed: {type(error).__name__}",)
    one = read_iso(found) if found else None
    if one is None:
        return [], ()
    own, changed = _printed(text, dates)
    is_other = one.day in modified or one.day in changed or any(one.day in _days_of(node) for node in chrome)
    is_there = one.day in own or (not is_other and _spells(source, one.day))
    return ([Dated(one, "search")] if is_there else []), ()


def _stamp(text: str, dates: Sequence[Printed]) -> Printed | None:
    """The first day that is printed with a time of day, a word for publishing before it or a count of readers behind it.

    Nothing where there are stamps of many days: that is a list of other pages.
    """
    stamps: list[Printed] = []
    for one in dates:
        if one.end > _SEARCHED:
            break
        before, behind = text[max(0, one.start - _LABEL) : one.start], text[one.end : one.end + _LABEL]
        if UPDATED_BEFORE.search(before):
            continue
        if one.clock or _LABEL_BEFORE.search(before) or _COUNT_BEHIND.match(behind):
            stamps.append(one)
    return stamps[0] if stamps and len({one.day for one in stamps}) <= _STAMPED_DAYS else None


def _days_of(node: LexborNode) -> set[date]:
    """The days that a part of the page prints or holds in its `time` elements."""
    machine = (read_iso(inner.attributes.get("datetime") or "") for inner in node.css("time[datetime]"))
    return {one.day for one in (*find_dates(node_text(node)), *machine) if one is not None}


def _spells(source: str, day: date) -> bool:
    """Whether the source holds the day in numbers: the search also makes days of "3 hours ago", which depend on today."""
    return re.search(rf"{day.year}.{{0,3}}0?{day.month}.{{0,3}}0?{day.day}(?!\d)", source) is not None


def _printed(text: str, dates: Sequence[Printed]) -> tuple[set[date], set[date]]:
    """The days that a text prints: of anything, and those behind a word for a change."""
    days: dict[bool, set[date]] = {True: set(), False: set()}
    for one in dates:
        days[UPDATED_BEFORE.search(text[max(0, one.start - 30) : one.start]) is not None].add(one.day)
    return days[False], days[True]
