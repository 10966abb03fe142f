"""Complete tables of the next release: what the head holds of untouched addresses, and the rows of this run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds

from readout.model import Rejection, Run
from readout.pipeline.shards import read_table
from readout.releases.records import Release
from readout.releases.schema import to_arrow
from readout.releases.store import Store

BY_ADDRESS = ("captures", "documents", "document_history")
BY_DOCUMENT = ("citations", "sections", "passages", "turns")
# Stages whose rejections are a function of the run records or of the whole corpus: made anew each time.
MADE_ANEW = ("intake", "plan", "relate")


def gather(
    store: Store,
    head: Release | None,
    keys: Iterable[str],
    folders: Sequence[Path],
    runs: Sequence[Run],
    rejections: Sequence[Rejection],
) -> dict[str, pa.Table]:
    """All tables but the relations, before clusters and citations are resolved.

    Args:
        store: where the head is read.
        head: release to keep untouched addresses from; None keeps nothing.
        keys: addresses computed by this run; their rows in the head are replaced as a set.
        folders: the batches' tables.
        runs: rows of the table `runs`, complete.
        rejections: rows of stages `intake` and `plan`, complete.
    """
    kept = _kept(store, head, set(keys)) if head else {}
    names = (*BY_ADDRESS, *BY_DOCUMENT, "rejections")
    tables = {name: _joined([*kept.get(name, []), *(read_table(folder, name) for folder in folders)], name) for name in names}
    tables["rejections"] = _joined([tables["rejections"], to_arrow("rejections", rejections)], "rejections")
    tables["runs"] = to_arrow("runs", runs)
    return tables


def _kept(store: Store, head: Release, keys: set[str]) -> dict[str, list[pa.Table]]:
    """The head's rows of addresses that this run does not touch."""
    tables = {name: store.read(head, name) for name in (*BY_ADDRESS, *BY_DOCUMENT, "rejections")}
    documents, captures = tables["documents"], tables["captures"]
    gone = set(_where(documents, "url_key", keys)["document_id"].to_pylist())
    dropped = gone | set(_where(captures, "url_key", keys)["capture_id"].to_pylist())
    kept = {name: [_without(tables[name], "url_key", keys)] for name in BY_ADDRESS}
    kept |= {name: [_without(tables[name], "document_id", gone)] for name in BY_DOCUMENT}
    rejections = _without(tables["rejections"], "stage", set(MADE_ANEW))
    kept["rejections"] = [_without(rejections, "subject", dropped)]
    return kept


def _where(table: pa.Table, column: str, values: set[str]) -> pa.Table:
    return table.filter(ds.field(column).isin(pa.array(sorted(values), pa.string())))


def _without(table: pa.Table, column: str, values: set[str]) -> pa.Table:
    return table.filter(~ds.field(column).isin(pa.array(sorted(values), pa.string())))


def _joined(tables: Sequence[pa.Table], name: str) -> pa.Table:
    return pa.concat_tables([to_arrow(name, []), *tables])
