"""The texts of some documents while they are compared: in a file, as tokens when they are asked for."""

from __future__ import annotations

import os
from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from types import TracebackType

from readout.releases.disk import writing
from readout.releases.streams import Stream
from readout.text.tokens import Tokens, tokenise

TOKENS_KEPT = 1 << 19
"""Of texts that may be asked for again, at some 40 bytes each."""
Unit = tuple[str, int]


class HeldTexts:
    """Texts of the units wanted, and where the passages of the current ones begin; the file goes when this is closed."""

    def __init__(self, folder: Path, tables: Mapping[str, Stream], wanted: AbstractSet[Unit]) -> None:
        """Write the texts into a file in the folder.

        Raises:
            CannotWrite: read-only, no permission, disk full.
        """
        self._path = folder / "altered-texts"
        self._places: dict[Unit, tuple[int, int]] = {}
        self._kept: OrderedDict[Unit, Tokens] = OrderedDict()
        self._size = 0
        with writing(folder), self._path.open("wb") as file:
            for name in ("documents", "document_history"):
                for batch in tables[name].batches(["document_id", "revision", "text"]):
                    for document_id, revision, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                        if (document_id, revision) in wanted:
                            start = file.tell()
                            self._places[document_id, revision] = (start, file.write(text.encode()))
        self._file = os.open(self._path, os.O_RDONLY)
        self._passages = _passages(tables, wanted)

    def __enter__(self) -> HeldTexts:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._file)
        self._path.unlink()

    def tokens(self, unit: Unit) -> Tokens:
        """One text; the last ones asked for are kept."""
        found = self._kept.pop(unit, None)
        if found is None:
            start, size = self._places[unit]
            found = tokenise(os.pread(self._file, size, start).decode())
            self._size += len(found)
        self._kept[unit] = found
        while self._size > TOKENS_KEPT and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)
        return found

    def passages(self, unit: Unit) -> Sequence[int]:
        """Where the passages of a current text begin; none of a superseded one."""
        return self._passages.get(unit, ())


def _passages(tables: Mapping[str, Stream], wanted: AbstractSet[Unit]) -> dict[Unit, array[int]]:
    current: dict[str, array[int]] = {}
    units: dict[Unit, array[int]] = {}
    for batch in tables["documents"].batches(["document_id", "revision"]):
        for unit in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if unit in wanted:
                units[unit] = current[unit[0]] = array("q")
    for batch in tables["passages"].batches(["document_id", "position", "start"]):
        for document_id, start in zip(batch["document_id"].to_pylist(), batch["start"].to_pylist(), strict=True):
            if document_id in current:
                current[document_id].append(start)
    return units
