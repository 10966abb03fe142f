"""Which Chinese and English texts may translate each other though neither names the other: by features, without a model.

For each Chinese text the English one of the same weeks that shares most with it, if that one shares most with it, too, and
both are clear of the next. What comes out is a candidate: the alignment decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from readout.constants.alignment import LinkConstants
from readout.text.alignment_sides import Candidate
from readout.text.translation_features import WORD, Codes, sorts_of

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Featured:
    """A text of which all copies are represented by this one."""

    document_id: str
    day: date  # of publication
    codes: Codes


def find_links(chinese: Iterable[Featured], english: Iterable[Featured], constants: LinkConstants) -> list[Candidate]:
    """Pairs that are each other's best and clear of the next; the same in whatever order texts are given.

    Args:
        chinese: texts.
        english: texts; only what they share with the Chinese ones is kept.
        constants: `[alignment.links]` of config/pipeline.toml.
    """
    ours = sorted(chinese, key=_order)
    if not ours:
        return []
    theirs = _Shelf(english, np.unique(np.concatenate([one.codes for one in ours])), constants)
    return _mutual(ours, theirs, constants) if theirs.names else []


def _order(one: Featured) -> tuple[date, str]:
    return one.day, one.document_id


def _mutual(ours: Sequence[Featured], theirs: _Shelf, constants: LinkConstants) -> list[Candidate]:
    """The pairs of which neither side has another one nearly as good."""
    best, chosen = _Best.of(len(theirs.names)), list[tuple[int, float, float]]()
    for number, one in enumerate(ours):
        window = theirs.window(one.day)
        scores = theirs.scores(one.codes, window)
        chosen.append(_two_best(scores, window.start))
        best.meet(number, scores, window)
    found: list[Candidate] = []
    for number, (place, first, second) in enumerate(chosen):
        if first < constants.score_min or best.who[place] != number:
            continue
        if first - max(second, float(best.second[place])) >= constants.margin_min:
            found.append(Candidate(ours[number].document_id, theirs.names[place]))
    return sorted(found)


def _two_best(scores: Scores, start: int) -> tuple[int, float, float]:
    """Place of the best, its score, that of the next."""
    if not len(scores):
        return -1, 0.0, 0.0
    place = int(np.argmax(scores))
    others = np.delete(scores, place)
    return start + place, float(scores[place]), float(others.max()) if len(others) else 0.0


@dataclass(frozen=True, slots=True)
class _Best:
    """For each English text the Chinese one that shares most with it so far."""

    who: Places
    first: Scores
    second: Scores

    @classmethod
    def of(cls, count: int) -> _Best:
        """Nothing met yet."""
        return cls(np.full(count, -1, np.intp), np.zeros(count), np.zeros(count))

    def meet(self, number: int, scores: Scores, window: range) -> None:
        """One more Chinese text."""
        at = slice(window.start, window.stop)
        is_better = scores > self.first[at]
        self.second[at] = np.where(is_better, self.first[at], np.maximum(self.second[at], scores))
        self.first[at] = np.maximum(self.first[at], scores)
        self.who[at][is_better] = number


class _Shelf:
    """English texts by day, and in which of them each feature of the Chinese ones is."""

    def __init__(self, texts: Iterable[Featured], known: Codes, constants: LinkConstants) -> None:
        self._constants, self._known = constants, known
        weights = constants.weights
        self._weights = np.array([weights.common, weights.territory, weights.value, weights.word])
        kept = sorted(
            ((one.day, one.document_id, self._norm(one.codes), _places(one.codes, known)) for one in texts),
            key=lambda text: text[:2],
        )
        self.names = [name for _, name, _, _ in kept]
        self._days = np.array([day.toordinal() for day, _, _, _ in kept], np.intp)
        self._norms = np.array([norm for _, _, norm, _ in kept])
        places = np.concatenate([found for *_, found in kept]) if kept else np.zeros(0, np.intp)
        owners = np.repeat(np.arange(len(kept)), [len(found) for *_, found in kept])
        order = np.argsort(places, kind="stable")
        self._owners = owners[order]
        self._starts = np.searchsorted(places[order], np.arange(len(known) + 1))

    def _norm(self, codes: Codes) -> float:
        """Without the words: an English text has hundreds that no translation keeps."""
        sorts = sorts_of(codes)
        return float(self._weights[sorts[sorts != WORD]].sum())

    def window(self, day: date) -> range:
        """The texts of the weeks around a day."""
        first, last = np.searchsorted(
            self._days, [day.toordinal() - self._constants.days_max, day.toordinal() + self._constants.days_max + 1]
        )
        return range(int(first), int(last))

    def scores(self, codes: Codes, window: range) -> Scores:
        """Cosine of a Chinese text with each of these; of the words of an English one only those that are shared count.

        0 for texts that share too little to tell.
        """
        parts = [self._holders(int(place), window) for place in np.searchsorted(self._known, codes)]
        owners = np.concatenate(parts) - window.start if parts else np.zeros(0, np.intp)
        weights, counts = self._weights[sorts_of(codes)], [len(part) for part in parts]
        is_word = sorts_of(codes) == WORD
        shared = np.bincount(owners, np.repeat(weights, counts), len(window))
        words = np.bincount(owners, np.repeat(weights * is_word, counts), len(window))
        norms = weights.sum() * (self._norms[window.start : window.stop] + words)
        return np.where(shared >= self._constants.shared_min, shared / np.sqrt(np.maximum(norms, 1e-9)), 0.0)

    def _holders(self, place: int, window: range) -> Places:
        owners = self._owners[self._starts[place] : self._starts[place + 1]]
        first, last = np.searchsorted(owners, [window.start, window.stop])
        return owners[first:last]


def _places(codes: Codes, known: Codes) -> Places:
    """Places of those that are known (both in order)."""
    places = np.searchsorted(known, codes)
    return places[known[np.minimum(places, len(known) - 1)] == codes] if len(known) else places[:0]
