"""What one line says about its language: log scores of the languages of its script, best 0.

Nothing here decides: short lines are decided by their document (`readout.text.languages.paths`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from readout.constants.language import LanguageConstants
from readout.model.drafts import Detector
from readout.text.languages.lines import Line, floored
from readout.text.languages.opinions import model_lines
from readout.text.languages.scripts import HAN, HAN_AND_KANA, count_each, script_group

HANS, HANT, JAPANESE = "zh-Hans", "zh-Hant", "ja"


def judge(text: str, detector: Detector, constants: LanguageConstants) -> Line:
    """Score one line; see `judge_lines`."""
    return judge_lines([text], detector, constants)[0]


def judge_lines(texts: Sequence[str], detector: Detector, constants: LanguageConstants) -> list[Line]:
    """Score lines, each by itself: the models read all lines of a script together, which is several times faster.

    Args:
        texts: lines as `masks.detection_text` gives them.
        detector: the language models.
        constants: `[language]` of config/pipeline.toml.
    """
    lines = [Line()] * len(texts)
    by_script: dict[str, dict[int, float]] = {}  # for the models: letters of each line
    for place, counts in enumerate(count_each(texts)):
        script, letters = heaviest(counts, constants.weights)
        languages = constants.languages.get(script or "")
        if script == "Hani":
            lines[place] = _han_line(counts, letters, constants)
        elif script and languages is None:
            lines[place] = Line(scores={f"und-{script}": 0.0}, weight=letters, evidence="script")
        elif script and languages and len(languages) == 1:
            lines[place] = Line(scores={languages[0]: 0.0}, weight=letters, evidence="script")
        elif script:
            by_script.setdefault(script, {})[place] = letters
    for script, letters_of in by_script.items():
        found = model_lines([texts[place] for place in letters_of], list(letters_of.values()), script, detector, constants)
        for place, line in zip(letters_of, found, strict=True):
            lines[place] = line
    return lines


def heaviest(counts: Mapping[str, int], weights: Mapping[str, float]) -> tuple[str | None, float]:
    """The script (Han and kana as one, `Hani`) with the most weighted letters, and their weight."""
    groups: dict[str, float] = {}
    for script, count in counts.items():
        group = script_group(script)
        groups[group] = groups.get(group, 0.0) + count * weights.get(script, 1.0)
    script = max(groups, key=lambda group: groups[group], default=None)
    return script, groups[script] if script else 0.0


def _han_line(counts: Mapping[str, int], letters: float, constants: LanguageConstants) -> Line:
    """Chinese of either script or Japanese, by kana and by the table of characters that only one script has."""
    han = sum(counts.get(script, 0) for script in HAN)
    kana = counts.get(HAN_AND_KANA[-1], 0)
    if kana > constants.kana_share * (kana + han):
        scores = {JAPANESE: 0.0, HANS: -constants.kana_price, HANT: -constants.kana_price}
        return Line(scores=scores, weight=letters, evidence="script")
    only_hans, only_hant = counts.get("Hans", 0), counts.get("Hant", 0)
    japanese = -min(constants.japanese_most, constants.japanese_base + constants.japanese_per_han * han)
    if only_hans == only_hant:
        scores = {HANS: 0.0, HANT: -constants.hant_price, JAPANESE: japanese + constants.japanese_relief}
        return Line(scores=scores, weight=letters, evidence="default")
    evidence = constants.table_scale * (only_hans - only_hant) / math.sqrt(only_hans + only_hant)
    scores = {HANS: min(0.0, evidence), HANT: min(0.0, -evidence), JAPANESE: japanese}
    return Line(scores=floored(scores, constants.floor), weight=letters, evidence="table")
