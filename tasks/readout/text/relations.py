"""Relations between texts: who copies, contains, quotes or follows whom, and who only shares a form.

A function of the SET of units: any order of the input gives equal output. Nothing is dropped because of a relation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

import numpy as np

from readout.constants.relations import RelationConstants
from readout.model import Rejection, Relation
from readout.text.candidates import candidates
from readout.text.evidence import Evidence, Side, gather, in_order, prepare
from readout.text.fingerprints import Sketch, sketch
from readout.text.overlap import SHINGLE
from readout.text.rarity import Postings, post
from readout.text.rows import Pair, exact_row, judged_row, revision_row
from readout.text.tokens import Places
from readout.text.units import Unit, published_day
from readout.text.verdict import judge

__all__ = ["Related", "Unit", "relate"]


@dataclass(frozen=True, slots=True)
class Related:
    """The relations found, sorted by their key, and the units that could not be compared."""

    relations: tuple[Relation, ...]
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Corpus:
    """The units in order, what was computed for each, the head of each one's exact class, and who has which key."""

    units: list[Unit]
    sketches: list[Sketch]
    heads: list[int]  # numbers of units
    head_of: list[int]  # per unit, the number of its head
    prints: Postings
    paragraphs: Postings


def relate(units: Sequence[Unit], constants: RelationConstants) -> Related:
    """All relations between the units.

    Args:
        units: every text of every document; (document_id, revision) is unique.
        constants: `[relations]` of the configuration.

    Raises:
        ValueError: two units have one document_id and revision.
    """
    ordered = sorted(units, key=lambda unit: unit.order)
    if len({(unit.document_id, unit.revision) for unit in ordered}) < len(ordered):
        raise ValueError("two units have the same document_id and revision")
    kept = [unit for unit in ordered if len(unit.text) <= constants.characters_max]
    by_text = {unit.text: None for unit in kept}
    sketches = {text: sketch(text, constants) for text in by_text}
    corpus = _gather(kept, [sketches[unit.text] for unit in kept], constants)
    successive = _successive(corpus.units)
    rows = [*_exact_rows(corpus, successive, constants), *_revision_rows(corpus, successive, constants)]
    rows += _judged_rows(corpus, constants)
    rows.sort(key=lambda row: (row.document_id, row.revision, row.other_id, row.other_revision, row.kind))
    too_short = {
        unit.order for unit, s in zip(corpus.units, corpus.sketches, strict=True) if len(s.tokens) < constants.tokens_min
    }
    return Related(tuple(rows), tuple(_rejections(ordered, too_short, constants)))


def _gather(units: list[Unit], sketches: list[Sketch], constants: RelationConstants) -> _Corpus:
    """Exact classes, and the postings of their heads."""
    first: dict[bytes, int] = {}
    head_of = [first.setdefault(s.norm_hash, number) for number, s in enumerate(sketches)]
    heads = sorted(first.values())
    pages = _numbered(units[number].document_id for number in heads)
    # A space cannot be in a publisher's id: an unknown publisher is its document's own.
    owners = _numbered(units[number].publisher or f" {units[number].document_id}" for number in heads)
    posted = [
        post([getattr(sketches[number], key) for number in heads], owners, pages, constants)
        for key in ("print_set", "paragraphs")
    ]
    return _Corpus(units, sketches, heads, head_of, posted[0], posted[1])


def _numbered(names: Iterable[str]) -> Places:
    """A number for each different name."""
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(name, len(seen)) for name in names], np.int64)


def _successive(units: list[Unit]) -> list[tuple[int, int]]:
    """(newer, older): each successive pair of texts of one document."""
    order = sorted(range(len(units)), key=lambda number: (units[number].document_id, units[number].revision))
    return [(newer, older) for older, newer in pairwise(order) if units[older].document_id == units[newer].document_id]


def _exact_rows(corpus: _Corpus, successive: list[tuple[int, int]], constants: RelationConstants) -> Iterator[Relation]:
    """One row for each unit but the head of its class; a successive pair of one document is a revision instead."""
    revisions = set(successive)
    for number, head in enumerate(corpus.head_of):
        is_member = number != head and len(corpus.sketches[head].tokens) >= constants.tokens_min
        if is_member and (number, head) not in revisions and (head, number) not in revisions:
            yield exact_row(_pair(corpus, number, head, constants), corpus.prints, constants)


def _revision_rows(corpus: _Corpus, successive: list[tuple[int, int]], constants: RelationConstants) -> Iterator[Relation]:
    """One row for each successive pair of texts of a document, whatever was changed."""
    for newer, older in successive:
        pair = _pair(corpus, newer, older, constants)
        yield revision_row(pair, _evidence(corpus, newer, older, {}, constants), constants)


def _judged_rows(corpus: _Corpus, constants: RelationConstants) -> Iterator[Relation]:
    """A row for each candidate pair of which anything can be claimed."""
    heads = corpus.heads
    sizes = np.array([len(corpus.sketches[number].print_set) for number in heads], np.int64)
    addresses = [corpus.units[number].url_key for number in heads]
    pairs: list[tuple[int, int]] = candidates(corpus.prints, corpus.paragraphs, addresses, sizes, constants).tolist()
    sides: dict[int, Side] = {}
    for later, earlier in ((heads[a], heads[b]) for a, b in pairs):
        pair = _pair(corpus, later, earlier, constants)
        if pair.later.document_id != pair.earlier.document_id:  # else they are revisions: linked through their chain
            evidence = _evidence(corpus, later, earlier, sides, constants)
            if evidence and (ruling := judge(evidence, pair.day_gap, constants, same_publisher=pair.same_publisher)):
                yield judged_row(pair, evidence, ruling, constants)


def _evidence(
    corpus: _Corpus, later: int, earlier: int, sides: dict[int, Side], constants: RelationConstants
) -> Evidence | None:
    """What the pair shares; None where either text is shorter than a shingle."""
    for number in (later, earlier):
        if number not in sides:
            sides[number] = prepare(corpus.sketches[number], corpus.prints)
    a, b = sides[later], sides[earlier]
    if min(len(a), len(b)) < SHINGLE:
        return None
    first, second = (a, b) if in_order(a, b) else (b, a)
    return gather(first, second, constants)


def _pair(corpus: _Corpus, later: int, earlier: int, constants: RelationConstants) -> Pair:
    a, b = corpus.units[later], corpus.units[earlier]
    days = published_day(a, constants), published_day(b, constants)
    gap = abs((days[0] - days[1]).days) if days[0] and days[1] else None
    return Pair(later=a, earlier=b, later_sketch=corpus.sketches[later], earlier_sketch=corpus.sketches[earlier], day_gap=gap)


def _rejections(
    units: list[Unit], too_short: set[tuple[datetime, str, int]], constants: RelationConstants
) -> Iterator[Rejection]:
    """Units that were not compared, by document and revision."""
    by_name = sorted(units, key=lambda unit: (unit.document_id, unit.revision))
    for document_id, texts in groupby(by_name, key=lambda unit: unit.document_id):
        position = 0
        for unit in texts:
            reason = "over_size" if len(unit.text) > constants.characters_max else "too_short"
            if reason == "over_size" or unit.order in too_short:
                yield Rejection(
                    stage="relate",
                    subject=document_id,
                    position=position,
                    reason=reason,
                    evidence=f"revision {unit.revision}: {unit.text[:180]}",
                    capture_id=None,
                )
                position += 1
