"""Who holds which key, before and after some classes come, go or change: what decides where texts meet, and how common a key is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from readout.constants.relations import RelationConstants
from readout.releases.index.units import Head, signed
from readout.text.copies.rarity import RARE, Postings, followed, post_entries
from readout.text.tokens import Hashes, Marks, Places

KINDS = ("print", "paragraph", "address")
"""Tables of keys; a class has keys of each kind."""
Keys = tuple[Hashes, Hashes, Hashes]
"""Keys of one class, by kind, each sorted and distinct."""
NO_KEYS: Keys = (np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty(0, np.uint64))


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Pairs of a key and a class that has it, each once, in any order."""

    keys: Hashes
    classes: Places

    def without(self, classes: Places) -> Held:
        """These but for the keys of those classes."""
        kept = ~np.isin(self.classes, classes)
        return Held(self.keys[kept], self.classes[kept])

    def joined(self, other: Held) -> Held:
        """These and those, which have none in common."""
        return Held(np.concatenate([self.keys, other.keys]), np.concatenate([self.classes, other.classes]))

    def of(self, keys: Hashes) -> Held:
        """Those with one of the keys, which are sorted."""
        marks = is_in(self.keys, keys)
        return Held(self.keys[marks], self.classes[marks])


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Some classes in the order of their first units: those that meet are numbered by their place in it."""

    classes: Places
    owners: Places
    pages: Places
    sizes: Places

    def places(self, classes: Places) -> Places:
        """The place of each of these classes."""
        by_number = np.argsort(self.classes)
        return by_number[np.searchsorted(self.classes, classes, sorter=by_number)]


def is_in(values: Hashes, table: Hashes) -> Marks:
    """Which values are in a sorted table."""
    if not len(table):
        return np.zeros(len(values), np.bool_)
    return table[np.minimum(np.searchsorted(table, values), len(table) - 1)] == values


def in_order(heads: Mapping[int, Head]) -> Order:
    """The classes in unit order."""
    classes = sorted(heads, key=lambda number: heads[number].order)
    rows = [(heads[number].owner, heads[number].page, heads[number].size) for number in classes]
    owners, pages, sizes = np.array(rows, np.int64).reshape(-1, 3).T
    return Order(np.array(classes, np.int64), owners, pages, sizes)


def postings(kind: str, held: Held, order: Order, constants: RelationConstants) -> Postings:
    """The keys that two or more of the classes have, the holders by place in the order."""
    places = order.places(held.classes)
    by_key = np.lexsort((places, held.keys))
    posted = post_entries(held.keys[by_key], places[by_key], order.owners, order.pages, constants)
    return followed(posted) if kind == "address" else posted


def beyond_carriers(posted: Postings, order: Order, constants: RelationConstants) -> tuple[Hashes, Places]:
    """Keys and classes: whoever has a key but is not among its carriers."""
    counts = np.diff(posted.offset)
    rank = np.arange(len(posted.holders)) - np.repeat(posted.offset[:-1], counts)
    beyond = rank >= constants.carriers
    return np.repeat(posted.keys, counts)[beyond], order.classes[posted.holders[beyond]]


def read_levels(database: sqlite3.Connection, kind: str, keys: Hashes) -> Places:
    """The level of each of some sorted keys; the keys are then what queries join."""
    want_keys(database, keys)
    rows = database.execute(f"SELECT w.key, level FROM temp.wanted w CROSS JOIN {kind}_level l ON l.key = w.key").fetchall()  # noqa: S608 - one of our own names
    levels = np.full(len(keys), RARE)
    if rows:
        found = np.array(rows, np.int64)
        levels[np.searchsorted(keys, found[:, 0].view(np.uint64))] = found[:, 1]
    return levels


def write_levels(database: sqlite3.Connection, kind: str, keys: Hashes, levels: Places) -> None:
    """Note the levels of keys; one that is rare has no row."""
    rows = list(zip(signed(keys), levels.tolist(), strict=True))
    database.executemany(f"DELETE FROM {kind}_level WHERE key = ?", ((key,) for key, level in rows if level == RARE))  # noqa: S608 - one of our own names
    database.executemany(f"INSERT OR REPLACE INTO {kind}_level VALUES (?, ?)", (row for row in rows if row[1] != RARE))  # noqa: S608 - one of our own names


def read_held(database: sqlite3.Connection, kind: str, keys: Hashes) -> Held:
    """Who holds these keys."""
    want_keys(database, keys)
    rows = database.execute(f"SELECT h.key, h.class FROM temp.wanted w CROSS JOIN {kind} h ON h.key = w.key").fetchall()  # noqa: S608 - one of our own names
    found = np.array(rows, np.int64).reshape(-1, 2)
    return Held(found[:, 0].copy().view(np.uint64), found[:, 1].copy())


def write_held(database: sqlite3.Connection, kind: str, gone: Held, come: Held) -> None:
    """Take holders out and put holders in, in the order of the table."""
    for held, statement in (
        (gone, f"DELETE FROM {kind} WHERE key = ? AND class = ?"),  # noqa: S608 - one of our own names
        (come, f"INSERT INTO {kind} VALUES (?, ?)"),  # noqa: S608 - one of our own names
    ):
        keys = held.keys.view(np.int64)
        order = np.lexsort((held.classes, keys))
        database.executemany(statement, zip(keys[order].tolist(), held.classes[order].tolist(), strict=True))


def held_by(keys: Mapping[int, Keys], kind: int) -> Held:
    """The keys of one kind of some classes."""
    sets = [each[kind] for each in keys.values()]
    counts = np.fromiter((len(each) for each in sets), np.int64, len(sets))
    classes = np.repeat(np.fromiter(keys, np.int64, len(keys)), counts)
    return Held(np.concatenate([*sets, np.empty(0, np.uint64)]), classes)


def want_keys(database: sqlite3.Connection, keys: Hashes) -> None:
    """Put distinct keys where a query can join them."""
    database.execute("DELETE FROM temp.wanted")
    database.executemany("INSERT INTO temp.wanted VALUES (?)", ((key,) for key in np.sort(keys.view(np.int64)).tolist()))
