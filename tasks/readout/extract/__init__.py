"""One capture turned into text, passages and metadata: pure functions of its bytes, its row and the configuration."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from typing import Any

from readout.constants.extract import ExtractConstants
from readout.extract.decode import Decoded
from readout.extract.html import Page
from readout.extract.layouts import own_url, publisher_of
from readout.extract.metadata import Metadata, page_metadata
from readout.extract.pages import Read, read_page
from readout.extract.passages import odd_characters
from readout.extract.plain import plain_passages
from readout.extract.plain_metadata import plain_metadata
from readout.extract.verdict import Reading, read
from readout.model import Capture, Rejection
from readout.model.drafts import Entity, Extracted
from readout.publishers import Publisher, Publishers

__all__ = ["extract"]

_NUL = "\0"


def extract(capture: Capture, entity: Entity, publishers: Publishers, constants: ExtractConstants) -> Extracted:
    """The text of one capture, or why it has none; nothing in the bytes can make it raise.

    Args:
        capture: its row as observed.
        entity: its stored bytes and head.
        publishers: their layouts, hosts and names.
        constants: limits and the numbers of the rules.

    Returns:
        `text` is None where the capture gives no document; the reason is among the rejections, unless the status of
        the answer says it all.
    """
    reading = read(entity, capture, publishers, constants)
    publisher = publisher_of(capture, publishers)
    if reading.problem is not None or reading.verdict.outcome != "ok" or reading.decoded is None:
        return _nothing(capture, reading, constants)
    day = (capture.memento_at or capture.fetched_at).date()
    if reading.page is None:
        return _from_text(capture, reading, reading.decoded, publisher, publishers, day, constants)
    return _from_page(capture, reading, reading.page, publisher, publishers, day, constants)


def _nothing(capture: Capture, reading: Reading, constants: ExtractConstants) -> Extracted:
    evidence = reading.evidence or (reading.decoded.text[: constants.evidence_characters] if reading.decoded else None)
    reasons = [] if reading.problem is None else [(reading.problem, evidence)]
    return Extracted(
        capture_id=capture.capture_id, verdict=reading.verdict, rejections=_rejections(capture, reasons, constants), text=None
    )


def _from_text(
    capture: Capture,
    reading: Reading,
    decoded: Decoded,
    publisher: Publisher | None,
    publishers: Publishers,
    day: date,
    constants: ExtractConstants,
) -> Extracted:
    """A text file: its text stays as it is."""
    names = [re.compile(name) for one in publishers.all for name in one.attribution.byline]
    text = decoded.text
    passages = tuple(plain_passages(text, names=names))
    found = plain_metadata(text, passages, day, constants)
    return Extracted(
        capture_id=capture.capture_id,
        verdict=reading.verdict,
        rejections=(),
        text=text,
        passages=passages,
        layout="text",
        **_whose(publisher),
        **_values(found, _notes(decoded, text, 0)),
    )


def _from_page(
    capture: Capture,
    reading: Reading,
    page: Page,
    publisher: Publisher | None,
    publishers: Publishers,
    day: date,
    constants: ExtractConstants,
) -> Extracted:
    """An HTML page, by its layout or by the generic route."""
    found = read_page(page, publisher, day, publishers, constants)
    if not found.content.text:
        return _without_text(capture, reading, found, constants)
    metadata = page_metadata(page, found, publisher, own_url(capture.url), day, constants)
    reasons = [*found.warnings, *(("residue", text) for text in found.content.residue)]
    notes = _notes(reading.decoded, found.content.text, page.nul_count)
    return Extracted(
        capture_id=capture.capture_id,
        verdict=reading.verdict,
        rejections=_rejections(capture, reasons, constants),
        text=found.content.text,
        passages=found.content.passages,
        links=found.content.links,
        layout=found.chosen.name if found.chosen else "generic",
        turn_labels=found.chosen.layout.turn_labels if found.chosen else "upper",
        completeness=found.completeness,
        **_whose(publisher),
        **_values(metadata, notes),
    )


def _without_text(capture: Capture, reading: Reading, found: Read, constants: ExtractConstants) -> Extracted:
    reasons = [*found.warnings, ("no_content", found.title), *(("residue", text) for text in found.content.residue)]
    return Extracted(
        capture_id=capture.capture_id, verdict=reading.verdict, rejections=_rejections(capture, reasons, constants), text=None
    )


def _rejections(capture: Capture, reasons: list[tuple[str, str | None]], constants: ExtractConstants) -> tuple[Rejection, ...]:
    return tuple(
        Rejection(
            stage="extract",
            subject=capture.capture_id,
            position=position,
            reason=reason,
            evidence=evidence[: constants.evidence_characters] if evidence else None,
            capture_id=capture.capture_id,
        )
        for position, (reason, evidence) in enumerate(reasons)
    )


def _whose(publisher: Publisher | None) -> dict[str, Any]:
    if publisher is None:
        return {}
    return {
        "publisher": publisher.id,
        "authority": publisher.authority,
        "licence": publisher.licence,
        "may_redistribute": publisher.redistribute,
    }


def _values(metadata: Metadata, notes: tuple[str, ...]) -> dict[str, Any]:
    values = {one.name: getattr(metadata, one.name) for one in fields(metadata)}
    return {**values, "notes": (*metadata.notes, *notes)}


def _notes(decoded: Decoded | None, text: str, nul_count: int) -> tuple[str, ...]:
    notes = odd_characters(text)
    if nul_count:
        notes.append(f"NUL characters removed: {nul_count}")
    if decoded is not None and decoded.replaced:
        notes.append(f"undecodable characters: {decoded.replaced}")
    return tuple(notes)
