"""Two texts that translate each other as rows: pairs of passages and of the sentences in them, and what is left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from readout.constants.alignment import AcceptConstants
from readout.model import Alignment
from readout.model.relations import AlignmentKind, AlignmentLevel
from readout.text.alignment.aligner import Aligner
from readout.text.alignment.beads import Bead
from readout.text.alignment.flags import find_flags
from readout.text.alignment.sides import Part, Side
from readout.text.sentences import split_sentences

LANGUAGES = "zh", "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What two sides have to do with each other as a whole."""

    beads: int
    similarity: float  # mean of the beads, weighted by length
    margin: float  # mean
    chinese_cover: float  # share of a side's characters that have a counterpart
    english_cover: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Two sides, Chinese first, and the beads of their passages."""

    sides: tuple[Side, Side]
    beads: tuple[Bead, ...]
    figures: Figures


def pair(chinese: Side, english: Side, aligner: Aligner) -> Pairing | None:
    """The two sides as translations of each other; None: they are not, as far as the aligner can tell.

    Where one section of either side holds most of what is paired, these two are the sides, and what stands around them
    belongs to neither. Else, as where paragraphs of two languages take turns, the sides are whole documents.
    """
    beads = aligner.paragraphs(chinese.texts, english.texts)
    if not beads:
        return None
    sides = chinese, english
    paired = Pairing(sides=sides, beads=tuple(beads), figures=_figures(sides, beads))
    chosen = _main_sections(paired, aligner.constants.accept)
    if chosen != sides:
        beads = aligner.paragraphs(chosen[0].texts, chosen[1].texts)
        paired = Pairing(sides=chosen, beads=tuple(beads), figures=_figures(chosen, beads))
    return paired if _is_accepted(paired.figures, aligner) else None


def parts_of(pairing: Pairing, bead: Bead) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The units of a bead, Chinese first."""
    chinese, english = pairing.sides
    return chinese.parts[bead.chinese.start : bead.chinese.stop], english.parts[bead.english.start : bead.english.stop]


def main_sections(pairing: Pairing) -> tuple[int, int, float]:
    """The section of each side that holds most of what is paired, and the share of it that is between these two."""
    letters, total = Counter[tuple[int, int]](), 0
    for bead in pairing.beads:
        chinese, english = parts_of(pairing, bead)
        size = sum(part.end - part.start for part in (*chinese, *english))
        letters[chinese[0].section_position, english[0].section_position] += size
        total += size
    best = min(letters, key=lambda pair: (-letters[pair], pair))
    return *best, letters[best] / max(1, total)


def _main_sections(pairing: Pairing, constants: AcceptConstants) -> tuple[Side, Side]:
    """The sides, without all other sections where two hold most."""
    chinese, english, share = main_sections(pairing)
    if share < constants.section_share:
        return pairing.sides
    return _only(pairing.sides[0], chinese), _only(pairing.sides[1], english)


def _only(side: Side, section: int) -> Side:
    parts = tuple(part for part in side.parts if part.section_position == section)
    return side if len(parts) == len(side.parts) else replace(side, parts=parts)


def _figures(sides: tuple[Side, Side], beads: Sequence[Bead]) -> Figures:
    lengths = [[part.end - part.start for part in side.parts] for side in sides]
    weights = [sum(lengths[0][place] for place in bead.chinese) for bead in beads]
    covered = sum(lengths[1][place] for bead in beads for place in bead.english)
    return Figures(
        beads=len(beads),
        similarity=sum(bead.similarity * weight for bead, weight in zip(beads, weights, strict=True)) / max(1, sum(weights)),
        margin=sum(bead.margin for bead in beads) / max(1, len(beads)),
        chinese_cover=sum(weights) / max(1, sum(lengths[0])),
        english_cover=covered / max(1, sum(lengths[1])),
    )


def _is_accepted(figures: Figures, aligner: Aligner) -> bool:
    """Whether the whole is more than chance; numbers and names alone are never similar, yet chance gives them no beads."""
    constants = aligner.constants.accept
    return (
        figures.beads >= constants.beads_min
        and (figures.similarity >= constants.similarity_min or not aligner.knows_words)
        and figures.margin >= (constants.margin_min if aligner.knows_words else constants.bare_margin_min)
        and max(figures.chinese_cover, figures.english_cover) >= constants.cover_min
    )


def rows_of(pairing: Pairing, aligner: Aligner, *, chinese_translates: bool) -> list[Alignment]:
    """The rows of a pairing: in the order of the texts, sentences behind the passages they are part of."""
    return _Writer(pairing, aligner, chinese_translates=chinese_translates).write()


