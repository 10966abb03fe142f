"""Who, when, where and what of a page: every candidate kept, the best one chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from readout.extract.context import Context
from readout.extract.details.authors import author_candidates, is_organisation
from readout.extract.details.datelines import LEAD_PARAGRAPHS, dateline_of
from readout.extract.details.declared import language_candidates
from readout.extract.details.evidence import Candidate, Dated, evidence_of, evidence_of_dates, first, first_value
from readout.extract.details.kinds import kind_of
from readout.extract.details.licences import licence_candidates
from readout.extract.details.published import Dates, page_dates
from readout.extract.details.remarks import remarks_of
from readout.extract.head import text_of
from readout.extract.html import Page, node_text
from readout.extract.pages import Read
from readout.model import Author, DocumentKind, Evidence, Precision
from readout.text.copies.overlap import cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The fields of `Extracted` that a page's text and head give; the names are the columns'."""

    title: str | None = None
    authors: tuple[Author, ...] = ()
    kind: DocumentKind = "page"
    published_on: date | None = None
    published_at: datetime | None = None
    published_precision: Precision = "none"
    published_zone: str | None = None
    page_dated_on: date | None = None
    modified_at: datetime | None = None
    place: str | None = None
    dateline: str | None = None
    declared_language: str | None = None
    witness: float | None = None
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())


def page_metadata(page: Page, read: Read, context: Context) -> Metadata:
    """Metadata of an HTML page.

    Args:
        page: the parsed page.
        read: its text, head and layout.
        context: whose host it came from, its address and day, how much of the text is its head.
    """
    lines = [read.content.text[one.start : one.end] for one in read.content.passages]
    authors = author_candidates(page, read.head, read.chosen, (lines, read.content.residue), read.title, context.publisher)
    dates = page_dates(page, read, context)
    kind = _kind(page, read, lines, has_byline=read.chosen is None and _names_reporter(authors))
    places, datelines = _where(page, read, lines, context)
    languages = language_candidates(page, read.head, read.chosen)
    licences = licence_candidates(page, read.head, context.publisher)
    return Metadata(
        title=read.title,
        authors=authors[0][1] if authors else (),
        kind=kind[0],
        place=first_value(places),
        dateline=first_value(datelines),
        declared_language=first_value(languages),
        witness=_witness(read),
        notes=(*remarks_of(read.title, lines), *dates.notes),
        evidence=(
            *evidence_of("title", read.titles, first(read.titles)),
            *evidence_of("authors", [one for one, _ in authors], authors[0][0] if authors else None),
            *evidence_of("kind", [kind[1]], kind[1]),
            *evidence_of_dates("published", dates.candidates, dates.chosen),
            *evidence_of_dates("modified", dates.modified, dates.modified_by),
            *evidence_of("place", places, first(places)),
            *evidence_of("dateline", datelines, first(datelines)),
            *evidence_of("declared_language", languages, first(languages)),
            *evidence_of("licence", licences, licences[0] if licences and context.publisher else None),
        ),
        **published_fields(dates),
    )


def published_fields(dates: Dates) -> dict[str, Any]:
    """The date columns."""
    chosen: Dated | None = dates.chosen
    at = dates.at
    dated = at or chosen
    return {
        "published_on": chosen.day if chosen else None,
        "published_at": at.at if at else None,
        "published_precision": "none" if chosen is None else ("minute" if at else "day"),
        "published_zone": dated.zone_name if dated else None,
        "page_dated_on": dates.page_day,
        "modified_at": dates.modified_by.at if dates.modified_by else None,
    }


def _kind(page: Page, read: Read, lines: Sequence[str], *, has_byline: bool) -> tuple[DocumentKind, Candidate]:
    rule = read.chosen.layout.kind if read.chosen else None
    if rule is not None:
        known: dict[str, DocumentKind] = {name.casefold(): kind for name, kind in rule.map.items()}
        for printed in map(node_text, page.parser.css(rule.css)):
            if found := known.get(printed.casefold()):
                return found, Candidate(found, f"layout {rule.css}")
    kind = kind_of(read.title, lines, default="article", has_byline=has_byline)
    return kind, Candidate(kind, "words of title and text")


def _where(page: Page, read: Read, lines: Sequence[str], context: Context) -> tuple[list[Candidate], list[Candidate]]:
    """Candidates for the place and for the dateline: the layout's, then those of the text's head."""
    selector = read.chosen.layout.place if read.chosen else None
    texts = [node_text(node) for node in page.parser.css(selector)] if selector else []
    named = ", ".join(dict.fromkeys(filter(None, texts)))
    places = [Candidate(named, f"layout {selector}")] if named else []
    head = list(zip(read.content.passages, lines, strict=True))[: context.constants.head_passages]
    found = dateline_of(
        [line for one, line in head if one.kind == "dateline"],
        [line for one, line in head if one.kind == "body"][:LEAD_PARAGRAPHS],
    )
    if found is None:
        return places, []
    places.extend([Candidate(found.place, found.source)] if found.place else [])
    return places, [Candidate(found.text, found.source)]


def _names_reporter(authors: Sequence[tuple[Candidate, tuple[Author, ...]]]) -> bool:
    return bool(authors) and not any(is_organisation(author.name) for author in authors[0][1])


def _witness(read: Read) -> float | None:
    """How far the page's own copy of the text in its metadata agrees with what we extracted."""
    bodies = (text_of(node.get("articleBody")) for node in read.head.articles())
    body = next((text for text in bodies if text), None)
    return min(cover(read.content.text, body)) if body else None
