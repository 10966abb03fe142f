"""What can be seen of a block among the blocks that are taken for the text: its siblings, its neighbours, the common element.

`taken` says of each block how far it is taken, 0 to 1. A block's own share never counts among its company.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from itertools import groupby

from readout.extract.places import places_from_without
from readout.extract.traits import Traits, size_of
from readout.extract.walk import Block

_ALONE = 40  # characters: company of less proves little, so shares are drawn towards 0 (our choice)
_CONTAINER_SHARE = 0.85  # of what is taken; the rest may be a lead or a list elsewhere on the page (our choice)
_FAR = 10  # blocks; further away is as far (our choice)


def company_of(blocks: Sequence[Block], taken: Sequence[float]) -> list[Traits]:
    """The traits of each block among those that are taken."""
    sizes = [size_of(block) for block in blocks]
    weights = [size * part for size, part in zip(sizes, taken, strict=True)]
    total = sum(weights)
    if total <= 0:
        return [{"nothing taken": 1.0} for _ in blocks]
    found: list[Traits] = [{} for _ in blocks]
    _groups(blocks, sizes, weights, found)
    _container(blocks, weights, found)
    _neighbours(taken, sizes, weights, found)
    return found


def _groups(blocks: Sequence[Block], sizes: Sequence[int], weights: Sequence[float], found: Sequence[Traits]) -> None:
    """How much is taken of the blocks that look alike, that share a parent, that share its parent."""
    total = sum(weights)
    for name, keys in (
        ("alike", [look_of(block) for block in blocks]),
        ("siblings", _outer(blocks, 1)),
        ("cousins", _outer(blocks, 2)),
    ):
        taken: dict[Hashable, float] = dict.fromkeys(keys, 0.0)
        there: dict[Hashable, int] = dict.fromkeys(keys, 0)
        for key, size, weight in zip(keys, sizes, weights, strict=True):
            taken[key] += weight
            there[key] += size
        for key, size, weight, traits in zip(keys, sizes, weights, found, strict=True):
            others = taken[key] - weight
            traits[f"{name} taken"] = others / (there[key] - size + _ALONE)
            traits[f"{name} of taken"] = others / (total - weight + _ALONE)


def look_of(block: Block) -> Hashable:
    """What blocks have in common that look alike: kind, and tag and names of the two elements around them."""
    place = block.place
    outer = place.outer if place is not None else None
    return (
        block.kind,
        (place.tag, place.names) if place is not None else None,
        (outer.tag, outer.names) if outer is not None else None,
    )


def _outer(blocks: Sequence[Block], steps: int) -> list[Hashable]:
    keys: list[Hashable] = []
    for block in blocks:
        place = block.place
        for _ in range(steps):
            place = place.outer if place is not None else None
        keys.append(place.identity if place is not None else None)
    return keys


def _container(blocks: Sequence[Block], weights: Sequence[float], found: Sequence[Traits]) -> None:
    """The innermost element that holds nearly all that is taken: who is in it, and how deep."""
    places = places_from_without([block.place for block in blocks])
    held = dict.fromkeys((place.identity for place in places), 0.0)
    for block, weight in zip(blocks, weights, strict=True):
        if block.place is not None:
            held[block.place.identity] += weight
    for place in reversed(places):
        if place.outer is not None:
            held[place.outer.identity] += held[place.identity]
    wanted = _CONTAINER_SHARE * sum(weights)
    holders = [place for place in places if held[place.identity] >= wanted]
    if not holders:
        return
    container = max(holders, key=lambda place: place.depth)  # holders lie in one another: more than half is in each
    inside = {container.identity}
    for place in places:
        if place.outer is not None and place.outer.identity in inside:
            inside.add(place.identity)
    for block, traits in zip(blocks, found, strict=True):
        if block.place is not None and block.place.identity in inside:
            traits["in container"] = 1.0
            traits["below container"] = min(block.place.depth - container.depth, 6) / 6


def _neighbours(taken: Sequence[float], sizes: Sequence[int], weights: Sequence[float], found: Sequence[Traits]) -> None:
    """What stands before and behind, and the run of blocks that a block is part of."""
    total, before = sum(weights), 0.0
    first, last = _ends(taken, sizes, weights)
    around = [0.0, 0.0, *taken, 0.0, 0.0]
    runs = _runs(taken, sizes)
    for n, traits in enumerate(found):
        far, near, mine, following, beyond = around[n : n + 5]
        if n < first:
            traits.update({"before": 1.0, "far before": min(first - n, _FAR) / _FAR})
        elif n > last:
            traits.update({"after": 1.0, "far after": min(n - last, _FAR) / _FAR})
        else:
            traits["inside"] = 1.0
        run = math.log1p(runs[n]) / 8
        traits.update({
            "previous": near, "next": following, "both": near * following, "second before": far, "second after": beyond,
            "taken before": before / total, "run": run, "taken": mine, "taken run": mine * run,
            "share of run": mine * runs[n] / total,
        })  # fmt: skip
        before += weights[n]


def _ends(taken: Sequence[float], sizes: Sequence[int], weights: Sequence[float]) -> tuple[int, int]:
    """First and last block that is taken and more than a line; else that is taken; else the one taken most."""
    marked = [n for n, part in enumerate(taken) if part > 0.5]
    long = [n for n in marked if sizes[n] >= 60] or marked or [max(range(len(taken)), key=lambda n: weights[n])]
    return long[0], long[-1]


def _runs(taken: Sequence[float], sizes: Sequence[int]) -> list[int]:
    """For each block the characters of the run of blocks around it that are taken, or not, as it is."""
    lengths: list[int] = []
    for _, run in groupby(range(len(taken)), key=lambda n: taken[n] > 0.5):
        members = list(run)
        lengths += [sum(sizes[n] for n in members)] * len(members)
    return lengths
