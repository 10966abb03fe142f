"""Units taken out of the relations index and put into it: which exact classes come, go, or get another first unit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from readout.constants.relations import RelationConstants
from readout.releases.index.holders import NO_KEYS, Keys
from readout.releases.index.units import Head, digest_of, fields_of, head_of, pack, read_heads, seen, unit_of, unpack
from readout.text.copies.fingerprints import Sketch, address_key, sketch
from readout.text.copies.relations import BEGINNING
from readout.text.copies.units import Unit
from readout.text.tokens import Hashes

TextOf = Callable[[int], str]
"""The text of a unit that is in the index, by its number."""


@dataclass(slots=True)
class Changes:
    """What an update did to units and classes; classes whose first unit is as before are in none of the mappings."""

    before: dict[int, Head] = field(default_factory=dict[int, Head])
    after: dict[int, Head] = field(default_factory=dict[int, Head])
    keys_before: dict[int, Keys] = field(default_factory=dict[int, Keys])
    keys_after: dict[int, Keys] = field(default_factory=dict[int, Keys])
    units: set[int] = field(default_factory=set[int])  # put in
    documents: set[str] = field(default_factory=set[str])  # with a unit put in or taken out

    @property
    def classes(self) -> set[int]:
        """Those that came, went, or have another first unit."""
        return self.before.keys() | self.after.keys()


class Intake:
    """One update of units and classes; what depends on them is not touched."""

    def __init__(self, database: sqlite3.Connection, text_of: TextOf, constants: RelationConstants) -> None:
        self._database, self._text_of, self._constants = database, text_of, constants
        self._touched: dict[int, Head | None] = {}  # as they were
        self._paragraphs: dict[int, tuple[tuple[int, str, int], Hashes]] = {}  # by class: of its first new unit
        self._changes = Changes()

    def take_out(self, numbers: Iterable[int]) -> None:
        """Remove units, with the relations that name them."""
        for number in numbers:
            document_id, group = self._database.execute(
                "DELETE FROM unit WHERE number = ? RETURNING document_id, class", (number,)
            ).fetchone()
            self._database.execute("DELETE FROM relation WHERE one = ?", (number,))
            self._database.execute("DELETE FROM relation WHERE other = ?", (number,))
            self._changes.documents.add(document_id)
            if group is not None:
                self._touch(group)

    def put_in(self, units: Iterable[Unit]) -> None:
        """Add units, with their texts."""
        for unit in units:
            group, refused = None, "over_size"
            if len(unit.text) <= self._constants.characters_max:
                made = sketch(unit.text, self._constants)
                refused = "too_short" if len(made.tokens) < self._constants.tokens_min else None
                group = self._class_of(made)
                order = (seen(unit), unit.document_id, unit.revision)
                if group not in self._paragraphs or order < self._paragraphs[group][0]:
                    self._paragraphs[group] = order, made.paragraphs
            self._insert(unit, group, refused)

    def settle(self) -> Changes:
        """See which unit is now the first of each class that was touched."""
        for group, head in self._touched.items():
            self._settle_class(group, head)
        return self._changes

    def _touch(self, group: int) -> None:
        if group not in self._touched:
            self._touched[group] = read_heads(self._database, [group]).get(group)

    def _class_of(self, made: Sketch) -> int:
        """The number of a text's exact class, which is made if need be."""
        found = self._database.execute("SELECT number FROM class WHERE norm_hash = ?", (made.norm_hash,)).fetchone()
        if found:
            self._touch(found[0])
            return found[0]
        group = self._database.execute(
            "INSERT INTO class (norm_hash, size, tokens) VALUES (?, ?, ?)",
            (made.norm_hash, len(made.print_set), len(made.tokens)),
        ).lastrowid
        assert group is not None  # noqa: S101 - SQLite gives every row a number
        self._database.execute("INSERT INTO keys (class, print) VALUES (?, ?)", (group, pack(made.print_set)))
        self._touched[group] = None
        return group

    def _insert(self, unit: Unit, group: int | None, refused: str | None) -> None:
        beginning = unit.text[:BEGINNING].encode("utf-8", "surrogatepass") if refused else None
        number = self._database.execute(
            "INSERT INTO unit (document_id, revision, digest, seen, class, refused, beginning, fields) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (unit.document_id, unit.revision, digest_of(unit), seen(unit), group, refused, beginning, fields_of(unit)),
        ).lastrowid
        assert number is not None  # noqa: S101 - SQLite gives every row a number
        self._changes.units.add(number)
        self._changes.documents.add(unit.document_id)

    def _settle_class(self, group: int, before: Head | None) -> None:
        first = self._database.execute(
            "SELECT number, document_id, revision, fields FROM unit WHERE class = ? ORDER BY seen, document_id, revision LIMIT 1",
            (group,),
        ).fetchone()
        if before and first and first[0] == before.unit:
            return
        keys = self._read_keys(group)
        if before:
            self._changes.before[group], self._changes.keys_before[group] = before, keys
        if first:
            unit = unit_of(first[1], first[2], first[3])
            head = head_of(first[0], unit, len(keys[0]))
            after = (keys[0], self._paragraphs_of(group, head), address_key(unit.url_key))
            self._changes.after[group], self._changes.keys_after[group] = head, after
            self._write_class(group, head, after)
        else:
            self._database.execute("DELETE FROM class WHERE number = ?", (group,))
            self._database.execute("DELETE FROM keys WHERE class = ?", (group,))

    def _read_keys(self, group: int) -> Keys:
        return read_keys(self._database, group)

    def _paragraphs_of(self, group: int, head: Head) -> Hashes:
        """The paragraphs of a first unit: two texts with the same tokens may be cut into other paragraphs."""
        order, paragraphs = self._paragraphs.get(group, (None, NO_KEYS[1]))
        return paragraphs if order == head.order else sketch(self._text_of(head.unit), self._constants).paragraphs

    def _write_class(self, group: int, head: Head, keys: Keys) -> None:
        self._database.execute(
            "UPDATE class SET head = ?, seen = ?, document_id = ?, revision = ?, owner = ?, page = ? WHERE number = ?",
            (head.unit, *head.order, head.owner, head.page, group),
        )
        self._database.execute(
            "UPDATE keys SET paragraph = ?, address = ? WHERE class = ?", (pack(keys[1]), pack(keys[2]), group)
        )


def read_keys(database: sqlite3.Connection, group: int) -> Keys:
    """The keys of a class; those of its first unit are missing as long as it has none."""
    row = database.execute("SELECT print, paragraph, address FROM keys WHERE class = ?", (group,)).fetchone()
    prints, paragraphs, address = (np.empty(0, np.uint64) if each is None else unpack(each) for each in row)
    return prints, paragraphs, address
