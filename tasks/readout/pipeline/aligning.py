"""Stage `relate`, middle part: which texts translate each other, passage by passage. Untouched pairs keep their rows."""

# pyarrow.compute makes most of its functions when it is imported, where no type checker sees them:
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from readout.model import Alignment, Rejection, Relation
from readout.pipeline.bilingual import Reader
from readout.pipeline.earlier_alignments import Earlier, KnownPairs
from readout.pipeline.linking import Linker
from readout.pipeline.shards import read_stream, write_rows
from readout.releases.streams import Stream, join_streams
from readout.settings import Config
from readout.text.alignment.aligner import WITHOUT_DICTIONARY, Aligner
from readout.text.alignment.dictionary import forget_dictionary, load_dictionary
from readout.text.alignment.rows import Figures, pair, rows_of
from readout.text.alignment.sides import CHINESE, ENGLISH, Candidate, Languages, across, chinese_translates, family, within
from readout.text.alignment.translations import Page, Reason, is_translation, relation_of

log = logging.getLogger("readout")
PAIRS_AT_ONCE = 100
"""Pairs whose texts are in memory together: some 10 MB."""
BEHIND_RELATIONS = 1 << 16
"""First position of our rejections of a document: those of its revisions, which were not compared, come before."""


@dataclass(slots=True)
class Aligned:
    """What was found."""

    relations: list[Relation] = field(default_factory=list[Relation])
    rejections: list[Rejection] = field(default_factory=list[Rejection])
    streams: list[Stream] = field(default_factory=list[Stream])

    @property
    def alignments(self) -> Stream:
        """The rows of all pairs."""
        return join_streams("alignments", self.streams)


@dataclass(frozen=True, slots=True)
class _Cited:
    """Who cites whom, and whom the pages name as their sources."""

    pairs: frozenset[tuple[str, str]]
    named: Mapping[str, Sequence[str]]  # document_id: publishers


def align_tables(
    tables: Mapping[str, Stream], config: Config, folder: Path, earlier: Earlier | None, linker: Linker | None = None
) -> Aligned:
    """Translations among the documents: within one page, between a page and what it cites, between pages that say the same.

    Args:
        tables: documents, sections, passages, and citations that lead to their documents.
        config: constants and publishers.
        folder: where rows lie until they are read.
        earlier: the release before; pairs without a document computed anew keep what it says of them. None: all are aligned.
        linker: finds pairs of which neither side cites the other; None: they are not looked for.
    """
    found, languages = Aligned([], [], [read_stream(folder / "none", "alignments")]), _languages(tables["sections"], config)
    cited = _cited(tables["citations"], languages, config)
    known = KnownPairs(earlier, tables["documents"]) if earlier else None
    stage = _Stage(tables, config, folder / "aligned", cited, known, found)
    if candidates := within(languages):
        stage.align(candidates, "one page")
    paired = frozenset(row.document_id for row in found.relations)
    if candidates := across(cited.pairs, languages, paired):
        stage.align(candidates, "cited")
    paired = frozenset(name for row in found.relations for name in (row.document_id, row.other_id))
    if linker and (candidates := linker.candidates(languages, paired)):
        stage.align(candidates, "features")
    found.relations.sort(key=lambda row: (row.document_id, row.revision, row.other_id, row.other_revision))
    forget_dictionary()
    return found


def _languages(sections: Stream, config: Config) -> Languages:
    """Who has enough of a language."""
    letters: dict[str, defaultdict[str, int]] = {language: defaultdict(int) for language in (CHINESE, ENGLISH)}
    for batch in sections.batches(["document_id", "language", "letter_count"]):
        for document_id, language, count in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if family(language) in letters:
                letters[family(language)][document_id] += count
    least = config.constants.alignment.accept.letters_min
    chinese, english = (
        frozenset(document_id for document_id, count in letters[language].items() if count >= least)
        for language in (CHINESE, ENGLISH)
    )
    main = {
        language: frozenset(name for name, count in letters[language].items() if count > letters[other].get(name, 0))
        for language, other in ((CHINESE, ENGLISH), (ENGLISH, CHINESE))
    }
    return Languages(
        chinese=chinese, english=english, mostly_chinese=chinese & main[CHINESE], mostly_english=english & main[ENGLISH]
    )


