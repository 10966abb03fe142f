"""Which script each character is a letter of: one table look-up per code point.

Scripts are named by their ISO 15924 codes. Han is split in three: `Hans` (characters that only simplified text has),
`Hant` (only traditional), `Hani` (both); kana of both kinds is `Kana`. What is no letter has no script.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
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
    table = script_table()
    counts = np.bincount(table.of(text), minlength=1)
    return {table.names[place]: int(counts[place]) for place in np.flatnonzero(counts) if place}


def script_group(script: str) -> str:
    """The script, or `Hani` for all that Chinese and Japanese are written with."""
    return "Hani" if script in HAN_AND_KANA else script
