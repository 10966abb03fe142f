"""Which pairs of classes an update concerns: those of classes that changed, and those whose keys are now more or less common.

A pair's row rests on its two units, on the levels of the keys that both have, and on whether the earlier one is among
the first who have them. All three are compared before and after; what did not change keeps its row.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from readout.constants.relations import RelationConstants
from readout.releases.index.holders import (
    KINDS,
    Held,
    Keys,
    Order,
    beyond_carriers,
    held_by,
    in_order,
    is_in,
    postings,
    read_held,
    read_levels,
    write_held,
    write_levels,
)
from readout.releases.index.intake import Changes, read_keys
from readout.releases.index.units import Head, read_heads, want
from readout.text.copies.candidates import PARAGRAPH_END, candidates
from readout.text.copies.rarity import STOP, Postings
from readout.text.tokens import Hashes, Marks, Places

PRINT, PARAGRAPH, ADDRESS = range(3)
ClassPair = tuple[int, int]
"""Two class numbers, the lesser first."""
Marked = defaultdict[int, set[tuple[int, int]]]
"""By class: its keys of some kind, as (kind, key)."""


@dataclass(slots=True)
class Meetings:
    """What an update concerns."""

    candidates: list[ClassPair] = field(default_factory=list[ClassPair])  # later, earlier: to be judged
    recorded: set[ClassPair] = field(default_factory=set[ClassPair])  # judged before, to be forgotten
    levels: dict[int, set[int]] = field(
        default_factory=dict[int, set[int]]
    )  # by class: fingerprints that are now more or less common
    heads: dict[int, Head] = field(default_factory=dict[int, Head])


@dataclass(slots=True)
class _Kind:
    """Keys of one kind that a changed class has or had, and who holds them. Furniture is not followed, unless it lost a holder."""

    keys: Hashes  # all, sorted
    live: Hashes  # those followed
    was: Places  # their levels before
    before: Held
    after: Held


class Search:
    """Finds what an update concerns, and brings the tables of holders and levels up to date."""

    def __init__(self, database: sqlite3.Connection, changes: Changes, constants: RelationConstants) -> None:
        self._database, self._changes, self._constants = database, changes, constants
        self._changed = np.array(sorted(changes.classes), np.int64)
        self._kinds = [self._read(kind) for kind in range(len(KINDS))]
        others = self._held_classes(kind.before for kind in self._kinds) - changes.classes
        self._others = read_heads(database, others)
        self._keys_of: dict[int, Keys] = {}

    def run(self) -> Meetings:
        """All pairs to be forgotten and to be judged."""
        before, after = in_order(self._others | self._changes.before), in_order(self._others | self._changes.after)
        marked: Marked = defaultdict(set)
        found = Meetings()
        nearer: set[ClassPair] = set()
        for number, kind in enumerate(self._kinds):
            posted = [postings(KINDS[number], kind.before, before, self._constants)]
            posted.append(postings(KINDS[number], kind.after, after, self._constants))
            nearer |= self._compare(number, posted[0], posted[1], before, after, marked)
        self._write_holders()
        for group, keys in marked.items():
            if prints := {key for kind, key in keys if kind == PRINT}:
                found.levels[group] = prints
        changed = self._changes.classes
        marked = defaultdict(set, {group: keys for group, keys in marked.items() if group not in changed})
        old = self._recorded_among(marked) | nearer
        found.recorded = old | self._recorded_of_changed()
        found.heads, found.candidates = self._candidates(old)
        return found

    def _read(self, number: int) -> _Kind:
        """The keys of one kind that are concerned, their holders before and after."""
        changes, name = self._changes, KINDS[number]
        lost, gained = held_by(changes.keys_before, number), held_by(changes.keys_after, number)
        keys = np.unique(np.concatenate([lost.keys, gained.keys]))
        levels = read_levels(self._database, name, keys)
        is_live = (levels != STOP) | is_in(keys, np.unique(lost.keys))
        live = keys[is_live]
        before = read_held(self._database, name, live)
        stays = before.without(self._changed)
        return _Kind(keys, live, levels[is_live], before, stays.joined(gained.of(live)))

    def _compare(
        self, number: int, was: Postings, now: Postings, before: Order, after: Order, marked: Marked
    ) -> set[ClassPair]:
        """Mark who has keys that are now more or less common, or lost a carrier; pairs that may meet only now."""
        kind = self._kinds[number]
        levels = now.levels(kind.live)
        differs = levels != kind.was
        if number == PARAGRAPH:
            differs &= (levels >= PARAGRAPH_END) != (kind.was >= PARAGRAPH_END)
        behind, ahead = (self._beyond(each, order) for each, order in ((was, before), (now, after)))
        demoted, promoted = ahead - behind, behind - ahead
        write_levels(self._database, KINDS[number], kind.live[levels != kind.was], levels[levels != kind.was])
        dirty = np.unique(np.append(kind.live[differs], np.array([key for key, _ in demoted], np.uint64)))
        held = kind.after.of(dirty)
        for key, group in zip(held.keys.tolist(), held.classes.tolist(), strict=True):
            marked[group].add((number, key))
        fallen = kind.live[differs & (levels < kind.was)]
        return self._nearer(kind, fallen, promoted)

    def _beyond(self, posted: Postings, order: Order) -> set[tuple[int, int]]:
        """(key, class) of the classes that did not change and are no carriers of what they have."""
        keys, classes = beyond_carriers(posted, order, self._constants)
        stays = ~np.isin(classes, self._changed)
        return set(zip(keys[stays].tolist(), classes[stays].tolist(), strict=True))

    def _nearer(self, kind: _Kind, fallen: Hashes, promoted: set[tuple[int, int]]) -> set[ClassPair]:
        """Pairs of unchanged classes that share a key which counts for more than before, or has a carrier that was none."""
        keys = np.unique(np.append(fallen, np.array([key for key, _ in promoted], np.uint64)))
        held = kind.after.without(self._changed).of(keys)
        by_key: defaultdict[int, list[int]] = defaultdict(list)
        for key, group in zip(held.keys.tolist(), held.classes.tolist(), strict=True):
            by_key[key].append(group)
        firsts: defaultdict[int, set[int]] = defaultdict(set)
        for key, group in promoted:
            firsts[key].add(group)
        for key in fallen.tolist():
            firsts[key] |= set(sorted(by_key[key], key=lambda group: self._others[group].order)[: self._constants.carriers])
        return {_pair(a, b) for key, groups in firsts.items() for a in groups for b in by_key[key] if a != b}

    def _write_holders(self) -> None:
        before, after = self._changes.keys_before, self._changes.keys_after
        # A class that stays has the fingerprints it had: only its first unit is another.
        gone = {group: keys for group, keys in before.items() if group not in after}
        come = {group: keys for group, keys in after.items() if group not in before}
        write_held(self._database, KINDS[PRINT], held_by(gone, PRINT), held_by(come, PRINT))
        for number in (PARAGRAPH, ADDRESS):
            write_held(self._database, KINDS[number], held_by(before, number), held_by(after, number))

    def _recorded_among(self, marked: Marked) -> set[ClassPair]:
        """Recorded pairs of which both have a marked key in common."""
        want(self._database, marked)
        rows = self._database.execute(
            "SELECT one, other FROM temp.wanted w CROSS JOIN pair ON one = w.key WHERE other IN (SELECT key FROM temp.wanted)"
        )
        return {(one, other) for one, other in rows if not marked[one].isdisjoint(marked[other])}

    def _recorded_of_changed(self) -> set[ClassPair]:
        want(self._database, self._changes.before)
        rows = self._database.execute("SELECT one, other FROM temp.wanted w CROSS JOIN pair ON one = w.key").fetchall()
        rows += self._database.execute("SELECT one, other FROM temp.wanted w CROSS JOIN pair ON other = w.key").fetchall()
        return set(rows)

    def _candidates(self, old: set[ClassPair]) -> tuple[dict[int, Head], list[ClassPair]]:
        """The pairs worth comparing among those of changed classes and the old ones."""
        more = [self._more_held(number, old) for number in range(len(KINDS))]
        heads = self._others | self._changes.after
        heads |= read_heads(self._database, self._held_classes(more) - heads.keys())
        order = in_order(heads)
        posted = [
            postings(KINDS[number], kind.after.joined(more[number]), order, self._constants)
            for number, kind in enumerate(self._kinds)
        ]
        prints, paragraphs, addresses = posted
        pairs = candidates(prints, paragraphs, addresses, order.sizes, self._constants, self._filter(order, old))
        found = order.classes[pairs]
        return heads, [(later, earlier) for later, earlier in found.tolist()]

    def _more_held(self, number: int, old: set[ClassPair]) -> Held:
        """Who holds the keys that old pairs share and no changed class has: they must all be there to be counted."""
        shared = [np.intersect1d(self._keys(a)[number], self._keys(b)[number], assume_unique=True) for a, b in old]
        keys = np.unique(np.concatenate([*shared, np.empty(0, np.uint64)]))
        keys = keys[~is_in(keys, self._kinds[number].keys)]
        levels = read_levels(self._database, KINDS[number], keys)
        return read_held(self._database, KINDS[number], keys[levels != STOP])

    def _keys(self, group: int) -> Keys:
        if group not in self._keys_of:
            self._keys_of[group] = read_keys(self._database, group)
        return self._keys_of[group]

    def _filter(self, order: Order, old: set[ClassPair]) -> _Wanted:
        place = dict(zip(order.classes.tolist(), range(len(order.classes)), strict=True))
        numbers = [max(place[a], place[b]) * len(place) + min(place[a], place[b]) for a, b in old]
        return _Wanted(np.isin(order.classes, self._changed), np.array(sorted(numbers), np.int64))

    @staticmethod
    def _held_classes(held: Iterable[Held]) -> set[int]:
        return {group for each in held for group in np.unique(each.classes).tolist()}


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """Says which pairs are asked for: those of changed classes, and some others."""

    changed: Marks
    others: Places

    def __call__(self, pairs: Places) -> Marks:
        count = len(self.changed)
        asked = self.changed[pairs // count] | self.changed[pairs % count]
        if len(self.others):
            place = np.minimum(np.searchsorted(self.others, pairs), len(self.others) - 1)
            asked |= self.others[place] == pairs
        return asked


def _pair(a: int, b: int) -> ClassPair:
    return (a, b) if a < b else (b, a)
