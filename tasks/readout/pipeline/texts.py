"""All texts of a corpus while they are related: each read from the disk when it is asked for."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import overload

import pyarrow as pa

from readout.releases.disk import writing
from readout.releases.streams import Stream
from readout.text.copies.relations import Unit

COLUMNS = (
    "document_id",
    "revision",
    "url_key",
    "publisher",
    "title",
    "published_on",
    "published_at",
    "first_seen_at",
    "authority",
)
"""What units have from the table's row, besides the text."""


class StoredUnits(Sequence[Unit]):
    """Every text of every document, current revisions first.

    Names and dates are in memory, the texts one behind the other in a file that goes when this is closed.
    """

    def __init__(self, folder: Path, documents: Stream, history: Stream) -> None:
        """Write the texts into a file in the folder, which is made if absent.

        Raises:
            CannotWrite: read-only, no permission, disk full.
        """
        self._path = folder / "texts"
        self._bare: list[Unit] = []
        self._ends = array("q", [0])
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with self._path.open("wb") as file:
                for stream, is_current in ((documents, True), (history, False)):
                    for batch in stream.batches([*COLUMNS, "text"]):
                        self._bare += _units(batch, is_current=is_current)
                        for text in batch["text"].to_pylist():
                            self._ends.append(self._ends[-1] + file.write(text.encode()))
        self._file = os.open(self._path, os.O_RDONLY)

    def __enter__(self) -> StoredUnits:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._file)
        self._path.unlink()

    @property
    def bare(self) -> Sequence[Unit]:
        """All units without their texts."""
        return self._bare

    def __len__(self) -> int:
        return len(self._bare)

    @overload
    def __getitem__(self, place: int) -> Unit: ...
    @overload
    def __getitem__(self, place: slice) -> list[Unit]: ...
    def __getitem__(self, place: int | slice) -> Unit | list[Unit]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = range(len(self))[place]  # counts from the end, too; IndexError ends an iteration
        first, end = self._ends[number], self._ends[number + 1]
        return replace(self._bare[number], text=os.pread(self._file, end - first, first).decode())


def _units(batch: pa.Table, *, is_current: bool) -> Iterator[Unit]:
    """The units of some rows, without their texts."""
    for row in batch.select(list(COLUMNS)).to_pylist():
        yield Unit(**row, text="", is_current=is_current)
