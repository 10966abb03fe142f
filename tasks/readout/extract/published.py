"""When a page was published: printed dates before metadata, and never the date of its last change."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from readout.constants.extract import ExtractConstants
from readout.extract.context import Context
from readout.extract.dates import Printed, find_dates, moment, read_iso
from readout.extract.evidence import Dated
from readout.extract.head import text_of
from readout.extract.html import Page, node_text, visible_text
from readout.extract.lines import is_date_alone
from readout.extract.pages import Read
from readout.publishers import PublishedRule

_UPDATED = re.compile(r"\b(?:last )?(?:updated|modified|revised)\b\s*:?|更新(?:时间)?\s*[:：]?", re.IGNORECASE)
_UPDATED_BEFORE = re.compile(rf"(?:{_UPDATED.pattern})[\s,|-]*(?:on\s+)?\Z", re.IGNORECASE)
_ZONE_WORD = re.compile(r"\s+(?:[ECMP][SD]T|[A-Z]{3,4}T|UTC|GMT|BJT)\.?\s*$")
_URL_DAY = re.compile(r"[/_-](20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_METAS = (
    "article:published_time", "og:published_time", "datepublished", "publishdate", "publish_date", "pubdate", "date",
    "dc.date.issued", "dc.date", "dcterms.created", "parsely-pub-date", "sailthru.date", "publication_date",
)  # fmt: skip
_AROUND_TITLE = 600  # characters of heading, deck, byline and date; more is the article itself
_OFFSET_MAX = timedelta(hours=14)  # of any zone on earth
_CHROME = frozenset({"nav", "footer", "aside"})


@dataclass(frozen=True, slots=True)
class Dates:
    """Candidates for the dates of publication and of change, best first; those chosen; one that adds the time of the day."""

    candidates: tuple[Dated, ...]
    chosen: Dated | None
    at: Dated | None
    page_day: date | None
    modified: tuple[Dated, ...]
    modified_by: Dated | None
    notes: tuple[str, ...] = ()


def page_dates(page: Page, read: Read, context: Context) -> Dates:
    """The dates of an HTML page.

    Layout first, then a line of the text that is nothing but a day, then what the head claims, then what is printed
    around the text, the address, and (generic route only) a search of the whole page.
    """
    rule = read.chosen.layout.published if read.chosen else None
    day, constants = context.day, context.constants
    zone = rule.zone if rule else None
    printed, modified = _by_rule(page, rule) if rule else ([], [])
    own = [Dated(one, "text") for one in _in_text(read, constants)]
    at_title = [] if read.chosen else [Dated(one, "printed at the title") for one in _at_title(page, read.title)]
    around = [*at_title, *_claimed(read, zone), *_nearby(page, zone), *_in_url(context.url)]
    modified = [*modified, *_claimed_modified(read, zone)]
    notes: tuple[str, ...] = ()
    if read.chosen is None and not (own or around):
        around, notes = _searched(page, day, {one.day for one in modified})
    return replace(settle([*printed, *own, *around], day, constants, modified=modified), notes=notes)


def settle(candidates: Sequence[Dated], day: date, constants: ExtractConstants, *, modified: Sequence[Dated] = ()) -> Dates:
    """Choose: the first possible candidate; a moment of the same day; the page's day where the text has another."""
    latest = day + timedelta(days=constants.same_day_days)
    possible = [one for one in candidates if constants.year_min <= one.day.year and one.day <= latest]
    chosen = _as_local(possible[0], possible) if possible else None
    at = next((one for one in possible if chosen and one.day == chosen.day and one.at is not None), None)
    page_day = None
    if chosen is not None and chosen.source == "text":
        page_day = next((one.day for one in possible if one.source != "text" and one.day != chosen.day), None)
    changed = next((one for one in modified if one.at is not None and one.day <= latest), None)
    return Dates(tuple(candidates), chosen, at, page_day, tuple(modified), changed)


def _as_local(first: Dated, possible: Sequence[Dated]) -> Dated:
    """The candidate for the same moment in local time, where the first gives it in UTC: its day is the publisher's."""
    if first.at is None or first.zone or not _is_utc(first.printed.offset):
        return first
    return next((one for one in possible if _is_same_moment(first.at, one.printed)), first)


def _is_same_moment(at: datetime, printed: Printed) -> bool:
    """Whether a time that is not in UTC is that moment: by its offset, else by some whole hour within a day's offsets."""
    if printed.clock is None or _is_utc(printed.offset):
        return False
    if printed.offset and (other := moment(printed.day, printed.clock, printed.offset, None)):
        return abs(other - at) < timedelta(minutes=1)
    apart = datetime.combine(printed.day, printed.clock, UTC) - at
    return apart % timedelta(hours=1) == timedelta(0) and timedelta(0) < abs(apart) <= _OFFSET_MAX


def _is_utc(offset: str | None) -> bool:
    return offset in {"Z", "UTC", "GMT", "+00:00", "+0000"}


def _by_rule(page: Page, rule: PublishedRule) -> tuple[list[Dated], list[Dated]]:
    published: list[Dated] = []
    modified: list[Dated] = []
    for node in page.parser.css(rule.css):
        first, *later = _UPDATED.split(node_text(node)) or [""]
        if one := _read_node(node, first, rule):
            published.append(Dated(one, f"layout {rule.css}", rule.zone))
        modified.extend(Dated(one, "printed", rule.zone) for text in later for one in find_dates(text)[:1])
    return published, modified


