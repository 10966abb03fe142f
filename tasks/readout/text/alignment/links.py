"""Which Chinese and English texts may translate each other though neither names the other: by features, without a model.

For each Chinese text the English one of the same weeks that shares most with it, if that one shares most with it, too, and
both are clear of the next. What comes out is a candidate: the alignment decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from readout.constants.alignment import LinkConstants
from readout.text.alignment.link_features import WORD, Codes, sorts_of
from readout.text.alignment.sides import Candidate

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Featured:
    """A text with its features."""

    document_id: str
    day: date  # of publication
    codes: Codes
    cluster: str  # one name for all that copy each other in that language
    rank: tuple[Any, ...]  # of two copies the lesser one is the original


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A Chinese and an English text, by number, that share enough to be looked at."""

    chinese: int
    english: int
    score: float


def find_links(chinese: Iterable[Featured], english: Iterable[Featured], constants: LinkConstants) -> list[Candidate]:
    """Pairs that are each other's best and clear of the next; the same in whatever order texts are given.

    Copies are no rivals of each other: of those that are nearly as good as the best one the original is taken.

    Args:
        chinese: texts.
        english: texts; only what they share with the Chinese ones is kept.
        constants: `[alignment.links]` of config/pipeline.toml.
    """
    ours = sorted(chinese, key=_order)
    if not ours:
        return []
    shelf = _Shelf(english, np.unique(np.concatenate([one.codes for one in ours])), constants)
    by_row: defaultdict[int, list[_Meeting]] = defaultdict(list)
    by_column: defaultdict[int, list[_Meeting]] = defaultdict(list)
    for number, one in enumerate(ours):
        for place, score in shelf.best(one):
            by_row[number].append(_Meeting(number, place, score))
            by_column[place].append(by_row[number][-1])
    partners = {number: _choose(met, [shelf.texts[m.english] for m in met], constants) for number, met in by_row.items()}
    theirs = {number: _choose(met, [ours[m.chinese] for m in met], constants) for number, met in by_column.items()}
    return sorted(
        Candidate(ours[number].document_id, shelf.texts[chosen.english].document_id)
        for number, chosen in partners.items()
        if chosen is not None and theirs[chosen.english] == chosen
    )


def _order(one: Featured) -> tuple[date, str]:
    return one.day, one.document_id


def _choose(met: Sequence[_Meeting], others: Sequence[Featured], constants: LinkConstants) -> _Meeting | None:
    """The partner of one text among those that it has met; None: none is good enough, or clear of the next."""
    best = max(meeting.score for meeting in met)
    near = [pair for pair in zip(met, others, strict=True) if pair[0].score > best - constants.margin_min]
    able = [pair for pair in near if pair[0].score >= constants.score_min]
    chosen, text = min(able, key=lambda pair: pair[1].rank, default=(None, None))
    return chosen if text and all(other.cluster == text.cluster for _, other in near) else None


class _Shelf:
    """English texts by day, and in which of them each feature of the Chinese ones is."""

    def __init__(self, texts: Iterable[Featured], known: Codes, constants: LinkConstants) -> None:
        weights = constants.weights
        self._constants, self._known = constants, known
        self._weights = np.array([weights.common, weights.territory, weights.value, weights.word])
        kept = sorted(((self._kept(one), self._norm(one.codes)) for one in texts), key=lambda pair: _order(pair[0]))
        self.texts = [one for one, _ in kept]
        self._norms = np.array([norm for _, norm in kept])
        self._days = np.array([one.day.toordinal() for one in self.texts], np.intp)
        places = np.searchsorted(known, np.concatenate([known[:0], *(one.codes for one in self.texts)]))
        owners = np.repeat(np.arange(len(self.texts)), [len(one.codes) for one in self.texts])
        order = np.argsort(places, kind="stable")
        self._owners = owners[order]
        self._starts = np.searchsorted(places[order], np.arange(len(known) + 1))

    def best(self, one: Featured) -> list[tuple[int, float]]:
        """Places and scores of the English texts that may be partners, or rivals of one."""
        day, reach = one.day.toordinal(), self._constants.days_max
        first, last = map(int, np.searchsorted(self._days, [day - reach, day + reach + 1]))
        scores = self._scores(one.codes, range(first, last))
        places = np.flatnonzero(scores > max(0.0, self._constants.score_min - self._constants.margin_min))
        order = np.argsort(-scores[places], kind="stable")[: self._constants.rivals_max]
        return [(first + place, float(scores[place])) for place in places[order].tolist()]

    def _kept(self, one: Featured) -> Featured:
        """With those features alone that a Chinese text has, too (both in order)."""
        if not len(self._known):
            return replace(one, codes=self._known)
        places = np.minimum(np.searchsorted(self._known, one.codes), len(self._known) - 1)
        return replace(one, codes=one.codes[self._known[places] == one.codes])

    def _norm(self, codes: Codes) -> float:
        """Without the words: an English text has hundreds that no translation keeps."""
        sorts = sorts_of(codes)
        return float(self._weights[sorts[sorts != WORD]].sum())

    def _scores(self, codes: Codes, window: range) -> Scores:
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
