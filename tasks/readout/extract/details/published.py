"""When a page was published: printed dates before metadata, and never the date of its last change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from selectolax.lexbor import LexborNode

from readout.constants.extract import ExtractConstants
from readout.extract.context import Context
from readout.extract.dates import Printed, find_dates, moment, read_iso
from readout.extract.details.changed import UPDATED
from readout.extract.details.date_search import search_day
from readout.extract.details.dates_around import days_at_title, days_behind, days_in_address, days_nearby
from readout.extract.details.evidence import Dated
from readout.extract.details.titles import title_heading
from readout.extract.head import text_of
from readout.extract.html import Page, node_text
from readout.extract.lines import is_date_alone
from readout.extract.pages import Read
from readout.publishers import PublishedRule

_ZONE_WORD = re.compile(r"\s+(?:[ECMP][SD]T|[A-Z]{3,4}T|UTC|GMT|BJT)\.?\s*$")
_METAS = (
    "article:published_time", "og:published_time", "datepublished", "publishdate", "publish_date", "pubdate", "date",
    "dc.date.issued", "dc.date", "dcterms.created", "parsely-pub-date", "sailthru.date", "publication_date",
)  # fmt: skip
_LEADING = 60  # characters of the first passage
_OFFSET_MAX = timedelta(hours=14)  # of any zone on earth


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
    at_title = [] if read.chosen else _at_title(page, read)
    leading = [] if read.chosen else [Dated(one, "first words") for one in _leading(read)]
    claimed = list(_claimed(read, zone))
    modified = [*modified, *_claimed_modified(read, zone)]
    if _is_of_change([*own, *at_title], claimed, modified, constants):
        modified, own, at_title = [*own, *at_title, *modified], [], []
    around = [*at_title, *claimed, *leading, *days_nearby(page, zone), *days_in_address(context.url)]
    notes: tuple[str, ...] = ()
    if read.chosen is None and not (own or around):
        around, notes = search_day(page, day, {one.day for one in modified})
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
        first, *later = UPDATED.split(node_text(node)) or [""]
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


def _at_title(page: Page, read: Read) -> list[Dated]:
    """The only day beside the title: in the smallest element that holds both, else between title and text."""
    found = days_at_title(page, read.title)
    if not found and (heading := title_heading(page, read.title)) is not None:
        found = days_behind(heading)
    return [Dated(one, "printed at the title") for one in found]


def _is_of_change(
    printed: Sequence[Dated], claimed: Sequence[Dated], modified: Sequence[Dated], constants: ExtractConstants
) -> bool:
    """Whether the day at the head of the text or beside the title is that of the last change: the head says so, and names an earlier one for publication."""
    earlier = timedelta(days=constants.same_day_days)
    days = {one.day for one in modified}
    return bool(printed and claimed) and printed[0].day in days and claimed[0].day + earlier < printed[0].day


def _leading(read: Read) -> Iterator[Printed]:
    """The day before the first words of a text: "29.11.2022 – The ports", "Lisse (12.11.2021). The ports"."""
    first = next((one for one in read.content.passages if one.kind == "body"), None)
    start = read.content.text[first.start : first.end][:_LEADING] if first else ""
    yield from (one for one in find_dates(start)[:1] if re.match(r"\s*(?:[–—:|]|--?\s|[)）]\s*[.:–—-])", start[one.end :]))


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
