"""Which documents the captures of one address are, and which texts are their revisions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from itertools import pairwise

from readout.constants.extract import ExtractConstants
from readout.model import Capture, Document
from readout.model.drafts import Extracted
from readout.publishers import Publishers
from readout.text.alterations.appends import is_appended
from readout.text.copies.overlap import cover

_THERE = frozenset({"ok", "unchanged", "unchanged_digest"})
_AWAY = frozenset({"gone", "not_found", "soft_404"})
_FILE = "file:"
APPENDED = "minor: paragraphs added before or behind the text, nothing else changed"
_SAME = tuple({one.name for one in fields(Document)} & {one.name for one in fields(Extracted)} - {"text"})
"""Columns that extraction fills under the same name."""


@dataclass(frozen=True, slots=True)
class Identified:
    """The documents of one address: their current revisions, and the superseded ones."""

    documents: tuple[Document, ...]
    history: tuple[Document, ...]


@dataclass(slots=True)
class _Kept:
    """A document while its captures are read in order."""

    document_id: str
    first_seen_at: datetime
    revisions: list[tuple[Capture, Extracted]] = field(default_factory=list[tuple[Capture, Extracted]])
    removed_at: datetime | None = None


def identify(
    captures: Sequence[Capture],
    extracted: Mapping[str, Extracted],
    publishers: Publishers,  # noqa: ARG001 - the seam's signature: rules of a publisher may come to decide identity
    constants: ExtractConstants,
) -> Identified:
    """Documents and revisions of the captures of ONE url_key, their outcomes judged.

    Args:
        captures: all captures of the address, in any order.
        extracted: what they turned into, by capture_id; captures without a judged body are absent.
        publishers: not used yet.
        constants: when two texts at one address are one document.

    Returns:
        Documents in order of their beginning. A later posting at a reused address is a document of its own.
    """
    pages = sorted((one for one in captures if one.purpose == "page"), key=lambda one: (one.fetched_at, one.capture_id))
    documents: list[_Kept] = []
    for capture in pages:
        if not documents:
            documents.append(_Kept(document_id(capture, is_reuse=False), capture.fetched_at))
        page = extracted.get(capture.capture_id)
        if capture.outcome == "ok" and page is not None and page.text:
            if _is_another(documents[-1], page, capture, constants):
                documents.append(_Kept(document_id(capture, is_reuse=True), capture.fetched_at))
            _take(documents[-1], capture, page, constants)
        _note_absence(documents[-1], capture)
    rows = [_rows(one) for one in documents if one.revisions]
    return Identified(documents=tuple(row[-1] for row in rows), history=tuple(old for row in rows for old in row[:-1]))


def document_id(first: Capture, *, is_reuse: bool) -> str:
    """The id of the document that a capture begins: its second, and ten digits of the digest of its address.

    For a reused address the capture's id is digested with it, because an import can stamp two documents in one second.
    """
    name = first.url_key + (first.capture_id if is_reuse else "")
    return f"{first.fetched_at:%Y%m%dT%H%M%SZ}-{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def _is_another(document: _Kept, page: Extracted, capture: Capture, constants: ExtractConstants) -> bool:
    """Whether the address now shows another document: another claimed day, and hardly a word in common."""
    if not document.revisions or capture.url_key.startswith(_FILE):  # a file of the same name is always a revision
        return False
    before = document.revisions[-1][1]
    if before.published_on is not None and page.published_on is not None:
        apart = abs(page.published_on - before.published_on)
        if apart <= timedelta(days=constants.same_day_days):
            return False
    is_unlike = min(cover(before.text or "", page.text or "")) < constants.same_page_cover
    return is_unlike and not is_appended(before.text or "", page.text or "")  # a live report soon outgrows its first text


def _take(document: _Kept, capture: Capture, page: Extracted, constants: ExtractConstants) -> None:
    """A new revision where the text differs from the last; an excerpt of a full text is no revision."""
    if document.revisions:
        before = document.revisions[-1][1]
        if page.text == before.text:
            return
        is_worse = page.completeness == "partial" and before.completeness == "full"
        if is_worse and cover(page.text or "", before.text or "")[0] >= constants.worse_cover:
            return
    document.revisions.append((capture, page))


def _note_absence(document: _Kept, capture: Capture) -> None:
    """Since when the live page has been away, without having been there in between."""
    if capture.outcome in _THERE:
        document.removed_at = None
    elif capture.outcome in _AWAY and capture.via == "live" and document.removed_at is None:
        document.removed_at = capture.fetched_at


def _rows(kept: _Kept) -> list[Document]:
    rows = [_row(kept, number, capture, page) for number, (capture, page) in enumerate(kept.revisions, 1)]
    rows = [rows[0], *(_compared(before, row) for before, row in pairwise(rows))]
    rows[-1] = replace(rows[-1], removed_at=kept.removed_at)
    return rows


def _compared(before: Document, row: Document) -> Document:
    """A revision that only adds paragraphs to the text before it is kept, and said to be minor."""
    return replace(row, notes=(*row.notes, APPENDED)) if is_appended(before.text, row.text) else row


def _row(kept: _Kept, revision: int, capture: Capture, page: Extracted) -> Document:
    text = page.text or ""
    same = {name: getattr(page, name) for name in _SAME}
    return Document(
        document_id=kept.document_id,
        revision=revision,
        url=capture.url,
        url_key=capture.url_key,
        first_seen_at=kept.first_seen_at,
        updated_at=capture.fetched_at,
        removed_at=None,
        languages=(),  # filled by the text stage
        text=text,
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        passage_count=len(page.passages),
        canonical_id=None,  # and these by the relate stage
        canonical_reason=None,
        cluster_size=None,
        **same,
    )
