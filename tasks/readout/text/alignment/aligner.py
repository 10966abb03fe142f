"""Which paragraphs, and which sentences, of a Chinese and an English text translate each other.

A translation may be partial: what stands before and after it, and what is missing within, is in no bead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readout.constants.alignment import AlignmentConstants, SearchConstants
from readout.text.alignment.beads import Bead, find_beads
from readout.text.alignment.dictionary import Dictionary
from readout.text.alignment.features import read_sides
from readout.text.alignment.learning import learn
from readout.text.alignment.similarity import Compare, WordSimilarity
from readout.text.alignment.words import stems

FORMULA = "readout-align-1"
"""Raised when the same texts would give other beads."""
WITHOUT_DICTIONARY = "length"


class Aligner:
    """Aligns texts with one dictionary and one set of constants.

    Args:
        dictionary: from `load_dictionary`; one without words leaves numbers, names in Latin script and lengths to go by.
        constants: `[alignment]` of config/pipeline.toml.
        compare: takes the place of the dictionary, for instance an encoder of sentences (`encoder.by_encoder`).
        name: of what takes its place, for the rows' `method`.
    """

    def __init__(
        self, dictionary: Dictionary, constants: AlignmentConstants, compare: Compare | None = None, name: str = ""
    ) -> None:
        self.constants = constants
        self.knows_words = bool(dictionary) or compare is not None
        self.method = f"{FORMULA}/{name or dictionary.name or WITHOUT_DICTIONARY}"
        self._dictionary, self._compare = dictionary, compare
        self._glossary: Mapping[str, frozenset[str]] = {}
        if dictionary:
            self._glossary = {word: stems(meaning) for word, meaning in constants.glossary.items()}

    def fits(self, chinese: int, english: int) -> bool:
        """Whether so many units can be aligned: time and memory grow with the product."""
        return max(chinese, english) <= self.constants.units_max and chinese * english <= self.constants.cells_max

    def paragraphs(self, chinese: Sequence[str], english: Sequence[str]) -> list[Bead]:
        """Beads of two lists of paragraphs, one of which may translate a part of the other; of lists too long none."""
        return self._align(chinese, english, self.constants.paragraphs)

    def sentences(self, chinese: Sequence[str], english: Sequence[str]) -> list[Bead]:
        """Beads of two lists of sentences that translate each other as a whole; of lists too long none."""
        return self._align(chinese, english, self.constants.sentences)

    def _align(self, chinese: Sequence[str], english: Sequence[str], constants: SearchConstants) -> list[Bead]:
        if not chinese or not english or not self.fits(len(chinese), len(english)):
            return []
        lengths = [len("".join(text.split())) for text in chinese], [len(" ".join(text.split())) for text in english]
        if self._compare:
            return find_beads(*lengths, self._compare(chinese, english), constants)
        sides = read_sides(chinese, english, self._dictionary, self._glossary)
        similarity = WordSimilarity(sides, self.constants.similarity)
        beads = find_beads(*lengths, similarity, constants)
        if constants.learn_units and min(len(chinese), len(english)) >= constants.learn_units:
            learned = learn(sides, beads, constants)
            beads = find_beads(*lengths, WordSimilarity(sides, self.constants.similarity, learned), constants)
        return beads