@dataclass(slots=True)
class _Writer:
    """Makes the rows of one pairing."""

    pairing: Pairing
    aligner: Aligner
    chinese_translates: bool = field(kw_only=True)
    rows: list[Alignment] = field(default_factory=list[Alignment])

    def write(self) -> list[Alignment]:
        """All rows."""
        beads, sides = self.pairing.beads, self.pairing.sides
        done = [0, 0]
        for number, bead in enumerate(beads):
            runs = bead.chinese, bead.english
            self._leave(done, [run.start for run in runs], is_outside=number == 0)
            units = sides[0].parts[runs[0].start : runs[0].stop], sides[1].parts[runs[1].start : runs[1].stop]
            self._add("passage", "matched", units, bead=bead)
            self._sentences(units, parent=len(self.rows) - 1)
            done = [run.stop for run in runs]
        self._leave(done, [len(side.parts) for side in sides], is_outside=True)
        return self.rows

    def _leave(self, start: Sequence[int], end: Sequence[int], *, is_outside: bool) -> None:
        """Units without counterpart, those of the translation first."""
        for side in self._order():
            for part in self.pairing.sides[side].parts[start[side] : end[side]]:
                self._add("passage", "outside" if is_outside else self._lonely(side), _one_sided(side, part))

    def _sentences(self, units: tuple[Sequence[Part], Sequence[Part]], parent: int) -> None:
        sentences = tuple(list(_split(parts, language)) for parts, language in zip(units, LANGUAGES, strict=True))
        beads = self.aligner.sentences([part.text for part in sentences[0]], [part.text for part in sentences[1]])
        done = [0, 0]
        for bead in beads:
            runs = bead.chinese, bead.english
            self._leave_sentences(sentences, done, [run.start for run in runs], parent)
            chosen = sentences[0][runs[0].start : runs[0].stop], sentences[1][runs[1].start : runs[1].stop]
            self._add("sentence", "matched", chosen, bead=bead, parent=parent)
            done = [run.stop for run in runs]
        self._leave_sentences(sentences, done, [len(side) for side in sentences], parent)

    def _leave_sentences(
        self, sentences: Sequence[Sequence[Part]], start: Sequence[int], end: Sequence[int], parent: int
    ) -> None:
        for side in self._order():
            for part in sentences[side][start[side] : end[side]]:
                self._add("sentence", self._lonely(side), _one_sided(side, part), parent=parent)

    def _order(self) -> tuple[int, int]:
        return (0, 1) if self.chinese_translates else (1, 0)

    def _lonely(self, side: int) -> AlignmentKind:
        return "added" if side == self._order()[0] else "omitted"

    def _add(
        self,
        level: AlignmentLevel,
        kind: AlignmentKind,
        units: tuple[Sequence[Part], Sequence[Part]],
        *,
        bead: Bead | None = None,
        parent: int | None = None,
    ) -> None:
        (mine, theirs), sides = (units[side] for side in self._order()), self.pairing.sides
        translation, original = (sides[side] for side in self._order())
        self.rows.append(
            Alignment(
                document_id=translation.document_id,
                other_id=original.document_id,
                position=len(self.rows),
                section_position=mine[0].section_position if mine else None,
                other_section_position=theirs[0].section_position if theirs else None,
                level=level,
                parent_position=parent,
                kind=kind,
                passage=mine[0].position if mine else None,
                other_passage=theirs[0].position if theirs else None,
                passage_count=len(mine),
                other_count=len(theirs),
                start=mine[0].start if mine else None,
                end=mine[-1].end if mine else None,
                other_start=theirs[0].start if theirs else None,
                other_end=theirs[-1].end if theirs else None,
                score=bead.similarity if bead else None,
                margin=bead.margin if bead else None,
                flags=self._flags(units),
                method=self.aligner.method,
            )
        )

    def _flags(self, units: tuple[Sequence[Part], Sequence[Part]]) -> tuple[str, ...]:
        """Where both texts are held, what differs; a stray character on its own, too."""
        chinese, english = units
        has_outlier = any(part.outliers for part in chinese)
        if not chinese or not english:
            return ("script_outlier",) if has_outlier else ()
        texts = "\n".join(part.text for part in chinese), "\n".join(part.text for part in english)
        return find_flags(*texts, self.aligner.constants.flags, has_outlier=has_outlier)


def _one_sided(side: int, part: Part) -> tuple[Sequence[Part], Sequence[Part]]:
    return ((part,), ()) if side == 0 else ((), (part,))


def _split(parts: Sequence[Part], language: str) -> Iterator[Part]:
    """The sentences of some passages."""
    for part in parts:
        for start, end in split_sentences(part.text, language):
            places = range(part.start + start, part.start + end)
            yield replace(
                part,
                start=places.start,
                end=places.stop,
                text=part.text[start:end],
                outliers=tuple(place for place in part.outliers if place in places),
            )
