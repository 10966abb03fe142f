"""The product's relations in the shape that the evaluator asks for; used through adapters.py."""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from translation_adapter import Translator

from readout.constants.relations import RelationConstants
from readout.model import Authority, Relation
from readout.releases.index import RelationIndex
from readout.text.copies import clusters, relations
from readout.text.copies.overlap import cover
from readout.text.copies.relations import Unit

OFFICIAL = frozenset({"state.gov"})
"""Publishers of the evaluator's cases that a publisher file would call official."""

MEMBERS_MAX = 16
"""Members of an exact class that are said to be equal to each other, too, and not only to the first: of thousands it would be millions."""
Doc = dict[str, Any]
Name = tuple[str, int]
Row = tuple[str, str, str, float]


def relate(docs: list[Doc], values: RelationConstants, translator: Translator) -> set[Row]:
    """All relations, those of an exact class's head said of its members too."""
    units, ids = units_of(docs, values)
    found = relations.relate(units, values).relations
    return _expanded(found, ids) | _translations(units, found, ids, translator)


class Index:
    """The relations index, fed with documents as they come."""

    def __init__(self, values: RelationConstants, translator: Translator) -> None:
        self._values, self._translator, self._docs = values, translator, list[Doc]()
        self._folder = tempfile.TemporaryDirectory()

    def add(self, docs: list[Doc]) -> None:
        """Take in some documents; which of them are texts of one page is seen from all that came."""
        self._docs += docs
        with self._open() as index:
            index.sync(units_of(self._docs, self._values)[0])

    def relations(self) -> set[Row]:
        """As `relate` gives them."""
        units, ids = units_of(self._docs, self._values)
        with self._open() as index:
            found = list(index.relations())
        return _expanded(found, ids) | _translations(units, found, ids, self._translator)

    def _open(self) -> RelationIndex:
        return RelationIndex(Path(self._folder.name), "adapter", self._values)


def _translations(units: list[Unit], found: Sequence[Relation], ids: dict[Name, str], translator: Translator) -> set[Row]:
    current = {unit.document_id: ids[unit.document_id, unit.revision] for unit in units if unit.is_current}
    return {(current[one], current[other], "translation_of", score) for one, other, score in translator.links(units, found)}


def _expanded(found: Iterable[Relation], ids: dict[Name, str]) -> set[Row]:
    rows = {(ids[r.document_id, r.revision], ids[r.other_id, r.other_revision], r.kind, r.score) for r in found}
    members: defaultdict[str, list[str]] = defaultdict(list)
    heads = {a: b for a, b, kind, _ in rows if kind == "exact"}
    for a, b in heads.items():
        members[b].append(a)
    for each in members.values():
        if len(each) <= MEMBERS_MAX:
            rows |= {(b, a, "exact", 1.0) for a, b in combinations(sorted(each), 2)}
    said = {frozenset((a, b)) for a, b, _, _ in rows}
    for a, b, kind, score in sorted(rows):
        if kind != "exact" and (members[a] or members[b]):
            rows |= {
                (x, y, "near" if kind == "revision" else kind, score)
                for x in (a, *members[a])
                for y in (b, *members[b])
                if frozenset((x, y)) not in said
            }
    return rows


def canonical(docs: list[Doc], values: RelationConstants) -> dict[str, str]:
    """For each text the id of the current text of its canonical document."""
    units, ids = units_of(docs, values)
    chosen = clusters.canonical(units, relations.relate(units, values).relations, values)
    last = {u.document_id: ids[u.document_id, u.revision] for u in units if u.is_current}
    return {ids[u.document_id, u.revision]: last[chosen[u.document_id].canonical_id] for u in units}


def units_of(docs: list[Doc], values: RelationConstants) -> tuple[list[Unit], dict[Name, str]]:
    """Units with page identity as section 7 of the design says, and the evaluator's id of each."""
    pages: defaultdict[str, list[Doc]] = defaultdict(list)
    for doc in sorted(docs, key=lambda d: d["id"]):
        pages[f"{doc['url']} {doc['publisher']}" if doc["url"] else doc["id"]].append(doc)
    units: list[Unit] = []
    ids: dict[Name, str] = {}
    for texts in pages.values():
        for document in _documents(texts, values):
            for revision, doc in enumerate(document, 1):
                units.append(_unit(doc, document[0]["id"], revision, is_current=doc is document[-1]))
                ids[document[0]["id"], revision] = doc["id"]
    return units, ids


def _documents(texts: list[Doc], values: RelationConstants) -> list[list[Doc]]:
    """The texts of one address, cut where it was reused for another document."""
    found = [[texts[0]]]
    for older, newer in pairwise(texts):
        dates = [_time(doc["published_at"]) for doc in (older, newer)]
        same_date = all(dates) and abs(dates[0] - dates[1]) <= timedelta(days=1)
        if same_date or min(cover(older["text"], newer["text"])) >= values.near_cover:
            found[-1].append(newer)
        else:
            found.append([newer])
    return found


def _unit(doc: Doc, document_id: str, revision: int, *, is_current: bool) -> Unit:
    seen = re.match(r"\d{8}T\d{6}Z", doc["id"])
    number = re.search(r"\d+", doc["id"])
    moment = (
        datetime.strptime(seen.group(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if seen
        else datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=int(number.group()) if number else 0)
    )
    published = _time(doc["published_at"])
    authority: Authority = "official" if doc["publisher"] in OFFICIAL else "outlet"
    return Unit(
        document_id=document_id,
        revision=revision,
        text=doc["text"],
        url_key=doc["url"] or f"file:{doc['id']}",
        publisher=doc["publisher"],
        title=doc.get("title"),
        published_on=published.date() if published else None,
        published_at=published,
        first_seen_at=moment,
        authority=authority if doc["publisher"] else None,
        is_current=is_current,
    )


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
