"""Which pairs of texts are worth comparing: those that share rare wording, much wording, a paragraph, or an address."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np

from readout.constants.relations import RelationConstants
from readout.text.rarity import RARE, STOP, Postings, numbered
from readout.text.tokens import Places

Pairs = Places
"""Rows of (later, earlier): numbers of heads in unit order, so the second is always the smaller."""
ENTRIES_MET = 1 << 16
"""How many keys of texts are looked up at a time, about; each meets at most `carriers` others, at 16 bytes and as much to sort."""


def candidates(
    prints: Postings, paragraphs: Postings, addresses: Sequence[str], sizes: Places, constants: RelationConstants
) -> Pairs:
    """The pairs to compare, sorted.

    A pair meets through the first `carriers` heads of what they share: clusters are stars around early texts, so the
    number of pairs stays linear in the number of texts however often one text is copied.

    Args:
        prints: fingerprints of the heads.
        paragraphs: paragraph digests of the heads.
        addresses: url_key of each head.
        sizes: number of distinct fingerprints of each head.
        constants: weights and bounds.
    """
    count = len(sizes)
    groups = numbered(addresses)
    members = np.argsort(groups, kind="stable")
    bounds = np.append(np.flatnonzero(np.diff(groups[members], prepend=-1)), count)
    pieces = [
        np.empty(0, np.int64),
        *(_weighty(pair, level, sizes, constants) for pair, level in _meetings(prints, count, constants)),
        *(np.unique(pair) for pair, _ in _meetings(paragraphs, count, constants)),
        *(pair for pair, _ in _meetings(_shared(bounds, members), count, constants)),
    ]
    both = np.unique(np.concatenate(pieces))
    return np.stack([both // count, both % count], axis=1) if count else np.empty((0, 2), np.int64)


def _shared(bounds: Places, members: Places) -> Postings:
    """Groups as postings whose keys count whoever shares them."""
    none = np.zeros(len(bounds) - 1, np.int64)
    return Postings(none.astype(np.uint64), bounds, members, none + RARE)


def _weighty(pair: Places, level: Places, sizes: Places, constants: RelationConstants) -> Places:
    """The pairs that share enough of all those that meet in a fingerprint; all meetings of a pair must be among these."""
    if not len(pair):
        return pair
    order = np.argsort(pair, kind="stable")
    pair, weight = pair[order], np.array(constants.weights)[level[order]]
    first = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
    shared, weight = np.diff(np.append(first, len(pair))), np.add.reduceat(weight, first)
    pair = pair[first]
    smaller = np.minimum(sizes[pair // len(sizes)], sizes[pair % len(sizes)])
    return pair[(weight >= constants.candidate_weight) | (shared >= constants.candidate_share * smaller)]


def _meetings(postings: Postings, count: int, constants: RelationConstants) -> Iterator[tuple[Places, Places]]:
    """Pair numbers (later * count + earlier) of all meetings with a key's carriers, and the keys' levels.

    Some later heads at a time, so that no more of the meetings than theirs are in memory.
    """
    lengths = np.diff(postings.offset)
    wanted = np.repeat((lengths > 1) & (postings.level < STOP), lengths)
    entries = np.flatnonzero(wanted)
    entries = entries[np.argsort(postings.holders[entries], kind="stable")]
    later = postings.holders[entries]
    first = 0
    while first < len(entries):
        last = bisect_right(later, int(later[min(first + ENTRIES_MET, len(entries)) - 1]))
        yield _met(postings, entries[first:last], count, constants.carriers)
        first = last


def _met(postings: Postings, entries: Places, count: int, carriers: int) -> tuple[Places, Places]:
    """The meetings of some entries (places among the holders) with the carriers of their keys."""
    key = np.searchsorted(postings.offset, entries, side="right") - 1
    rank = entries - postings.offset[key]
    pairs, levels = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for carrier in range(min(carriers, int(rank.max(initial=0)))):
        meets = np.flatnonzero(rank > carrier)
        earlier = postings.holders[postings.offset[key[meets]] + carrier]
        pairs.append(postings.holders[entries[meets]] * count + earlier)
        levels.append(postings.level[key[meets]])
    return np.concatenate(pairs), np.concatenate(levels)