def _cited(citations: Stream, languages: Languages, config: Config) -> _Cited:
    """Citations between documents in different languages, and publishers that a bilingual page names."""
    pairs: list[tuple[str, str]] = []
    named: defaultdict[str, list[str]] = defaultdict(list)
    followed: defaultdict[str, int] = defaultdict(int)
    both = languages.chinese & languages.english
    for batch in citations.batches(["document_id", "position", "publisher", "cited_document_id"]):
        for one, _, publisher, other in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if publisher and one in both and _is_source(publisher, config):
                named[one].append(publisher)
            is_mixed = (one in languages.chinese and other in languages.english) or (
                one in languages.english and other in languages.chinese
            )
            if is_mixed and followed[one] < config.constants.alignment.accept.cited_max:
                followed[one] += 1
                pairs.append((one, other))
    return _Cited(frozenset(pairs), named)


def _is_source(publisher: str, config: Config) -> bool:
    """Whether a page that names the publisher copies it rather than the press that reported."""
    known = config.publishers.get(publisher)
    return known is not None and known.authority in ("official", "translation")


@dataclass(slots=True)
class _Stage:
    """Aligns candidates, some at a time."""

    tables: Mapping[str, Stream]
    config: Config
    folder: Path
    cited: _Cited
    known: KnownPairs | None
    found: Aligned

    def align(self, candidates: Sequence[Candidate], reason: Reason) -> None:
        """Add relations and rows of those that translate each other."""
        if self.known:
            held = [candidate for candidate in candidates if self.known.holds(candidate, reason)]
            kept = [row for candidate in held if (row := self.known.row(candidate))]
            self.found.relations += kept
            if kept:
                self.found.streams.append(self.known.alignments_of(kept))
            candidates = [candidate for candidate in candidates if not self.known.holds(candidate, reason)]
        if not candidates:
            return
        aligner = Aligner(load_dictionary(), self.config.constants.alignment)
        if aligner.method.endswith(WITHOUT_DICTIONARY):
            log.warning(
                "%-10s there is no dictionary: by numbers and lengths alone; `pip install 'readout[align]'` adds it", "align"
            )
        for start in range(0, len(candidates), PAIRS_AT_ONCE):
            self._align_some(candidates[start : start + PAIRS_AT_ONCE], aligner, reason)

    def _align_some(self, candidates: Sequence[Candidate], aligner: Aligner, reason: Reason) -> None:
        reader = Reader(self.tables, {name for candidate in candidates for name in (candidate.chinese, candidate.english)})
        rows: list[Alignment] = []
        for candidate in candidates:
            rows += self._align_one(candidate, reader, aligner, reason)
        place = self.folder / f"{len(self.found.streams):04d}"
        write_rows(place, {"alignments": rows})
        self.found.streams.append(read_stream(place, "alignments"))

    def _align_one(self, candidate: Candidate, reader: Reader, aligner: Aligner, reason: Reason) -> list[Alignment]:
        sides = reader.side(candidate.chinese, CHINESE), reader.side(candidate.english, ENGLISH)
        if not aligner.fits(*(len(side.parts) for side in sides)):
            self.found.rejections.append(self._over_size(candidate, *(len(side.parts) for side in sides)))
            return []
        pairing = pair(*sides, aligner)
        if pairing is None:
            return []
        pages = reader.page(candidate.chinese), reader.page(candidate.english)
        direction = self._chinese_translates(candidate, pages, pairing.figures, reason)
        most = self.config.constants.relations.spans_max
        relation = relation_of(
            pairing, pages, chinese_translates=direction, reason=reason, method=aligner.method, spans_max=most
        )
        self.found.relations.append(relation)
        return rows_of(pairing, aligner, chinese_translates=direction)

    def _chinese_translates(self, candidate: Candidate, pages: tuple[Page, Page], figures: Figures, reason: Reason) -> bool:
        """The direction: what publishers tell, else who cites whom, else who was later."""
        named = self.cited.named.get(candidate.chinese, ())
        told = chinese_translates(pages[0].publisher, pages[1].publisher, named, self.config.publishers)
        cites = (candidate.chinese, candidate.english) in self.cited.pairs if reason == "cited" else None
        days = pages[0].published_on, pages[1].published_on
        is_later = days[0] > days[1] if reason == "features" and days[0] and days[1] and days[0] != days[1] else None
        return is_translation(figures, told=told, chinese_cites=cites, chinese_is_later=is_later)

    def _over_size(self, candidate: Candidate, chinese: int, english: int) -> Rejection:
        before = sum(rejection.subject == candidate.chinese for rejection in self.found.rejections)
        return Rejection(
            stage="relate",
            subject=candidate.chinese,
            position=BEHIND_RELATIONS + before,
            reason="over_size",
            evidence=f"not aligned with {candidate.english}: {chinese} and {english} passages",
            capture_id=None,
        )
