"""The best way to pair two lists of units in order: beads of one or more units on each side, and units without counterpart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readout.constants.alignment import SearchConstants
from readout.text.alignment.similarity import Grid, Similarity

Scores = NDArray[np.float64]
Moves = NDArray[np.int8]
Shape = tuple[int, int]
NEVER = -1e15
BEGIN, SKIP_CHINESE, SKIP_ENGLISH, FIRST_SHAPE = range(4)
"""Moves into a corner; those of the shapes follow."""
SPREAD = 6.8
"""Variance of a translation's length for each character (Gale and Church 1993)."""
DEVIATIONS = np.arange(0.0, 9.0, 1 / 256)
LENGTH_COSTS = np.array([-math.log(max(math.erfc(value / math.sqrt(2)), 1e-300)) for value in DEVIATIONS.tolist()])


@dataclass(frozen=True, slots=True)
class Bead:
    """A run of Chinese units and the run of English ones that says the same."""

    chinese: range
    english: range
    similarity: float
    margin: float  # what the whole would be worth less without this bead


def find_beads(
    chinese: Sequence[int], english: Sequence[int], similarity: Similarity, constants: SearchConstants
) -> list[Bead]:
    """Beads in order, not crossing; what is in none of them has no counterpart.

    Args:
        chinese: length of each Chinese unit in characters.
        english: the same of the English units.
        similarity: of the same units.
        constants: how beads are scored.
    """
    if not chinese or not english:
        return []
    shapes = {(a, b): worth for (a, b), worth in _shapes(constants).items() if a <= len(chinese) and b <= len(english)}
    grids = {shape: similarity.of(*shape) for shape in shapes}
    lengths = np.array(chinese, np.float64), np.array(english, np.float64)
    scores = {shape: _scores(shape, grids[shape], worth, lengths, constants) for shape, worth in shapes.items()}
    size = len(chinese), len(english)
    forward, moves = _best(scores, size, constants)
    backward, _ = _best({shape: grid[::-1, ::-1] for shape, grid in scores.items()}, size, constants)
    paths = _Paths(scores, forward, backward[::-1, ::-1], constants)
    beads = [
        Bead(range(i, i + a), range(j, j + b), float(grids[a, b][i, j]), paths.margin((a, b), i, j))
        for (a, b), i, j in _trace(moves, forward, list(scores), constants)
    ]
    return _without_doubtful(beads, constants)


