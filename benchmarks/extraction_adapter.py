"""What the extraction evaluator asks for, made of one call of the product's `extract`."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

from readout.constants.extract import ExtractConstants
from readout.extract import extract as extract_page
from readout.model import Capture
from readout.model.drafts import Entity
from readout.publishers import Publishers

NOWHERE = "https://nowhere.example/"  # for pages whose address is not known


def extract(html: bytes, url: str, publishers: Publishers, constants: ExtractConstants) -> dict[str, Any]:
    """Text, title, date, authors and paragraphs of a page, as the evaluator names them."""
    found = extract_page(capture_of(url or NOWHERE), Entity(status=200, headers=(), body=html), publishers, constants)
    text = found.text or ""
    return {
        "text": text,
        "title": found.title,
        "date": found.published_on.isoformat() if found.published_on else None,
        "authors": [author.name for author in found.authors],
        "paragraphs": [text[draft.start : draft.end] for draft in found.passages],
    }


def capture_of(url: str) -> Capture:
    """A capture of that address, made today: the newest layouts are tried first."""
    values: dict[str, Any] = {field.name: None for field in dataclasses.fields(Capture)}
    values |= {"capture_id": "", "fetch_id": "", "run_id": "", "purpose": "page", "via": "live", "attempt": 1, "hop": 0}
    values |= {"url_key": url, "original_url": url, "url": url, "outcome": "ok", "outcome_observed": "ok"}
    values |= {"fetched_at": datetime.now(UTC), "warc_file": "", "warc_offset": 0, "warc_length": 0, "record_id": ""}
    return Capture(**values)
