"""The likeliest languages of all lines of a document together, and how likely each is.

A hidden Markov chain over the scored lines: to stay is free, to change costs `switch`, a little less into a heading.
Dynamic programming over about 40 languages; time is linear in the lines.

Source: L. R. Rabiner, "A tutorial on hidden Markov models and selected applications in speech recognition", 1989.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from readout.constants.language import LanguageConstants
from readout.text.language import Line

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
    seen = {language for line in _distinct(lines) for language, score in line.scores.items() if score > constants.floor}
    states = sorted(seen | {ALWAYS})
    emissions = _emissions(lines, repeats, states, constants)
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


def _emissions(lines: Sequence[Line], repeats: Sequence[int], states: Sequence[str], constants: LanguageConstants) -> Scores:
    """Log score of each state for each line (lines x states)."""
    letters = support(lines, repeats, constants)
    supported = {language for language in letters if letters[language] >= constants.open_letters}
    opened = supported or set(list(letters)[:1])  # if no language has the letters, the best of all
    closed = np.array([state not in opened for state in states], dtype=np.float64)
    brought = supported | {line.best for line in _distinct(lines) if line.words >= constants.own_letters}
    rows = {id(line): _emission(_without_strangers(line, brought), states, closed, constants) for line in _distinct(lines)}
    scores = np.array([rows[id(line)] for line in lines])
    witness = 1.0 / np.array(repeats, dtype=np.float64)
    return np.where(np.isnan(scores), constants.outside, scores * witness[:, None])


def _emission(line: Line, states: Sequence[str], closed: Scores, constants: LanguageConstants) -> Scores:
    """Scores of one line; not a number where a state is outside its script."""
    scores = np.array([line.scores.get(state, np.nan) for state in states])
    trust = min(1.0, constants.trust_base + line.weight / constants.trust_letters)
    price = constants.closed_price * min(1.0, constants.closed_letters / line.weight)
    return scores * trust - price * closed


def _without_strangers(line: Line, brought: set[str | None]) -> Line:
    """The line without the languages that only names or a word or two speak for, unless it has no other.

    A model takes a name for a word of some language; where a script or the table decided, there is nothing to doubt.
    """
    if line.evidence not in ("model", "conflict") or brought.isdisjoint(line.scores):
        return line
    scores = {language: score for language, score in line.scores.items() if language in brought}
    return replace(line, scores=scores)


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
    forward, backward = np.empty_like(likely), np.empty_like(likely)
    current = likely[0] / likely[0].sum()
    forward[0] = current
    for row in range(1, len(likely)):
        current = (current + odds[row] * (1.0 - current)) * likely[row]
        current /= current.sum()
        forward[row] = current
    current = np.full(likely.shape[1], 1.0)
    backward[-1] = current
    for row in range(len(likely) - 2, -1, -1):
        after = current * likely[row + 1]
        current = after + odds[row + 1] * (after.sum() - after)
        current /= current.sum()
        backward[row] = current
    both = forward * backward
    return both / both.sum(axis=1, keepdims=True)
