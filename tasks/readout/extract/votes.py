"""Which blocks are the text: extractors vote, and what is seen of each block and of its company is weighed with their votes.

Two logistic models, one after the other: the first sees which blocks the extractors took; the second sees that and which
blocks the first took. The first is the more careful one, the second the more complete: their mean counts. The weights are
data, learned by scripts/learn_blocks.py.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import repeat
from operator import mul

from readout.extract.company import company_of
from readout.extract.traits import Said, Traits, traits_of
from readout.extract.walk import Block

WEIGHTS = "blocks-88ad9beb472f.json"
"""Made by scripts/learn_blocks.py; the name holds the first 12 digits of the file's SHA-256."""

BIAS, THEN = "bias", "then "
NOTHING: Mapping[str, float] = {}
_DIGITS = 9  # of a probability: what lies beyond is the machine's


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of the first and of the second look at the blocks, by trait."""

    first: Mapping[str, float]
    second: Mapping[str, float]
    then: Mapping[str, float]  # of the second: weights of the company that the first look took, without "then"


@cache
def model_of(mode: str) -> Model:
    """The weights for one extractor (`one`) or several (`vote`)."""
    data = resources.files("readout.extract").joinpath(WEIGHTS).read_bytes()
    if not WEIGHTS.startswith(f"blocks-{hashlib.sha256(data).hexdigest()[:12]}"):
        raise ValueError(f"{WEIGHTS} is not the file that its name says")
    found = json.loads(data)[mode]
    then = {name.removeprefix(THEN): weight for name, weight in found["second"].items() if name.startswith(THEN)}
    return Model(found["first"], found["second"], then)


def judge_blocks(blocks: Sequence[Block], marks: Mapping[str, Sequence[bool]], told: Said, model: Model) -> list[float]:
    """How likely each block is part of the text, 0 to 1.

    Args:
        blocks: all of the page, in order.
        marks: by extractor, which blocks it took.
        told: what the head of the page says.
        model: the weights for these extractors.
    """
    seen = first_look(blocks, marks, told)
    chances = [chance(traits, model.first) for traits in seen]
    companies = company_of(blocks, chances)
    again = [chance(traits, model.second, company, model.then) for traits, company in zip(seen, companies, strict=True)]
    return [(one + other) / 2 for one, other in zip(chances, again, strict=True)]


def first_look(blocks: Sequence[Block], marks: Mapping[str, Sequence[bool]], told: Said) -> list[Traits]:
    """The traits of each block by itself, and among those that the extractors took."""
    seen = traits_of(blocks, told)
    taken = [sum(votes) / len(marks) for votes in zip(*marks.values(), strict=True)]
    for traits, company in zip(seen, company_of(blocks, taken), strict=True):
        traits.update(company)
    if len(marks) > 1:
        for name, votes in marks.items():
            for traits, vote in zip(seen, votes, strict=True):
                if vote:
                    traits[f"by {name}"] = 1.0
    return seen


def second_look(blocks: Sequence[Block], seen: Sequence[Traits], chances: Sequence[float]) -> list[Traits]:
    """The same, and the company of those that the first look took."""
    return [
        traits | {f"{THEN}{name}": value for name, value in company.items()}
        for traits, company in zip(seen, company_of(blocks, chances), strict=True)
    ]


def chance(
    traits: Traits, weights: Mapping[str, float], company: Mapping[str, float] = NOTHING, then: Mapping[str, float] = NOTHING
) -> float:
    """The probability that a logistic model gives to a block; a trait that it does not know counts nothing."""
    total = weights[BIAS] + _weighed(traits, weights) + _weighed(company, then)
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), _DIGITS)


def _weighed(traits: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(map(mul, traits.values(), map(weights.get, traits, repeat(0.0))))
