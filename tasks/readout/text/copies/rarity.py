"""How common a fingerprint is: on how many pages of any ONE publisher it stands.

Counted in documents, a statement that thirty outlets carry would look like furniture. A copier copies others; a form
repeats at home.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from readout.constants.relations import RelationConstants
from readout.text.copies.overlap import find_sorted
from readout.text.tokens import Hashes, Places

RARE, KNOWN, COMMON, STOP = range(4)
"""The levels; the last is furniture, never followed."""
NAMELESS = -1
"""The publisher of all documents of which not even the host is known."""
KEYS_SORTED = 1 << 18
"""How many keys are sorted at a time, about: some 20 MB with all that goes with them."""


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Who shares which key: `keys` sorted; the holders of key i are `holders[offset[i]:offset[i + 1]]`, ascending.

    A key that one head alone holds is left out: most are such, nobody meets there, and it is rare in any case.
    """

    keys: Hashes
    offset: Places
    holders: Places
    level: NDArray[np.int64]  # per key, RARE to STOP

    def levels(self, wanted: Hashes) -> NDArray[np.int64]:
        """The level of each wanted key; a key that is not shared is rare."""
        place, found = find_sorted(wanted, self.keys)
        level = np.full(len(wanted), RARE)
        level[found] = self.level[place[found]]
        return level


def count_rare(levels: Places) -> int:
    """How many of these levels are rare."""
    return int((levels == RARE).sum())


def mean_rarity(levels: Places, constants: RelationConstants) -> float:
    """Mean weight of these levels, 1.0 where all are rare."""
    counts = np.bincount(levels, minlength=len(constants.weights)).tolist()
    total = sum(count * weight for count, weight in zip(counts, constants.weights, strict=True))
    return total / (constants.weights[RARE] * max(1, len(levels)))


def numbered(names: Iterable[str]) -> Places:
    """A number for each different name, in the order in which they come."""
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(name, len(seen)) for name in names], np.int64)


def owner_key(name: str) -> int:
    """A number for a publisher, the same wherever it is asked for."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True)


def post(held: Sequence[Hashes], publishers: Places, pages: Places, constants: RelationConstants) -> Postings:
    """The postings of keys, with the level of each.

    Args:
        held: for each head, in unit order, its distinct keys, sorted.
        publishers: for each head a number that says whose it is, or NAMELESS.
        pages: for each head a number of its page: revisions of one document are one page.
        constants: the bounds of the levels.
    """
    # Keys are spread evenly: a share of their range at a time, so that what sorting takes does not grow with the corpus.
    bits = (sum(len(keys) for keys in held) // KEYS_SORTED).bit_length()
    edges = np.arange(1, 1 << bits, dtype=np.uint64) << np.uint64(64 - bits) if bits else np.empty(0, np.uint64)
    cuts = [[0, *np.searchsorted(keys, edges).tolist(), len(keys)] for keys in held]
    posted = [
        _post_range(
            [keys[cut[part] : cut[part + 1]] for keys, cut in zip(held, cuts, strict=True)], publishers, pages, constants
        )
        for part in range(1 << bits)
    ]
    keys, counts, holders, level = (np.concatenate(columns) for columns in zip(*posted, strict=True))
    return Postings(keys, np.append(0, np.cumsum(counts)), holders, level)


def followed(postings: Postings) -> Postings:
    """The same keys, followed however common they are: two texts at one address are compared whatever they say."""
    return replace(postings, level=np.full_like(postings.level, RARE))


def _post_range(
    held: Sequence[Hashes], publishers: Places, pages: Places, constants: RelationConstants
) -> tuple[Hashes, Places, Places, Places]:
    """The shared keys of one range, sorted; for each the number of its holders; all their holders; each key's level."""
    keys = np.concatenate([*held, np.empty(0, np.uint64)])
    holders = np.repeat(np.arange(len(held)), np.fromiter((len(keys) for keys in held), np.int64, len(held)))
    order = np.argsort(keys, kind="stable")
    posted = post_entries(keys[order], holders[order], publishers, pages, constants)
    return posted.keys, np.diff(posted.offset), posted.holders, posted.level


def post_entries(keys: Hashes, holders: Places, publishers: Places, pages: Places, constants: RelationConstants) -> Postings:
    """The postings of (key, holder) in that order, each once; the other arguments are those of `post`."""
    first = np.flatnonzero(np.concatenate([np.ones(min(1, len(keys)), np.bool_), keys[1:] != keys[:-1]]))
    heads = np.diff(np.append(first, len(keys)))
    shared = heads > 1
    holders = holders[np.repeat(shared, heads)]
    first, heads = first[shared], heads[shared]
    spread = _spread(np.repeat(np.arange(len(first)), heads), publishers[holders], pages[holders], len(first), constants)
    bounds = (constants.spread_rare, constants.spread_known, constants.spread_common)
    level = np.searchsorted(np.array(bounds), spread)
    level[heads > constants.heads_common] = STOP
    return Postings(keys[first], np.append(0, np.cumsum(heads)), holders, level)


def _spread(key: Places, publisher: Places, page: Places, count: int, constants: RelationConstants) -> Places:
    """For each key the largest number of different pages that one publisher has it on.

    Who the nameless are is not known: they may be one publisher with one form or many with one text, so only so many of
    them together count as a page.
    """
    spread = np.zeros(count, np.int64)
    if not len(key):
        return spread
    order = np.lexsort((page, publisher, key))
    key, publisher, page = key[order], publisher[order], page[order]
    new_group = np.append(True, (key[1:] != key[:-1]) | (publisher[1:] != publisher[:-1]))
    new_page = new_group | np.append(True, page[1:] != page[:-1])
    first = np.flatnonzero(new_group)
    pages = np.add.reduceat(new_page.astype(np.int64), first)
    pages = np.where(publisher[first] == NAMELESS, -(-pages // constants.nameless_pages), pages)
    np.maximum.at(spread, key[first], pages)
    return spread
