"""Which script each character is a letter of: one table look-up per code point.

Scripts are named by their ISO 15924 codes. Han is split in three: `Hans` (characters that only simplified text has),
`Hant` (only traditional), `Hani` (both); kana of both kinds is `Kana`. What is no letter has no script.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

TABLE = "scripts.bin"
"""Made by scripts/make_script_table.py."""

HAN = ("Hani", "Hans", "Hant")
HAN_AND_KANA = (*HAN, "Kana")
"""Counted together: Japanese mixes them."""

TOGETHER = 256
"""Texts that are counted together: a table of 256 times the scripts, whatever the document's size."""

Classes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class ScriptTable:
    """The classes' names (class 0 is "no letter") and the class of each code point."""

    names: tuple[str, ...]
    classes: Classes
    number: Mapping[str, int]

    def of(self, text: str) -> Classes:
        """The class of each character of the text; lone surrogates have none."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        return self.classes[codes]


@cache
def script_table() -> ScriptTable:
    """The table as packaged."""
    data = zlib.decompress(resources.files("readout.text").joinpath(TABLE).read_bytes())
    header, _, classes = data.partition(b"\n")
    names = tuple(json.loads(header))
    return ScriptTable(names, np.frombuffer(classes, dtype=np.uint8), {name: place for place, name in enumerate(names)})


def count_scripts(text: str) -> dict[str, int]:
    """Letters of the text by script, without scripts that it does not have.

    >>> count_scripts("The 外交部 said")
    {'Hani': 3, 'Latn': 7}
    """
    return count_each([text])[0]


def count_each(texts: Sequence[str]) -> list[dict[str, int]]:
    """The same of several texts: one look-up for many of them together."""
    return [counts for first in range(0, len(texts), TOGETHER) for counts in _count(texts[first : first + TOGETHER])]


def _count(texts: Sequence[str]) -> list[dict[str, int]]:
    table = script_table()
    classes = table.of("".join(texts))
    size = len(table.names)
    lines = np.repeat(np.arange(0, len(texts) * size, size), [len(text) for text in texts])
    counts = np.bincount(lines + classes, minlength=len(texts) * size)
    counts[::size] = 0  # what is no letter
    found: list[dict[str, int]] = [{} for _ in texts]
    places = np.flatnonzero(counts)
    for place, count in zip(places.tolist(), counts[places].tolist(), strict=True):
        line, number = divmod(place, size)
        found[line][table.names[number]] = count
    return found


def script_group(script: str) -> str:
    """The script, or `Hani` for all that Chinese and Japanese are written with."""
    return "Hani" if script in HAN_AND_KANA else script
