"""A pair and what was found of it, as a row of the table `relations`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readout.constants.relations import RelationConstants
from readout.model import Relation, RelationKind, SharedSpan
from readout.text.copies.evidence import Evidence
from readout.text.copies.fingerprints import Sketch
from readout.text.copies.rarity import count_rare, mean_rarity
from readout.text.copies.units import Unit, published_day
from readout.text.copies.verdict import Ruling
from readout.text.tokens import METHOD, Places, Tokens


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """Two units, the later one in unit order (or the newer revision) first."""

    later: Unit
    earlier: Unit
    later_sketch: Sketch
    earlier_sketch: Sketch
    day_gap: int | None

    @property
    def same_publisher(self) -> bool:
        """Whether both are known to come from one publisher."""
        return self.later.publisher is not None and self.later.publisher == self.earlier.publisher

    def turned(self) -> Pair:
        """The same pair, the other way round."""
        return Pair(
            later=self.earlier,
            earlier=self.later,
            later_sketch=self.earlier_sketch,
            earlier_sketch=self.later_sketch,
            day_gap=self.day_gap,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Figures:
    """Evidence turned to the row's own direction."""

    cover: float = 1.0
    other_cover: float = 1.0
    runs: Places
    longest_run: int
    shared: int
    rare_shared: int
    rare_share: float
    numerals_kept: int = 0
    numerals_changed: int = 0
    names_changed: int = 0


def exact_row(pair: Pair, levels: Places, constants: RelationConstants) -> Relation:
    """The row of a unit and the head of its class, given the levels of their fingerprints: all of both texts is shared."""
    count = len(pair.later_sketch.tokens)
    figures = _Figures(
        runs=np.array([[0, count, 0, count]]),
        longest_run=count,
        shared=len(levels),
        rare_shared=count_rare(levels),
        rare_share=mean_rarity(levels, constants),
    )
    return _row(pair, figures, constants, kind="exact", score=1.0, reason="norm_hash")


def revision_row(pair: Pair, evidence: Evidence | None, constants: RelationConstants) -> Relation:
    """The row of two successive texts of one document."""
    figures = _figures(pair, evidence, quotes=False)
    return _row(pair, figures, constants, kind="revision", score=min(figures.cover, figures.other_cover), reason="page")


def judged_row(pair: Pair, evidence: Evidence, ruling: Ruling, constants: RelationConstants) -> Relation:
    """The row of two texts of two documents, in the direction that the relation asks for."""
    if ruling.kind == "contains" and len(pair.later_sketch.tokens) < len(pair.earlier_sketch.tokens):
        pair = pair.turned()
    if ruling.kind == "quotes" and _published_first(pair.later, pair.earlier, constants):
        pair = pair.turned()
    figures = _figures(pair, evidence, quotes=ruling.kind == "quotes")
    score = min(figures.cover, figures.other_cover)
    if ruling.kind == "contains":
        score = figures.other_cover
    elif ruling.kind == "quotes":
        score = _share(figures.runs[:, 2:], len(pair.earlier_sketch.tokens))
    return _row(pair, figures, constants, kind=ruling.kind, score=score, reason=ruling.reason)


def _published_first(a: Unit, b: Unit, constants: RelationConstants) -> bool:
    """Whether a is known to be published before b; with days only, on an earlier day. Impossible dates do not count."""
    days = published_day(a, constants), published_day(b, constants)
    if days[0] is None or days[1] is None:
        return False
    if a.published_at and b.published_at:
        return a.published_at < b.published_at
    return days[0] < days[1]


def _figures(pair: Pair, evidence: Evidence | None, *, quotes: bool) -> _Figures:
    """The evidence from the side of `pair.later`; evidence is oriented by content."""
    if evidence is None:
        same = float(pair.later_sketch.norm_hash == pair.earlier_sketch.norm_hash and len(pair.later_sketch.tokens) > 0)
        none = np.empty((0, 4), np.int64)
        return _Figures(cover=same, other_cover=same, runs=none, longest_run=0, shared=0, rare_shared=0, rare_share=0.0)
    later, earlier = ((len(s.tokens), s.norm_hash) for s in (pair.later_sketch, pair.earlier_sketch))
    straight = later <= earlier
    covers = evidence.overlap.cover, evidence.overlap.other_cover
    runs = evidence.quotes if quotes else evidence.overlap.runs
    return _Figures(
        cover=covers[0 if straight else 1],
        other_cover=covers[1 if straight else 0],
        runs=runs if straight else runs[:, (2, 3, 0, 1)],
        longest_run=evidence.longest_run,
        shared=evidence.shared,
        rare_shared=evidence.rare_shared,
        rare_share=evidence.rare_share,
        numerals_kept=evidence.numerals_kept,
        numerals_changed=evidence.numerals_changed,
        names_changed=evidence.names_changed,
    )


def _share(runs: Places, length: int) -> float:
    """Share of a text's tokens that are inside the runs, which may overlap."""
    marks = np.zeros(length, np.bool_)
    for start, end in runs.tolist():
        marks[start:end] = True
    return float(marks.mean())


def _spans(pair: Pair, runs: Places, most: int) -> tuple[SharedSpan, ...]:
    """The longest runs as places in the raw texts, in the order of the document."""
    longest = np.lexsort((runs[:, 2], runs[:, 0], runs[:, 0] - runs[:, 1]))[:most]
    chosen = runs[longest]
    chosen = chosen[np.lexsort((chosen[:, 2], chosen[:, 0]))]
    mine, theirs = pair.later_sketch.tokens, pair.earlier_sketch.tokens
    columns = [*_raw(mine, chosen[:, 0], chosen[:, 1]), *_raw(theirs, chosen[:, 2], chosen[:, 3])]
    return tuple(SharedSpan(*row) for row in np.stack(columns, axis=1).tolist())


def _raw(tokens: Tokens, first: Places, end: Places) -> tuple[Places, Places]:
    return tokens.start[first], tokens.end[end - 1]


def _row(
    pair: Pair, figures: _Figures, constants: RelationConstants, *, kind: RelationKind, score: float, reason: str
) -> Relation:
    a, b = pair.later, pair.earlier
    return Relation(
        document_id=a.document_id,
        revision=a.revision,
        other_id=b.document_id,
        other_revision=b.revision,
        kind=kind,
        score=score,
        cover=figures.cover,
        other_cover=figures.other_cover,
        longest_run=figures.longest_run,
        shared=figures.shared,
        rare_shared=figures.rare_shared,
        rare_share=figures.rare_share,
        numerals_kept=figures.numerals_kept,
        numerals_changed=figures.numerals_changed,
        names_changed=figures.names_changed,
        day_gap=pair.day_gap,
        same_publisher=pair.same_publisher,
        same_url=a.url_key == b.url_key,
        raw_equal=pair.later_sketch.tokens.text == pair.earlier_sketch.tokens.text,
        spans=_spans(pair, figures.runs, constants.spans_max) if len(figures.runs) else (),
        section_position=None,
        other_section_position=None,
        reason=reason,
        is_current=a.is_current and b.is_current,
        method=METHOD,
    )
