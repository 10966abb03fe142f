"""Text between two block boundaries to folded passages, with the links inside them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from readout.extract.html import fold

Span = tuple[int, int, str]
"""Start, end (exclusive), address."""

TWO_BREAKS = re.compile(r"\n[^\S\n]*\n\s*")
"""A passage ends at two or more `<br>` in a row ("\\n" stands for one)."""
ANY_BREAK = re.compile(r"\n")
"""A passage ends at every `<br>`."""
_LINKS_MAX = 2000  # of one stretch of text: more is no text


def cut(
    raw: str, links: Sequence[Span], pattern: re.Pattern[str], *, rows: bool
) -> Iterator[tuple[str, tuple[Span, ...], float]]:
    """The passages of the text between two block boundaries: folded text, its links, share of letters within links."""
    if not links and not rows and "\n" not in raw:  # most of them
        if text := _clean(raw):
            yield text, (), 0.0
        return
    start = first = 0
    ordered = sorted(links)[:_LINKS_MAX]  # anchors do not nest, so their ends are in order, too
    ends = [(found.start(), found.end()) for found in pattern.finditer(raw)]
    for end, following in [*ends, (len(raw), len(raw))]:
        part = raw[start:end]
        text = _cells(part) if rows else _clean(part)
        while first < len(ordered) and ordered[first][1] <= start:
            first += 1
        if text:
            near = takewhile(lambda link, end=end: link[0] < end, islice(ordered, first, None))
            inside = [(max(s, start) - start, min(e, end) - start, href) for s, e, href in near]
            spans = _in_cells(text, part, inside) if rows else tuple(_in_line(part, inside))
            linked = sum(len(_clean(part[s:e])) for s, e, _ in inside)
            yield text, spans, min(1.0, linked / len(text))
        start = following


def _in_line(part: str, links: Sequence[Span]) -> Iterator[Span]:
    for link in links:
        if (span := _span(part, *link)) is not None:
            yield span


def _in_cells(text: str, part: str, links: Sequence[Span]) -> tuple[Span, ...]:
    """Where the links of a table's row stand; empty cells and blanks have moved, so their words are looked for."""
    spans: list[Span] = []
    place = 0
    for start, end, href in links:
        words = _clean(part[start:end])
        found = text.find(words, place) if words else -1
        if found >= 0:
            place = found + len(words)
            spans.append((found, place, href))
    return tuple(spans)


def _span(part: str, start: int, end: int, href: str) -> Span | None:
    """Where a link's text stands in the folded passage."""
    while start < end and part[start].isspace():
        start += 1
    while end > start and part[end - 1].isspace():
        end -= 1
    if start == end:
        return None
    before = fold(part[:start])
    gap = bool(before) and part[start - 1].isspace()
    first = len(unicodedata.normalize("NFC", before + " " * gap))
    last = len(unicodedata.normalize("NFC", before + " " * gap + fold(part[start:end])))
    return (first, last, href) if first < last else None


def _clean(text: str) -> str:
    folded = fold(text)
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def _cells(text: str) -> str:
    return "\t".join(cell for cell in map(_clean, text.split("\t")) if cell)
