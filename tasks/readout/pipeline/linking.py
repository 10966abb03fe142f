"""Stage `relate`, after relations: which texts may translate each other though neither cites the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
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
from readout.text.alignment_sides import CHINESE, ENGLISH, Candidate, Languages
from readout.text.clusters import heads
from readout.text.translation_links import Featured, find_links
from readout.text.units import published_day


@dataclass(frozen=True, slots=True)
class Linker:
    """Looks for translations among all texts, by what survives translating.

    Of each cluster of copies the first document is looked at: the others lead to it. Texts whose day is not known are left
    out, and clusters of which a member is paired already.
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
        ours = self._free(languages.mostly_chinese, paired)
        days = sorted({day for _, day in ours})
        reach = timedelta(days=links.days_max)
        theirs = [(place, day) for place, day in self._free(languages.mostly_english, paired) if _is_near(day, days, reach)]
        with FeatureStore(self._folder(), derivation(self.config)) as store:
            return find_links(self._read(ours, CHINESE, store), self._read(theirs, ENGLISH, store), links)

    def _free(self, names: AbstractSet[str], paired: AbstractSet[str]) -> list[tuple[int, date]]:
        """Places and days of those that stand for a cluster without a translation."""
        bare, constants = self.units.bare, self.config.constants.relations
        clusters = heads(bare, self.relations, constants, names)
        free = {head for head, members in clusters.items() if paired.isdisjoint(members)}
        dated = (
            (place, published_day(unit, constants))
            for place, unit in enumerate(bare)
            if unit.is_current and unit.document_id in free
        )
        return [(place, day) for place, day in dated if day]

    def _read(self, chosen: Iterable[tuple[int, date]], language: str, store: FeatureStore) -> Iterator[Featured]:
        for place, day in chosen:
            unit = self.units[place]
            yield Featured(document_id=unit.document_id, day=day, codes=store.features(unit.text, language))

    def _folder(self) -> Path | None:
        return self.config.data / "processed" / FOLDER if self.by_index else None


def _is_near(day: date, days: Sequence[date], reach: timedelta) -> bool:
    """Whether any of the days is within reach."""
    place = bisect_left(days, day - reach)
    return place < len(days) and days[place] <= day + reach
