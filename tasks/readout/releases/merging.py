"""Sorted runs of rows to one, batch by batch: in memory is no more than a batch of each run that is being merged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

Key = tuple[tuple[bool, Any], ...]
"""Comparable: nulls come last, as in Arrow; text is in the order of code points, which is that of its UTF-8."""
BATCH_BYTES = 1 << 20
"""Of a batch in memory, about: a publish takes a quarter longer with half of it, and a tenth less with twice as much."""


@dataclass(frozen=True, slots=True)
class Run:
    """Rows in key order; no key's first column is less than `start`; None: that is not known."""

    start: str | None
    read: Callable[[Sequence[str] | None], Iterator[pa.Table]]


def merge(key: Sequence[str], runs: Sequence[Run], columns: Sequence[str] | None) -> Iterator[pa.Table]:
    """The rows of all runs in key order; a run is opened when the others have come to where it starts.

    Args:
        key: columns that give the order.
        runs: each in that order.
        columns: what is wanted of each row; None: all.
    """
    needed = None if columns is None else [*key, *(name for name in columns if name not in key)]
    # Half of it: batches that come from one run alone are handed on as they are.
    for rows in coalesce(_merged(key, sorted(runs, key=lambda run: run.start or ""), needed), BATCH_BYTES // 2):
        yield rows if columns is None else rows.select(list(columns))


def coalesce(batches: Iterator[pa.Table], aim: int = BATCH_BYTES) -> Iterator[pa.Table]:
    """The same rows in batches of at least `aim` bytes, but for the last."""
    waiting: list[pa.Table] = []
    size = 0
    for batch in batches:
        waiting.append(batch)
        size += batch.nbytes
        if size >= aim:
            yield _in_one(waiting)
            waiting, size = [], 0
    if waiting:
        yield _in_one(waiting)


def _in_one(tables: Sequence[pa.Table]) -> pa.Table:
    return tables[0] if len(tables) == 1 else pa.concat_tables(tables).combine_chunks()


def _merged(key: Sequence[str], runs: Sequence[Run], columns: Sequence[str] | None) -> Iterator[pa.Table]:
    waiting = list(reversed(runs))
    open_runs: list[_Cursor] = []
    while waiting or open_runs:
        bound = min((cursor.last for cursor in open_runs), default=None)
        if waiting and (bound is None or waiting[-1].start is None or waiting[-1].start <= bound[0][1]):
            cursor = _Cursor(key, waiting.pop().read(columns))
            open_runs += [cursor] if cursor.load() else []
        elif bound is not None:
            pieces = [piece for cursor in open_runs if (piece := cursor.take(bound)).num_rows]
            rows = pieces[0] if len(pieces) == 1 else pa.concat_tables(pieces).sort_by([(name, "ascending") for name in key])
            open_runs = [cursor for cursor in open_runs if cursor.rows.num_rows or cursor.load()]
            yield rows


class _Cursor:
    """A place in one run: `rows` are those loaded and not yet taken, `last` is the key of the last of them."""

    def __init__(self, key: Sequence[str], batches: Iterator[pa.Table]) -> None:
        self._key, self._batches = key, batches
        self.rows: pa.Table
        self.last: Key

    def load(self) -> bool:
        """The next batch with rows; False: there is none."""
        for batch in self._batches:
            if batch.num_rows:
                self.rows, self.last = batch, self._key_of(batch, batch.num_rows - 1)
                return True
        return False

    def take(self, bound: Key) -> pa.Table:
        """The loaded rows up to a key, the key included."""
        low, high = 0, self.rows.num_rows
        if self.last <= bound:
            low = high
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._key_of(self.rows, middle) <= bound else (low, middle)
        taken, self.rows = self.rows.slice(0, low), self.rows.slice(low)
        return taken

    def _key_of(self, rows: pa.Table, place: int) -> Key:
        values = (rows.column(name)[place].as_py() for name in self._key)
        return tuple((value is None, value) for value in values)
