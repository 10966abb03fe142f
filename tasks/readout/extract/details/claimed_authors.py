"""Whom the head of a page names as its authors: JSON-LD in all its shapes, and meta elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from readout.extract.details.bylines import read_byline
from readout.extract.head import Head, Node, text_of, types_of
from readout.model import Author

_METAS = (
    "author_name", "author", "authors", "article:author", "article:author_name", "og:article:author", "og:author", "byl", "byline",
    "dc.creator", "dc.contributor", "dcterms.creator", "parsely-author", "sailthru.author", "citation_author", "shareaholic:article_author_name",
    "cxenseparse:author", "creator",
)  # fmt: skip
_WRITTEN_BY = re.compile(
    r"\b(?:written|verfasst|geschrieben|écrit|escrito|scritto|geschreven)\b|作者", re.IGNORECASE
)  # else it is a time to read
_ITEMS_MAX = 50  # authors of one page; a list of more is no by-line


@dataclass(frozen=True, slots=True)
class Claim:
    """Authors that one place in the head names."""

    source: str
    authors: tuple[Author, ...]
    is_group: bool = False  # said to be an organisation


def json_ld_claims(head: Head) -> tuple[Claim, ...]:
    """The authors that JSON-LD names: persons and organisations apart, each of the first article that names any."""
    by_id = {str(node["@id"]): node for node in reversed(head.nodes) if "@id" in node and "name" in node}
    people: list[Claim] = []
    groups: list[Claim] = []
    for node in (*head.articles(), *head.pages()):
        # Agencies put whoever typed the text into `creator`, too: it counts where there is no author.
        named = list(_named(node.get("author"), by_id)) or list(_named(node.get("creator"), by_id))
        persons = tuple(author for author, is_group in named if not is_group)
        others = tuple(author for author, is_group in named if is_group)
        people.extend([Claim("json-ld author", persons)] if persons else [])
        groups.extend([Claim("json-ld author", others, is_group=True)] if others else [])
    return (*people[:1], *groups[:1])


def meta_claims(head: Head) -> Iterator[Claim]:
    """The authors that meta elements name; addresses and accounts are no names."""
    for name in _METAS:
        if authors := tuple(author for text in head.all_of(name) for author in read_byline(text, is_printed=False)):
            yield Claim(f"meta {name}", authors)
    if _WRITTEN_BY.search(head.meta("twitter:label1") or ""):
        yield Claim("meta twitter:data1", tuple(read_byline(head.meta("twitter:data1") or "", is_printed=False)))


def _named(value: object, by_id: Mapping[str, Node]) -> Iterator[tuple[Author, bool]]:
    """Each author of a JSON-LD value, and whether it is an organisation."""
    items = cast("list[object]", value)[:_ITEMS_MAX] if isinstance(value, list) else [value]
    for item in items:
        if isinstance(item, dict):
            yield from _of_object(cast("Node", item), by_id)
        elif text := text_of(item):
            yield from ((author, False) for author in read_byline(text, is_printed=False))


def _of_object(item: Node, by_id: Mapping[str, Node]) -> Iterator[tuple[Author, bool]]:
    known = item if "name" in item or "givenName" in item else by_id.get(str(item.get("@id")), item)
    is_group = any(kind.endswith(("Organization", "Corporation", "WebSite", "Brand")) for kind in types_of(known))
    role = text_of(known.get("jobTitle")) or None
    names = known.get("name")
    for name in cast("list[object]", names)[:_ITEMS_MAX] if isinstance(names, list) else [names]:
        text = text_of(name) or " ".join(filter(None, (text_of(known.get("givenName")), text_of(known.get("familyName")))))
        for author in [Author(text, None)] if is_group and text else read_byline(text, is_printed=False):
            yield Author(name=author.name, role=author.role or role), is_group
