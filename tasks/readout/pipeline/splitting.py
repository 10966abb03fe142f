"""Stage `text`: each document's text cut into sections, passages and turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from readout.model import Document
from readout.model.drafts import Detector, Draft
from readout.settings import Config
from readout.text.parts import split


def split_documents(
    documents: Iterable[Document],
    drafts: Mapping[str, tuple[tuple[Draft, ...], str]],
    config: Config,
    detector: Detector,
) -> dict[str, list[Any]]:
    """Rows of the documents (with their languages), sections, passages, turns and rejections."""
    rows: dict[str, list[Any]] = {name: [] for name in ("documents", "sections", "passages", "turns", "rejections")}
    for document in documents:
        passages, turn_labels = drafts[document.document_id]
        parts = split(document, passages, turn_labels, _aliases(document, config), config.constants.language, detector)
        rows["documents"].append(parts.document)
        rows["sections"].extend(parts.sections)
        rows["passages"].extend(parts.passages)
        rows["turns"].extend(parts.turns)
        rows["rejections"].extend(parts.rejections)
    return rows


def _aliases(document: Document, config: Config) -> Mapping[str, str]:
    """One name for one person: what holds everywhere, then what the publisher's file says."""
    publisher = config.publishers.get(document.publisher)
    return {**config.speakers, **(publisher.speakers if publisher else {})}
