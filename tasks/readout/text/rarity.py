"""How common a fingerprint is: on how many pages of any ONE publisher it stands.

Counted in documents, a statement that thirty outlets carry would look like furniture. A copier copies others; a form
repeats at home.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readout.constants.relations import RelationConstants
from readout.text.overlap import find_sorted
from readout.text.tokens import Hashes, Places

RARE, STOP = 0, 3
"""First and last of the four levels: rare, known, common, stop (furniture; never followed)."""


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Who has which key: `keys` sorted; the holders of key i are `holders[offset[i]:offset[i + 1]]`, ascending."""

    keys: Hashes
    offset: Places
    holders: Places
    level: NDArray[np.int64]  # per key, RARE to STOP

    def levels(self, wanted: Hashes) -> NDArray[np.int64]:
        """The level of each wanted key; a key that nobody here holds is rare."""
        place, found = find_sorted(wanted, self.keys)
        level = np.full(len(wanted), RARE)
        level[found] = self.level[place[found]]
        return level


def post(held: Sequence[Hashes], publishers: Places, pages: Places, constants: RelationConstants) -> Postings:
    """The postings of keys, with the level of each.

    Args:
        held: for each head, in unit order, its distinct keys.
        publishers: for each head a number that says whose it is; an unknown publisher has a number of its own.
        pages: for each head a number of its page: revisions of one document are one page.
        constants: the bounds of the levels.
    """
    lengths = np.fromiter((len(keys) for keys in held), np.int64, len(held))
    keys = np.concatenate([*held, np.empty(0, np.uint64)])
    holders = np.repeat(np.arange(len(held)), lengths)
    order = np.argsort(keys, kind="stable")
    keys, holders = keys[order], holders[order]
    first = np.flatnonzero(np.concatenate([np.ones(min(1, len(keys)), np.bool_), keys[1:] != keys[:-1]]))
    offset = np.append(first, len(keys))
    heads = np.diff(offset)
    spread = _spread(np.repeat(np.arange(len(first)), heads), publishers[holders], pages[holders], len(first))
    bounds = (constants.spread_rare, constants.spread_known, constants.spread_common)
    level = np.searchsorted(np.array(bounds), spread)
    level[heads > constants.heads_common] = STOP
    return Postings(keys[first], offset, holders, level)


def _spread(key: Places, publisher: Places, page: Places, count: int) -> Places:
    """For each key the largest number of different pages that one publisher has it on."""
    spread = np.zeros(count, np.int64)
    if not len(key):
        return spread
    order = np.lexsort((page, publisher, key))
    key, publisher, page = key[order], publisher[order], page[order]
    new_group = np.append(True, (key[1:] != key[:-1]) | (publisher[1:] != publisher[:-1]))
    new_page = new_group | np.append(True, page[1:] != page[:-1])
    first = np.flatnonzero(new_group)
    np.maximum.at(spread, key[first], np.add.reduceat(new_page.astype(np.int64), first))
    return spread
