"""One line of a document, and what it says about its language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from readout.model import LanguageEvidence


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
        return max(self.scores, key=self.scores.__getitem__, default=None)

    @cached_property
    def margin(self) -> float:
        """Lead of the best language over the next; infinite when it is alone."""
        ranked = sorted(self.scores.values(), reverse=True)
        return ranked[0] - ranked[1] if len(ranked) > 1 else math.inf


def floored(scores: Mapping[str, float], floor: float) -> dict[str, float]:
    """The scores less their best, none below the floor: one line must never veto a document."""
    top = max(scores.values())
    return {language: max(floor, score - top) for language, score in scores.items()}
