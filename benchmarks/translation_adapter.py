"""Translations among the evaluator's documents, by the functions and constants that the pipeline uses; used by relation_adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import regex

from readout.constants import Constants
from readout.model import Relation
from readout.text.alignment.aligner import Aligner
from readout.text.alignment.link_features import features_of
from readout.text.alignment.links import Featured, find_links
from readout.text.alignment.rows import Pairing, pair
from readout.text.alignment.sides import CHINESE, ENGLISH, Candidate, Part, Side, family
from readout.text.alignment.translations import is_translation
from readout.text.copies.clusters import Key, clusters_among, precedence
from readout.text.copies.units import Unit, published_day
from readout.text.parts import Parts

HAN = regex.compile(r"\p{Han}")
kept_features = lru_cache(maxsize=8192)(features_of)  # the evaluator asks again for every order of the same texts


class Translator:
    """Finds which texts translate each other.

    Args:
        constants: of the product.
        aligner: the same.
        parts: cuts a text into sections and passages.
    """

    def __init__(self, constants: Constants, aligner: Aligner, parts: Callable[[str], Parts]) -> None:
        self._constants, self._aligner = constants, aligner
        self._sides = lru_cache(maxsize=1024)(lambda text: _sides(parts(text)))

    def links(self, units: Sequence[Unit], relations: Sequence[Relation]) -> Iterator[tuple[str, str, float]]:
        """Translation, original, score; of current texts, and only the first of those that copy each other."""
        current = {unit.document_id: unit for unit in units if unit.is_current}
        holds_chinese = {name for name, unit in current.items() if HAN.search(unit.text)}
        both = {name for name in holds_chinese if self._is_bilingual(current[name].text)}
        chinese = {name for name in holds_chinese - both if _is_mostly_chinese(current[name].text)}
        english = current.keys() - holds_chinese
        ranks = precedence(units, relations, self._constants.relations)
        ours, theirs = (
            self._featured([current[name] for name in sorted(names)], language, ranks, clusters_among(names, relations))
            for names, language in ((chinese, CHINESE), (english, ENGLISH))
        )
        for found in find_links(ours, theirs, self._constants.alignment.links):
            yield from self._confirmed(found, current)

    def _is_bilingual(self, text: str) -> bool:
        return self._pair(text, text) is not None

    def _pair(self, chinese: str, english: str) -> Pairing | None:
        one, other = self._sides(chinese).get(CHINESE), self._sides(english).get(ENGLISH)
        return pair(one, other, self._aligner) if one and other else None

    def _featured(
        self, units: Iterable[Unit], language: str, ranks: Mapping[str, Key], clusters: Mapping[str, str]
    ) -> Iterator[Featured]:
        for unit in units:
            name, day = unit.document_id, published_day(unit, self._constants.relations)
            if day:
                codes = kept_features(unit.text, language)
                yield Featured(document_id=name, day=day, codes=codes, cluster=clusters[name], rank=ranks[name])

    def _confirmed(self, found: Candidate, current: Mapping[str, Unit]) -> Iterator[tuple[str, str, float]]:
        one, other = current[found.chinese], current[found.english]
        if pairing := self._pair(one.text, other.text):
            is_chinese = is_translation(pairing.figures, told=None, chinese_cites=None)
            names = (one.document_id, other.document_id) if is_chinese else (other.document_id, one.document_id)
            yield *names, pairing.figures.similarity


def _is_mostly_chinese(text: str) -> bool:
    return 2 * len(HAN.findall(text)) > sum(char.isalpha() for char in text)


def _sides(parts: Parts) -> dict[str, Side]:
    """Both languages of a text, each as its passages."""
    found: dict[str, list[Part]] = {}
    for row in parts.passages:
        part = Part(position=row.position, section_position=row.section_position, start=row.start, end=row.end, text=row.text)
        found.setdefault(family(row.language), []).append(part)
    return {language: Side(document_id="", revision=1, parts=tuple(rows)) for language, rows in found.items()}
