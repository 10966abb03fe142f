"""Stage `extract`: the captures of some addresses to documents, their citations and what was dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from readout.capture.warc import read_entity
from readout.discover.citations import find_citations
from readout.extract.identity import identify
from readout.extract.requests import ReadPage
from readout.model import Capture, Document
from readout.model.drafts import Draft, Extracted
from readout.pipeline.page_processes import PageReader, page_reader
from readout.pipeline.probing import HostProbes
from readout.releases.disk import writing
from readout.settings import Config

# What a fetch may end with and still have brought what was wanted.
HAD = frozenset({"ok", "unchanged", "unchanged_digest", "moved"})
# Outcomes that the stored bytes may overrule; all others say that there are no bytes worth a second look.
JUDGED = frozenset({
    "ok", "blocked", "challenge", "login_wall", "forbidden", "not_found", "gone", "client_error", "soft_404",
    "suspect_content", "empty", "origin_error", "rate_limited",
})  # fmt: skip


@dataclass(slots=True)
class Extraction:
    """Rows of one batch after extraction, and the drafts of passages by document."""

    rows: dict[str, list[Any]] = field(
        default_factory=lambda: {name: [] for name in ("captures", "documents", "document_history", "citations", "rejections")}
    )
    drafts: dict[str, tuple[tuple[Draft, ...], str]] = field(default_factory=dict)  # document_id -> passages, turn labels


def extract_captures(
    captures: Iterable[Capture],
    by_id: Mapping[str, Capture],
    raw: Path,
    config: Config,
    reader_of: Callable[[Config, int], PageReader] = page_reader,
) -> Extraction:
    """Documents of all the addresses that the captures belong to; each address's captures must be complete.

    Args:
        captures: of the addresses.
        by_id: these, their hosts' probes and those that they are revisits of.
        raw: the folder data/raw.
        config: publishers and constants.
        reader_of: what reads so many pages.
    """
    result = Extraction()
    ordered = sorted(captures, key=lambda capture: (capture.url_key, capture.capture_id))
    pages = [capture for capture in ordered if _has_page(capture)]
    reader = reader_of(config, len(pages))
    probes = HostProbes(by_id.values(), lambda probe: reader.probe(probe, read_entity(raw, probe, by_id)))
    requests = (ReadPage(page, read_entity(raw, page, by_id), probes.of(page)) for page in pages)
    with closing(reader.pages(requests)) as read:
        for _, group in groupby(ordered, key=lambda capture: capture.url_key):
            _extract_address(list(group), read, config, result)
    return result


def _has_page(capture: Capture) -> bool:
    """Whether the bytes of a capture are to be judged."""
    return capture.purpose == "page" and capture.outcome_observed in JUDGED and bool(capture.entity_sha256)


def judged(capture: Capture, extracted: Extracted | None, before: Sequence[Capture]) -> Capture:
    """The capture's row with the verdict on its bytes; the same wall again is no unchanged page but a wall."""
    if extracted is None:
        same = next((b for b in before if b.capture_id == capture.revisit_of and b.outcome not in HAD), None)
        return replace(capture, outcome=same.outcome, reason=same.reason) if same else capture
    verdict = extracted.verdict
    return replace(
        capture,
        outcome=verdict.outcome,
        reason=verdict.reason or capture.reason,
        quality=verdict.quality,
        sniffed_type=verdict.sniffed_type,
        charset=verdict.charset,
        charset_source=verdict.charset_source,
    )


def _extract_address(captures: Sequence[Capture], read: Iterator[Extracted], config: Config, result: Extraction) -> None:
    """The rows of one address; `read` goes on with its pages."""
    pages = {capture.capture_id: next(read) for capture in captures if _has_page(capture)}
    rows: list[Capture] = []
    for capture in captures:
        rows.append(judged(capture, pages.get(capture.capture_id), rows))
    result.rows["captures"].extend(rows)
    for extracted in pages.values():
        result.rows["rejections"].extend(extracted.rejections)
    identified = identify(rows, pages, config.publishers, config.constants.extract)
    result.rows["document_history"].extend(identified.history)
    for document in identified.documents:
        extracted = pages[document.capture_id]
        _add_document(document, extracted, config, result)


def _add_document(document: Document, extracted: Extracted, config: Config, result: Extraction) -> None:
    found = find_citations(document, extracted.links, config.publishers, config.constants.discover)
    result.rows["documents"].append(document)
    result.rows["citations"].extend(found.citations)
    result.rows["rejections"].extend(found.rejections)
    result.drafts[document.document_id] = (extracted.passages, extracted.turn_labels)


def write_drafts(folder: Path, drafts: Mapping[str, tuple[tuple[Draft, ...], str]]) -> None:
    """Keep the drafts of passages beside the batch's tables."""
    plain = {
        document_id: [labels, [[d.start, d.end, d.kind, d.level] for d in passages]]
        for document_id, (passages, labels) in drafts.items()
    }
    with writing(folder):
        (folder / "drafts.json").write_text(json.dumps(plain), encoding="utf-8")


def read_drafts(folder: Path) -> dict[str, tuple[tuple[Draft, ...], str]]:
    """The drafts kept beside the batch's tables."""
    plain = json.loads((folder / "drafts.json").read_text(encoding="utf-8"))
    return {
        document_id: (tuple(Draft(start=s, end=e, kind=k, level=v) for s, e, k, v in passages), labels)
        for document_id, (labels, passages) in plain.items()
    }
