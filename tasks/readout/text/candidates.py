"""Which pairs of texts are worth comparing: those that share rare wording, much wording, a paragraph, or an address."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from readout.constants.relations import RelationConstants
from readout.text.rarity import STOP, Postings
from readout.text.tokens import Places

Pairs = Places
"""Rows of (later, earlier): numbers of heads in unit order, so the second is always the smaller."""


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
    pair, weight, shared = _weighed(prints, count, constants)
    smaller = np.minimum(sizes[pair // count], sizes[pair % count]) if len(pair) else pair
    found = (weight >= constants.candidate_weight) | (shared >= constants.candidate_share * smaller)
    _, groups = np.unique(np.array([*addresses], dtype=np.str_), return_inverse=True)
    members = np.argsort(groups, kind="stable")
    bounds = np.append(np.flatnonzero(np.diff(groups[members], prepend=-1)), count)
    pieces = [
        pair[found],
        np.concatenate([k for k, _ in _meetings(paragraphs.offset, paragraphs.holders, paragraphs.level, count, constants)]),
        np.concatenate([k for k, _ in _meetings(bounds, members, np.zeros(len(bounds) - 1, np.int64), count, constants)]),
    ]
    both = np.unique(np.concatenate(pieces))
    return np.stack([both // count, both % count], axis=1) if count else np.empty((0, 2), np.int64)


def _weighed(prints: Postings, count: int, constants: RelationConstants) -> tuple[Places, Places, Places]:
    """All pairs that meet in a fingerprint: pair number, sum of weights, number of shared fingerprints."""
    weights = np.array(constants.weights)
    met = list(_meetings(prints.offset, prints.holders, prints.level, count, constants))
    pair, level = np.concatenate([pairs for pairs, _ in met]), np.concatenate([levels for _, levels in met])
    if not len(pair):
        return pair, pair, pair
    order = np.argsort(pair, kind="stable")
    pair, weight = pair[order], weights[level[order]]
    first = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
    return pair[first], np.add.reduceat(weight, first), np.diff(np.append(first, len(pair)))


def _meetings(
    offset: Places, holders: Places, level: Places, count: int, constants: RelationConstants
) -> list[tuple[Places, Places]]:
    """For each rank of carrier: pair numbers (later * count + earlier) of its meetings, and the keys' levels."""
    lengths = np.diff(offset)
    wanted = (lengths > 1) & (level < STOP)
    each = np.repeat(np.flatnonzero(wanted), lengths[wanted])
    rank = np.arange(len(each)) - np.repeat(np.cumsum(lengths[wanted]) - lengths[wanted], lengths[wanted])
    here = offset[each] + rank
    found = [(np.empty(0, np.int64), np.empty(0, np.int64))]
    for carrier in range(constants.carriers):
        meets = rank > carrier
        if not meets.any():
            break
        earlier = holders[offset[each[meets]] + carrier]
        found.append((holders[here[meets]] * count + earlier, level[each[meets]]))
    return found
