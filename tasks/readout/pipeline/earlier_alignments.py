"""What the release before says of translations; pairs that nothing new touches keep it."""

# pyarrow.compute makes most of its functions when it is imported, where no type checker sees them:
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readout.model import Relation
from readout.releases.schema import from_arrow
from readout.releases.streams import Stream
from readout.text.alignment.sides import Candidate
from readout.text.alignment.translations import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The release before: what it says of translations, and the addresses that were computed anew since."""

    relations: Stream
    alignments: Stream
    keys: AbstractSet[str]


class KnownPairs:
    """What the release before says of pairs that nothing new touches."""

    def __init__(self, earlier: Earlier, documents: Stream) -> None:
        self._alignments = earlier.alignments
        self.touched: set[str] = set()
        for batch in documents.batches(["document_id", "url_key"]):
            fresh = pc.is_in(batch["url_key"].combine_chunks(), value_set=pa.array(sorted(earlier.keys), pa.string()))
            self.touched.update(batch.filter(fresh)["document_id"].to_pylist())
        self.relations: dict[frozenset[str], Relation] = {}
        for batch in earlier.relations.batches():
            rows = batch.filter(pc.equal(batch["kind"], "translation_of"))
            for row in from_arrow("relations", rows) if rows.num_rows else ():
                self.relations[frozenset((row.document_id, row.other_id))] = row

    def holds(self, candidate: Candidate, reason: Reason) -> bool:
        """Whether the decision on that pair stands. One by features has a row, or may never have been looked at."""
        if {candidate.chinese, candidate.english} & self.touched:
            return False
        row = self.row(candidate)
        return row.reason == reason if row else reason != "features"

    def row(self, candidate: Candidate) -> Relation | None:
        """What was said of that pair; None: that it is no translation, or nothing."""
        return self.relations.get(frozenset((candidate.chinese, candidate.english)))

    def alignments_of(self, relations: Collection[Relation]) -> Stream:
        """The rows of these pairs."""
        wanted = {(row.document_id, row.other_id) for row in relations}
        marks = [
            key in wanted
            for batch in self._alignments.batches(["document_id", "other_id", "position"])
            for key in zip(batch["document_id"].to_pylist(), batch["other_id"].to_pylist(), strict=True)
        ]
        return self._alignments.where(np.array(marks, np.bool_))
