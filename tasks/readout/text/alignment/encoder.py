"""An encoder of sentences in the place of the dictionary: whoever has one brings it as a function; none is shipped or loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from readout.text.alignment.similarity import Compare, Grid, Similarity

Encoder = Callable[[Sequence[str]], NDArray[np.float64]]
"""Gives a vector for each text, a row each; texts that say the same in two languages have vectors in one direction."""


def by_encoder(encode: Encoder) -> Compare:
    """Similarity by the angle between vectors."""

    def compare(chinese: Sequence[str], english: Sequence[str]) -> Similarity:
        """The similarity of these units."""
        return EncodedSimilarity(encode, chinese, english)

    return compare


class EncodedSimilarity:
    """Cosines of runs of units, each run encoded as one text."""

    def __init__(self, encode: Encoder, chinese: Sequence[str], english: Sequence[str]) -> None:
        self._encode, self._sides = encode, (chinese, english)
        self._known: dict[tuple[int, int], NDArray[np.float64]] = {}

    def of(self, chinese: int, english: int) -> Grid:
        """See `Similarity.of`; an angle of more than a right one counts as one."""
        return np.clip(self._runs(0, chinese) @ self._runs(1, english).T, 0.0, 1.0).astype(np.float32)

    def _runs(self, side: int, size: int) -> NDArray[np.float64]:
        """Vectors of length one of each run of so many units."""
        if (side, size) not in self._known:
            units = self._sides[side]
            texts = ["\n".join(units[first : first + size]) for first in range(len(units) - size + 1)]
            vectors = np.asarray(self._encode(texts), np.float64)
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
            self._known[side, size] = vectors / np.where(lengths == 0, 1.0, lengths)
        return self._known[side, size]
