"""Which pairs of texts are worth comparing: those that share rare wording, much wording, a paragraph, or an address."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator

import numpy as np

from readout.constants.relations import RelationConstants
from readout.text.copies.rarity import COMMON, STOP, Postings
from readout.text.tokens import Marks, Places

Pairs = Places
"""Rows of (later, earlier): numbers of heads in unit order, so the second is always the smaller."""
PARAGRAPH_END = COMMON
"""A paragraph of that level is a form's or a site's: a copy of the whole text shares more, by which it is met."""
Wanted = Callable[[Places], Marks]
"""Says of pair numbers which of them are asked for."""
ENTRIES_MET = 1 << 16
"""How many keys of texts are looked up at a time, about; each meets at most `carriers` others, at 16 bytes and as much to sort."""


def candidates(
    prints: Postings,
    paragraphs: Postings,
    addresses: Postings,
    sizes: Places,
    constants: RelationConstants,
    wanted: Wanted | None = None,
) -> Pairs:
    """The pairs to compare, sorted.

    A pair meets through the first `carriers` heads of what they share: clusters are stars around early texts, so the
    number of pairs stays linear in the number of texts however often one text is copied.

    Args:
        prints: fingerprints of the heads.
        paragraphs: paragraph digests of the heads.
        addresses: url_key digests of the heads.
        sizes: number of distinct fingerprints of each head.
        constants: weights and bounds.
        wanted: which pairs are asked for, given as later * len(sizes) + earlier; None: all.
    """
    count = len(sizes)
    pieces = [np.empty(0, np.int64)]
    for pair, level in _meetings(prints, count, constants):
        is_wanted = wanted(pair) if wanted else slice(None)
        pieces.append(_weighty(pair[is_wanted], level[is_wanted], sizes, constants))
    for postings in (paragraphs, addresses):
        for pair, _ in _meetings(postings, count, constants, PARAGRAPH_END):
            pieces.append(np.unique(pair[wanted(pair)] if wanted else pair))
    both = np.unique(np.concatenate(pieces))
    return np.stack([both // count, both % count], axis=1) if count else np.empty((0, 2), np.int64)


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


def _meetings(postings: Postings, count: int, constants: RelationConstants, end: int = STOP) -> Iterator[tuple[Places, Places]]:
    """Pair numbers (later * count + earlier) of all meetings with the carriers of keys below a level, and the keys' levels.

    Some later heads at a time, so that no more of the meetings than theirs are in memory.
    """
    lengths = np.diff(postings.offset)
    wanted = np.repeat((lengths > 1) & (postings.level < end), lengths)
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
