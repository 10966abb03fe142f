"""The language that a page claims for itself: a claim only, sections are cut by what the text is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from readout.extract.details.evidence import Candidate
from readout.extract.head import Head, text_of
from readout.extract.html import Page
from readout.extract.layouts import Chosen, content_nodes

_TAG = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]{1,8}){0,4})", re.IGNORECASE)
_CONTENT = "article[lang], main[lang], [role=main][lang], [itemprop=articleBody][lang]"
_DEEP = 40  # elements around the content; templates have 10-20


def language_candidates(page: Page, head: Head, chosen: Chosen | None) -> list[Candidate]:
    """Claims of a language, best first: of the content, of the page, of its head. What is no language tag is left out."""
    return [Candidate(tag, source) for source, value in _claims(page, head, chosen) if (tag := language_tag(value))]


def language_tag(claimed: str) -> str | None:
    """A claim as a language tag; None for what is none.

    >>> language_tag("zh_CN"), language_tag("EN-us"), language_tag("english"), language_tag("en US")
    ('zh-CN', 'en-US', None, None)
    """
    found = _TAG.fullmatch(claimed.strip().replace("_", "-"))
    if found is None:
        return None
    parts = found[2].split("-")[1:]
    return "-".join([found[1].lower(), *map(_cased, parts)])


def _cased(part: str) -> str:
    """Scripts are written Hans, regions CN: by their length."""
    return {2: part.upper(), 4: part.title()}.get(len(part), part.lower())


def _claims(page: Page, head: Head, chosen: Chosen | None) -> Iterator[tuple[str, str]]:
    own = content_nodes(page, chosen.layout)[:1] if chosen else page.parser.css(_CONTENT)
    if chosen or len({node.attributes.get("lang") for node in own}) == 1:
        yield from (("lang of the content", _language_around(node)) for node in own[:1])
    yield "lang of html", head.language or ""
    for name in ("content-language", "language", "dc.language", "og:locale"):
        yield f"meta {name}", (head.meta(name) or "").split(",")[0]
    yield from (("json-ld inLanguage", text_of(node.get("inLanguage"))) for node in (*head.articles(), *head.pages())[:1])


def _language_around(node: LexborNode) -> str:
    """The language of the nearest element around the content that names one, below html."""
    outer: LexborNode | None = node
    for _ in range(_DEEP):
        if outer is None or outer.tag == "html":
            break
        if language := outer.attributes.get("lang"):
            return language
        outer = outer.parent
    return ""
