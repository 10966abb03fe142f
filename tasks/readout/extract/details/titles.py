"""Titles: what the page calls itself, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from readout.constants.extract import ExtractConstants
from readout.extract.details.evidence import Candidate
from readout.extract.head import Head, text_of
from readout.extract.html import Page, fold, node_text
from readout.extract.layouts import Chosen, selectors
from readout.publishers import Publisher

_SEPARATOR = re.compile(r"\s+[-–—|·•»:]+\s+|\s*[|｜_]\s*|\s*[-–—]{2,}\s*")
_CHROME = frozenset({"nav", "footer", "aside"})
_DEEP = 12  # elements around a heading that are looked at


def title_candidates(
    page: Page, head: Head, chosen: Chosen | None, publisher: Publisher | None, constants: ExtractConstants
) -> list[Candidate]:
    """Candidates for the title, best first: layout, JSON-LD, og:title, a heading that `<title>` holds, `<title>`."""
    sites = site_names(page, head, publisher)
    suffix = chosen.layout.title_suffix if chosen else None
    found = [
        Candidate(title, source)
        for source, value in _claims(page, head, chosen)
        if (title := without_site(value, sites, suffix)) and len(title) <= constants.title_characters_max
    ]
    headings = {key_of(node_text(node)) for node in page.parser.css("h1, h2")}
    return [_without_rest(one, headings) for one in found]


def without_site(title: str, sites: Iterable[str], suffix: str | None = None) -> str:
    """A title without the site's name at its end or head.

    >>> without_site("Visit to Oslo - Ministry of X", ["Ministry of X"])
    'Visit to Oslo'
    """
    title = fold(title)
    if suffix and title.endswith(suffix.strip()):
        title = title[: -len(suffix.strip())].rstrip(" -–—|")
    keys = {key_of(site) for site in sites} - {""}
    changed = True
    while changed:
        changed = False
        parts = list(_SEPARATOR.finditer(title))
        if parts and key_of(title[parts[-1].end() :]) in keys:
            title, changed = title[: parts[-1].start()], True
        elif parts and key_of(title[: parts[0].start()]) in keys:
            title, changed = title[parts[0].end() :], True
    return "" if key_of(title) in keys else title.strip()


def _claims(page: Page, head: Head, chosen: Chosen | None) -> Iterator[tuple[str, str]]:
    if chosen is not None:
        for selector in selectors(chosen.layout.title):
            yield from ((f"layout {selector}", text) for node in page.parser.css(selector) if (text := node_text(node)))
    for node in head.articles():
        yield "json-ld headline", text_of(node.get("headline")) or text_of(node.get("name"))
    for name in ("og:title", "twitter:title", "dc.title", "headline"):
        yield name, head.meta(name) or ""
    yield from (("heading", text) for text in _headings(page) if key_of(text) and key_of(text) in key_of(head.title))
    yield "title", head.title
    yield from (("h1", text) for text in _headings(page))


def _headings(page: Page) -> list[str]:
    """Texts of the headings that are not in a header, menu or foot of the page."""
    nodes = (node for node in page.parser.css("h1, h2") if not _in_chrome(node))
    return [text for node in nodes if (text := node_text(node))]


def title_heading(page: Page, title: str | None) -> LexborNode | None:
    """The heading that holds the title, else the first that is not of the page's chrome."""
    wanted = key_of(title or "")
    found = [node for node in page.parser.css("h1, h2") if not _in_chrome(node)]
    exact = (node for node in found if wanted and key_of(node_text(node)) == wanted)
    return next(exact, next((node for node in found if node.tag == "h1" and node_text(node)), None))


def _in_chrome(node: LexborNode) -> bool:
    """Whether a heading is in a menu, a foot, or a header that is the page's: one inside an article is the article's own."""
    outer, in_header = node.parent, False
    for _ in range(_DEEP):
        if outer is None or outer.tag in ("article", "main"):
            break
        if outer.tag in _CHROME:
            return True
        in_header = in_header or outer.tag == "header"
        outer = outer.parent
    return in_header and (outer is None or outer.tag not in ("article", "main"))


def _without_rest(one: Candidate, headings: set[str]) -> Candidate:
    """Cut a title behind a separator where a heading of the page shows that it ends there."""
    for part in _SEPARATOR.finditer(one.value):
        if key_of(one.value[: part.start()]) in headings:
            return Candidate(one.value[: part.start()], one.source)
    return one


def site_names(page: Page, head: Head, publisher: Publisher | None) -> list[str]:
    """What the site is called: by itself, by its publisher's file, by its host."""
    names = [head.meta("og:site_name"), head.meta("application-name"), publisher.name if publisher else None]
    host = urlsplit(page.base_url).hostname or ""
    labels = [label for label in host.split(".") if len(label) > 3]
    return [name for name in (*names, host, host.removeprefix("www."), *labels) if name]


def key_of(text: str) -> str:
    """Letters and digits alone: how titles and names compare."""
    return re.sub(r"\W+", "", text).casefold()
