"""What a text says that its translation says, too: places, numbers, days, and words in Latin letters.

No model and no dictionary: names of states have a Chinese and an English form in a table (territories.txt, made by
scripts/make_gazetteer.py from the Unicode CLDR), numbers and days are read as values, and a name that a Chinese text keeps in
Latin letters is found in the English one as it stands.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import regex

from readout.text.alignment.numbers import chinese_numbers, english_numbers
from readout.text.alignment.sides import CHINESE
from readout.text.alignment.words import folded

FORMULA = "readout-features-1"
"""Raised when the same text would give other features."""
Codes = npt.NDArray[np.uint32]
"""A text's features, each once, in order: a digest whose last two bits are its sort."""

COMMON, TERRITORY, VALUE, WORD = range(4)
"""Sorts of features: states that are in most texts of this trade, other territories, numbers and days, Latin words."""
COMMON_TERRITORIES = frozenset({"CN", "US"})
OTHER_NAMES = (
    "CN PRC Chinese 中方|US U.S. American 美方|RU Russian 俄方|GB UK Britain British 英国|KR Korea|KP DPRK|JP Japanese 日方|HK Hong_Kong 香港|"
    "MO Macau Macao 澳门 澳門|PS Palestine Palestinian 巴勒斯坦|IL Israeli|UA Ukrainian|IR Iranian|TR Turkey Turkish|MM Burma|CZ Czech|"
    "EU European 欧洲 歐洲|AE UAE 阿联酋|FR French|DE German|IN Indian|PH Philippine|VN Vietnamese|AU Australian|CA Canadian|"
    "CD Democratic_Republic_of_the_Congo DRC 刚果民主共和国|CG Congo 刚果"
)
"""What CLDR does not hold: short forms and adjectives, by its codes (our choice)."""
LEAST_NUMBER = 13
"""Smaller ones, such as counts of persons and months, are in every text."""
HAN = regex.compile(r"\p{Han}")
NAME = re.compile(r"(?<![A-Za-z])(?=[a-z]*[A-Z])[A-Za-z]{2,40}(?![A-Za-z])")


def features_of(text: str, language: str) -> Codes:
    """The features of a text.

    Args:
        text: mostly in that language.
        language: `zh` (either script) or `en`.
    """
    plain = _plain(text)
    numbers = chinese_numbers(text) if language == CHINESE else english_numbers(text)
    found = {_code(COMMON if place in COMMON_TERRITORIES else TERRITORY, place) for place in _territories(plain, language)}
    found |= {_code(VALUE, f"{value.normalize():f}") for value in numbers.hard | numbers.said if value >= LEAST_NUMBER}
    found |= {_code(VALUE, f"{month}-{day}") for _, month, day in numbers.days}
    found |= {_code(WORD, word.casefold()) for word in NAME.findall(plain)}
    return np.array(sorted(found), np.uint32)


def sorts_of(codes: Codes) -> npt.NDArray[np.intp]:
    """The sort of each feature."""
    return (codes & 3).astype(np.intp)


def _code(sort: int, value: str) -> int:
    return zlib.crc32(f"{sort} {value}".encode()) & ~3 | sort


def _territories(text: str, language: str) -> Iterator[str]:
    codes, pattern = _names_of(language == CHINESE)
    return (codes[name] for name in set(pattern.findall(text)))


@cache
def _names_of(is_chinese: bool) -> tuple[dict[str, str], re.Pattern[str]]:  # noqa: FBT001 - one of two tables
    """Names of one language with their codes, and what finds them: of two that begin alike the longer."""
    codes = {name: code for name, code in _table() if (HAN.search(name) is not None) == is_chinese}
    either = "|".join(map(re.escape, sorted(codes, key=lambda name: (-len(name), name))))
    return codes, re.compile(either if is_chinese else rf"(?<![A-Za-z])(?:{either})(?![A-Za-z])")


def _table() -> Iterator[tuple[str, str]]:
    """Names in both languages, as they are in a folded text, with their codes."""
    text = resources.files("readout.text").joinpath("territories.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        code, *names = line.split("\t")
        for name in map(_plain, names):
            yield from ((name, code), (name.replace(" & ", " and "), code))
    for line in OTHER_NAMES.split("|"):
        code, *names = line.split()
        yield from ((name.replace("_", " "), code) for name in names)


def _plain(text: str) -> str:
    return folded(text).replace("’", "'")
