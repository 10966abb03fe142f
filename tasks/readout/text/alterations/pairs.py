"""Which pairs of texts are compared for alterations, and which side of each is the original."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from readout.model import RelationKind
from readout.text.alterations.rows import ALTERED, AlteredPair
from readout.text.alterations.stretches import Stretch

RANK = {"revision": 0, "near": 0, "contains": 1, "quotes": 2}
Keys = Mapping[str, Any]
"""Sort key of each document: of two the lesser one is the original (`clusters.precedence`)."""


class Row(NamedTuple):
    """What is looked at of a row of `relations`."""

    document_id: str
    revision: int
    other_id: str
    other_revision: int
    kind: RelationKind
    spans: tuple[Stretch, ...]
    digest: str


Group = tuple[str, int, str, int]
"""The copy, and the document it was made of; for a page's own revisions both of them."""


def grouped(rows: Iterable[Row], keys: Keys) -> dict[Group, list[tuple[AlteredPair, str]]]:
    """Pairs and their rows' digests, by copy and original document: all texts of a page that a copy may be made of.

    Args:
        rows: of `relations`; other kinds, and documents without a key, are left out.
        keys: who comes first.
    """
    found: dict[Group, list[tuple[AlteredPair, str]]] = {}
    for row in rows:
        if row.kind not in ALTERED or not (row.document_id in keys and row.other_id in keys):
            continue
        is_first = row.kind != "revision" and keys[row.document_id] < keys[row.other_id]
        pair = AlteredPair(
            document_id=row.document_id,
            revision=row.revision,
            other_id=row.other_id,
            other_revision=row.other_revision,
            relation=row.kind,
            original="document" if is_first else "other",
            spans=row.spans if row.kind == "quotes" else (),
        )
        found.setdefault(group_of(pair), []).append((pair, row.digest))
    return found


def group_of(pair: AlteredPair) -> Group:
    """The copy and the original's document."""
    if pair.relation == "revision":
        return pair.key
    copy, original = pair.units[::-1] if pair.original == "document" else pair.units
    return (*copy, original[0], 0)


def choose(pairs: list[AlteredPair], changed: Callable[[AlteredPair], int]) -> AlteredPair:
    """The pair whose original is the text that the copy was made of: the one with the fewest changed tokens, else the newest.

    So a correction that the source made in silence is not blamed on the copier.
    """
    if len(pairs) == 1:
        return pairs[0]
    return min(pairs, key=lambda pair: (RANK[pair.relation], changed(pair), -_original_revision(pair)))


def _original_revision(pair: AlteredPair) -> int:
    return pair.revision if pair.original == "document" else pair.other_revision
