"""The likeliest languages of all lines of a document together, and how likely each is.

A hidden Markov chain over the scored lines: to stay is free, to change costs `switch`, a little less into a heading.
Dynamic programming over about 40 languages; time is linear in the lines.

Source: L. R. Rabiner, "A tutorial on hidden Markov models and selected applications in speech recognition", 1989.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from readout.constants.language import LanguageConstants
from readout.text.languages.lines import Line

Scores = NDArray[np.float64]

ALWAYS = "en"
"""A state of every document: a line that no language fits is most often English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """For each line its language, and the probability that it is right (0-1)."""

    languages: tuple[str, ...]
    posteriors: tuple[float, ...]


def best_path(lines: Sequence[Line], repeats: Sequence[int], headings: Sequence[bool], constants: LanguageConstants) -> Path:
    """The likeliest language of each line, given all.

    Args:
        lines: scored lines in order, none neutral.
        repeats: how often each line's text stands in the document: said twice, it is no second witness.
        headings: whether each looks like a heading, which belongs to what follows it.
        constants: `[language]` of config/pipeline.toml.
    """
    if not lines:
        return Path(languages=(), posteriors=())
    named = sorted({ALWAYS}.union(*(line.scores for line in _distinct(lines))))
    table = _score_table(lines, named)
    seen = np.flatnonzero((table > constants.floor).any(axis=0) | np.array([language == ALWAYS for language in named]))
    states = [named[place] for place in seen.tolist()]
    emissions = _emissions(table[:, seen], lines, repeats, states, constants)
    costs = _switch_costs(headings, constants)
    chosen = _viterbi(emissions, costs)
    posteriors = _forward_backward(emissions, costs)
    return Path(
        languages=tuple(states[state] for state in chosen),
        posteriors=tuple(float(posteriors[place, state]) for place, state in enumerate(chosen)),
    )


def support(lines: Sequence[Line], repeats: Sequence[int], constants: LanguageConstants) -> dict[str, float]:
    """Letters that speak for each language, most first: of the lines that it wins, fully where it wins clearly; no names."""
    letters: dict[str, float] = {}
    for line, count in zip(lines, repeats, strict=True):
        if language := line.best:
            clear = min(1.0, line.margin / constants.open_margin)
            letters[language] = letters.get(language, 0.0) + line.words * clear / count
    return dict(sorted(letters.items(), key=lambda item: -item[1]))


def _emissions(
    scores: Scores, lines: Sequence[Line], repeats: Sequence[int], states: Sequence[str], constants: LanguageConstants
) -> Scores:
    """Log score of each state for each line (lines x states), from the lines' own scores."""
    letters = support(lines, repeats, constants)
    supported = {language for language in letters if letters[language] >= constants.open_letters}
    opened = _with_relatives(supported or set(list(letters)[:1]), constants)  # if none has the letters, the best of all
    brought = supported | {line.best for line in _distinct(lines) if line.words >= constants.own_letters}
    doubtful = np.array([_may_have_strangers(line, brought) for line in lines])
    strangers = np.array([state not in brought for state in states])
    scores = np.where(doubtful[:, None] & strangers, np.nan, scores)
    weights = np.array([[line.weight] for line in lines])
    closed = np.array([state not in opened for state in states], dtype=np.float64)
    trust = np.minimum(1.0, constants.trust_base + weights / constants.trust_letters)
    price = constants.closed_price * np.minimum(1.0, constants.closed_letters / weights)
    witness = 1.0 / np.array(repeats, dtype=np.float64)[:, None]
    return np.where(np.isnan(scores), constants.outside, (scores * trust - price * closed) * witness)


def _with_relatives(languages: set[str], constants: LanguageConstants) -> set[str]:
    """The languages and their close relatives, which a few short lines may well be in: the price is against chance hits."""
    families = [set(family) for family in constants.families.values()]
    return languages.union(*(family for family in families if not family.isdisjoint(languages)))


def _score_table(lines: Sequence[Line], languages: Sequence[str]) -> Scores:
    """Each line's own scores (lines x languages); not a number where a language is outside its script."""
    column = {language: place for place, language in enumerate(languages)}
    table = np.full((len(lines), len(languages)), np.nan)
    alike: dict[tuple[str, ...], list[int]] = {}
    for place, line in enumerate(lines):
        alike.setdefault(tuple(line.scores), []).append(place)
    for named, places in alike.items():
        table[np.ix_(places, [column[language] for language in named])] = [list(lines[n].scores.values()) for n in places]
    return table


def _may_have_strangers(line: Line, brought: set[str | None]) -> bool:
    """Whether the line's languages that only names or a word or two speak for are left out: unless it has no other.

    A model takes a name for a word of some language; where a script or the table decided, there is nothing to doubt.
    """
    return line.evidence in ("model", "conflict") and not brought.isdisjoint(line.scores)


def _distinct(lines: Sequence[Line]) -> list[Line]:
    """Each object once: lines of equal text share one."""
    return list({id(line): line for line in lines}.values())


def _switch_costs(headings: Sequence[bool], constants: LanguageConstants) -> Scores:
    """Cost of a change of language before each line (the first is never used)."""
    marks = np.array(headings, dtype=np.float64)
    steps = np.diff(marks, prepend=marks[:1])  # +1 into a heading, -1 out of one
    return constants.switch - constants.heading_relief * steps


def _viterbi(emissions: Scores, costs: Scores) -> list[int]:
    count, states = emissions.shape
    stays = np.arange(states, dtype=np.intp)
    origins: NDArray[np.intp] = np.empty((count, states), dtype=np.intp)
    score: Scores = emissions[0]
    for row in range(1, count):
        best = int(np.argmax(score))
        changed = float(score[best] - costs[row])
        keeps: NDArray[np.bool_] = score >= changed
        origins[row] = np.where(keeps, stays, np.intp(best))
        score = np.where(keeps, score, changed) + emissions[row]
    path = [int(np.argmax(score))]
    for row in range(count - 1, 0, -1):
        path.append(int(origins[row, path[-1]]))
    return path[::-1]


def _forward_backward(emissions: Scores, costs: Scores) -> Scores:
    """Posterior probability of each state for each line (rows sum to 1)."""
    likely: NDArray[Any] = np.exp(emissions - emissions.max(axis=1, keepdims=True))
    odds = np.exp(-costs)
    both = _passed_on(likely, odds)
    # What comes after a line says as much of it as what comes before: the same sums, from the end.
    after = _passed_on(likely[::-1], np.concatenate([odds[:1], odds[:0:-1]]))[::-1]
    both *= after
    both /= np.where(likely > 0, likely, 1.0)  # the line itself stands in both
    return both / both.sum(axis=1, keepdims=True)


def _passed_on(likely: Scores, odds: Scores) -> Scores:
    """For each line how likely each state is by all lines up to it (rows sum to 1)."""
    found = np.empty_like(likely)
    current = likely[0] / likely[0].sum()
    found[0] = current
    for row, (stay, change) in enumerate(zip((1.0 - odds[1:]).tolist(), odds[1:].tolist(), strict=True), 1):
        into = found[row]
        np.multiply(current, stay, out=into)
        into += change
        into *= likely[row]
        into /= np.add.reduce(into)
        current = into
    return found
