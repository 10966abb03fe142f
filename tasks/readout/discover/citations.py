"""The citations of a document: addresses in its text, targets of its links, sources named without an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from readout.checked_values import ADDRESS_LENGTH_MAX
from readout.constants.discover import DiscoverConstants
from readout.discover.attribution import implied_sources
from readout.discover.urls import BadUrlError, host_of, publisher_of, url_fetch, url_key
from readout.discover.written import WrittenAddress, written_addresses
from readout.model import Citation, CitationKind, Document, FoundIn, Rejection
from readout.model.drafts import Link
from readout.publishers import Publishers


@dataclass(frozen=True, slots=True)
class Found:
    """What a document cites, in order of its place, and what could not be taken as a citation."""

    citations: tuple[Citation, ...]
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """A citation before it has a position and a context."""

    kind: CitationKind
    start: int
    end: int
    raw: str
    found_in: FoundIn = "text"
    url_fetch: str | None = None
    url_key: str | None = None
    host: str | None = None
    publisher: str | None = None
    title: str | None = None
    published_on: date | None = None
    note: str | None = None


def find_citations(document: Document, links: Sequence[Link], publishers: Publishers, constants: DiscoverConstants) -> Found:
    """All citations of one document.

    Args:
        document: its text is searched; offsets are code points of it.
        links: anchors of its content, with absolute addresses.
        publishers: who can be named, and whose rules make the keys.
        constants: `[discover]` of config/pipeline.toml.

    Returns:
        Citations (`text[start:end] == raw` where found_in is `text`), and rejections of the stage `discover`: disguised
        and torn addresses, and `no_source_stated` where a document of no known publisher names none at all.
    """
    text = document.text
    written = written_addresses(text)
    stated = [_of_address(text, address, publishers) for address in written if address.what == "url"]
    linked = list(_of_links(document, links, stated, publishers))
    implied = list(_implied(document, [*stated, *linked], publishers, constants))
    lost = list(_lost_links(text, links, constants))
    findings = sorted([*stated, *linked, *implied, *lost], key=lambda found: (found.start, found.end, found.kind, found.raw))
    refused = [(address.what, text[address.start : address.end]) for address in written if address.what != "url"]
    if not (stated or linked or implied or refused or document.publisher):
        refused = [("no_source_stated", text.strip())]
    return Found(
        tuple(_citation(document, place, found, constants) for place, found in enumerate(findings)),
        tuple(_rejection(document, place, *row, constants) for place, row in enumerate(refused)),
    )


def _of_address(text: str, address: WrittenAddress, publishers: Publishers) -> _Finding:
    raw = text[address.start : address.end]
    finding = _Finding(kind="url", start=address.start, end=address.end, raw=raw, note=address.note)
    return _identified(finding, publishers)


def _identified(finding: _Finding, publishers: Publishers) -> _Finding:
    """With what the address says; what is no address keeps its text and a note, for the plan to reject by name."""
    try:
        fetch, key, host = url_fetch(finding.raw), url_key(finding.raw, publishers), host_of(finding.raw)
    except BadUrlError as error:
        return replace(finding, note=_joined(finding.note, str(error)))
    publisher = publisher_of(host, publishers)
    note = finding.note
    if "@" in re.split(r"[/?#]", finding.raw.split("//", 1)[-1], maxsplit=1)[0]:
        note = _joined(note, "user name or password removed")
    if "xn--" in host and "xn--" not in finding.raw.lower():
        note = _joined(note, f"host name in IDNA: {host}")
    publisher_id = publisher.id if publisher else None
    return replace(finding, url_fetch=fetch, url_key=key, host=host, publisher=publisher_id, note=note)


def _of_links(
    document: Document, links: Sequence[Link], stated: Sequence[_Finding], publishers: Publishers
) -> Iterator[_Finding]:
    """Targets of links, but for those into the page itself and those whose address the text states in the same place."""
    here = document.url.partition("#")[0]
    for link in links:
        href = link.href.strip()
        if not href or href.partition("#")[0] in {"", here}:
            continue
        cut = "address cut" if len(href) > ADDRESS_LENGTH_MAX else None
        anchor = " ".join(document.text[link.start : link.end].split())
        finding = _identified(
            _Finding(kind="url", start=link.start, end=link.end, raw=href, found_in="href", note=cut, title=anchor or None),
            publishers,
        )
        if not any(_overlap(finding, other) and finding.url_key == other.url_key for other in stated):
            # One character more than an address may have: what was cut must not become another address.
            yield replace(finding, raw=href[: ADDRESS_LENGTH_MAX + 1])


def _implied(
    document: Document, findings: Sequence[_Finding], publishers: Publishers, constants: DiscoverConstants
) -> Iterator[_Finding]:
    """Sources named without an address; neither the document's own publisher nor what a link in that place leads to."""
    others = [publisher for publisher in publishers.all if publisher.id != document.publisher]
    for source in implied_sources(document.text, others, constants):
        finding = _Finding(
            kind="implied",
            start=source.start,
            end=source.end,
            raw=document.text[source.start : source.end],
            publisher=source.publisher,
            title=document.title if source.in_head else None,
            published_on=source.published_on,
        )
        near = [other for other in findings if _overlap(finding, other)]
        if not any(other.found_in == "text" or other.publisher == source.publisher for other in near):
            yield finding


def _lost_links(text: str, links: Sequence[Link], constants: DiscoverConstants) -> Iterator[_Finding]:
    """Lines that were a link when the page was copied: the words are left, the target is not."""
    words = "|".join(f"(?:{pattern})" for pattern in constants.lost_links) or "(?!)"
    line = re.compile(rf"^[^\S\n]*({words})[^\S\n]*$", re.IGNORECASE | re.MULTILINE)
    for match in line.finditer(text):
        finding = _Finding(kind="broken_link", start=match.start(1), end=match.end(1), raw=match[1])
        if not any(link.start < finding.end and finding.start < link.end for link in links):
            yield finding


def _overlap(one: _Finding, other: _Finding) -> bool:
    return one.start < other.end and other.start < one.end


def _joined(note: str | None, more: str) -> str:
    return f"{note}; {more}" if note else more


def _citation(document: Document, position: int, found: _Finding, constants: DiscoverConstants) -> Citation:
    text, width = document.text, constants.context_characters
    return Citation(
        document_id=document.document_id,
        position=position,
        kind=found.kind,
        start=found.start,
        end=found.end,
        raw=found.raw,
        found_in=found.found_in,
        context_before=text[max(0, found.start - width) : found.start],
        context_after=text[found.end : found.end + width],
        url_fetch=found.url_fetch,
        url_key=found.url_key,
        host=found.host,
        publisher=found.publisher,
        title=found.title,
        published_on=found.published_on,
        note=found.note,
        cited_document_id=None,
    )


def _rejection(document: Document, position: int, reason: str, evidence: str, constants: DiscoverConstants) -> Rejection:
    return Rejection(
        stage="discover",
        subject=document.document_id,
        position=position,
        reason=reason,
        evidence=evidence[: constants.evidence_characters],
        capture_id=document.capture_id,
    )
