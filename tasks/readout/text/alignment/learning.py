"""Words that two texts use for each other, learned from what was aligned: names above all, which no dictionary has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from readout.constants.alignment import SearchConstants
from readout.text.alignment.beads import Bead
from readout.text.alignment.features import Sides


def learn(sides: Sides, beads: Sequence[Bead], constants: SearchConstants) -> dict[str, frozenset[str]]:
    """For Chinese words the English features that stand in the same beads, and hardly anywhere else.

    Only what has no counterpart in its bead is looked at: known words would be confirmed by the beads that they made.

    Args:
        sides: what was aligned.
        beads: of these sides; those of little similarity, or that could as well be others, are not learned from.
        constants: from how many beads, and how exclusive a pair must be.
    """
    pairs, chinese, english = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    for bead in beads:
        if bead.similarity < constants.learn_similarity or bead.margin < constants.learn_margin:
            continue
        words, features = _unexplained(sides, bead)
        chinese.update(words)
        english.update(features)
        pairs.update((word, feature) for word in words for feature in features)
    learned: dict[str, set[str]] = {}
    for (word, feature), count in pairs.items():
        if count >= constants.learn_count and 2 * count >= constants.learn_dice * (chinese[word] + english[feature]):
            learned.setdefault(word, set()).add(feature)
    return {word: frozenset(features) for word, features in learned.items()}


def _unexplained(sides: Sides, bead: Bead) -> tuple[set[str], set[str]]:
    """Words and features of a bead of which none stands for the other."""
    meanings = {word: meant for place in bead.chinese for word, meant in sides.chinese[place].items()}
    features = {feature for place in bead.english for feature in sides.english[place]}
    covered = {feature for meant in meanings.values() for feature in meant}
    return {word for word, meant in meanings.items() if not meant & features}, features - covered
