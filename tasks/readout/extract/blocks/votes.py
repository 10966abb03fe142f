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

import numpy as np

from readout.extract.blocks.company import Company, company_among
from readout.extract.blocks.traits import Said, Seen, traits_of
from readout.extract.blocks.walk import Block

WEIGHTS = "blocks-88ad9beb472f.json"
"""Made by scripts/learn_blocks.py; the name holds the first 12 digits of the file's SHA-256."""

BIAS, THEN = "bias", "then "
_DIGITS = 9  # of a probability: what lies beyond is the machine's


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of the first and of the second look at the blocks, by trait."""

    first: Mapping[str, float]
    second: Mapping[str, float]


@cache
def model_of(mode: str) -> Model:
    """The weights for one extractor (`one`) or several (`vote`)."""
    data = resources.files("readout.extract").joinpath(WEIGHTS).read_bytes()
    if not WEIGHTS.startswith(f"blocks-{hashlib.sha256(data).hexdigest()[:12]}"):
        raise ValueError(f"{WEIGHTS} is not the file that its name says")
    found = json.loads(data)[mode]
    return Model(found["first"], found["second"])


def judge_blocks(blocks: Sequence[Block], marks: Mapping[str, Sequence[bool]], told: Said, model: Model) -> list[float]:
    """How likely each block is part of the text, 0 to 1.

    Args:
        blocks: all of the page, in order.
        marks: by extractor, which blocks it took.
        told: what the head of the page says.
        model: the weights for these extractors.
    """
    company = company_among(blocks)
    seen = first_look(blocks, marks, told, company)
    first = chances(seen, model.first)
    second = chances(second_look(seen, first, company), model.second)
    return [(one + other) / 2 for one, other in zip(first, second, strict=True)]


def first_look(blocks: Sequence[Block], marks: Mapping[str, Sequence[bool]], told: Said, company: Company) -> Seen:
    """The traits of each block by itself, and among those that the extractors took."""
    seen = traits_of(blocks, told)
    taken = [sum(votes) / len(marks) for votes in zip(*marks.values(), strict=True)]
    by = {f"by {name}": np.array(votes, dtype=np.float64) for name, votes in marks.items()} if len(marks) > 1 else {}
    return Seen({**seen.numbers, **company.of(taken), **by}, seen.names)


def second_look(seen: Seen, first: Sequence[float], company: Company) -> Seen:
    """The same, and the company of those that the first look took."""
    then = {f"{THEN}{name}": column for name, column in company.of(first).items()}
    return Seen({**seen.numbers, **then}, seen.names)


def chances(seen: Seen, weights: Mapping[str, float]) -> list[float]:
    """The probability that a logistic model gives to each block."""
    totals = (seen.weighed(weights) + weights[BIAS]).tolist()
    return [round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), _DIGITS) for total in totals]
