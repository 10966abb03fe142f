"""Values that travel between the stages and are in no table: what a page gave before it has an identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from readout.model.captures import Outcome
from readout.model.documents import Author, Authority, Completeness, DocumentKind, Evidence, Precision, Rejection
from readout.model.passages import PassageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """The stored bytes of one capture, content coding removed, with the head they came under."""

    status: int | None  # None: a file taken in
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A passage before its language is known; offsets are code points of the text."""

    start: int
    end: int
    kind: PassageKind
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An anchor of the content: where its text stands in the document's text, and where it points (absolute)."""

    start: int
    end: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the bytes of one capture turn out to be; overrules what the fetcher saw."""

    outcome: Outcome
    reason: str | None = None
    quality: float | None = None
    sniffed_type: str | None = None
    charset: str | None = None
    charset_source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """One capture turned into text, passages and metadata; `text` is None where it gave no document."""

    capture_id: str
    verdict: Verdict
    rejections: tuple[Rejection, ...]  # stage `extract`, subject capture_id
    text: str | None
    passages: tuple[Draft, ...] = ()
    links: tuple[Link, ...] = ()
    publisher: str | None = None
    authority: Authority | None = None
    layout: str = "generic"
    turn_labels: str = "upper"
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
    completeness: Completeness = "full"
    witness: float | None = None
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    licence: str | None = None
    may_redistribute: bool = False


class Detector(Protocol):
    """Language models, loaded once at the edge and passed in."""

    def scores(self, texts: Sequence[str], languages: Sequence[str]) -> Sequence[Sequence[float]]:
        """For each text the log score of each of the languages, best 0."""
        ...

    def vote(self, text: str) -> tuple[str, bool] | None:
        """A second opinion: its first language with at least half the text, and whether it is sure."""
        ...
