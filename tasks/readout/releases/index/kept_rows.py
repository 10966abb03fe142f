"""Rows of the table `relations` as the index keeps them, and the update of those that an update concerns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from readout.constants.relations import RelationConstants
from readout.model import Relation, SharedSpan
from readout.releases.index.intake import Changes, TextOf, read_keys
from readout.releases.index.meetings import PRINT, ClassPair, Meetings
from readout.releases.index.units import Head, signed, unit_of
from readout.text.copies.fingerprints import sketch
from readout.text.copies.pairs import candidate_row, member_row, successor_row
from readout.text.copies.rarity import RARE, count_rare, mean_rarity
from readout.text.copies.sides import Sides
from readout.text.copies.units import Unit
from readout.text.tokens import Hashes, Places

EXACT, REVISION, JUDGED = range(3)
"""Where a row comes from: a class and its member, successive texts of a document, a pair that was judged."""
KEY = 5
"""The first columns are the table's key."""
COLUMNS = tuple(field.name for field in fields(Relation))
SPANS = COLUMNS.index("spans") - KEY
UNITS_KEPT = 4096
"""Units whose names and dates are remembered while pairs are judged."""


class Rows:
    """The rows of an index, while an update is made."""

    def __init__(self, database: sqlite3.Connection, text_of: TextOf, constants: RelationConstants) -> None:
        self._database, self._text_of, self._constants = database, text_of, constants
        self._sides = Sides(text_of, self._levels, constants)
        self._unit = lru_cache(UNITS_KEPT)(self._read_unit)

    def update(self, changes: Changes, found: Meetings) -> None:
        """Take out the rows of what changed, and make those that are now true."""
        self._forget(changes, found)
        self._judge(found)
        self._link_members(changes)
        self._link_successors(changes, found)
        self._correct_members(found)

    def _forget(self, changes: Changes, found: Meetings) -> None:
        for head in changes.before.values():  # it may stay, as a member
            for source in (EXACT, JUDGED):
                for column in ("one", "other"):
                    self._database.execute(f"DELETE FROM relation WHERE {column} = ? AND source = ?", (head.unit, source))  # noqa: S608 - one of our own names
        pairs = sorted(found.recorded)
        self._database.executemany("DELETE FROM pair WHERE one = ? AND other = ?", pairs)
        heads = [(found.heads[a].unit, found.heads[b].unit) for a, b in pairs if a in found.heads and b in found.heads]
        self._delete(JUDGED, heads)

    def _delete(self, source: int, units: Iterable[tuple[int, int]]) -> None:
        """The rows of pairs of units."""
        rows = ((min(pair), max(pair), source) for pair in units)
        self._database.executemany("DELETE FROM relation WHERE one = ? AND other = ? AND source = ?", rows)

    def _judge(self, found: Meetings) -> None:
        self._database.executemany("INSERT INTO pair VALUES (?, ?)", (sorted(pair) for pair in found.candidates))
        self._insert(JUDGED, self._judged(found.candidates, found.heads))

    def _judged(self, pairs: list[ClassPair], heads: dict[int, Head]) -> Iterator[tuple[int, int, Relation]]:
        for a, b in ((heads[later].unit, heads[earlier].unit) for later, earlier in pairs):
            if row := candidate_row(self._unit(a), self._unit(b), self._sides[a], self._sides[b], self._constants):
                yield a, b, row

    def _link_members(self, changes: Changes) -> None:
        """Rows of units that have the tokens of an earlier one, where the unit, the first one or their document changed."""
        pairs = self._members(changes)
        self._delete(EXACT, pairs)
        self._insert(EXACT, self._member_rows(pairs))

    def _members(self, changes: Changes) -> list[tuple[int, int]]:
        """(member, first unit), by class."""
        members: set[tuple[int, int, int]] = set()
        query = "SELECT class, unit.number, head FROM unit JOIN class ON class.number = class WHERE {} AND unit.number != head"
        for column, values in (
            ("unit.number", changes.units),
            ("class", changes.after.keys()),
            ("unit.document_id", changes.documents),
        ):
            for value in values:
                members.update(self._database.execute(query.format(f"{column} = ?"), (value,)))
        return [(unit, head) for _, unit, head in sorted(members)]

    def _member_rows(self, pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int, Relation]]:
        for member, head in pairs:
            first = self._sides[head]
            if len(first) >= self._constants.tokens_min and not self._is_successive(member, head):
                made = sketch(self._text_of(member), self._constants)
                yield member, head, member_row(self._unit(member), self._unit(head), made, first, self._constants)

    def _is_successive(self, member: int, head: int) -> bool:
        a, b = self._unit(member), self._unit(head)
        if a.document_id != b.document_id:
            return False
        between = self._database.execute(
            "SELECT count(*) FROM unit WHERE document_id = ? AND revision > ? AND revision < ? AND class IS NOT NULL",
            (a.document_id, min(a.revision, b.revision), max(a.revision, b.revision)),
        ).fetchone()
        return between == (0,)

    def _link_successors(self, changes: Changes, found: Meetings) -> None:
        """Rows of successive texts of a document, where a text of it changed, or keys that both have."""
        wanted, held = set[tuple[int, int]](), set[tuple[int, int]]()
        for document_id in sorted(changes.documents):
            wanted.update(self._successive(document_id))
            held.update(self._linked(document_id))
        self._delete(REVISION, held - wanted)
        stale = self._stale_successors(found) - (held - wanted)
        self._delete(REVISION, stale)
        self._insert(REVISION, self._successor_rows(sorted((wanted - held) | stale)))

    def _successive(self, document_id: str) -> Iterator[tuple[int, int]]:
        rows = self._database.execute(
            "SELECT number FROM unit WHERE document_id = ? AND class IS NOT NULL ORDER BY revision", (document_id,)
        )
        numbers = [number for (number,) in rows]
        return ((newer, older) for older, newer in pairwise(numbers))

    def _linked(self, document_id: str) -> Iterator[tuple[int, int]]:
        """(newer, older) of the rows that there are."""
        rows = self._database.execute(
            "SELECT one, other FROM unit JOIN relation ON one = number WHERE unit.document_id = ? AND source = ?",
            (document_id, REVISION),
        ).fetchall()
        return ((a, b) if self._unit(a).revision > self._unit(b).revision else (b, a) for a, b in rows)

    def _stale_successors(self, found: Meetings) -> set[tuple[int, int]]:
        query = (
            "SELECT one, other, a.class, b.class FROM unit JOIN relation ON {} = unit.number AND source = ? "
            "JOIN unit a ON a.number = one JOIN unit b ON b.number = other WHERE unit.class = ?"
        )
        pairs = {
            row
            for group in found.levels
            for column in ("one", "other")
            for row in self._database.execute(query.format(column), (REVISION, group)).fetchall()
        }
        levels = found.levels
        stale = [(one, other) for one, other, a, b in pairs if not levels.get(a, set()).isdisjoint(levels.get(b, ()))]
        return {(a, b) if self._unit(a).revision > self._unit(b).revision else (b, a) for a, b in stale}

    def _successor_rows(self, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, Relation]]:
        for newer, older in pairs:
            a, b = self._sides[newer], self._sides[older]
            yield newer, older, successor_row(self._unit(newer), self._unit(older), a, b, self._constants)

    def _correct_members(self, found: Meetings) -> None:
        """Rows of members of classes whose keys are now more or less common: nothing else of them has changed."""
        for group in sorted(found.levels):
            rows = self._database.execute(
                "SELECT relation.* FROM class JOIN relation ON other = head OR one = head WHERE number = ? AND source = ?",
                (group, EXACT),
            ).fetchall()
            if rows:
                levels = self._levels(read_keys(self._database, group)[PRINT])
                rare, share = count_rare(levels), mean_rarity(levels, self._constants)
                for row in rows:
                    relation = replace(decode(row), rare_shared=rare, rare_share=share)
                    self._delete(EXACT, [(row[6], row[7])])
                    self._insert(EXACT, [(row[6], row[7], relation)])

    def _insert(self, source: int, rows: Iterable[tuple[int, int, Relation]]) -> None:
        self._database.executemany(
            "INSERT INTO relation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (encode(row, source, min(a, b), max(a, b)) for a, b, row in rows),
        )

    def _levels(self, prints: Hashes) -> Places:
        levels = np.full(len(prints), RARE)
        rows = self._database.execute(
            "SELECT l.key, level FROM json_each(?) wanted CROSS JOIN print_level l ON l.key = wanted.value",
            (json.dumps(signed(prints)),),
        ).fetchall()
        if rows:
            found = np.array(rows, np.int64)
            levels[np.searchsorted(prints, found[:, 0].view(np.uint64))] = found[:, 1]
        return levels

    def _read_unit(self, number: int) -> Unit:
        row = self._database.execute("SELECT document_id, revision, fields FROM unit WHERE number = ?", (number,)).fetchone()
        return unit_of(*row)


def encode(row: Relation, source: int, one: int, other: int) -> tuple[Any, ...]:
    """A row as it is kept, with the numbers of its units, the lesser first."""
    values = [getattr(row, name) for name in COLUMNS]
    body = values[KEY:]
    body[SPANS] = [astuple(span) for span in row.spans]
    return (*values[:KEY], source, one, other, json.dumps(body))


def decode(kept: tuple[Any, ...]) -> Relation:
    """A row as it was."""
    body: list[Any] = json.loads(kept[-1])
    body[SPANS] = tuple(SharedSpan(*span) for span in body[SPANS])
    return Relation(**dict(zip(COLUMNS, (*kept[:KEY], *body), strict=True)))
