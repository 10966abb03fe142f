"""Which layout a page is made of: by its publisher's host and the capture's date, then by fingerprint on any host."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from readout.extract.html import Page
from readout.model import Capture
from readout.publishers import Layout, Publisher, Publishers

_REPLAY = re.compile(r"/web/\d{4,14}(?:[a-z]{2}_)?/(https?:/{1,2}.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A layout and the publisher whose file it stands in."""

    owner: Publisher
    layout: Layout

    @property
    def name(self) -> str:
        """As in `documents.layout`."""
        return f"{self.owner.id}/{self.layout.name}"


def own_url(url: str) -> str:
    """The address of the page itself: of a replay of a web archive, the address that was archived.

    >>> own_url("https://web.archive.org/web/20240427081500/https://www.ministry.example/x")
    'https://www.ministry.example/x'
    """
    found = _REPLAY.search(url)
    return own_url(found[1]) if found and found.start() > 0 else url


def publisher_of(capture: Capture, publishers: Publishers) -> Publisher | None:
    """The publisher of a capture, by host; None for a file taken in."""
    if capture.via == "file":
        return None
    if known := publishers.get(capture.publisher):
        return known
    try:
        host = urlsplit(own_url(capture.url)).hostname or ""
    except ValueError:
        return None
    return publishers.of_host(host)


def choose(page: Page, publisher: Publisher | None, day: date, publishers: Publishers) -> Chosen | None:
    """The layout of a page, or None for the generic route.

    Args:
        page: the parsed page.
        publisher: whose host it came from.
        day: the memento's date, else the capture's.
        publishers: all of them; a mirror has another host, but its mark-up keeps the fingerprint.
    """
    for owner, layout in _candidates(publisher, day, publishers):
        if layout.fingerprint is None or page.parser.css_first(layout.fingerprint) is not None:
            return Chosen(owner, layout)
    return None


def _candidates(publisher: Publisher | None, day: date, publishers: Publishers) -> Iterator[tuple[Publisher, Layout]]:
    if publisher is not None:
        in_force = [layout for layout in publisher.layout if _in_force(layout, day)]
        yield from ((publisher, layout) for layout in _newest_first(in_force))
        others = [layout for layout in publisher.layout if layout.fingerprint and layout not in in_force]
        yield from ((publisher, layout) for layout in _newest_first(others))
    for owner in sorted(publishers.all, key=lambda owner: owner.id):
        if owner is not publisher:
            marked = [layout for layout in owner.layout if layout.fingerprint]
            yield from ((owner, layout) for layout in _newest_first(marked))


def _in_force(layout: Layout, day: date) -> bool:
    return (layout.since is None or layout.since <= day) and (layout.until is None or day < layout.until)


def _newest_first(layouts: Iterable[Layout]) -> list[Layout]:
    return sorted(layouts, key=lambda layout: layout.since or date.min, reverse=True)


def selectors(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """One selector or several, as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def first_with_text(page: Page, value: str | tuple[str, ...] | None) -> LexborNode | None:
    """The first node of the first selector that holds text."""
    for selector in selectors(value):
        for node in page.parser.css(selector):
            if node.text(deep=True).strip():  # not folded: the body of a page is long
                return node
    return None


def content_nodes(page: Page, layout: Layout) -> list[LexborNode]:
    """The nodes that hold a layout's body, in order; nested matches count once."""
    if layout.body_all:
        # A node that several parts of a selector list match comes several times.
        found = list({node.mem_id: node for node in page.parser.css(layout.body_all)}.values())
        inside = {inner.mem_id for node in found for inner in node.css(layout.body_all) if inner.mem_id != node.mem_id}
        return [node for node in found if node.mem_id not in inside]
    node = first_with_text(page, layout.body)
    return [] if node is None else [node]
