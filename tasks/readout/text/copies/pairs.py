"""Two units whose texts are at hand: the row that says what they are to each other, if anything can be claimed."""

from __future__ import annotations

from readout.constants.relations import RelationConstants
from readout.model import Relation
from readout.text.copies.evidence import Side, gather, gather_if_related, in_order
from readout.text.copies.fingerprints import Sketch
from readout.text.copies.overlap import SHINGLE
from readout.text.copies.rows import Pair, exact_row, judged_row, revision_row
from readout.text.copies.units import Unit, published_day
from readout.text.copies.verdict import judge


def member_row(member: Unit, head: Unit, sketch: Sketch, side: Side, constants: RelationConstants) -> Relation:
    """The row of a unit that has the tokens of an earlier one.

    Args:
        member: the later unit.
        head: the first unit of their exact class.
        sketch: the member's keys.
        side: the head's text.
        constants: bounds.
    """
    return exact_row(_pair(member, head, (sketch, side.sketch), constants), side.levels, constants)


def successor_row(newer: Unit, older: Unit, a: Side, b: Side, constants: RelationConstants) -> Relation:
    """The row of two successive texts of one document, whatever was changed."""
    evidence = gather(*_in_order(a, b), constants) if min(len(a), len(b)) >= SHINGLE else None
    return revision_row(_pair(newer, older, (a.sketch, b.sketch), constants), evidence, constants)


def candidate_row(later: Unit, earlier: Unit, a: Side, b: Side, constants: RelationConstants) -> Relation | None:
    """The row of two heads that are worth comparing; None where nothing is claimed, or where their document links them."""
    if later.document_id == earlier.document_id:
        return None  # they are revisions: linked through their chain
    evidence = gather_if_related(*_in_order(a, b), constants) if min(len(a), len(b)) >= SHINGLE else None
    if evidence is None:
        return None
    pair = _pair(later, earlier, (a.sketch, b.sketch), constants)
    ruling = judge(evidence, pair.day_gap, constants, same_publisher=pair.same_publisher)
    return judged_row(pair, evidence, ruling, constants) if ruling else None


def _in_order(a: Side, b: Side) -> tuple[Side, Side]:
    return (a, b) if in_order(a, b) else (b, a)


def _pair(later: Unit, earlier: Unit, keys: tuple[Sketch, Sketch], constants: RelationConstants) -> Pair:
    days = published_day(later, constants), published_day(earlier, constants)
    gap = abs((days[0] - days[1]).days) if days[0] and days[1] else None
    return Pair(later=later, earlier=earlier, later_sketch=keys[0], earlier_sketch=keys[1], day_gap=gap)
