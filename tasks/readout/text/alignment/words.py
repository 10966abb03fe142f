"""Words of English and of Latin strings, folded so that two texts can be compared."""

from __future__ import annotations

import unicodedata

import regex

from readout.text.alignment.stems import STOP_WORDS, stem

WORD = regex.compile(r"\p{Latin}[\p{Latin}\p{M}]{0,60}+")
MARKS = regex.compile(r"\p{M}++")


def folded(text: str) -> str:
    """The text without the differences of typography: compatibility forms, accents.

    >>> folded("Ｇ７, Çavuşoğlu")
    'G7, Cavusoglu'
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", MARKS.sub("", unicodedata.normalize("NFKD", text)))


def words(text: str) -> list[str]:
    """The Latin words of a folded text, in small letters; what follows an apostrophe is a word of its own.

    >>> words("The Secretary’s U.S.-led G7")
    ['the', 'secretary', 's', 'u', 's', 'led', 'g']
    """
    return [word.casefold() for word in WORD.findall(text)]


def stems(text: str) -> frozenset[str]:
    """Stems of the words that say something.

    >>> sorted(stems("the two sides agreed"))
    ['agre', 'side', 'two']
    """
    return frozenset(stem(word) for word in words(text) if len(word) > 1 and word not in STOP_WORDS)
