"""py3langid's model, read by arrays: all lines of a document go through its automaton at once.

The scores are those of py3langid itself (tests compare them), at a tenth of its time.

Source: M. Lui and T. Baldwin, "langid.py: An off-the-shelf language identification tool", 2012.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEPARATOR = b"\xff"
"""In no UTF-8 text, so in no pattern of the model: after it every automaton is back at its root."""

BATCH_BYTES = 32_768
"""Text that is scored together: arrays of a few megabytes, which a processor's cache holds."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class NgramModel:
    """Naive Bayes over byte n-grams, which an automaton finds."""

    def __init__(self, identifier: Any) -> None:
        """Share the arrays of a loaded `py3langid.langid.LanguageIdentifier`."""
        self._labels: list[str] = list(identifier.nb_classes)
        self._table: NDArray[np.float16] = identifier.nb_ptc
        self._prior: Floats = identifier.nb_pc
        self._moves = np.frombuffer(identifier.tk_nextmove, dtype=_unsigned(identifier.tk_nextmove))
        # Rows of 256 moves: shifted once, a state's row and a byte add up to the place of the next state.
        self._rows = np.frombuffer(identifier.tk_row, dtype=_unsigned(identifier.tk_row)).astype(np.int64) << 8
        self._features: NDArray[np.int32] = np.array(identifier.tk_output, dtype=np.int32)

    @property
    def labels(self) -> tuple[str, ...]:
        """The languages' codes, some of them twice."""
        return tuple(self._labels)

    def columns(self, chosen: Sequence[int]) -> ColumnScorer:
        """A scorer for the languages at these places among the labels."""
        return ColumnScorer(
            self, np.ascontiguousarray(self._table[:, list(chosen)], dtype=np.float32), self._prior[list(chosen)]
        )

    def features(self, texts: Sequence[bytes]) -> tuple[Ints, Ints, Ints]:
        """Each feature of each text once: text, feature and count, in order of text and feature."""
        read = np.frombuffer(SEPARATOR.join(texts) + SEPARATOR, dtype=np.uint8)
        line = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts]) if texts else np.arange(1)
        found = self._features[self._states(read.astype(np.int64))]
        kept = np.flatnonzero(found >= 0)
        keys = np.sort(line[kept] * len(self._table) + found[kept])
        first = _first_of_each(keys)
        lines, features = np.divmod(keys[first], len(self._table))
        return lines, features, np.append(first[1:], len(keys)) - first

    def _states(self, read: Ints) -> Ints:
        """The automaton's state after each byte.

        From any guess of the states, each round mends at least the first wrong one; an automaton that remembers only the
        last few bytes (py3langid's: six) is right everywhere after as many rounds, and a round that changes nothing proves it.
        """
        states: Ints = np.zeros(len(read), dtype=np.int64)
        while True:
            before = np.concatenate([[0], states[:-1]])
            after = self._moves[self._rows[before] + read].astype(np.int64)
            if np.array_equal(after, states):
                return states
            states = after


class ColumnScorer:
    """Scores of a few languages."""

    def __init__(self, model: NgramModel, table: Floats, prior: Floats) -> None:
        self._model, self._table, self._prior = model, table, prior

    def score(self, texts: Sequence[str]) -> Floats:
        """For each text the languages' raw log scores; all 0 where the model finds nothing in it.

        Args:
            texts: clean text (no lone surrogates), a few hundred characters each.
        """
        encoded = [text.encode("utf-8") for text in texts]
        return np.concatenate([self._score(batch) for batch in _batches(encoded)] or [self._score([])])

    def _score(self, texts: Sequence[bytes]) -> Floats:
        lines, features, counts = self._model.features(texts)
        scores: Floats = np.zeros((len(texts), len(self._prior)), dtype=np.float32)
        if len(lines):
            weighted = self._table[features] * np.log1p(counts.astype(np.float32))[:, None]
            first = _first_of_each(lines)
            # Added up in the order of the features, never by BLAS: its sums depend on the number of threads.
            scores[lines[first]] = np.add.reduceat(weighted, first, axis=0) + self._prior
        return scores


def _batches(texts: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Texts in order, as many together as fit; a longer one alone."""
    first = size = 0
    for place, text in enumerate(texts):
        if size + len(text) > BATCH_BYTES and place > first:
            yield texts[first:place]
            first, size = place, 0
        size += len(text) + 1
    if first < len(texts):
        yield texts[first:]


def _first_of_each(values: Ints) -> Ints:
    """Where each run of equal values begins."""
    changes = np.empty(len(values), dtype=np.bool_)
    changes[:1] = True
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return np.flatnonzero(changes)


def _unsigned(array: Any) -> str:
    return f"u{array.itemsize}"
