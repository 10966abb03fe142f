"""Relations between texts: who copies, contains, quotes or follows whom, and who only shares a form.

A function of the SET of units: any order of the input gives equal output. Nothing is dropped because of a relation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from readout.constants.relations import RelationConstants
from readout.model import Rejection, Relation
from readout.text.copies.candidates import candidates
from readout.text.copies.corpus import Corpus, survey
from readout.text.copies.fingerprints import sketch
from readout.text.copies.pairs import candidate_row, member_row, successor_row
from readout.text.copies.sides import Sides
from readout.text.copies.units import Unit

__all__ = ["BEGINNING", "Related", "Unit", "refusals", "relate"]

BEGINNING = 180
"""Characters of a text that was not compared, as evidence: with the rest within the schema's 200."""


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
    sides = Sides(corpus.text, corpus.prints.levels, constants)
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
            made = sketch(corpus.text(number), constants)
            yield member_row(corpus.units[number], corpus.units[head], made, sides[head], constants)


def _revision_rows(
    corpus: Corpus, sides: Sides, successive: list[tuple[int, int]], constants: RelationConstants
) -> Iterator[Relation]:
    """One row for each successive pair of texts of a document, whatever was changed."""
    for newer, older in successive:
        yield successor_row(corpus.units[newer], corpus.units[older], sides[newer], sides[older], constants)


def _judged_rows(corpus: Corpus, sides: Sides, constants: RelationConstants) -> Iterator[Relation]:
    """A row for each candidate pair of which anything can be claimed."""
    pairs: list[tuple[int, int]] = candidates(
        corpus.prints, corpus.paragraphs, corpus.addresses, corpus.sizes, constants
    ).tolist()
    for later, earlier in ((corpus.heads[a], corpus.heads[b]) for a, b in pairs):
        if row := candidate_row(corpus.units[later], corpus.units[earlier], sides[later], sides[earlier], constants):
            yield row


def _rejections(corpus: Corpus, constants: RelationConstants) -> Iterator[Rejection]:
    short = [number for number, length in enumerate(corpus.lengths) if length < constants.tokens_min]
    refused = [(corpus.units[number], corpus.places[number], "too_short") for number in short]
    refused += [(unit, place, "over_size") for unit, place in corpus.over_size]
    refused.sort(key=lambda each: (each[0].document_id, each[0].revision))
    return refusals((unit.document_id, unit.revision, why, corpus.given[place].text) for unit, place, why in refused)


def refusals(units: Iterable[tuple[str, int, str, str]]) -> Iterator[Rejection]:
    """Rejections of units that were not compared.

    Args:
        units: document_id, revision, reason and text (its beginning is enough) of each, by document and revision.
    """
    for document_id, texts in groupby(units, key=lambda each: each[0]):
        for position, (_, revision, reason, text) in enumerate(texts):
            yield Rejection(
                stage="relate",
                subject=document_id,
                position=position,
                reason=reason,
                evidence=f"revision {revision}: {text[:BEGINNING]}",
                capture_id=None,
            )
