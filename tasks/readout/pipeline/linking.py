"""Stage `relate`, after relations: which texts may translate each other though neither cites the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from readout.model import Relation
from readout.pipeline.derivation import derivation
from readout.pipeline.feature_store import FeatureStore
from readout.pipeline.indexing import FOLDER
from readout.pipeline.texts import StoredUnits
from readout.settings import Config
from readout.text.alignment.links import Featured, find_links
from readout.text.alignment.sides import CHINESE, ENGLISH, Candidate, Languages
from readout.text.copies.clusters import Key, clusters_among, precedence
from readout.text.copies.units import published_day


@dataclass(frozen=True, slots=True)
class Linker:
    """Looks for translations among all texts, by what survives translating.

    Of copies the original is taken: the others lead to it. Texts whose day is not known are left out.
    """

    units: StoredUnits
    relations: Sequence[Relation]
    config: Config
    by_index: bool  # whether features that earlier runs computed are used, and kept

    def candidates(self, languages: Languages, paired: AbstractSet[str]) -> list[Candidate]:
        """Pairs that the alignment is to look at.

        Args:
            languages: in which language most of each document is.
            paired: documents that are one side of a translation already.
        """
        if not languages.mostly_chinese or not languages.mostly_english:
            return []
        links = self.config.constants.alignment.links
        ranks = precedence(self.units.bare, self.relations, self.config.constants.relations)
        ours = self._dated(languages.mostly_chinese - paired)
        days = sorted({day for _, day in ours})
        reach = timedelta(days=links.days_max)
        theirs = [(place, day) for place, day in self._dated(languages.mostly_english - paired) if _is_near(day, days, reach)]
        with FeatureStore(self._folder(), derivation(self.config)) as store:
            chinese = self._read(ours, ranks, CHINESE, store)
            return find_links(chinese, self._read(theirs, ranks, ENGLISH, store), links)

    def _dated(self, names: AbstractSet[str]) -> list[tuple[int, date]]:
        """Places and days of these documents' current texts, as far as their day is known."""
        current = ((place, unit) for place, unit in enumerate(self.units.bare) if unit.is_current and unit.document_id in names)
        days = ((place, published_day(unit, self.config.constants.relations)) for place, unit in current)
        return [(place, day) for place, day in days if day]

    def _read(
        self, chosen: Sequence[tuple[int, date]], ranks: Mapping[str, Key], language: str, store: FeatureStore
    ) -> Iterator[Featured]:
        clusters = clusters_among({self.units.bare[place].document_id for place, _ in chosen}, self.relations)
        for place, day in chosen:
            unit = self.units[place]
            name = unit.document_id
            codes = store.features(unit.text, language)
            yield Featured(document_id=name, day=day, codes=codes, cluster=clusters[name], rank=ranks[name])

    def _folder(self) -> Path | None:
        return self.config.data / "processed" / FOLDER if self.by_index else None


def _is_near(day: date, days: Sequence[date], reach: timedelta) -> bool:
    """Whether any of the days is within reach."""
    place = bisect_left(days, day - reach)
    return place < len(days) and days[place] <= day + reach
