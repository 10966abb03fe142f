"""Whether a page only grew: a live report gets paragraphs at its end or its beginning, and all that was there stays."""

from __future__ import annotations

import numpy as np

from readout.text.alterations.boundaries import PARAGRAPH, boundary
from readout.text.tokens import tokenise

FEWEST = 12
"""Tokens of the earlier text: a shorter one may stand at the end of another by chance."""


def is_appended(before: str, after: str) -> bool:
    """Whether the later text is the earlier one with whole paragraphs before or behind it, and nothing else changed.

    >>> old = "At ten the doors of the old customs house opened and both ministers went in."
    >>> is_appended(old, old + chr(10) + "At noon they came out."), is_appended(old, old.replace("ten", "two") + chr(10) + "More.")
    (True, False)
    """
    one, other = tokenise(before), tokenise(after)
    size, rest = len(one), len(other) - len(one)
    if size < FEWEST or rest <= 0:
        return False
    if np.array_equal(one.hashes, other.hashes[:size]):
        return boundary(other, size) == PARAGRAPH
    return np.array_equal(one.hashes, other.hashes[rest:]) and boundary(other, rest) == PARAGRAPH
