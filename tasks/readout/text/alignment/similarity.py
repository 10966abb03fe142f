"""How similar runs of Chinese and of English units are: Dice over what their words weigh, for all runs at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from readout.constants.alignment import SimilarityConstants
from readout.text.alignment.dictionary import Dictionary
from readout.text.alignment.features import Sides, read_sides

Grid = NDArray[np.float32]
Marks = NDArray[np.bool_]
Weights = NDArray[np.float32]

QUANTUM = 256
"""Weights are whole numbers of this part of one: their sums are exact, whatever order a machine adds them in."""


class Similarity(Protocol):
    """What an aligner asks of two lists of units."""

    def of(self, chinese: int, english: int) -> Grid:
        """The similarity, 0 to 1, of each run of so many Chinese units (row: its first) to each run of English ones."""
        ...


Compare = Callable[[Sequence[str], Sequence[str]], Similarity]
"""Gives the similarity of Chinese and English units. An encoder of sentences can take its place."""


def by_dictionary(dictionary: Dictionary, glossary: Mapping[str, frozenset[str]], constants: SimilarityConstants) -> Compare:
    """Similarity by the meanings of words; without a dictionary, by numbers, Latin strings and marks alone."""

    def compare(chinese: Sequence[str], english: Sequence[str]) -> Similarity:
        """The similarity of these units."""
        return WordSimilarity(read_sides(chinese, english, dictionary, glossary), constants)

    return compare


class WordSimilarity:
    """Similarity by the meanings of words.

    A word weighs as much as it tells: little where it is frequent, and little where its meanings are found everywhere on
    the other side. A word whose meanings are nowhere on the other side counts in part: it may just be missing from the dictionary.
    """

    def __init__(
        self, sides: Sides, constants: SimilarityConstants, learned: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        meanings: dict[str, frozenset[str]] = {}
        for unit in sides.chinese:
            meanings |= unit
        for word, more in (learned or {}).items():
            meanings[word] = meanings.get(word, frozenset()) | more
        self.features = sorted({feature for unit in sides.english for feature in unit})
        number = {feature: place for place, feature in enumerate(self.features)}
        known = {word: [number[feature] for feature in sorted(meant) if feature in number] for word, meant in meanings.items()}
        self.words = sorted(word for word in meanings if known[word])
        self._lost = sorted(word for word in meanings if not known[word])
        pairs = [(place, feature) for place, word in enumerate(self.words) for feature in known[word]]
        self.chinese, lost = _marks(sides.chinese, self.words), _marks(sides.chinese, self._lost)
        self.english = _marks(sides.english, self.features)
        found, covered = (
            _through(self.english, pairs, len(self.words)),
            _through(self.chinese, [(b, a) for a, b in pairs], len(self.features)),
        )
        self._found, self._covered = found, covered
        own, other = _rarity(self.chinese), _rarity(found)
        self._chinese_weight = _whole(np.minimum(own, other))
        self._english_weight = _whole(
            np.where(covered.any(axis=0), np.minimum(_rarity(self.english), _rarity(covered)), _rarity(self.english))
        )
        self._lost_marks, self._lost_weight = lost, _whole(constants.unknown_share * _rarity(lost))

    def of(self, chinese: int, english: int) -> Grid:
        """See `Similarity.of`."""
        mine, theirs = _runs(self.chinese, chinese), _runs(self.english, english)
        matched = (mine * self._chinese_weight) @ _runs(self._found, english).T.astype(np.float32)
        matched += _runs(self._covered, chinese).astype(np.float32) @ (theirs * self._english_weight).T
        mass = mine @ self._chinese_weight + _runs(self._lost_marks, chinese) @ self._lost_weight
        total = mass[:, None] + (theirs @ self._english_weight)[None, :]
        return (matched / np.maximum(total, 1)).astype(np.float32)


def _marks(units: Sequence[Iterable[str]], names: Sequence[str]) -> Marks:
    """Which unit (row) has which of the names (column)."""
    place = {name: number for number, name in enumerate(names)}
    found = np.zeros((len(units), len(names)), np.bool_)
    for row, unit in enumerate(units):
        found[row, [place[name] for name in unit if name in place]] = True
    return found


def _through(marks: Marks, pairs: Sequence[tuple[int, int]], count: int) -> Marks:
    """Which unit has anything that a name leads to: (name, column of marks) are the pairs."""
    found = np.zeros((len(marks), count), np.bool_)
    if not pairs:
        return found
    ordered = np.array(sorted(pairs))
    names, first = np.unique(ordered[:, 0], return_index=True)
    found[:, names] = np.logical_or.reduceat(marks[:, ordered[:, 1]], first, axis=1)
    return found


def _runs(marks: Marks, size: int) -> Marks:
    """The same of each run of so many units."""
    count = len(marks) - size + 1
    found = marks[:count].copy()
    for step in range(1, size):
        found |= marks[step : step + count]
    return found


def _rarity(marks: Marks) -> NDArray[np.float64]:
    """What a name tells: the logarithm of how seldom it is."""
    counts = marks.sum(axis=0).tolist()
    known = {count: math.log1p(len(marks) / count) if count else 0.0 for count in set(counts)}
    return np.array([known[count] for count in counts])


def _whole(weights: NDArray[np.float64]) -> Weights:
    return np.rint(weights * QUANTUM).astype(np.float32)
