"""Documents as sides of an alignment, read from the tables."""

# pyarrow.compute makes most of its functions when it is imported, where no type checker sees them:
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from readout.releases.streams import Stream
from readout.text.alignment.sides import Part, Side, family
from readout.text.alignment.translations import Page

NO_UNITS = frozenset({"url", "residue"})
"""Kinds of passages that no translator has looked at."""
COLUMNS = ("document_id", "position", "section_position", "start", "end", "text", "kind", "language", "script_outliers")


class Reader:
    """Some documents, their passages by language in memory."""

    def __init__(self, tables: Mapping[str, Stream], names: AbstractSet[str]) -> None:
        self._pages = {row["document_id"]: Page(**row) for row in _rows_of(tables["documents"], Page.__slots__, names)}
        self._parts: defaultdict[tuple[str, str], list[Part]] = defaultdict(list)
        for row in _rows_of(tables["passages"], COLUMNS, names):
            if row["kind"] not in NO_UNITS:
                self._parts[row["document_id"], family(row["language"])].append(_part(row))

    def page(self, document_id: str) -> Page:
        """One document."""
        return self._pages[document_id]

    def side(self, document_id: str, language: str) -> Side:
        """What one document has in one language."""
        parts = tuple(self._parts.get((document_id, language), ()))
        return Side(document_id=document_id, revision=self._pages[document_id].revision, parts=parts)


def _part(row: Mapping[str, Any]) -> Part:
    return Part(
        position=row["position"],
        section_position=row["section_position"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        outliers=tuple(row["script_outliers"]),
    )


def _rows_of(stream: Stream, columns: Iterable[str], names: AbstractSet[str]) -> Iterator[dict[str, Any]]:
    """The rows of these documents, in key order."""
    wanted = pa.array(sorted(names), pa.string())
    for batch in stream.batches(list(columns)):
        yield from batch.filter(pc.is_in(batch["document_id"].combine_chunks(), value_set=wanted)).to_pylist()
