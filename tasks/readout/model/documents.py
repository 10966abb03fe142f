"""Tables `documents`, `document_history`, `citations` and `rejections`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from readout.model.columns import Column

Authority = Literal["official", "translation", "wire", "outlet", "mirror", "blog"]
DocumentKind = Literal[
    "statement", "remarks", "transcript", "readout", "fact_sheet", "joint_statement", "notice", "article", "editorial",
    "translation", "post", "page", "feed_item",
]  # fmt: skip
Precision = Literal["minute", "day", "month", "year", "none"]
Completeness = Literal["full", "partial"]
CitationKind = Literal["url", "implied", "broken_link"]
FoundIn = Literal["text", "href"]
Stage = Literal["intake", "discover", "plan", "extract", "text", "relate"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote or spoke, and as what."""

    name: str
    role: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One candidate for one field, where it came from, and whether it won."""

    field: str
    value: str
    source: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The current revision of what one original resource says (and, in document_history, each earlier one)."""

    document_id: Annotated[str, Column("Second of the address's first capture, and part of the address's digest", key=True)]
    revision: Annotated[int, Column("Which distinct text of it, from 1")]
    url: Annotated[str, Column("Address that answered")]
    url_key: Annotated[str, Column("Identity of the address, never requested")]
    publisher: Annotated[str | None, Column("Id of the publisher's file")]
    authority: Annotated[Authority | None, Column("What the publisher is; decides who is canonical")]
    capture_id: Annotated[str, Column("The first capture with this text", references="captures")]
    first_seen_at: Annotated[datetime, Column("Earliest capture of the document")]
    updated_at: Annotated[datetime, Column("fetched_at of this revision's capture")]
    removed_at: Annotated[datetime | None, Column("Since when the page answers gone, not_found or soft_404")]
    title: Annotated[str | None, Column("Title without the site's suffix")]
    authors: Annotated[tuple[Author, ...], Column("Who wrote or spoke")]
    kind: Annotated[DocumentKind, Column("What sort of document it is")]
    published_on: Annotated[date | None, Column("The printed local day")]
    published_at: Annotated[datetime | None, Column("Moment of publication, where a time of day is stated")]
    published_precision: Annotated[Precision, Column("How exact the date is")]
    published_zone: Annotated[str | None, Column("Time zone of the printed date")]
    page_dated_on: Annotated[date | None, Column("Day printed by the page around the text, where it differs")]
    modified_at: Annotated[datetime | None, Column("When the page says it was modified")]
    place: Annotated[str | None, Column("Where it was said")]
    dateline: Annotated[str | None, Column("The printed dateline")]
    declared_language: Annotated[str | None, Column("Language the page claims, as BCP 47")]
    languages: Annotated[tuple[str, ...], Column("Languages by share of letters, most first")]
    text: Annotated[str, Column("The whole text")]
    text_sha256: Annotated[str, Column("sha256 of the text in UTF-8")]
    passage_count: Annotated[int, Column("Passages in the text")]
    layout: Annotated[str, Column("Rule that extracted it: publisher/layout, generic or text")]
    completeness: Annotated[Completeness, Column("Whether extraction believes it has the whole text")]
    witness: Annotated[float | None, Column("Agreement with a second copy on the page or in a feed", unit="0-1")]
    notes: Annotated[tuple[str, ...], Column("Remarks such as amended, as delivered, bidi controls")]
    evidence: Annotated[tuple[Evidence, ...], Column("All candidates of the fields above")]
    licence: Annotated[str | None, Column("Licence of the text")]
    may_redistribute: Annotated[bool, Column("Whether the text may be passed on")]
    canonical_id: Annotated[
        str | None, Column("Document kept for the cluster; itself, when it is the one", references="documents")
    ]
    canonical_reason: Annotated[str | None, Column("The key that decided")]
    cluster_size: Annotated[int | None, Column("Documents in its cluster of copies")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A URL or source as a document cites it."""

    document_id: Annotated[str, Column("The citing document", key=True, references="documents")]
    position: Annotated[int, Column("Place among its citations, from 0", key=True)]
    kind: Annotated[CitationKind, Column("url, implied (a source without a URL) or broken_link (a target that was lost)")]
    start: Annotated[int, Column("First code point of the citation or of the anchor's text", unit="code points")]
    end: Annotated[int, Column("One past its last", unit="code points")]
    raw: Annotated[str, Column("The citation as written; for href the address")]
    found_in: Annotated[FoundIn, Column("Whether the text or a link's target holds it")]
    context_before: Annotated[str, Column("Up to 120 code points before it")]
    context_after: Annotated[str, Column("Up to 120 code points after it")]
    url_fetch: Annotated[str | None, Column("What would be requested")]
    url_key: Annotated[str | None, Column("Identity of the address")]
    host: Annotated[str | None, Column("Host of the address")]
    publisher: Annotated[str | None, Column("Id of the publisher cited")]
    title: Annotated[str | None, Column("Title under which it is cited")]
    published_on: Annotated[date | None, Column("Date under which it is cited")]
    note: Annotated[str | None, Column("What had to be cut or removed")]
    cited_document_id: Annotated[str | None, Column("The document it cites, once captured", references="documents")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Something dropped, with its reason."""

    stage: Annotated[Stage, Column("Stage that dropped it", key=True)]
    subject: Annotated[str, Column("Path, url_key, capture_id or document_id, by stage", key=True)]
    position: Annotated[int, Column("Place among the subject's rejections of that stage, from 0", key=True)]
    reason: Annotated[str, Column("Closed list by stage")]
    evidence: Annotated[str | None, Column("First 200 characters, or the words that matched")]
    capture_id: Annotated[str | None, Column("Capture it was found in", references="captures")]


REASONS: dict[Stage, tuple[str, ...]] = {
    "intake": ("empty", "too_large", "unreadable", "torn_record", "bad_digest", "unsupported_record", "undecodable"),
    "discover": ("no_source_stated", "obfuscated_url", "broken_url"),
    "plan": ("bad_url", "bad_scheme", "media", "out_of_scope", "over_limit"),
    "extract": (
        "empty_body", "not_text", "not_html", "no_content", "no_text", "needs_script", "meta_refresh", "frameset", "blocked",
        "error_page", "soft_404", "too_large", "too_deep", "too_costly", "residue", "layout_stale", "layout_missed",
        "undecodable",
    ),
    "text": ("no_letters", "over_size"),
    "relate": ("too_short", "over_size"),
}  # fmt: skip
"""Why a stage may drop something; `not_html` is followed by `:<type>`."""
