"""Complete tables of the next release: what the head holds of untouched addresses, and the rows of this run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds

from readout.model import TABLES
from readout.pipeline.shards import read_table
from readout.releases.records import Release
from readout.releases.schema import to_arrow
from readout.releases.store import Store

BY_ADDRESS = ("captures", "documents", "document_history")
BY_DOCUMENT = ("citations", "sections", "passages", "turns")
# Stages whose rejections are a function of the run records, and those of the whole corpus: made anew each time.
OF_RECORDS = frozenset({"intake", "plan"})
OF_CORPUS = frozenset({"relate"})


def gather(
    store: Store, head: Release | None, keys: Iterable[str], folders: Sequence[Path], ledger: Path
) -> dict[str, pa.Table]:
    """All tables but the relations, before clusters and citations are resolved.

    Args:
        store: where the head is read.
        head: release to keep untouched addresses from; None keeps nothing.
        keys: addresses computed by this run; their rows in the head are replaced as a set.
        folders: the batches' tables.
        ledger: folder of the table `runs` and of the rejections of stages `intake` and `plan`, complete.
    """
    kept = _kept(store, head, frozenset(keys)) if head else {}
    names = (*BY_ADDRESS, *BY_DOCUMENT, "rejections")
    tables = {name: _joined([*kept.get(name, []), *(read_table(folder, name) for folder in folders)], name) for name in names}
    tables["rejections"] = _joined([tables["rejections"], read_table(ledger, "rejections")], "rejections")
    tables["runs"] = read_table(ledger, "runs")
    return tables


def untouched(store: Store, head: Release, ledger: Path) -> dict[str, pa.Table]:
    """The complete tables where no address has a new capture: the head's, and what the run records say now."""
    tables = {name: store.read(head, name) for name in TABLES}
    rejections = [without(tables["rejections"], "stage", OF_RECORDS), read_table(ledger, "rejections")]
    return {**tables, "runs": read_table(ledger, "runs"), "rejections": _joined(rejections, "rejections")}


def _kept(store: Store, head: Release, keys: Collection[str]) -> dict[str, list[pa.Table]]:
    """The head's rows of addresses that this run does not touch."""
    tables = {name: store.read(head, name) for name in (*BY_ADDRESS, *BY_DOCUMENT, "rejections")}
    documents, captures = tables["documents"], tables["captures"]
    gone = set(where(documents, "url_key", keys)["document_id"].to_pylist())
    dropped = gone | set(where(captures, "url_key", keys)["capture_id"].to_pylist())
    kept = {name: [without(tables[name], "url_key", keys)] for name in BY_ADDRESS}
    kept |= {name: [without(tables[name], "document_id", gone)] for name in BY_DOCUMENT}
    rejections = without(tables["rejections"], "stage", OF_RECORDS | OF_CORPUS)
    kept["rejections"] = [without(rejections, "subject", dropped)]
    return kept


def where(table: pa.Table, column: str, values: Collection[str]) -> pa.Table:
    """The rows with one of these values."""
    return table.filter(ds.field(column).isin(pa.array(sorted(values), pa.string())))


def without(table: pa.Table, column: str, values: Collection[str]) -> pa.Table:
    """The rows with none of these values."""
    return table.filter(~ds.field(column).isin(pa.array(sorted(values), pa.string())))


def _joined(tables: Sequence[pa.Table], name: str) -> pa.Table:
    return pa.concat_tables([to_arrow(name, []), *tables])
