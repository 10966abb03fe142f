"""Who, when, where and what of a page: every candidate kept, the best one chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from readout.extract.authors import author_candidates, is_organisation
from readout.extract.context import Context
from readout.extract.dates import find_dates
from readout.extract.evidence import Candidate, Dated, evidence_of, evidence_of_dates
from readout.extract.head import text_of
from readout.extract.html import Page, node_text
from readout.extract.kinds import kind_of
from readout.extract.lines import is_place
from readout.extract.pages import Read
from readout.extract.published import Dates, page_dates
from readout.model import Author, DocumentKind, Evidence, Precision
from readout.text.overlap import cover

_NOTES = re.compile(
    r"\b(as delivered|as prepared(?: for delivery)?|amended|updated|corrected|revised)\b(?=\s*[)\]】）])|^(corrected|correction|updated)\s*[:：]"
    r"|[(（](更新|更正|修订|修改)[)）]",
    re.IGNORECASE,
)


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
    head = list(zip(read.content.passages, lines, strict=True))[: context.constants.head_passages]
    bylines = [line for one, line in head if one.kind == "byline"]
    authors = author_candidates(page, read.head, read.chosen, bylines, context.publisher)
    dates = page_dates(page, read, context)
    datelines = [line for one, line in head if one.kind == "dateline"]
    return Metadata(
        title=read.title,
        authors=authors[0][1] if authors else (),
        kind=_kind(page, read, lines, has_byline=read.chosen is None and _names_reporter(authors)),
        place=_place(page, read) or place_of(datelines),
        dateline=" / ".join(datelines) or None,
        declared_language=read.head.language,
        witness=_witness(read),
        notes=(*notes_of([read.title or "", *lines[:3]]), *dates.notes),
        evidence=(
            *evidence_of("title", read.titles, read.titles[0] if read.titles else None),
            *evidence_of("authors", [one for one, _ in authors], authors[0][0] if authors else None),
            *evidence_of_dates("published", dates.candidates, dates.chosen),
            *evidence_of_dates("modified", dates.modified, dates.modified[0] if dates.modified else None),
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
        "modified_at": dates.modified[0].at if dates.modified else None,
    }


def notes_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Remarks such as "(amended)" or "(as delivered)", lower-case, each once."""
    found = (next(filter(None, match.groups())).lower() for text in texts for match in _NOTES.finditer(text))
    return tuple(dict.fromkeys(found))


def _kind(page: Page, read: Read, lines: Sequence[str], *, has_byline: bool) -> DocumentKind:
    rule = read.chosen.layout.kind if read.chosen else None
    if rule is not None:
        printed = [node_text(node).casefold() for node in page.parser.css(rule.css)]
        known: dict[str, DocumentKind] = {name.casefold(): kind for name, kind in rule.map.items()}
        found: list[DocumentKind] = [known[text] for text in printed if text in known]
        if found:
            return found[0]
    return kind_of(read.title, lines, default="article", has_byline=has_byline)


def _place(page: Page, read: Read) -> str | None:
    selector = read.chosen.layout.place if read.chosen else None
    texts = [node_text(node) for node in page.parser.css(selector)] if selector else []
    return ", ".join(dict.fromkeys(filter(None, texts))) or None


def _names_reporter(authors: Sequence[tuple[Candidate, tuple[Author, ...]]]) -> bool:
    return bool(authors) and not any(is_organisation(author.name) for author in authors[0][1])


def place_of(datelines: Sequence[str]) -> str | None:
    """The place among the lines of a dateline."""
    return next((line for line in datelines if not find_dates(line) and is_place(line)), None)


def _witness(read: Read) -> float | None:
    """How far the page's own copy of the text in its metadata agrees with what we extracted."""
    bodies = (text_of(node.get("articleBody")) for node in read.head.articles())
    body = next((text for text in bodies if text), None)
    return min(cover(read.content.text, body)) if body else None
