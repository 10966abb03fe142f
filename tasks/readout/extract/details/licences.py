"""Under which terms a text stands: by its publisher's file alone; what a page claims of itself is kept beside it."""

from __future__ import annotations

from collections.abc import Iterator

from readout.extract.details.evidence import Candidate
from readout.extract.head import Head, text_of
from readout.extract.html import Page
from readout.publishers import Publisher

_METAS = ("dc.rights", "dcterms.rights", "dcterms.license", "rights", "copyright")


def licence_candidates(page: Page, head: Head, publisher: Publisher | None) -> list[Candidate]:
    """The publisher's licence first, then the page's claims, which are never chosen: a page says what its template says."""
    own = [Candidate(publisher.licence, f"publisher {publisher.id}")] if publisher else []
    return [*own, *(Candidate(value, source) for source, value in _claims(page, head) if value)]


def _claims(page: Page, head: Head) -> Iterator[tuple[str, str]]:
    for node in page.parser.css("link[rel~=license], a[rel~=license]")[:3]:
        yield "rel license", (node.attributes.get("href") or "").strip()
    for node in head.articles()[:3]:
        yield "json-ld license", text_of(node.get("license"))
    for name in _METAS:
        yield f"meta {name}", head.meta(name) or ""
