"""From a document or passage back to its raw bytes, every digest checked on the way."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from readout.capture.warc import read_entity
from readout.errors import BadRequest, StoreDamaged
from readout.model import Capture
from readout.releases.schema import from_arrow
from readout.report.reading import Row, find_document, release_folder, rows_of, table_of
from readout.report.terminal import shortened


def trace_page(data: Path, wanted: str) -> str:
    """The way back, a line for each step."""
    found = trace_as_json(data, wanted)
    lines = []
    if passage := found["passage"]:
        lines.append(
            f"passage   {passage['position']}  [{passage['start']}, {passage['end']})  {shortened(passage['text'], 80)}"
        )
    lines += [
        f"document  {found['document_id']}  revision {found['revision']}",
        f"          text sha256 {found['text_sha256']}  as computed now",
        f"capture   {found['capture_id']}  {found['outcome']}  via {found['via']}  run {found['run_id']}",
        f"          {found['url']}",
    ]
    if found["revisit_of"]:
        lines.append(f"revisit   of {found['revisit_of']}, which holds the bytes")
    lines += [
        f"record    {found['warc_file']}  bytes {found['warc_offset']} to {found['warc_offset'] + found['warc_length']}",
        f"          entity sha256 {found['entity_sha256']}  {found['entity_bytes']:,} bytes, as computed now",
        f"see it    {found['command']}",
    ]
    return "\n".join(lines)


def trace_as_json(data: Path, wanted: str) -> dict[str, Any]:
    """The way back as values.

    Args:
        data: the data folder.
        wanted: a document as in `find_document`; behind `#` the position of a passage.

    Raises:
        BadRequest: no such document or passage.
        StoreDamaged, RawDamaged: a digest on the way is another than the one recorded.
    """
    name, _, position = wanted.rpartition("#")
    if not position.isdecimal():  # the sign may stand in a file's name
        name, position = wanted, ""
    release = release_folder(data / "processed" / "latest")
    document = find_document(release, name)
    _check_text(document)
    passage = _passage(release, document, position) if position else None
    holder, capture = _captures(release, document["capture_id"])
    entity = read_entity(data / "raw", capture, {holder.capture_id: holder})
    path = data / "raw" / holder.warc_file
    return {
        "passage": passage,
        **{name: document[name] for name in ("document_id", "revision", "text_sha256", "url")},
        **{name: getattr(capture, name) for name in ("capture_id", "outcome", "via", "run_id", "revisit_of")},
        **{name: getattr(holder, name) for name in ("warc_file", "warc_offset", "warc_length", "entity_sha256")},
        "entity_bytes": len(entity.body),
        "command": f"tail -c +{holder.warc_offset + 1} {path} | head -c {holder.warc_length} | gunzip",
    }


def _check_text(document: Row) -> None:
    if hashlib.sha256(document["text"].encode()).hexdigest() != document["text_sha256"]:
        raise StoreDamaged(f"the text of {document['document_id']} has another digest than recorded", "run `readout rebuild`")


def _passage(release: Path, document: Row, position: str) -> Row:
    if int(position) >= document["passage_count"]:
        raise BadRequest(f"{document['document_id']} has no passage {position}", f"it has 0 to {document['passage_count'] - 1}")
    [passage] = rows_of(release, "passages", document_id=document["document_id"], position=int(position))
    if document["text"][passage["start"] : passage["end"]] != passage["text"]:
        raise StoreDamaged(f"passage {position} of {document['document_id']} is not in its text", "run `readout rebuild`")
    return {name: passage[name] for name in ("position", "start", "end", "text", "kind", "language")}


def _captures(release: Path, capture_id: str) -> tuple[Capture, Capture]:
    """The capture that holds the bytes, and the capture itself; the same but for a revisit."""
    capture: Capture = from_arrow("captures", table_of(release, "captures", capture_id=capture_id))[0]
    if capture.revisit_of is None:
        return capture, capture
    return from_arrow("captures", table_of(release, "captures", capture_id=capture.revisit_of))[0], capture
