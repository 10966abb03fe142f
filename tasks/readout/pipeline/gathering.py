"""Complete tables of the next release: what the head holds of untouched addresses, and the rows of this run."""

# pyarrow.compute makes most of its functions when it is imported, where no type checker sees them:
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readout.model import TABLES
from readout.pipeline.shards import read_stream
from readout.releases.records import Release
from readout.releases.store import Store
from readout.releases.streams import Stream, join_streams

BY_ADDRESS = ("captures", "documents", "document_history")
BY_DOCUMENT = ("citations", "sections", "passages", "turns")
# Stages whose rejections are a function of the run records, and those of the whole corpus: made anew each time.
OF_RECORDS = frozenset({"intake", "plan"})
OF_CORPUS = frozenset({"relate"})


def gather(
    store: Store, head: Release | None, keys: Iterable[str], folders: Sequence[Sequence[Path]], ledger: Path
) -> dict[str, Stream]:
    """All tables but the relations, before clusters and citations are resolved.

    Args:
        store: where the head is read.
        head: release to keep untouched addresses from; None keeps nothing.
        keys: addresses computed by this run; their rows in the head are replaced as a set.
        folders: those of each batch; a table is in the first one that has it.
        ledger: folder of the table `runs` and of the rejections of stages `intake` and `plan`, complete.
    """
    kept = _kept(store, head, frozenset(keys)) if head else {}
    names = (*BY_ADDRESS, *BY_DOCUMENT, "rejections")
    of_run = {name: [_first_stream(each, name) for each in folders] for name in names}
    of_run["rejections"].append(read_stream(ledger, "rejections"))
    tables = {name: join_streams(name, [*([kept[name]] if name in kept else []), *of_run[name]]) for name in names}
    return {**tables, "runs": read_stream(ledger, "runs")}


def untouched(store: Store, head: Release, ledger: Path) -> dict[str, Stream]:
    """The complete tables where no address has a new capture: the head's, and what the run records say now."""
    tables = {name: store.stream(head, name) for name in TABLES}
    rejections = [without(tables["rejections"], "stage", OF_RECORDS), read_stream(ledger, "rejections")]
    return {**tables, "runs": read_stream(ledger, "runs"), "rejections": join_streams("rejections", rejections)}


def _kept(store: Store, head: Release, keys: Collection[str]) -> dict[str, Stream]:
    """The head's rows of addresses that this run does not touch."""
    tables = {name: store.stream(head, name) for name in (*BY_ADDRESS, *BY_DOCUMENT, "rejections")}
    gone = _values(tables["documents"], "document_id", keys)
    dropped = gone | _values(tables["captures"], "capture_id", keys)
    kept = {name: without(tables[name], "url_key", keys) for name in BY_ADDRESS}
    kept |= {name: without(tables[name], "document_id", gone) for name in BY_DOCUMENT}
    rejections = without(tables["rejections"], "stage", OF_RECORDS | OF_CORPUS)
    kept["rejections"] = without(rejections, "subject", dropped)
    return kept


def _first_stream(folders: Sequence[Path], name: str) -> Stream:
    holding = (folder for folder in folders if (folder / f"{name}.parquet").is_file())
    return read_stream(next(holding, folders[0]), name)


def _values(stream: Stream, column: str, keys: Collection[str]) -> set[str]:
    """A column's values in the rows of these addresses."""
    batches = stream.batches(["url_key", column])
    return {value for batch in batches for value in batch.filter(_is_among("url_key", keys)(batch))[column].to_pylist()}


def where(table: pa.Table, column: str, values: Collection[str]) -> pa.Table:
    """The rows with one of these values."""
    return table.filter(_is_among(column, values)(table))


def without(stream: Stream, column: str, values: Collection[str]) -> Stream:
    """The rows with none of these values."""
    is_among = _is_among(column, values)
    marks = [pc.invert(is_among(batch)).to_numpy(zero_copy_only=False) for batch in stream.batches([column])]
    return stream.where(np.concatenate(marks))


def _is_among(column: str, values: Collection[str]) -> Callable[[pa.Table], pa.Array]:
    known = pa.array(sorted(values), pa.string())
    return lambda batch: pc.is_in(batch.column(column).combine_chunks(), value_set=known)
