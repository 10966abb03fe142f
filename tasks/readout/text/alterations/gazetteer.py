"""Names that are known without a capital: countries, regions, great institutions, and those that the publishers' files give.

gazetteer.txt is made by scripts/make_gazetteer.py from the territory names of the Unicode CLDR.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import numpy as np

from readout.publishers import Publishers
from readout.text.tokens import Tokens, tokenise

LONG_FORMS = (
    "中华人民共和国 美利坚合众国 俄罗斯联邦 大韩民国 朝鲜民主主义人民共和国 大不列颠 英国 香港 澳门 钓鱼岛 联合国 安理会 欧盟 东盟 北约 "
    "世卫组织 世贸组织 上合组织 金砖国家 二十国集团 七国集团 国际货币基金组织 世界银行 白宫 克里姆林宫 国务院 外交部 国防部 商务部 五角大楼 "
    "解放军 共产党 新华社 人民日报"
)
"""What CLDR does not hold: full names of states, institutions (our choice)."""
COMMON = (
    "new north south east west central northern southern eastern western middle islands island republic democratic united states "
    "great saint st outlying territory territories british french city world special region the and of union kingdom sar nord sud "
    "est ouest nueva nuevo islas isla inseln insel"
)
"""Words of such names that begin many a sentence, too."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Known names: those of scripts without spaces by their first character, of all others each word."""

    written: dict[str, tuple[str, ...]]
    words: frozenset[int]
    longest: int

    def knows(self, tokens: Tokens, place: int) -> bool:
        """Whether a word is part of a known name, and has a capital where its script has any."""
        first = tokens.word(place)[0]
        return int(tokens.hashes[place]) in self.words and (tokens.is_capital(place) or first.upper() == first.lower())

    def names(self, tokens: Tokens, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Names of scripts without spaces that touch a stretch, as stretches of tokens."""
        first = max(0, start - self.longest)
        text = characters(tokens, first, min(len(tokens), end + self.longest))
        for place, char in enumerate(text):
            for name in self.written.get(char, ()):
                begins, ends = first + place, first + place + len(name)
                if begins <= end and ends >= start and text.startswith(name, place):
                    yield begins, ends


def characters(tokens: Tokens, start: int, end: int) -> str:
    """Tokens of scripts without spaces as their characters, traditional ones simplified; a blank for every other."""
    codes = np.where(tokens.alone[start:end], tokens.first[start:end], ord(" "))
    return "".join(map(chr, codes.tolist()))


def gazetteer_with(names: Iterable[str]) -> Gazetteer:
    """The shipped names and some more, such as those of the publishers' files."""
    return _build((*_shipped(), *sorted(names)))


def gazetteer_of(publishers: Publishers, speakers: Mapping[str, str]) -> Gazetteer:
    """The shipped names, and what the configuration calls publishers and persons."""
    names = {name for publisher in publishers.all for name in (publisher.name, *publisher.speakers.values())}
    return gazetteer_with(names | set(speakers.values()))


@cache
def _shipped() -> tuple[str, ...]:
    text = resources.files("readout.text").joinpath("gazetteer.txt").read_text(encoding="utf-8")
    return (*text.split("\n"), *LONG_FORMS.split())


@cache
def _build(names: tuple[str, ...]) -> Gazetteer:
    text = "\n".join(names)
    tokens = tokenise(text)
    lines = np.cumsum([0, *(len(name) + 1 for name in names)])
    bounds = np.searchsorted(tokens.start, lines).tolist()
    written: dict[str, set[str]] = {}
    words: set[int] = set()
    common = COMMON.split()
    for start, end in pairwise(bounds):
        if start < end and tokens.alone[start:end].all():
            name = characters(tokens, start, end)
            if len(name) > 1:
                written.setdefault(name[0], set()).add(name)
        else:
            words.update(
                int(tokens.hashes[place])
                for place in range(start, end)
                if (word := tokens.word(place))[0] != word[0].lower() or word.lower() == word.upper()
                if len(word) > 1 and word.lower() not in common
            )
    longest = max(len(name) for group in written.values() for name in group)
    return Gazetteer({first: tuple(sorted(group)) for first, group in sorted(written.items())}, frozenset(words), longest)
