"""Stage `relate`: what the documents of the whole corpus have to do with each other, and what that says of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from readout.model import Relation
from readout.pipeline.aligning import align_tables
from readout.pipeline.earlier_alignments import Earlier
from readout.pipeline.indexing import find_relations
from readout.pipeline.linking import Linker
from readout.pipeline.texts import StoredUnits
from readout.releases.fields import ROW_HASH
from readout.releases.hashes import row_hashes
from readout.releases.schema import schema_of, to_arrow
from readout.releases.streams import Stream, join_streams, stream_of
from readout.settings import Config
from readout.text.copies.clusters import Canonical, canonical

Change = Callable[[pa.Table], Mapping[str, list[Any]]]
"""Gives for a batch of rows the values of the columns that change."""


def relate_tables(
    tables: Mapping[str, Stream], config: Config, folder: Path, *, by_index: bool = True, earlier: Earlier | None = None
) -> dict[str, Stream]:
    """The complete tables of a release, from those before relations.

    Args:
        tables: all tables but relations, alterations and alignments.
        config: constants, and the publishers' authority.
        folder: where the texts lie while they are compared.
        by_index: compare only what the last run's index does not know.
        earlier: the release whose alignments of untouched documents are kept; None: all are made.
    """
    citations = _changed(tables["citations"], _cited_columns(tables))
    with StoredUnits(folder, tables["documents"], tables["document_history"]) as units:
        related = find_relations(units, config, by_index=by_index)
        linker = Linker(units, related.relations, config, by_index)
        aligned = align_tables({**tables, "citations": citations}, config, folder, earlier, linker)
        relations = sorted([*related.relations, *aligned.relations], key=_relation_key)
        chosen = canonical(units, relations, config.constants.relations)
    made: dict[str, Sequence[Any]] = {"relations": relations, "alterations": ()}
    refused = sorted([*related.rejections, *aligned.rejections], key=lambda row: (row.subject, row.position))
    return {
        **tables,
        **{name: stream_of(name, to_arrow(name, rows)) for name, rows in made.items()},
        "documents": _changed(tables["documents"], _canonical_columns(chosen)),
        "alignments": aligned.alignments,
        "citations": citations,
        "rejections": join_streams(
            "rejections", [tables["rejections"], stream_of("rejections", to_arrow("rejections", refused))]
        ),
    }


def _relation_key(row: Relation) -> tuple[str, int, str, int, str]:
    return row.document_id, row.revision, row.other_id, row.other_revision, row.kind


def _changed(stream: Stream, change: Change) -> Stream:
    """The rows with other values in some columns, and with the digest that belongs to them."""
    schema = schema_of(stream.table)

    def read(columns: Sequence[str] | None) -> Iterator[pa.Table]:
        """Change each batch as it is read."""
        for batch in stream.read(None):
            data = batch
            for name, values in change(batch).items():
                place = schema.get_field_index(name)
                data = data.set_column(place, schema.field(place), pa.array(values, schema.field(place).type))
            data = data.set_column(len(schema) - 1, schema.field(ROW_HASH), pa.array(row_hashes(data), pa.string()))
            yield data.select(list(columns)) if columns else data

    return Stream(stream.table, stream.num_rows, read, stream.start)


def _canonical_columns(chosen: Mapping[str, Canonical]) -> Change:
    """Which document stands for each."""

    def change(batch: pa.Table) -> dict[str, list[Any]]:
        """The columns of one batch."""
        rows = [chosen[document_id] for document_id in batch["document_id"].to_pylist()]
        return {
            "canonical_id": [row.canonical_id for row in rows],
            "canonical_reason": [row.reason for row in rows],
            "cluster_size": [row.cluster_size for row in rows],
        }

    return change


def _cited_columns(tables: Mapping[str, Stream]) -> Change:
    """The document that each citation leads to."""
    wanted = {key for batch in tables["citations"].batches(["url_key"]) for key in batch["url_key"].to_pylist() if key}
    found = _documents_at(wanted, tables)

    def change(batch: pa.Table) -> dict[str, list[Any]]:
        """The column of one batch; what leads to no address keeps its value."""
        rows = zip(batch["url_key"].to_pylist(), batch["cited_document_id"].to_pylist(), strict=True)
        return {"cited_document_id": [found.get(key) if key else known for key, known in rows]}

    return change


def _documents_at(keys: AbstractSet[str], tables: Mapping[str, Stream]) -> dict[str, str]:
    """The document at each of these addresses, also by way of redirects; the newest of a reused one."""
    answered = _redirects(tables["captures"]) if keys else {}
    wanted = keys | {answered[key] for key in keys & answered.keys()}
    newest: dict[str, tuple[datetime, str]] = {}
    for batch in tables["documents"].batches(["url_key", "first_seen_at", "document_id"]) if wanted else ():
        for key, seen, document_id in _tuples(batch):
            if key in wanted:
                newest[key] = max(newest.get(key, (seen, document_id)), (seen, document_id))
    both = ((key, newest.get(key) or newest.get(answered.get(key, ""))) for key in keys)
    return {key: document[1] for key, document in both if document}


def _redirects(captures: Stream) -> dict[str, str]:
    """From the address that a fetch began with to the one that answered; the latest fetch decides."""
    columns = ["fetch_id", "hop", "url_key", "outcome"]
    ended: dict[str, str] = {}  # by fetch, in the order of the last capture of each
    for batch in captures.batches(columns):
        for fetch, hop, key, outcome in _tuples(batch):
            if hop > 0 and outcome == "ok":
                ended.pop(fetch, None)
                ended[fetch] = key
    first: dict[str, str] = {}
    for batch in captures.batches(columns) if ended else ():
        first |= {fetch: key for fetch, hop, key, _ in _tuples(batch) if hop == 0 and fetch in ended}
    return {first[fetch]: key for fetch, key in ended.items() if fetch in first}


def _tuples(batch: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)
