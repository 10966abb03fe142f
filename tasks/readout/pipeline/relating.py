"""Stage `relate`: what the documents of the whole corpus have to do with each other, and what that says of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from readout.model import Capture, Citation, Document
from readout.releases.schema import from_arrow, to_arrow
from readout.settings import Config
from readout.text.clusters import canonical
from readout.text.relations import Unit, relate


def relate_tables(tables: Mapping[str, pa.Table], config: Config) -> dict[str, pa.Table]:
    """The complete tables of a release, from those before relations.

    Args:
        tables: all tables but relations, alterations and alignments.
        config: constants, and the publishers' authority.
    """
    documents: list[Document] = from_arrow("documents", tables["documents"])
    history: list[Document] = from_arrow("document_history", tables["document_history"])
    units = [unit_of(d, is_current=True) for d in documents] + [unit_of(d, is_current=False) for d in history]
    related = relate(units, config.constants.relations)
    chosen = canonical(units, related.relations, config.constants.relations)
    resolved = [
        replace(d, canonical_id=c.canonical_id, canonical_reason=c.reason, cluster_size=c.cluster_size)
        for d in documents
        for c in (chosen[d.document_id],)
    ]
    captures: list[Capture] = from_arrow("captures", tables["captures"])
    citations: list[Citation] = from_arrow("citations", tables["citations"])
    made: dict[str, Sequence[Any]] = {
        "documents": resolved,
        "citations": resolve_citations(citations, documents, captures),
        "relations": related.relations,
        "alterations": (),
        "alignments": (),
    }
    rejections = pa.concat_tables([tables["rejections"], to_arrow("rejections", related.rejections)])
    return {**tables, **{name: to_arrow(name, rows) for name, rows in made.items()}, "rejections": rejections}


def unit_of(document: Document, *, is_current: bool) -> Unit:
    """What relations look at of one text of one document."""
    return Unit(
        document_id=document.document_id,
        revision=document.revision,
        text=document.text,
        url_key=document.url_key,
        publisher=document.publisher,
        title=document.title,
        published_on=document.published_on,
        published_at=document.published_at,
        first_seen_at=document.first_seen_at,
        authority=document.authority,
        is_current=is_current,
    )


def resolve_citations(
    citations: Sequence[Citation], documents: Sequence[Document], captures: Sequence[Capture]
) -> list[Citation]:
    """The citations with the document that each leads to, also by way of redirects; the newest of a reused address."""
    by_key = {d.url_key: d.document_id for d in sorted(documents, key=lambda d: d.first_seen_at)}
    answered = _redirects(captures)
    return [
        replace(c, cited_document_id=by_key.get(c.url_key) or by_key.get(answered.get(c.url_key, ""))) if c.url_key else c
        for c in citations
    ]


def _redirects(captures: Sequence[Capture]) -> dict[str, str]:
    """From the address that a fetch began with to the one that answered; the latest fetch decides."""
    first = {c.fetch_id: c.url_key for c in captures if c.hop == 0}
    ended = sorted((c for c in captures if c.hop > 0 and c.outcome == "ok"), key=lambda c: c.capture_id)
    return {first[c.fetch_id]: c.url_key for c in ended if c.fetch_id in first}