def _read_node(node: LexborNode, text: str, rule: PublishedRule) -> Printed | None:
    if machine := node.attributes.get("datetime"):
        return read_iso(machine)
    text = re.sub(rule.prefix, "", text).strip(" /|") if rule.prefix else text
    return _by_format(_ZONE_WORD.sub("", text), rule.formats) or next(iter(find_dates(text)), None)


def _by_format(text: str, formats: Sequence[str]) -> Printed | None:
    for pattern in formats:
        try:
            found = datetime.strptime(text, pattern)
        except ValueError:
            continue
        clock = found.time() if re.search(r"%[HIcX]", pattern) else None
        return Printed(0, len(text), found.date(), clock)
    return None


def _in_text(read: Read, constants: ExtractConstants) -> Iterator[Printed]:
    for one in read.content.passages[: constants.head_passages]:
        line = read.content.text[one.start : one.end]
        if one.kind == "dateline" and is_date_alone(line):
            yield find_dates(line)[0]


def _claimed(read: Read, zone: str | None) -> Iterator[Dated]:
    groups = (("json-ld article", read.head.articles()), ("json-ld page", read.head.pages()))
    for source, nodes in groups:
        for node in nodes:
            if one := read_iso(text_of(node.get("datePublished"))):
                yield Dated(one, source, zone)
    for name in _METAS:
        if one := read_iso(read.head.meta(name) or ""):
            yield Dated(one, f"meta {name}", zone)


def _claimed_modified(read: Read, zone: str | None) -> Iterator[Dated]:
    for node in (*read.head.articles(), *read.head.pages()):
        if one := read_iso(text_of(node.get("dateModified"))):
            yield Dated(one, "json-ld dateModified", zone)
    if one := read_iso(read.head.meta("article:modified_time", "og:updated_time") or ""):
        yield Dated(one, "meta modified", zone)


def _nearby(page: Page, zone: str | None) -> Iterator[Dated]:
    """Dates in elements that say they hold one, and are not part of the page's chrome."""
    certain, likely = "[itemprop=datePublished]", "time[datetime], [class*=date], [class*=time], [class*=pub], [id*=date]"
    for node in (*page.parser.css(certain)[:5], *page.parser.css(likely)[:40]):
        text = node_text(node)
        if len(text) > 80 or _in_chrome(node) or _UPDATED.match(text):
            continue
        if one := read_iso(node.attributes.get("datetime") or node.attributes.get("content") or text):
            yield Dated(one, "printed", zone)


def _at_title(page: Page, title: str | None) -> list[Printed]:
    """The only day that is printed beside the heading with the page's title; nothing where there are several."""
    for heading in page.parser.css("h1, h2"):
        if not title or node_text(heading) not in (title, f"{title}.") or _in_chrome(heading):
            continue
        outer: LexborNode | None = heading
        while (outer := outer.parent) is not None and outer.tag != "body" and len(text := node_text(outer)) < _AROUND_TITLE:
            dates = [one for one in find_dates(text) if not _UPDATED_BEFORE.search(text[max(0, one.start - 30) : one.start])]
            if dates:
                return dates[:1] if len({one.day for one in dates}) == 1 else []
    return []


def _in_chrome(node: LexborNode) -> bool:
    outer, above = node.parent, 0
    while outer is not None and above < 20:
        if outer.tag in _CHROME:
            return True
        outer, above = outer.parent, above + 1
    return False


def _in_url(url: str) -> Iterator[Dated]:
    try:
        path = urlsplit(url).path
    except ValueError:
        return
    for found in _URL_DAY.finditer(path):
        try:
            yield Dated(Printed(found.start(), found.end(), date(*map(int, found.groups()))), "address")
        except ValueError:
            continue


def _searched(page: Page, day: date, modified: Container[date]) -> tuple[list[Dated], tuple[str, ...]]:
    """What htmldate finds anywhere on the page, and a note where it fails.

    Bounded by the capture's day, so that today plays no part. Neither a day of change nor one of the page's chrome.
    """
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
    chrome = page.parser.css(", ".join(sorted(_CHROME)))
    own, changed = _printed(visible_text(page.body, {node.mem_id for node in chrome}))
    is_other = one.day in modified or one.day in changed or any(one.day in _days_of(node) for node in chrome)
    is_there = one.day in own or (not is_other and _spells(source, one.day))
    return ([Dated(one, "search")] if is_there else []), ()


def _days_of(node: LexborNode) -> set[date]:
    """The days that a part of the page prints or holds in its `time` elements."""
    machine = (read_iso(inner.attributes.get("datetime") or "") for inner in node.css("time[datetime]"))
    return {one.day for one in (*find_dates(node_text(node)), *machine) if one is not None}


def _spells(source: str, day: date) -> bool:
    """Whether the source holds the day in numbers: the search also makes days of "3 hours ago", which depend on today."""
    return re.search(rf"{day.year}.{{0,3}}0?{day.month}.{{0,3}}0?{day.day}(?!\d)", source) is not None


def _printed(text: str) -> tuple[set[date], set[date]]:
    """The days that a text prints: of anything, and those behind a word for a change."""
    days: dict[bool, set[date]] = {True: set(), False: set()}
    for one in find_dates(text):
        days[_UPDATED_BEFORE.search(text[max(0, one.start - 30) : one.start]) is not None].add(one.day)
    return days[False], days[True]
