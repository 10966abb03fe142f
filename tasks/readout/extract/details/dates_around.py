"""Dates around the text of a page: beside its title, in elements that say they hold one, in its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from readout.extract.dates import Printed, find_dates, read_iso
from readout.extract.details.beside import nodes_behind
from readout.extract.details.changed import UPDATED, UPDATED_BEFORE
from readout.extract.details.evidence import Dated
from readout.extract.html import Page, fold, node_text

_URL_DAY = re.compile(r"[/_-](20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_URL_DAY_LAST = re.compile(r"[/_-]([0-3]\d)[-_.](0[1-9]|1[0-2])[-_.](20\d\d)(?=[/_.-]|$)")
_MONTHS = 12  # a larger number is a day
_PIECE = 80  # characters; a longer one is prose with a day in it
_HAN = re.compile("[\u4e00-\u9fff]")
_HAN_SENTENCE = re.compile(r"[。！？]")  # Chinese prose is short: such a mark ends a sentence, and no line with a date
_PROSE = 300  # characters of prose: a deck stands above the date, the text below it
_AROUND_TITLE = 600  # characters of heading, deck, byline and date; more is the article itself
_CHROME = frozenset({"nav", "footer", "aside"})


def days_nearby(page: Page, zone: str | None) -> Iterator[Dated]:
    """Dates in elements that say they hold one, and are not part of the page's chrome."""
    certain, likely = "[itemprop=datePublished]", "time[datetime], [class*=date], [class*=time], [class*=pub], [id*=date]"
    for node in (*page.parser.css(certain)[:5], *page.parser.css(likely)[:40]):
        text = node_text(node)
        if len(text) > 80 or _in_chrome(node) or UPDATED.match(text):
            continue
        if one := read_iso(node.attributes.get("datetime") or node.attributes.get("content") or text):
            yield Dated(one, "printed", zone)


def days_at_title(page: Page, title: str | None) -> list[Printed]:
    """The only day that is printed beside the heading with the page's title; nothing where there are several."""
    for heading in page.parser.css("h1, h2"):
        if not title or node_text(heading) not in (title, f"{title}.") or _in_chrome(heading):
            continue
        outer: LexborNode | None = heading
        while (outer := outer.parent) is not None and outer.tag != "body" and _size(text := node_text(outer)) < _AROUND_TITLE:
            dates = [one for one in find_dates(text) if not UPDATED_BEFORE.search(text[max(0, one.start - 30) : one.start])]
            if dates:
                return dates[:1] if len({one.day for one in dates}) == 1 else []
    return []


def _size(text: str) -> int:
    """Characters, those of Chinese prose thrice: it says in one what English says in three."""
    return len(text) + 2 * len(_HAN.findall(text))


def _in_chrome(node: LexborNode) -> bool:
    outer, above = node.parent, 0
    while outer is not None and above < 20:
        if outer.tag in _CHROME:
            return True
        outer, above = outer.parent, above + 1
    return False


def days_behind(heading: LexborNode) -> list[Printed]:
    """The only day that is printed between a heading and the text below it; nothing where there are several."""
    found: list[Printed] = []
    before, prose = "", 0
    for node in nodes_behind(heading):
        if not node.is_text_node:
            continue
        piece = fold(node.text_content or "")
        prose += len(piece) if len(piece) >= _PIECE else 0
        if prose > _PROSE:
            break
        is_line = len(piece) < _PIECE and not _HAN_SENTENCE.search(piece)
        dates = find_dates(piece) if is_line and any(map(str.isdigit, piece)) else []
        found.extend(one for one in dates if not UPDATED_BEFORE.search(f"{before} {piece[: one.start]}"))
        before = piece or before
    return found[:1] if len({one.day for one in found}) == 1 else []


def days_in_address(url: str) -> Iterator[Dated]:
    """The day that an address holds: with the year first, or last where no other reading is possible."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return
    for found in _URL_DAY.finditer(path):
        if one := read_iso("-".join(found.groups())):
            yield Dated(one, "address")
    for found in _URL_DAY_LAST.finditer(path):
        if int(found[1]) > _MONTHS and (one := read_iso(f"{found[3]}-{found[2]}-{found[1]}")):
            yield Dated(one, "address")
