"""What one line says about its language: log scores of the languages of its script, best 0.

Nothing here decides: short lines are decided by their document (`readout.text.paths`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from readout.constants.language import LanguageConstants
from readout.model import LanguageEvidence
from readout.model.drafts import Detector
from readout.text.scripts import HAN, HAN_AND_KANA, count_scripts, script_group

HANS, HANT, JAPANESE = "zh-Hans", "zh-Hant", "ja"
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one line says.

    `scores` is empty for a neutral line (no letters, or too few different ones); languages that are not in it are out of
    the line's script. `weight` is its letters, weighted by script, and `names` those of them in words with a capital: a
    model takes a name for a word of some language. `evidence` is what the scores rest on, and `rival` the second model's
    other opinion.
    """

    scores: Mapping[str, float] = field(default_factory=dict[str, float])
    weight: float = 0.0
    names: float = 0.0
    evidence: LanguageEvidence = "none"
    rival: str | None = None

    @property
    def words(self) -> float:
        """Its weight without what may be names."""
        return self.weight - self.names

    @cached_property
    def best(self) -> str | None:
        """The language with the highest score; of equals the first."""
        return max(self.scores, key=lambda language: self.scores[language], default=None)

    @cached_property
    def margin(self) -> float:
        """Lead of the best language over the next; infinite when it is alone."""
        ranked = sorted(self.scores.values(), reverse=True)
        return ranked[0] - ranked[1] if len(ranked) > 1 else math.inf


def judge(text: str, detector: Detector, constants: LanguageConstants) -> Line:
    """Score one line.

    Args:
        text: the line as `masks.detection_text` gives it.
        detector: the language models.
        constants: `[language]` of config/pipeline.toml.
    """
    counts = count_scripts(text)
    script, letters = heaviest(counts, constants.weights)
    if script is None:
        return Line()
    languages = constants.languages.get(script)
    if languages is None:
        return Line(scores={f"und-{script}": 0.0}, weight=letters, evidence="script")
    if script == "Hani":
        return _han_line(counts, letters, constants)
    if len(languages) == 1:
        return Line(scores={languages[0]: 0.0}, weight=letters, evidence="script")
    return _model_line(text, letters, languages, detector, constants)


def heaviest(counts: Mapping[str, int], weights: Mapping[str, float]) -> tuple[str | None, float]:
    """The script (Han and kana as one, `Hani`) with the most weighted letters, and their weight."""
    groups: dict[str, float] = {}
    for script, count in counts.items():
        group = script_group(script)
        groups[group] = groups.get(group, 0.0) + count * weights.get(script, 1.0)
    script = max(groups, key=lambda group: groups[group], default=None)
    return script, groups[script] if script else 0.0


def sample(text: str, size: int) -> str:
    """The text, or head, middle and tail of one longer than `size`; in lower case if it has no other.

    >>> sample("THE LINE", 400)
    'the line'
    """
    if len(text) > size:
        part = size // 3
        middle = (len(text) - part) // 2
        text = f"{text[:part]} {text[middle : middle + part]} {text[-part:]}"
    return text.lower() if text.isupper() else text  # the models know lower case


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
    return Line(scores=_floored(scores, constants.floor), weight=letters, evidence="table")


def _model_line(text: str, letters: float, languages: Sequence[str], detector: Detector, constants: LanguageConstants) -> Line:
    """Scores of the first model, less what the second's vote costs the others."""
    read = sample(text, constants.sample_characters)
    distinct = sum(map(str.isalpha, set(read)))
    if distinct < constants.distinct_letters:
        return Line()
    root = math.sqrt(len(read.encode("utf-8")))
    scores = {language: constants.score_scale * score / root for language, score in detector.scores(read, languages).items()}
    first = max(scores, key=lambda language: scores[language])
    rival = _second_opinion(scores, read, detector, constants)
    weight = min(letters, constants.letters_per_distinct * distinct)
    return Line(
        scores=_floored(scores, constants.floor),
        weight=weight,
        names=max(0.0, weight - sum(len(word) for word in WORD.findall(read) if not word[0].isupper())),
        evidence="conflict" if rival not in (None, first) else "model",
        rival=rival,
    )


def _second_opinion(scores: dict[str, float], read: str, detector: Detector, constants: LanguageConstants) -> str | None:
    """Take the price of the vote off all other languages; gives the language voted for."""
    vote = detector.vote(read)
    if vote is None or vote[0] not in scores:
        return None
    voted, is_sure = vote
    price = constants.vote_price * (1.0 if is_sure else constants.vote_unsure)
    price *= min(1.0, len(read) / constants.vote_characters)
    for language in scores:
        if language != voted:
            scores[language] -= price
    if math.isinf(scores[voted]):  # only the second model knows it: there is no other opinion
        scores[voted] = max(scores.values()) + price
    return voted


def _floored(scores: Mapping[str, float], floor: float) -> dict[str, float]:
    top = max(scores.values())
    return {language: max(floor, score - top) for language, score in scores.items()}
