"""Titles: what the page calls itself, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from readout.constants.extract import ExtractConstants
from readout.extract.evidence import Candidate
from readout.extract.head import Head, text_of
from readout.extract.html import Page, fold, node_text
from readout.extract.layouts import Chosen, selectors
from readout.publishers import Publisher

_SEPARATOR = re.compile(r"\s+[-–—|·•»:]+\s+|\s*[|｜_]\s*|\s*[-–—]{2,}\s*")
_CHROME = frozenset({"header", "nav", "footer", "aside"})


def title_candidates(
    page: Page, head: Head, chosen: Chosen | None, publisher: Publisher | None, constants: ExtractConstants
) -> list[Candidate]:
    """Candidates for the title, best first: layout, JSON-LD, og:title, a heading that `<title>` holds, `<title>`."""
    sites = _site_names(page, head, publisher)
    suffix = chosen.layout.title_suffix if chosen else None
    found = [
        Candidate(title, source)
        for source, value in _claims(page, head, chosen)
        if (title := without_site(value, sites, suffix)) and len(title) <= constants.title_characters_max
    ]
    headings = {_key(node_text(node)) for node in page.parser.css("h1, h2")}
    return [_without_rest(one, headings) for one in found]


def without_site(title: str, sites: Iterable[str], suffix: str | None = None) -> str:
    """A title without the site's name at its end or head.

    >>> without_site("Visit to Oslo - Ministry of X", ["Ministry of X"])
    'Visit to Oslo'
    """
    title = fold(title)
    if suffix and title.endswith(suffix.strip()):
        title = title[: -len(suffix.strip())].rstrip(" -–—|")
    keys = {_key(site) for site in sites} - {""}
    changed = True
    while changed:
        changed = False
        parts = list(_SEPARATOR.finditer(title))
        if parts and _key(title[parts[-1].end() :]) in keys:
            title, changed = title[: parts[-1].start()], True
        elif parts and _key(title[: parts[0].start()]) in keys:
            title, changed = title[parts[0].end() :], True
    return "" if _key(title) in keys else title.strip()


def _claims(page: Page, head: Head, chosen: Chosen | None) -> Iterator[tuple[str, str]]:
    if chosen is not None:
        for selector in selectors(chosen.layout.title):
            yield from ((f"layout {selector}", text) for node in page.parser.css(selector) if (text := node_text(node)))
    for node in head.articles():
        yield "json-ld headline", text_of(node.get("headline")) or text_of(node.get("name"))
    for name in ("og:title", "twitter:title", "dc.title", "headline"):
        yield name, head.meta(name) or ""
    yield from (("heading", text) for text in _headings(page) if _key(text) and _key(text) in _key(head.title))
    yield "title", head.title
    yield from (("h1", text) for text in _headings(page))


def _headings(page: Page) -> list[str]:
    """Texts of the headings that are not in a header, menu or foot of the page."""
    found: list[str] = []
    for node in page.parser.css("h1, h2"):
        outer, above = node.parent, 0
        # A header inside an article is the article's own.
        while outer is not None and above < 12 and outer.tag not in ("article", "main") and outer.tag not in _CHROME:
            outer, above = outer.parent, above + 1
        if (outer is None or outer.tag not in _CHROME) and (text := node_text(node)):
            found.append(text)
    return found


def _without_rest(one: Candidate, headings: set[str]) -> Candidate:
    """Cut a title behind a separator where a heading of the page shows that it ends there."""
    for part in _SEPARATOR.finditer(one.value):
        if _key(one.value[: part.start()]) in headings:
            return Candidate(one.value[: part.start()], one.source)
    return one


def _site_names(page: Page, head: Head, publisher: Publisher | None) -> list[str]:
    names = [head.meta("og:site_name"), head.meta("application-name"), publisher.name if publisher else None]
    host = urlsplit(page.base_url).hostname or ""
    labels = [label for label in host.split(".") if len(label) > 3]
    return [name for name in (*names, host, host.removeprefix("www."), *labels) if name]


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
