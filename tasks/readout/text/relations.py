"""Relations between texts: who copies, contains, quotes or follows whom, and who only shares a form.

A function of the SET of units: any order of the input gives equal output. Nothing is dropped because of a relation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from readout.constants.relations import RelationConstants
from readout.model import Rejection, Relation
from readout.text.candidates import candidates
from readout.text.corpus import Corpus, survey
from readout.text.evidence import Evidence, Side, gather, in_order
from readout.text.fingerprints import Sketch, sketch
from readout.text.overlap import SHINGLE
from readout.text.rows import Pair, exact_row, judged_row, revision_row
from readout.text.sides import Sides
from readout.text.units import Unit, published_day
from readout.text.verdict import judge

__all__ = ["Related", "Unit", "relate"]


@dataclass(frozen=True, slots=True)
class Related:
    """The relations found, sorted by their key, and the units that could not be compared."""

    relations: tuple[Relation, ...]
    rejections: tuple[Rejection, ...]


def relate(units: Sequence[Unit], constants: RelationConstants) -> Related:
    """All relations between the units.

    Args:
        units: every text of every document; (document_id, revision) is unique. They may be read from the disk when they are
            asked for: each is at first once, and those of a pair that is compared once more.
        constants: `[relations]` of the configuration.

    Raises:
        ValueError: two units have one document_id and revision.
    """
    corpus = survey(units, constants)
    successive = _successive(corpus.units)
    sides = Sides(corpus.text, corpus.prints, constants)
    rows = [*_exact_rows(corpus, sides, successive, constants), *_revision_rows(corpus, sides, successive, constants)]
    rows += _judged_rows(corpus, sides, constants)
    rows.sort(key=lambda row: (row.document_id, row.revision, row.other_id, row.other_revision, row.kind))
    return Related(tuple(rows), tuple(_rejections(corpus, constants)))


def _successive(units: list[Unit]) -> list[tuple[int, int]]:
    """(newer, older): each successive pair of texts of one document."""
    order = sorted(range(len(units)), key=lambda number: (units[number].document_id, units[number].revision))
    return [(newer, older) for older, newer in pairwise(order) if units[older].document_id == units[newer].document_id]


def _exact_rows(
    corpus: Corpus, sides: Sides, successive: list[tuple[int, int]], constants: RelationConstants
) -> Iterator[Relation]:
    """One row for each unit but the head of its class; a successive pair of one document is a revision instead."""
    revisions = set(successive)
    for number, head in enumerate(corpus.head_of):
        is_member = number != head and corpus.lengths[head] >= constants.tokens_min
        if is_member and (number, head) not in revisions and (head, number) not in revisions:
            keys = sketch(corpus.text(number), constants), sides[head].sketch
            yield exact_row(_pair(corpus, number, head, keys, constants), corpus.prints, constants)


def _revision_rows(
    corpus: Corpus, sides: Sides, successive: list[tuple[int, int]], constants: RelationConstants
) -> Iterator[Relation]:
    """One row for each successive pair of texts of a document, whatever was changed."""
    for newer, older in successive:
        a, b = sides[newer], sides[older]
        yield revision_row(_pair(corpus, newer, older, (a.sketch, b.sketch), constants), _evidence(a, b, constants), constants)


def _judged_rows(corpus: Corpus, sides: Sides, constants: RelationConstants) -> Iterator[Relation]:
    """A row for each candidate pair of which anything can be claimed."""
    addresses = [corpus.units[number].url_key for number in corpus.heads]
    pairs: list[tuple[int, int]] = candidates(corpus.prints, corpus.paragraphs, addresses, corpus.sizes, constants).tolist()
    for later, earlier in ((corpus.heads[a], corpus.heads[b]) for a, b in pairs):
        if corpus.units[later].document_id == corpus.units[earlier].document_id:
            continue  # they are revisions: linked through their chain
        a, b = sides[later], sides[earlier]
        pair = _pair(corpus, later, earlier, (a.sketch, b.sketch), constants)
        evidence = _evidence(a, b, constants)
        if evidence and (ruling := judge(evidence, pair.day_gap, constants, same_publisher=pair.same_publisher)):
            yield judged_row(pair, evidence, ruling, constants)


def _evidence(a: Side, b: Side, constants: RelationConstants) -> Evidence | None:
    """What the pair shares; None where either text is shorter than a shingle."""
    if min(len(a), len(b)) < SHINGLE:
        return None
    first, second = (a, b) if in_order(a, b) else (b, a)
    return gather(first, second, constants)


def _pair(corpus: Corpus, later: int, earlier: int, keys: tuple[Sketch, Sketch], constants: RelationConstants) -> Pair:
    a, b = corpus.units[later], corpus.units[earlier]
    days = published_day(a, constants), published_day(b, constants)
    gap = abs((days[0] - days[1]).days) if days[0] and days[1] else None
    return Pair(later=a, earlier=b, later_sketch=keys[0], earlier_sketch=keys[1], day_gap=gap)


def _rejections(corpus: Corpus, constants: RelationConstants) -> Iterator[Rejection]:
    """Units that were not compared, by document and revision."""
    short = [number for number, length in enumerate(corpus.lengths) if length < constants.tokens_min]
    refused = [(corpus.units[number], corpus.places[number], "too_short") for number in short]
    refused += [(unit, place, "over_size") for unit, place in corpus.over_size]
    refused.sort(key=lambda each: (each[0].document_id, each[0].revision))
    for document_id, texts in groupby(refused, key=lambda each: each[0].document_id):
        for position, (unit, place, reason) in enumerate(texts):
            yield Rejection(
                stage="relate",
                subject=document_id,
                position=position,
                reason=reason,
                evidence=f"revision {unit.revision}: {corpus.given[place].text[:180]}",
                capture_id=None,
            )
