"""By-lines: names and roles, without the words of widgets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from readout.extract.evidence import Candidate
from readout.extract.head import Head, text_of
from readout.extract.html import Page, fold, node_text
from readout.extract.layouts import Chosen
from readout.model import Author
from readout.publishers import AuthorsRule, Publisher

_PREFIX = re.compile(
    r"^\s*(?:(?:by|written by|reported by|story by|author)\b\s*[:：]?\s*|[\[【(（]?(?:本报|本網|本网|见习)?(?:记者|記者|作者|撰文|文|编译|編譯|翻译|翻譯)\s*[:：/／|丨 \u3000]\s*)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s*(?:link copied!?|\|.*|[\]】)）]|\b(?:updated|published)\b\s*:?.*|\S+@\S+)\s*$", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:;|、|，|\band\b|&|\bwith\b|,(?!\s*(?:Jr|Sr|II|III)\b))\s*", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?:|@|\d{3,}|^(?:share|print|email|comments?|follow|staff|admin|editor|none|null|undefined|view profile)$",
    re.IGNORECASE,
)
_NODES = "[rel=author], [itemprop=author], .byline, .author, .article-author, .author-name"
_ORGANISATION = re.compile(
    r"\b(?:office|bureau|department|ministry|embassy|mission|consulate|secretariat)\b|办公室|部$|司$|使馆", re.IGNORECASE
)


def author_candidates(
    page: Page, head: Head, chosen: Chosen | None, bylines: Sequence[str], publisher: Publisher | None
) -> list[tuple[Candidate, tuple[Author, ...]]]:
    """Candidates for the authors, best first, each with the names it gives."""
    claims: list[tuple[Candidate, tuple[Author, ...]]] = []
    rule = chosen.layout.authors if chosen else None
    if rule is not None:
        texts = [text for node in page.parser.css(rule.css) if (text := node_text(node))]
        authors = tuple(author for text in texts for author in _by_rule(text, rule))
        claims.append((Candidate("; ".join(texts), f"layout {rule.css}"), authors))
    site = {(name or "").casefold() for name in (head.meta("og:site_name"), publisher.name if publisher else None)}
    for source, text in _texts(page, head, bylines):
        names = tuple(author for author in read_byline(text) if author.name.casefold() not in site or source == "by-line")
        claims.append((Candidate(text, source), names))
    return [(candidate, unique(authors)) for candidate, authors in claims if authors]


def read_byline(text: str) -> list[Author]:
    """The names of a by-line.

    >>> [author.name for author in read_byline("By JANE ROE and Li Hua | Link Copied")]
    ['JANE ROE', 'Li Hua']
    """
    text = fold(_PREFIX.sub("", fold(text)))
    while (shorter := _SUFFIX.sub("", text)) != text:
        text = shorter
    if _ORGANISATION.search(text):
        return [Author(name=text, role=None)] if text and not _NO_NAME.search(text) else []
    return [
        Author(name=name, role=None) for name in _SPLIT.split(text) if name and not _NO_NAME.search(name) and len(name) < 60
    ]


def is_organisation(name: str) -> bool:
    """Whether an author is an office rather than a person.

    >>> is_organisation("Office of the Spokesperson"), is_organisation("Jane Roe")
    (True, False)
    """
    return bool(_ORGANISATION.search(name))


def unique(authors: Sequence[Author]) -> tuple[Author, ...]:
    """Each name once, in order."""
    kept: dict[str, Author] = {}
    for author in authors:
        kept.setdefault(author.name.casefold(), author)
    return tuple(kept.values())


def _by_rule(text: str, rule: AuthorsRule) -> Iterator[Author]:
    if rule.role == "after-comma":
        name, _, role = (part.strip() for part in text.partition(","))
        if name:
            yield Author(name=name, role=role or None)
    elif rule.split:
        for part in text.split(rule.split):
            yield from read_byline(part)
    else:
        yield from read_byline(text)


def _texts(page: Page, head: Head, bylines: Sequence[str]) -> Iterator[tuple[str, str]]:
    people = list(_json_ld(head))
    persons = [name for kind, name in people if kind != "Organization"]
    if persons or people:
        yield "json-ld author", "; ".join(persons or [name for _, name in people])
    yield from (("by-line", text) for text in bylines)
    for node in page.parser.css(_NODES)[:5]:
        text = node_text(node)
        if text and len(text) < 120:
            yield "by-line", text
    for name in ("author_name", "author", "article:author", "dc.creator", "parsely-author", "sailthru.author"):
        yield f"meta {name}", head.meta(name) or ""


def _json_ld(head: Head) -> Iterator[tuple[str, str]]:
    for node in head.articles():
        value = node.get("author")
        for item in cast("list[object]", value) if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                person = cast("Mapping[str, object]", item)
                if name := text_of(person.get("name")):
                    yield str(person.get("@type")), name
            elif name := text_of(item):
                yield "", name
