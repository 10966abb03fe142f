"""Runs in another script inside a passage (names in brackets, quoted words), and stray characters of the other Chinese.

They never make a section of their own, and a stray character is reported, never mended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from readout.constants.language import LanguageConstants
from readout.model import Embedded
from readout.model.drafts import Detector
from readout.text.languages.language import HANS, HANT, JAPANESE, judge
from readout.text.languages.masks import detection_text, mask_addresses
from readout.text.languages.scripts import Classes, count_scripts, script_group, script_table

UNDETERMINED = "und"


@dataclass(frozen=True, slots=True, eq=False)
class ScriptMap:
    """For each character of a text its class, and its script group without addresses (0: no letter)."""

    classes: Classes
    groups: Classes


def map_scripts(text: str) -> ScriptMap:
    """The text's characters by script."""
    table = script_table()
    return ScriptMap(table.of(text), _groups()[table.of(mask_addresses(text))])


def script_of(language: str, constants: LanguageConstants) -> str | None:
    """The script group that a language is written in (`Hani` for Han and kana); None for `und`."""
    if language.startswith(UNDETERMINED):
        return language.partition("-")[2] or None
    return next((script_group(script) for script, known in constants.languages.items() if language in known), None)


def iso_script(language: str, constants: LanguageConstants) -> str | None:
    """ISO 15924 code of the language's usual script: Hans, Hant and Jpan for what is written with Han."""
    special = {HANS: "Hans", HANT: "Hant", JAPANESE: "Jpan"}
    return special.get(language) or script_of(language, constants)


class EmbeddedFinder:
    """Finds runs in another script in one document, and names their languages."""

    def __init__(
        self,
        text: str,
        scripts: ScriptMap,
        languages: Sequence[str],
        constants: LanguageConstants,
        detector: Detector,
    ) -> None:
        """Of the document's languages, most letters first, the first in a run's script is taken to be the run's."""
        self._text, self._groups = text, scripts.groups
        self._constants, self._detector = constants, detector
        self._known: dict[str, str] = {}
        self._scripts: dict[str, str | None] = {}
        self._letters = _sums(scripts.groups > 0)
        self._readings = constants.embedded_readings
        self._own: dict[str, NDArray[np.int32]] = {}
        for language in languages:
            if script := script_of(language, constants):
                self._known.setdefault(script, language)

    def find(self, start: int, end: int, language: str) -> tuple[Embedded, ...]:
        """The runs in the passage `[start, end)` of that language; addresses are no words and left out."""
        if language not in self._scripts:
            self._scripts[language] = script_of(language, self._constants)
        own = self._scripts[language]
        if own is None or self._foreign(start, end, own) < self._constants.embedded_letters:
            return ()
        names = script_table().names
        runs = self._runs(self._groups[start:end], script_table().number.get(own, 0))
        return tuple(
            self._embedded(names[int(self._groups[start + run[0]])], start + int(run[0]), start + int(run[-1]) + 1)
            for run in runs
            if len(run) >= self._constants.embedded_letters
        )

    def _foreign(self, start: int, end: int, own: str) -> int:
        """Letters of the passage that are not in its own script: in most passages none, so they are counted first."""
        if own not in self._own:
            self._own[own] = _sums((self._groups > 0) & (self._groups == script_table().number.get(own, 0)))
        mine = self._own[own]
        return int(self._letters[end] - self._letters[start] - mine[end] + mine[start])

    def _runs(self, groups: Classes, own: int) -> list[NDArray[np.int64]]:
        """Places of the letters of each run: in one script, without a letter of `own` or a long gap inside."""
        mine = groups == own
        places = np.flatnonzero((groups > 0) & ~mine)
        breaks = (
            (np.diff(places) > self._constants.embedded_gap + 1)
            | (np.diff(groups[places].astype(np.int16)) != 0)
            | (np.diff(np.cumsum(mine)[places]) != 0)
        )
        return np.split(places, np.flatnonzero(breaks) + 1)

    def _embedded(self, script: str, start: int, end: int) -> Embedded:
        run = self._text[start:end]
        return Embedded(start, end, han_language(run, self._known) if script == "Hani" else self._named(run, script))

    def _named(self, run: str, script: str) -> str:
        """By the script if it has one language, by the document's languages, by the models if the run is long enough."""
        languages = self._constants.languages.get(script, ())
        if len(languages) == 1:
            return languages[0]
        if script in self._known:
            return self._known[script]
        if len(run) >= self._constants.embedded_model_letters and self._readings > 0:
            self._readings -= 1
            return judge(detection_text(run), self._detector, self._constants).best or f"{UNDETERMINED}-{script}"
        return f"{UNDETERMINED}-{script}"


def han_language(run: str, document: Mapping[str, str]) -> str:
    """The language of a run of Han and kana: by kana, else by the table, else the document's, else `zh`.

    Args:
        run: its text.
        document: the document's language in each script group.
    """
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


def _sums(marks: NDArray[np.bool_]) -> NDArray[np.int32]:
    """How many are marked before each place."""
    return np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(marks, dtype=np.int32)])


@cache
def _groups() -> Classes:
    """For each class the class of its group: all of Han and kana are `Hani`."""
    table = script_table()
    groups = [table.number[script_group(name)] if name != table.names[0] else 0 for name in table.names]
    return np.array(groups, dtype=np.uint8)
