"""Clusters of copies, and which of their documents stands for all: nothing is dropped, one is named."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import get_args

from readout.constants.relations import RelationConstants
from readout.model import Authority, Relation
from readout.text.copies.overlap import cover
from readout.text.copies.units import Unit, published_day

JOINING = ("exact", "near", "revision")
RANKS: dict[str | None, int] = {name: rank for rank, name in enumerate(get_args(Authority))}
Key = tuple[int, bool, datetime, datetime, str]
KEYS = ("authority", "original_language", "published_at", "first_seen_at", "document_id")
"""What decides, first to last; the key that decided is stored."""


@dataclass(frozen=True, slots=True)
class Canonical:
    """The document that stands for another, the key that decided (`only` for a document without copies), the cluster's size."""

    canonical_id: str
    reason: str
    cluster_size: int


def canonical(units: Sequence[Unit], relations: Sequence[Relation], constants: RelationConstants) -> dict[str, Canonical]:
    """For each document the one that stands for its cluster.

    A cluster is what exact, near and revision join, through whatever chain; nothing else joins. A document of which
    less than `weak_cover` is in the canonical one, either way, stands for itself (`weak_chain`).

    Args:
        units: every text of every document; the texts of the current ones may be asked for again.
        relations: from `relate` (translations may be among them).
        constants: bound of weak chains.
    """
    bare = [replace(unit, text="") for unit in units]
    place_of = _current_places(bare)
    current = {name: bare[place] for name, place in place_of.items()}
    keys = _keys(bare, current, relations, constants)
    direct = _direct_covers(relations)
    chosen: dict[str, Canonical] = {}
    for members in _components(list(current), relations):
        best, *others = sorted(members, key=lambda name: keys[name])
        reason = _deciding(keys[best], keys[others[0]]) if others else "only"
        chosen[best] = Canonical(best, reason, len(members))
        compared: dict[bytes, float] = {}  # by digest of the text: many members may have the same
        for name in others:
            most = direct.get((name, best))
            if most is None:
                most = _greater_cover(units[place_of[name]].text, units[place_of[best]].text, compared)
            weak = most < constants.weak_cover
            chosen[name] = Canonical(name if weak else best, "weak_chain" if weak else reason, len(members))
    return chosen


def clusters_among(names: Collection[str], relations: Iterable[Relation]) -> dict[str, str]:
    """For each of these documents the first name of those that hold its text, whole or in part.

    Chains by way of other documents do not count.
    """
    among = (row for row in relations if row.document_id in names and row.other_id in names)
    components = _components(sorted(names), among, (*JOINING, "contains"))
    return {name: min(members) for members in components for name in members}


def precedence(units: Sequence[Unit], relations: Sequence[Relation], constants: RelationConstants) -> dict[str, Key]:
    """The sort key of each document: of two that say the same, the lesser one is the original.

    Args:
        units: every text of every document; the texts themselves are not looked at.
        relations: from `relate`; only translations matter.
        constants: which dates are impossible.
    """
    current = {name: units[place] for name, place in _current_places(units).items()}
    return _keys(units, current, relations, constants)


def _current_places(units: Sequence[Unit]) -> dict[str, int]:
    """The place of each document's current unit."""
    by_age = sorted(range(len(units)), key=lambda place: (units[place].is_current, units[place].revision))
    return {units[place].document_id: place for place in by_age}


def _greater_cover(text: str, best: str, compared: dict[bytes, float]) -> float:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    if digest not in compared:
        compared[digest] = max(cover(text, best))
    return compared[digest]


def _direct_covers(relations: Sequence[Relation]) -> dict[tuple[str, str], float]:
    """The greater cover of each pair of current texts that has a row, both ways round."""
    found: dict[tuple[str, str], float] = {}
    for row in relations:
        if row.is_current and row.kind in JOINING:
            most = max(row.cover, row.other_cover)
            found[row.document_id, row.other_id] = found[row.other_id, row.document_id] = most
    return found


def _components(names: Sequence[str], relations: Iterable[Relation], kinds: Sequence[str] = JOINING) -> list[list[str]]:
    """Connected components, each a set: the order of edges cannot matter."""
    parent = {name: name for name in names}

    def root(name: str) -> str:
        """The name that stands for the component, the way to it halved."""
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for row in relations:
        if row.kind in kinds:
            parent[root(row.document_id)] = root(row.other_id)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        members[root(name)].append(name)
    return list(members.values())


def _keys(
    units: Sequence[Unit], current: dict[str, Unit], relations: Sequence[Relation], constants: RelationConstants
) -> dict[str, Key]:
    """The sort key of each document: the best comes first."""
    translations = {row.document_id for row in relations if _is_known_translation(row)}
    first_seen: dict[str, datetime] = {}
    for unit in sorted(units, key=lambda unit: unit.order):
        first_seen.setdefault(unit.document_id, unit.first_seen_at)
    return {
        name: (
            RANKS.get(unit.authority, len(RANKS)),
            name in translations,
            _published(unit, first_seen[name], constants),
            first_seen[name],
            name,
        )
        for name, unit in current.items()
    }


def _is_known_translation(row: Relation) -> bool:
    """Whether a whole document translates another one, and one of them says so.

    Of copies of a translation, features find the original of the first one alone: that must not put it behind its copies.
    """
    return row.kind == "translation_of" and row.document_id != row.other_id and row.reason != "features"


def _published(unit: Unit, first_seen: datetime, constants: RelationConstants) -> datetime:
    """The moment of publication, a day without a time counting from its end; the end of time where unknown or impossible."""
    latest = datetime.max.replace(tzinfo=UTC)
    day = published_day(unit, constants)
    if day is None:
        return latest
    moment = unit.published_at or datetime.combine(day, time.max, tzinfo=UTC)
    if unit.published_at is not None and moment > first_seen:
        return latest
    return moment


def _deciding(best: Key, second: Key) -> str:
    """The first key in which the canonical document differs from the next best."""
    return next(name for name, a, b in zip(KEYS, best, second, strict=True) if a != b)
