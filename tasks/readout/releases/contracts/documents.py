"""Contracts of `documents` and `document_history`: revisions, texts, canonical documents."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import pairwise

from readout.releases.contracts.rows import broken, key_at, keyed_rows_of, rows_of
from readout.releases.streams import Stream


def check_documents(tables: Mapping[str, Stream]) -> None:
    """Check that texts are what their digests say, revisions run 1..n, and canonical documents are canonical.

    Raises:
        ContractBroken: one of these does not hold.
    """
    for table in ("documents", "document_history"):
        _check_texts(tables[table])
    _check_revisions(tables["documents"], tables["document_history"])
    _check_canonical(tables["documents"])


def _check_texts(stream: Stream) -> None:
    for batch, place, (text, digest) in keyed_rows_of(stream, "text", "text_sha256"):
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            raise broken(stream.table, key_at(stream.table, batch, place), "text_sha256 is not the digest of text")


def _check_revisions(documents: Stream, history: Stream) -> None:
    earlier: dict[str, list[tuple[int, str]]] = {}
    for document_id, revision, digest in rows_of(history, "document_id", "revision", "text_sha256"):
        earlier.setdefault(document_id, []).append((revision, digest))
    for document_id, revision, digest in rows_of(documents, "document_id", "revision", "text_sha256"):
        texts = sorted([*earlier.pop(document_id, []), (revision, digest)])
        if [number for number, _ in texts] != list(range(1, revision + 1)):
            found = [number for number, _ in texts]
            raise broken("document_history", document_id, f"revisions must be 1 to {revision}, each once; there are {found}")
        for (number, one), (_, next_one) in pairwise(texts):
            if one == next_one:
                raise broken("document_history", document_id, f"revisions {number} and {number + 1} have the same text")
    if earlier:
        raise broken("document_history", next(iter(earlier)), "the document has no current revision in documents")


def _check_canonical(documents: Stream) -> None:
    canonical = dict(rows_of(documents, "document_id", "canonical_id"))
    for document_id, canonical_id in canonical.items():
        if canonical_id is not None and canonical[canonical_id] != canonical_id:
            raise broken("documents", document_id, f"canonical_id {canonical_id} names a document that is not canonical")
