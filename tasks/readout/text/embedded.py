"""Runs in another script inside a passage (names in brackets, quoted words), and stray characters of the other Chinese.

They never make a section of their own, and a stray character is reported, never mended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from readout.constants.language import LanguageConstants
from readout.model import Embedded
from readout.text.language import HANS, HANT, JAPANESE
from readout.text.masks import mask_addresses
from readout.text.scripts import Classes, count_scripts, script_group, script_table

GAP = 3
"""Characters that are no letters between two words of one run: a space, or a dash between spaces."""

MODEL_LETTERS = 20
"""A run of fewer letters is too short for a model to name its language."""


@dataclass(frozen=True, slots=True, eq=False)
class ScriptMap:
    """For each character of a text its class, and its script group without addresses (0: no letter)."""

    classes: Classes
    groups: Classes

    @property
    def letters(self) -> NDArray[np.bool_]:
        """Which characters are letters."""
        return self.classes > 0


def map_scripts(text: str) -> ScriptMap:
    """The text's characters by script."""
    table = script_table()
    return ScriptMap(table.of(text), _groups()[table.of(mask_addresses(text))])


def script_of(language: str, constants: LanguageConstants) -> str | None:
    """The script group that a language is written in; None for `und`.

    >>> from readout.text.scripts import script_group
    >>> script_group("Hans")
    'Hani'
    """
    if language.startswith("und"):
        return language.partition("-")[2] or None
    return next((script_group(script) for script, known in constants.languages.items() if language in known), None)


def iso_script(language: str, constants: LanguageConstants) -> str | None:
    """ISO 15924 code of the language's usual script: Hans, Hant and Jpan for what is written with Han."""
    special = {HANS: "Hans", HANT: "Hant", JAPANESE: "Jpan"}
    return special.get(language) or script_of(language, constants)


def embedded_runs(
    scripts: ScriptMap, start: int, end: int, own: str | None, language_of: Callable[[str, int, int], str], letters_least: int
) -> tuple[Embedded, ...]:
    """Runs of letters of other scripts between start and end, addresses left out.

    Args:
        scripts: of the document's text.
        start: first code point of the passage.
        end: one past its last.
        own: the script group of the passage's language; with None nothing is embedded.
        language_of: the language of a run, from its script group and range.
        letters_least: shorter runs are left out.
    """
    groups = scripts.groups[start:end]
    numbers = script_table().number
    mine = groups == numbers.get(own or "", 0)
    places = np.flatnonzero((groups > 0) & ~mine)
    if own is None or not len(places):
        return ()
    before = np.cumsum(mine)[places]
    breaks = (np.diff(places) > GAP + 1) | (np.diff(groups[places].astype(np.int16)) != 0) | (np.diff(before) != 0)
    found: list[Embedded] = []
    for run in np.split(places, np.flatnonzero(breaks) + 1):
        if len(run) >= letters_least:
            first, last = start + int(run[0]), start + int(run[-1]) + 1
            found.append(Embedded(first, last, language_of(script_table().names[int(groups[run[0]])], first, last)))
    return tuple(found)


def han_language(run: str, document: Mapping[str, str]) -> str:
    """The language of a run of Han and kana: by kana, else by the table, else the document's, else `zh`."""
    counts = count_scripts(run)
    if counts.get("Kana"):
        return JAPANESE
    evidence = counts.get("Hans", 0) - counts.get("Hant", 0)
    if evidence:
        return HANS if evidence > 0 else HANT
    return document.get("Hani", "zh")


def script_outliers(
    scripts: ScriptMap, ranges: Sequence[tuple[int, int]], language: str, constants: LanguageConstants
) -> tuple[int, ...]:
    """Places of characters that only the other Chinese script has, when they are few enough to be strays.

    Args:
        scripts: of the document's text.
        ranges: the passages of one section.
        language: the section's.
        constants: `[language]` of config/pipeline.toml.
    """
    other = {HANS: "Hant", HANT: "Hans"}.get(language)
    if other is None:
        return ()
    numbers = script_table().number
    places: list[NDArray[Any]] = []
    evidence = 0
    for start, end in ranges:
        part = scripts.classes[start:end]
        strays = np.flatnonzero(part == numbers[other])
        evidence += int(np.count_nonzero((part == numbers["Hans"]) | (part == numbers["Hant"])))
        places.append(strays + start)
    found = np.concatenate(places) if places else np.zeros(0, dtype=np.int64)
    if evidence < constants.outlier_evidence or len(found) > constants.outlier_share * evidence:
        return ()
    return tuple(int(place) for place in found)


@cache
def _groups() -> Classes:
    """For each class the class of its group: all of Han and kana are `Hani`."""
    table = script_table()
    groups = [table.number[script_group(name)] if name != table.names[0] else 0 for name in table.names]
    return np.array(groups, dtype=np.uint8)
