"""What can be seen of a block among the blocks that are taken for the text: its siblings, its neighbours, the common element.

`taken` says of each block how far it is taken, 0 to 1. A block's own share never counts among its company.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readout.extract.blocks.places import places_from_without
from readout.extract.blocks.traits import Column, size_of
from readout.extract.blocks.walk import Block

Numbers = npt.NDArray[np.intp]

_ALONE = 40  # characters: company of less proves little, so shares are drawn towards 0 (our choice)
_CONTAINER_SHARE = 0.85  # of what is taken; the rest may be a lead or a list elsewhere on the page (our choice)
_FAR = 10  # blocks; further away is as far (our choice)


@dataclass(frozen=True, slots=True)
class Company:
    """What the blocks of a page have to do with one another, whichever are taken: worked out once, asked for each look."""

    sizes: Column
    groups: tuple[tuple[str, Numbers], ...]  # by what blocks have in common: the number of each block's group
    at: Numbers  # the number of each block's place; 0 is none
    outer: list[int]  # by a place's number, that of the place around it; places stand from without
    depths: Numbers

    def of(self, taken: Sequence[float]) -> dict[str, Column]:
        """The traits of each block among those that are taken."""
        parts = np.array(taken, dtype=np.float64)
        weights = self.sizes * parts
        sums = np.concatenate(([0.0], np.cumsum(weights)))
        if sums[-1] <= 0:
            return {"nothing taken": np.ones(len(parts))}
        return {
            **self._in_groups(weights, sums[-1]),
            **self._in_container(weights, sums[-1]),
            **_on_line(self.sizes, parts, weights),
            **_beside(parts),
            **_in_run(self.sizes, parts, sums),
        }

    def _in_groups(self, weights: Column, total: float) -> dict[str, Column]:
        """How much is taken of the blocks that look alike, that share a parent, that share its parent."""
        found: dict[str, Column] = {}
        for name, group in self.groups:
            others = np.bincount(group, weights)[group] - weights
            there = np.bincount(group, self.sizes)[group] - self.sizes
            found[f"{name} taken"] = others / (there + _ALONE)
            found[f"{name} of taken"] = others / (total - weights + _ALONE)
        return found

    def _in_container(self, weights: Column, total: float) -> dict[str, Column]:
        """The innermost element that holds nearly all that is taken: who is in it, and how deep."""
        held = np.bincount(self.at, weights, minlength=len(self.outer)).tolist()
        for n in range(len(held) - 1, 0, -1):
            held[self.outer[n]] += held[n]
        holders = [n for n in range(1, len(held)) if held[n] >= _CONTAINER_SHARE * total]
        if not holders:
            return {}
        container = max(holders, key=self.depths.__getitem__)  # holders lie in one another: more than half is in each
        inside = [False] * len(held)
        for n in range(container, len(held)):
            inside[n] = n == container or inside[self.outer[n]]
        there = np.array(inside)[self.at].astype(np.float64)
        below = np.minimum(self.depths[self.at] - self.depths[container], 6) / 6
        return {"in container": there, "below container": there * below}


def company_among(blocks: Sequence[Block]) -> Company:
    """What the blocks have in common: how they look, where they stand."""
    places = places_from_without([block.place for block in blocks])
    number = {place.identity: n for n, place in enumerate(places, 1)}
    outer = [0, *(number[place.outer.identity] if place.outer is not None else 0 for place in places)]
    at = [number[block.place.identity] if block.place is not None else 0 for block in blocks]
    looks: dict[Hashable, int] = {}
    alike = [looks.setdefault(look_of(block), len(looks)) for block in blocks]
    siblings = [outer[n] for n in at]
    groups = {"alike": alike, "siblings": siblings, "cousins": [outer[n] for n in siblings]}
    return Company(
        sizes=np.array([size_of(block) for block in blocks], dtype=np.float64),
        groups=tuple((name, np.array(group, dtype=np.intp)) for name, group in groups.items()),
        at=np.array(at, dtype=np.intp),
        outer=outer,
        depths=np.array([0, *(place.depth for place in places)], dtype=np.intp),
    )


def look_of(block: Block) -> Hashable:
    """What blocks have in common that look alike: kind, and tag and names of the two elements around them."""
    place = block.place
    outer = place.outer if place is not None else None
    return (
        block.kind,
        (place.tag, place.names) if place is not None else None,
        (outer.tag, outer.names) if outer is not None else None,
    )


def _on_line(sizes: Column, taken: Column, weights: Column) -> dict[str, Column]:
    """Whether a block stands before, among or after those that are taken, and how far from them."""
    first, last = _ends(sizes, taken, weights)
    order = np.arange(len(taken))
    before, after = order < first, order > last
    return {
        "before": before.astype(np.float64),
        "far before": np.clip(first - order, 0, _FAR) / _FAR,
        "after": after.astype(np.float64),
        "far after": np.clip(order - last, 0, _FAR) / _FAR,
        "inside": (~(before | after)).astype(np.float64),
    }


def _ends(sizes: Column, taken: Column, weights: Column) -> tuple[int, int]:
    """First and last block that is taken and more than a line; else that is taken; else the one taken most."""
    for chosen in (np.flatnonzero((taken > 0.5) & (sizes >= 60)), np.flatnonzero(taken > 0.5)):
        if len(chosen):
            return int(chosen[0]), int(chosen[-1])
    most = int(np.argmax(weights))
    return most, most


def _beside(taken: Column) -> dict[str, Column]:
    """How far the two blocks before and the two behind are taken."""
    around = np.concatenate(([0.0, 0.0], taken, [0.0, 0.0]))
    near, following = around[1:-3], around[3:-1]
    return {
        "previous": near, "next": following, "both": near * following, "second before": around[:-4], "second after": around[4:],
        "taken": taken,
    }  # fmt: skip


def _in_run(sizes: Column, taken: Column, sums: Column) -> dict[str, Column]:
    """The run of blocks around a block that are taken, or not, as it is; and what is taken before it."""
    likely = taken > 0.5
    starts = np.concatenate(([0], np.flatnonzero(likely[1:] != likely[:-1]) + 1))
    lengths = np.repeat(np.add.reduceat(sizes, starts), np.diff(starts, append=len(taken)))
    run = np.log1p(lengths) / 8
    return {
        "taken before": sums[:-1] / sums[-1], "run": run, "taken run": taken * run, "share of run": taken * lengths / sums[-1],
    }  # fmt: skip
