"""Words that two texts use for each other, learned from what was aligned: names above all, which no dictionary has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from readout.constants.alignment import SearchConstants
from readout.text.beads import Bead
from readout.text.bilingual_features import Sides


def learn(sides: Sides, beads: Sequence[Bead], constants: SearchConstants) -> dict[str, frozenset[str]]:
    """For Chinese words the English features that stand in the same beads, and hardly anywhere else.

    Args:
        sides: what was aligned.
        beads: of these sides; those of little similarity are not learned from.
        constants: from how many beads, and how exclusive a pair must be.
    """
    pairs, chinese, english = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    for bead in beads:
        if bead.similarity < constants.learn_similarity:
            continue
        words = {word for place in bead.chinese for word in sides.chinese[place]}
        features = {feature for place in bead.english for feature in sides.english[place]}
        chinese.update(words)
        english.update(features)
        pairs.update((word, feature) for word in words for feature in features)
    learned: dict[str, set[str]] = {}
    for (word, feature), count in pairs.items():
        if count >= constants.learn_count and 2 * count >= constants.learn_dice * (chinese[word] + english[feature]):
            learned.setdefault(word, set()).add(feature)
    return {word: frozenset(features) for word, features in learned.items()}