def _without_doubtful(beads: list[Bead], constants: SearchConstants) -> list[Bead]:
    """Without beads that say little compared with the others, and whose loss costs little: both originals may be missing."""
    if not beads:
        return beads
    least = constants.doubt_share * sorted(bead.similarity for bead in beads)[len(beads) // 2]
    return [bead for bead in beads if bead.similarity >= least or bead.margin >= constants.doubt_margin]


def _shapes(constants: SearchConstants) -> dict[Shape, float]:
    found: dict[Shape, float] = {}
    for name, worth in constants.shapes.items():
        a, _, b = name.partition("-")
        found[int(a), int(b)] = worth
    return found


def _scores(shape: Shape, grid: Grid, worth: float, lengths: tuple[Scores, Scores], constants: SearchConstants) -> Scores:
    """Worth of each bead of a shape: what it says beyond chance, and how well the lengths fit."""
    ratio = constants.length_ratio or max(lengths[1].sum(), 1.0) / max(lengths[0].sum(), 1.0)
    mine, theirs = _sums(lengths[0], shape[0])[:, None], _sums(lengths[1], shape[1])[None, :]
    middle = np.maximum((mine + theirs / ratio) / 2, 0.5)
    deviations = np.abs(theirs - ratio * mine) / np.sqrt(SPREAD * ratio * middle)
    cost = np.minimum(np.interp(deviations, DEVIATIONS, LENGTH_COSTS), constants.length_cap)
    said = grid - constants.chance_share * _chance(grid, constants.chance_grid)
    scores = constants.weight * sum(shape) * said - constants.length_weight * cost + worth
    return scores if constants.free_ends else np.where(_band(grid.shape, constants), scores, NEVER)


def _sums(lengths: Scores, size: int) -> Scores:
    """Length of each run of so many units."""
    before = np.concatenate([[0.0], np.cumsum(lengths)])
    return before[size:] - before[:-size]


def _chance(grid: Grid, most: int) -> float:
    """How similar two runs of those sizes are that have nothing to do with each other; most pairs have not."""
    rows, columns = (_spread(size, most) for size in grid.shape)
    return float(np.median(grid[rows][:, columns]))


def _spread(size: int, most: int) -> NDArray[np.int64]:
    """Places spread evenly."""
    return np.arange(size) if size <= most else np.arange(most) * (size - 1) // (most - 1)


def _band(size: tuple[int, ...], constants: SearchConstants) -> NDArray[np.bool_]:
    """Beads near the diagonal."""
    reach = max(constants.band_units, constants.band_share * max(size))
    return np.abs(np.arange(size[0])[:, None] * (size[1] / size[0]) - np.arange(size[1])[None, :]) <= reach


def _best(scores: Mapping[Shape, Scores], size: tuple[int, int], constants: SearchConstants) -> tuple[Scores, Moves]:
    """Worth of the best path to each corner, and the move that leads there."""
    rows, columns = size
    worth = np.full((rows + 1, columns + 1), NEVER)
    moves = np.zeros((rows + 1, columns + 1), np.int8)
    ends = _ends(size, constants)
    slope = constants.gap * np.arange(columns + 1)
    for row in range(rows + 1):
        best = ends[row].copy()
        if row:
            _take(best, moves[row], worth[row - 1] + constants.gap, SKIP_CHINESE)
        for number, ((a, b), grid) in enumerate(scores.items(), FIRST_SHAPE):
            if a <= row:
                _take(best[b:], moves[row, b:], worth[row - a, : columns + 1 - b] + grid[row - a], number)
        level = best - slope
        reached = np.maximum.accumulate(level)
        skipped = reached > level
        worth[row] = np.where(skipped, reached + slope, best)
        moves[row, skipped] = SKIP_ENGLISH
    return worth, moves


def _ends(size: tuple[int, int], constants: SearchConstants) -> Scores:
    """What it is worth to begin at each corner: where the ends are free nothing on two edges, a few gaps further in."""
    within = constants.gap * constants.end_gaps if constants.free_ends else NEVER
    worth = np.full((size[0] + 1, size[1] + 1), within)
    if constants.free_ends:
        worth[0, :] = worth[:, 0] = 0.0
    worth[0, 0] = 0.0
    return worth


def _take(best: Scores, moves: Moves, other: Scores, move: int) -> None:
    """Where the other way is better, take it."""
    better = other > best
    best[better] = other[better]
    moves[better] = move


def _trace(moves: Moves, worth: Scores, shapes: Sequence[Shape], constants: SearchConstants) -> list[tuple[Shape, int, int]]:
    """The beads of the best path, first to last: shape, first Chinese unit, first English unit."""
    rows, columns = worth.shape
    complete = worth + _ends((rows - 1, columns - 1), constants)[::-1, ::-1]
    row, column = divmod(int(complete.argmax()), columns)
    found: list[tuple[Shape, int, int]] = []
    while (move := int(moves[row, column])) != BEGIN:
        if move >= FIRST_SHAPE:
            a, b = shapes[move - FIRST_SHAPE]
            row, column = row - a, column - b
            found.append(((a, b), row, column))
        else:
            row, column = row - (move == SKIP_CHINESE), column - (move == SKIP_ENGLISH)
    return found[::-1]


class _Paths:
    """All paths, to say what the best one without a certain bead is worth."""

    def __init__(self, scores: Mapping[Shape, Scores], forward: Scores, backward: Scores, constants: SearchConstants) -> None:
        self._scores, self._forward, self._backward, self._constants = scores, forward, backward, constants
        rows, columns = forward.shape
        ends = _ends((rows - 1, columns - 1), constants)
        ended, begun = (forward + ends[::-1, ::-1]).max(axis=1), (backward + ends).max(axis=1)
        self._ended = np.maximum.accumulate(ended)
        self._begun = np.maximum.accumulate(begun[::-1])[::-1]
        self._whole = float(ended.max())

    def margin(self, shape: Shape, row: int, column: int) -> float:
        """How much more the best path is worth than the best without that bead: each path passes its first row somehow."""
        forward, backward = self._forward, self._backward
        others = [float((forward[row] + self._constants.gap + backward[row + 1]).max())]
        others += [float(self._ended[row]), float(self._begun[row + 1])]
        for (a, b), grid in self._scores.items():
            for first in range(max(0, row - a + 1), min(row, len(grid) - 1) + 1):
                through = forward[first, : forward.shape[1] - b] + grid[first] + backward[first + a, b:]
                if ((a, b), first) == (shape, row):
                    through[column] = NEVER
                others.append(float(through.max()))
        return max(0.0, self._whole - max(others))
