"""What a Chinese and an English text have that can be found again in the other: words and their meanings, numbers, names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product

import regex

from readout.text.alignment.dictionary import Dictionary
from readout.text.alignment.numbers import MONTH_NAMES, chinese_numbers, english_numbers
from readout.text.alignment.stems import STOP_WORDS, stem
from readout.text.alignment.words import WORD, folded, stems, words
from readout.text.languages.masks import mask_addresses

Meanings = Mapping[str, frozenset[str]]
"""A text's words, each with the English features that may stand for it."""

HAN = regex.compile(r"\p{Han}")
MARKS = {"?": "?？", "!": "!！", '"': '"“”「」『』«»'}
"""Marks that translators keep, as features."""
MONTH_FEATURES = {Decimal(number): stem(names.split()[0]) for number, names in enumerate(MONTH_NAMES.split("|"), 1)}
MONTH = regex.compile(r"(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])\s?月")
NAME_SYLLABLES = 3
READINGS_MOST = 8
"""Of a name of several characters; beyond, one more reading hardly ever is the one."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of an alignment as features, unit by unit."""

    chinese: tuple[Meanings, ...]
    english: tuple[frozenset[str], ...]


def read_sides(
    chinese: Sequence[str], english: Sequence[str], dictionary: Dictionary, glossary: Mapping[str, frozenset[str]]
) -> Sides:
    """Features of both sides.

    Args:
        chinese: texts in either script.
        english: texts.
        dictionary: meanings and sounds; without words only numbers, Latin strings and marks are left to compare.
        glossary: words that the dictionary lacks or explains otherwise, to stems.
    """
    names = capitalised(english)
    reader = _Reader(dictionary, glossary, names)
    return Sides(tuple(reader.meanings(text) for text in chinese), tuple(map(english_features, english)))


def english_features(text: str) -> frozenset[str]:
    """Stems, numbers and marks of an English text."""
    plain = mask_addresses(folded(text))
    numbers = (_number(value) for value in english_numbers(text).said if value > 1)
    return frozenset([*stems(plain), *numbers, *_marks(text)])


def capitalised(texts: Iterable[str]) -> frozenset[str]:
    """Words that are never written small: names, as far as spelling tells."""
    large, small = set[str](), set[str]()
    for text in texts:
        for word in WORD.findall(folded(text)):
            (large if word[0].isupper() else small).add(word.casefold())
    return frozenset(word for word in large - small if len(word) > 1 and word not in STOP_WORDS)


def _number(value: Decimal) -> str:
    return f"#{value.normalize():f}"


def _marks(text: str) -> Iterator[str]:
    return (mark for mark, forms in MARKS.items() if any(form in text for form in forms))


class _Reader:
    """Reads Chinese texts; words that were met before are not looked up again."""

    def __init__(self, dictionary: Dictionary, glossary: Mapping[str, frozenset[str]], names: frozenset[str]) -> None:
        self._dictionary, self._glossary, self._names = dictionary, glossary, names
        self._longest_term = max(map(len, glossary), default=0)

    def meanings(self, text: str) -> dict[str, frozenset[str]]:
        """Words of one text with their meanings."""
        plain = mask_addresses(folded(text))
        found: dict[str, frozenset[str]] = {}
        for word in self._words(plain):
            found[word] = self._meaning(word)
            for part in self._parts(word):
                found.setdefault(part, self._meaning(part))
        found |= {word: frozenset({stem(word)}) for word in words(plain) if len(word) > 1}
        found |= {_number(value): frozenset({_number(value)}) for value in chinese_numbers(text).said if value > 1}
        found |= {mark: frozenset({mark}) for mark in _marks(text)}
        found |= self._months(plain)
        found |= self._sounds(plain)
        return found

    def _words(self, text: str) -> Iterator[str]:
        """The longest words that follow upon each other; a term of the glossary goes first."""
        at = 0
        while at < len(text):
            if not HAN.match(text, at):
                at += 1
                continue
            terms = (text[at : at + size] for size in range(self._longest_term, 0, -1))
            word = next((term for term in terms if term in self._glossary), None) or self._dictionary.longest(text, at)
            if word in self._glossary or word in self._dictionary:
                yield word
            at += len(word)

    def _meaning(self, word: str) -> frozenset[str]:
        return self._glossary.get(word) or self._dictionary.meaning(word)

    def _parts(self, word: str) -> Iterator[str]:
        """Pairs of characters in a long word, or in one whose meaning is not known, and the characters of a pair."""
        if len(word) > 3 or (len(word) == 3 and not self._meaning(word)):
            pairs = (word[at : at + 2] for at in range(len(word) - 1))
            yield from (pair for pair in pairs if pair in self._dictionary)
        elif len(word) == 2:
            yield from word

    def _months(self, text: str) -> dict[str, frozenset[str]]:
        """A month's number is its name in English."""
        found = {match.group(1) for match in MONTH.finditer(text)}
        values = {month: next(iter(chinese_numbers(month).said)) for month in found}
        return {f"{month}月": frozenset({MONTH_FEATURES[value]}) for month, value in values.items() if value in MONTH_FEATURES}

    def _sounds(self, text: str) -> dict[str, frozenset[str]]:
        """Characters that sound like a name of the English side: 毛宁 is Mao Ning though no dictionary has her."""
        found: dict[str, frozenset[str]] = {}
        if not self._names:
            return found
        sounds = [sorted(self._dictionary.syllables(char)) if HAN.match(char) else [] for char in text]
        for at in range(len(text)):
            for size in range(1, NAME_SYLLABLES + 1):
                if not all(sounds[at : at + size]) or at + size > len(text):
                    break
                readings = map("".join, islice(product(*sounds[at : at + size]), READINGS_MOST))
                if heard := frozenset(stem(name) for name in readings if name in self._names):
                    found[f"~{text[at : at + size]}"] = heard
        return found
