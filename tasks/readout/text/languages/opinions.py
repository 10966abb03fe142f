"""What the two language models say of lines in a script of several languages: the scores of one, less the other's vote.

They err differently, so a language that both name is right far more often than what either says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from readout.constants.language import LanguageConstants
from readout.model.drafts import Detector
from readout.text.languages.lines import Line

EDGES = ".,;:!?()[]«»“”‘’\"'…–-"
"""What stands at the ends of a word."""

WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of a line: a sample of it, its different letters, and its weight as far as those bear it."""

    place: int
    text: str
    weight: float


def sample(text: str, size: int) -> str:
    """The text, or head, middle and tail of one longer than `size`; in lower case if it has no other.

    >>> sample("THE LINE", 400)
    'the line'
    """
    if len(text) > size:
        part = size // 3
        middle = (len(text) - part) // 2
        text = f"{text[:part]} {text[middle : middle + part]} {text[-part:]}"
    return text.lower() if text.isupper() else text  # the models know lower case


def model_lines(
    texts: Sequence[str], letters: Sequence[float], script: str, detector: Detector, constants: LanguageConstants
) -> list[Line]:
    """Lines of one script; those of too few different letters are neutral.

    Args:
        texts: what `masks.detection_text` gives of each.
        letters: their weighted letters.
        script: one that constants.languages has several languages for.
        detector: the models.
        constants: `[language]` of config/pipeline.toml.
    """
    lines = [Line()] * len(texts)
    reads = list(_reads(texts, letters, constants))
    if not reads:
        return lines
    languages = constants.languages[script]
    scores = np.array(detector.scores([read.text for read in reads], languages))
    scores *= constants.score_scale / np.sqrt([[len(read.text.encode("utf-8"))] for read in reads])
    first = scores.argmax(axis=1)
    voted = [_vote(read.text, languages, detector, constants) for read in reads]
    _take_prices(scores, voted)
    _hear_words(scores, [read.text for read in reads], languages, constants)
    scores = np.maximum(constants.floor, scores - scores.max(axis=1, keepdims=True))
    for read, row, best, vote in zip(reads, scores.tolist(), first.tolist(), voted, strict=True):
        rival = None if vote is None else languages[vote[0]]
        lines[read.place] = Line(
            scores=dict(zip(languages, row, strict=True)),
            weight=read.weight,
            names=max(0.0, read.weight - _letters_without_capital(read.text)),
            evidence="conflict" if rival not in (None, languages[best]) else "model",
            rival=rival,
        )
    return lines


def _reads(texts: Sequence[str], letters: Sequence[float], constants: LanguageConstants) -> Iterator[_Read]:
    for place, (text, weight) in enumerate(zip(texts, letters, strict=True)):
        read = sample(text, constants.sample_characters)
        distinct = sum(map(str.isalpha, set(read)))
        if distinct >= constants.distinct_letters:
            yield _Read(place, read, min(weight, constants.letters_per_distinct * distinct))


def _letters_without_capital(text: str) -> int:
    """Letters of the words that begin in lower case: a model takes a name for a word of some language."""
    return sum([len(word) for word in WORD.findall(text) if not word[0].isupper()])


def _vote(read: str, languages: Sequence[str], detector: Detector, constants: LanguageConstants) -> tuple[int, float] | None:
    """The language that the second model names, and what all others pay for that."""
    vote = detector.vote(read)
    if vote is None or vote[0] not in languages:
        return None
    voted, is_sure = vote
    price = constants.vote_price * (1.0 if is_sure else constants.vote_unsure)
    return languages.index(voted), price * min(1.0, len(read) / constants.vote_characters)


def _take_prices(scores: NDArray[np.float64], voted: Sequence[tuple[int, float] | None]) -> None:
    """Take the price of each line's vote off its other languages."""
    for row, vote in zip(scores, voted, strict=True):
        if vote is None:
            continue
        language, price = vote
        own = row[language]
        np.subtract(row, price, out=row)
        # What only the second model knows has no score of the first: there is no other opinion.
        row[language] = own if np.isfinite(own) else row.max() + price


def _hear_words(
    scores: NDArray[np.float64], texts: Sequence[str], languages: Sequence[str], constants: LanguageConstants
) -> None:
    """Take a price off a language's close relatives for each word in the text that only it has."""
    words = _telling_words(tuple(languages), tuple(constants.telling.items()), tuple(constants.families.values()))
    concerned = {place for against in words.values() for place in against}
    for row, best, text in zip(scores, scores.argmax(axis=1).tolist(), texts, strict=True):
        if best not in concerned:
            continue
        told = Counter(words[word] for word in {word.strip(EDGES) for word in text.lower().split()} & words.keys())
        for others, count in told.items():
            row[list(others)] -= min(constants.telling_most, constants.telling_price * count)


@cache
def _telling_words(
    languages: tuple[str, ...], telling: tuple[tuple[str, str], ...], families: tuple[tuple[str, ...], ...]
) -> dict[str, tuple[int, ...]]:
    """For each telling word the places of the languages that it speaks against: those of its own language's families."""
    found: dict[str, tuple[int, ...]] = {}
    for language, words in telling:
        relatives = {other for family in families if language in family for other in family} - {language}
        if language in languages:
            against = tuple(place for place, other in enumerate(languages) if other in relatives)
            found |= dict.fromkeys(words.split(), against)
    return found
