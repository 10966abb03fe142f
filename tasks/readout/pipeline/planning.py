"""What a run wants and what of it is due: named by the watchlist and the request, or cited by the documents it was given."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from readout.discover.due import fetches
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
    return [*named, *cited_by(job, keys, captures)]


def cited_by(job: Job, keys: Collection[str], captures: Sequence[Capture]) -> list[Target]:
    """What the documents with these keys cite."""
    publishers, letters = job.config.publishers, job.config.constants.discover.slug_letters
    citations, days = _citations(job, keys, captures)
    cited = targets_of_citations(citations, publishers, letters, days)
    log.info("%-10s %d addresses cited in %d documents", "discover", len({target.url_key for target in cited}), len(keys))
    return cited


def reached_keys(wanted: Iterable[Target], captures: Sequence[Capture]) -> set[str]:
    """The keys of these addresses, and of the pages to which they redirect."""
    keys = {target.url_key for target in wanted}
    chains = [{hop.url_key for hop in hops} for hops in fetches(captures, "page")]
    return keys.union(*(chain for chain in chains if chain & keys))


def plan_of(job: Job, targets: Iterable[Target], captures: Sequence[Capture], *, documents_max: int | None = None) -> Plan:
    """What is due of the targets, given all captures of data/raw; `documents_max` as in `plan`."""
    return plan(
        targets,
        with_verdicts(job, captures),
        publishers=job.config.publishers,
        mode="offline" if job.offline else job.request.mode,
        now=job.clock(),
        documents_max=documents_max,
        constants=job.config.constants.discover,
        run_id=job.run_id,
    )


def _citations(job: Job, keys: Collection[str], captures: Sequence[Capture]) -> tuple[list[Citation], dict[str, date | None]]:
    """Citations of these documents by their keys, and each one's day: of the head if it holds all of a key, else read anew."""
    settled, citers, citations = _published(job, keys, captures)
    fresh = [capture for capture in captures if capture.url_key in keys and capture.url_key not in settled]
    found = extract_captures(fresh, {c.capture_id: c for c in captures}, job.raw, job.config)
    citers |= {document.document_id: (document.url_key, document.published_on) for document in found.rows["documents"]}
    ordered = sorted(
        [*citations, *found.rows["citations"]], key=lambda c: (citers[c.document_id][0], c.document_id, c.position)
    )
    return ordered, {document_id: day for document_id, (_, day) in citers.items()}


def _published(
    job: Job, keys: Collection[str], captures: Sequence[Capture]
) -> tuple[frozenset[str], dict[str, tuple[str, date | None]], list[Citation]]:
    """The keys whose documents the head has as we would make them; key and day by document_id; their citations."""
    store = open_store(job)
    head = store.head()
    if not keys or head is None or not is_ours(job, head):
        return frozenset(), {}, []
    held = set(store.read(head, "captures")["capture_id"].to_pylist())
    settled = frozenset(keys) - {capture.url_key for capture in captures if capture.capture_id not in held}
    documents = where(store.read(head, "documents"), "url_key", settled).select(["document_id", "url_key", "published_on"])
    citers = {row["document_id"]: (row["url_key"], row["published_on"]) for row in documents.to_pylist()}
    return settled, citers, from_arrow("citations", where(store.read(head, "citations"), "document_id", citers))


def with_verdicts(job: Job, captures: Iterable[Capture]) -> list[Capture]:
    """The captures with the verdicts of the head release: a wall that answered 200 is to be planned, and asked for, as a wall."""
    store = open_store(job)
    head = store.head()
    rows = store.read(head, "captures").select(["capture_id", "outcome"]).to_pylist() if head else []
    verdicts = {row["capture_id"]: row["outcome"] for row in rows}
    return [replace(c, outcome=verdicts.get(c.capture_id, c.outcome)) for c in captures]
