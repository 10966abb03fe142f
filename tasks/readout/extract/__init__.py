"""One capture turned into text, passages and metadata: pure functions of its bytes, its row and the configuration."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from readout.constants.extract import ExtractConstants
from readout.extract.context import Context, context_of
from readout.extract.decode import Decoded
from readout.extract.details.metadata import Metadata, page_metadata
from readout.extract.details.plain_metadata import plain_metadata, with_title
from readout.extract.html import Page
from readout.extract.pages import Read, read_page
from readout.extract.passages import odd_characters
from readout.extract.pdf import Pdf, read_pdf
from readout.extract.plain import plain_passages
from readout.extract.typeset import paragraphs_of
from readout.extract.verdicts.probes import Probe
from readout.extract.verdicts.verdict import Reading, read
from readout.model import Capture, Rejection
from readout.model.drafts import Entity, Extracted, Verdict
from readout.publishers import Publisher, Publishers

__all__ = ["extract"]

_NUL = "\0"


def extract(
    capture: Capture, entity: Entity, publishers: Publishers, constants: ExtractConstants, probe: Probe | None = None
) -> Extracted:
    """The text of one capture, or why it has none; nothing in the bytes can make it raise.

    Args:
        capture: its row as observed.
        entity: its stored bytes and head.
        publishers: their layouts, hosts and names.
        constants: limits and the numbers of the rules.
        probe: what the host answers to a path that cannot exist, where that was asked.

    Returns:
        `text` is None where the capture gives no document; the reason is among the rejections, unless the status of
        the answer says it all.
    """
    context = context_of(capture, publishers, constants, probe)
    reading = read(entity, context)
    if reading.body is not None:
        return _from_pdf(reading.verdict, read_pdf(reading.body, constants), context)
    if reading.problem is not None or reading.verdict.outcome != "ok" or reading.decoded is None:
        return _nothing(reading, context)
    if reading.page is None:
        return _from_text(reading, reading.decoded, context)
    return _from_page(reading, reading.page, context)


def _nothing(reading: Reading, context: Context) -> Extracted:
    evidence = reading.evidence or (reading.decoded.text[: context.constants.evidence_characters] if reading.decoded else None)
    reasons = [] if reading.problem is None else [(reading.problem, evidence)]
    return Extracted(
        capture_id=context.capture.capture_id, verdict=reading.verdict, rejections=_rejections(context, reasons), text=None
    )


def _from_pdf(verdict: Verdict, pdf: Pdf, context: Context) -> Extracted:
    """A PDF: its lines as paragraphs, without running heads and page numbers."""
    typeset = paragraphs_of(pdf.lines)
    reasons: list[tuple[str, str | None]] = [("residue", text) for text in typeset.running]
    if pdf.problem or not typeset.paragraphs:
        reasons = [(pdf.problem or "no_text", pdf.evidence)]
        rejections = _rejections(context, reasons)
        return Extracted(capture_id=context.capture.capture_id, verdict=verdict, rejections=rejections, text=None)
    passages = typeset.headings(plain_passages(typeset.text, names=_names(context)))
    found = with_title(plain_metadata(typeset.text, passages, context.day, context.constants), pdf.title)
    lost = [f"pages that could not be read: {', '.join(str(page + 1) for page in pdf.lost_pages)}"] if pdf.lost_pages else []
    return Extracted(
        capture_id=context.capture.capture_id,
        verdict=verdict,
        rejections=_rejections(context, reasons),
        text=typeset.text,
        passages=passages,
        layout="pdf",
        completeness="partial" if pdf.lost_pages else "full",
        **_whose(context.publisher),
        **_values(found, (*lost, *_notes(None, typeset.text, 0))),
    )


def _names(context: Context) -> list[re.Pattern[str]]:
    return [re.compile(name) for one in context.publishers.all for name in one.attribution.byline]


def _from_text(reading: Reading, decoded: Decoded, context: Context) -> Extracted:
    """A text file: its text stays as it is."""
    text = decoded.text
    passages = tuple(plain_passages(text, names=_names(context)))
    found = plain_metadata(text, passages, context.day, context.constants)
    return Extracted(
        capture_id=context.capture.capture_id,
        verdict=reading.verdict,
        rejections=(),
        text=text,
        passages=passages,
        layout="text",
        **_whose(context.publisher),
        **_values(found, _notes(decoded, text, 0)),
    )


def _from_page(reading: Reading, page: Page, context: Context) -> Extracted:
    """An HTML page, by its layout or by the generic route."""
    found = read_page(page, context)
    if not found.content.text:
        return _without_text(reading, found, context)
    metadata = page_metadata(page, found, context)
    reasons: list[tuple[str, str | None]] = [*found.warnings, *(("residue", text) for text in found.content.residue)]
    notes = (*found.notes, *_notes(reading.decoded, found.content.text, page.nul_count))
    return Extracted(
        capture_id=context.capture.capture_id,
        verdict=reading.verdict,
        rejections=_rejections(context, reasons),
        text=found.content.text,
        passages=found.content.passages,
        links=found.content.links,
        layout=found.chosen.name if found.chosen else "generic",
        turn_labels=found.chosen.layout.turn_labels if found.chosen else "upper",
        completeness=found.completeness,
        **_whose(context.publisher),
        **_values(metadata, notes),
    )


def _without_text(reading: Reading, found: Read, context: Context) -> Extracted:
    reasons = [*found.warnings, ("no_content", found.title), *(("residue", text) for text in found.content.residue)]
    return Extracted(
        capture_id=context.capture.capture_id, verdict=reading.verdict, rejections=_rejections(context, reasons), text=None
    )


def _rejections(context: Context, reasons: list[tuple[str, str | None]]) -> tuple[Rejection, ...]:
    return tuple(
        Rejection(
            stage="extract",
            subject=context.capture.capture_id,
            position=position,
            reason=reason,
            evidence=evidence[: context.constants.evidence_characters] if evidence else None,
            capture_id=context.capture.capture_id,
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
