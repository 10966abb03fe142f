"""What a pair of texts is: one relation or none, and the rule that decided; with the guard against forms.

Two texts from one form (two calls with two ministers, two national days) share most of their words and are not copies.
A wrong `template` loses a link, a wrong duplicate loses a document: on doubt it is a form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from readout.constants.relations import RelationConstants
from readout.text.copies.evidence import Evidence

VerdictKind = Literal["near", "contains", "quotes", "template"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The relation of a pair and the rule that decided; for `contains`, whether the longer side is the whole."""

    kind: VerdictKind
    reason: str
    longer_is_whole: bool = True


def judge(evidence: Evidence, day_gap: int | None, constants: RelationConstants, *, same_publisher: bool) -> Ruling | None:
    """The relation of two different texts of two documents, or None where nothing is claimed.

    Args:
        evidence: what they share.
        day_gap: days between their dates of publication; None where either is unknown.
        constants: all bounds.
        same_publisher: whether both are known to come from one publisher, who seldom says the same thing twice.
    """
    c, e = constants, evidence
    if is_near_zone(e, c):
        if reason := guard(e, day_gap, c, same_publisher=same_publisher):
            return Ruling("template", reason)
        if _is_low_patch(e, c):
            return Ruling("quotes", "run")
        return _contained(e, c) or Ruling("near", "cover")
    part = e.overlap.cover
    run_needed = min(c.contains_run, c.contains_run_share * e.lengths[0])
    if part >= c.contains_cover and e.ratio > c.contains_length_ratio and e.longest_run >= run_needed:
        reason = guard(e, day_gap, c, same_publisher=same_publisher)
        if reason is None:
            return Ruling("contains", "cover")
        if not len(e.quotes):
            return Ruling("template", reason)
    return Ruling("quotes", "run") if len(e.quotes) else None


def is_near_zone(e: Evidence, c: RelationConstants) -> bool:
    """Whether enough of both texts is shared for one to be a version of the other."""
    alike = e.high >= c.near_cover_high and e.low >= c.near_cover_low and e.ratio <= c.near_length_ratio
    return e.low >= c.near_cover or alike


def guard(e: Evidence, day_gap: int | None, c: RelationConstants, *, same_publisher: bool) -> str | None:
    """Why the pair is two events in one form, the first reason that holds; None where it is not."""
    if e.low >= c.guard_cover or _is_whole(e, c) or (not same_publisher and _is_carried(e, day_gap, c)):
        return None
    rare_share = c.form_rare_share if day_gap is not None else c.undated_rare_share
    signs = {
        "guard:rarity": e.rare_share < c.guard_rare_share or e.rare_shared < c.guard_rare,
        "guard:form": e.high < c.form_cover and e.rare_share < rare_share and e.quoted < 2 and not _is_reworded(e, c),
        "guard:patch": _is_low_patch(e, c) and not len(e.quotes),
        "guard:names": e.names_changed >= (c.names_home if same_publisher else c.names_elsewhere) and not _is_corrected(e, c),
        "guard:numerals": e.ratio <= c.guard_length_ratio and _numerals_differ(e, day_gap, c),
    }
    return next((reason for reason, holds in signs.items() if holds), None)


def _is_whole(e: Evidence, c: RelationConstants) -> bool:
    """Whether the shorter text stands in the longer one unbroken: then it is a copy, however common its wording."""
    unbroken = e.longest_run >= c.whole_run_share * e.lengths[0] and e.overlap.cover >= c.guard_cover
    return unbroken and e.rare_shared >= c.guard_rare and not e.numerals_changed and not e.names_changed


def _is_carried(e: Evidence, day_gap: int | None, c: RelationConstants) -> bool:
    """Whether a text of another publisher says the same within days: most words, all figures and names, however common its wording."""
    is_soon = day_gap is not None and day_gap <= c.carried_days
    is_alike = e.high >= c.carried_cover and e.rare_share >= c.carried_rare_share and e.rare_shared >= c.guard_rare
    return is_soon and is_alike and e.numerals_kept >= c.carried_numerals and not e.numerals_changed and not e.names_changed


def _is_reworded(e: Evidence, c: RelationConstants) -> bool:
    """Whether words were changed all over, but no sentence replaced, and neither numeral nor name: a spun or misread copy."""
    is_even = e.low >= c.form_cover_low and max(e.overlap.gap, e.overlap.other_gap) <= c.form_gap
    return is_even and not e.numerals_changed and not e.names_changed


def _is_corrected(e: Evidence, c: RelationConstants) -> bool:
    """Whether all but a name was left as it was, most of the text in one rare piece: it was issued again."""
    unbroken = e.longest_run >= c.reissue_run_share * e.lengths[0] and e.rare_share >= c.reissue_rare_share
    return unbroken and e.names_changed == 1 and not e.numerals_changed


def _numerals_differ(e: Evidence, day_gap: int | None, c: RelationConstants) -> bool:
    changed = e.numerals_changed
    share = changed / max(1, changed + e.numerals_kept)
    if day_gap is not None and day_gap > c.guard_days:
        if changed and share >= c.far_changed_share:
            return True
        return e.rare_share < c.far_rare_share and e.low < c.far_cover
    short_run = e.quoted < 2 or day_gap is None
    return changed >= c.close_changed and share >= c.close_changed_share and short_run


def _is_low_patch(e: Evidence, c: RelationConstants) -> bool:
    """Whether only a patch of both texts is shared, with more than an edit's length left over in each."""
    uncovered = min(e.overlap.gap, e.overlap.other_gap)
    return e.low < c.patch_cover_low and e.high < c.patch_cover_high and uncovered > c.patch_gap


def _contained(e: Evidence, c: RelationConstants) -> Ruling | None:
    """Containment within the near zone: one side is all but covered, the other clearly not, and longer."""
    if e.ratio < c.whole_length_ratio:
        return None
    part, whole = e.overlap.cover, e.overlap.other_cover
    return Ruling("contains", "cover") if part >= c.whole_cover and whole < c.rest_cover else None
