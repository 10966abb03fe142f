"""What a run wants and what of it is due: named by the watchlist and the request, or cited by the documents it was given."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from readout.discover.plan import Plan, Target, plan, target_of, targets_of_citations
from readout.model import Capture, Citation
from readout.pipeline.computing import is_ours, open_store
from readout.pipeline.extracting import extract_captures
from readout.pipeline.gathering import where
from readout.pipeline.job import Job
from readout.releases.schema import from_arrow

log = logging.getLogger("readout")


def targets_of(job: Job, keys: Collection[str], captures: Sequence[Capture]) -> list[Target]:
    """What the watchlist and the request name, and what the documents among these keys cite.

    Args:
        job: the run.
        keys: url_keys of the citing documents.
        captures: all of data/raw.
    """
    publishers, letters = job.config.publishers, job.config.constants.discover.slug_letters
    named = [target_of(url, publishers, source="watchlist", letters=letters) for url in job.watchlist.urls]
    named += [target_of(url, publishers, source="request", letters=letters) for url in job.request.urls]
    cited = targets_of_citations(_citations(job, keys, captures), publishers, letters)
    log.info("%-10s %d addresses cited in %d files", "discover", len({target.url_key for target in cited}), len(keys))
    return [*named, *cited]


def plan_of(job: Job, targets: Iterable[Target], captures: Sequence[Capture]) -> Plan:
    """What is due of the targets, given all captures of data/raw."""
    return plan(
        targets,
        _with_verdicts(job, captures),
        publishers=job.config.publishers,
        mode="offline" if job.offline else job.request.mode,
        now=job.clock(),
        documents_max=job.request.documents_max,
        constants=job.config.constants.discover,
    )


def _citations(job: Job, keys: Collection[str], captures: Sequence[Capture]) -> list[Citation]:
    """Citations of these documents by their keys: the head's where it holds all captures of a key, else read anew."""
    settled, key_of, citations = _published(job, keys, captures)
    fresh = [capture for capture in captures if capture.url_key in keys and capture.url_key not in settled]
    found = extract_captures(fresh, {c.capture_id: c for c in captures}, job.raw, job.config)
    key_of |= {document.document_id: document.url_key for document in found.rows["documents"]}
    return sorted([*citations, *found.rows["citations"]], key=lambda c: (key_of[c.document_id], c.document_id, c.position))


def _published(
    job: Job, keys: Collection[str], captures: Sequence[Capture]
) -> tuple[frozenset[str], dict[str, str], list[Citation]]:
    """The keys whose documents the head has as we would make them; their key by document_id; their citations."""
    store = open_store(job)
    head = store.head()
    if not keys or head is None or not is_ours(job, head):
        return frozenset(), {}, []
    held = set(store.read(head, "captures")["capture_id"].to_pylist())
    settled = frozenset(keys) - {capture.url_key for capture in captures if capture.capture_id not in held}
    documents = where(store.read(head, "documents"), "url_key", settled)
    key_of = dict(zip(documents["document_id"].to_pylist(), documents["url_key"].to_pylist(), strict=True))
    return settled, key_of, from_arrow("citations", where(store.read(head, "citations"), "document_id", key_of))


def _with_verdicts(job: Job, captures: Sequence[Capture]) -> list[Capture]:
    """The captures with the verdicts of the head release: a wall that answered 200 is to be planned as a wall."""
    store = open_store(job)
    head = store.head()
    rows = store.read(head, "captures").select(["capture_id", "outcome"]).to_pylist() if head else []
    verdicts = {row["capture_id"]: row["outcome"] for row in rows}
    return [replace(c, outcome=verdicts.get(c.capture_id, c.outcome)) for c in captures]
