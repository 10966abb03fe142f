"""What two texts have in common, as figures: a function of the two texts and of how common their shared wording is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readout.constants.relations import RelationConstants
from readout.text.copies.fingerprints import Sketch
from readout.text.copies.names import replaced_names
from readout.text.copies.numerals import compare_numerals, gaps_between, numerals, parallel
from readout.text.copies.overlap import Meeting, Overlap, Shingled, find_sorted, meet, overlap, shingled, stretches
from readout.text.copies.rarity import RARE, count_rare, mean_rarity
from readout.text.tokens import Marks, Places, where


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One text, ready to be compared: its keys, its shingles, how common its fingerprints are, where its numerals are."""

    sketch: Sketch
    shingled: Shingled
    levels: Places  # of sketch.print_set
    numerals: Places
    alone_before: Places  # at each token and at the end: tokens before it that are characters of their own

    def __len__(self) -> int:
        return len(self.sketch.tokens)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Figures of a pair, seen from the side that has fewer tokens (of equal ones, the lesser digest)."""

    lengths: tuple[int, int]
    overlap: Overlap
    quotes: Places  # rows like runs: those long and rare enough to be a quotation
    quoted: float  # length of the longest of them, 1.0 = just long enough
    longest_run: int
    shared: int
    rare_shared: int
    rare_share: float
    numerals_kept: int
    numerals_changed: int
    names_changed: int

    @property
    def low(self) -> float:
        """The smaller cover."""
        return min(self.overlap.cover, self.overlap.other_cover)

    @property
    def high(self) -> float:
        """The greater cover."""
        return max(self.overlap.cover, self.overlap.other_cover)

    @property
    def ratio(self) -> float:
        """Length of the longer text over that of the shorter one, from 1."""
        return self.lengths[1] / max(1, self.lengths[0])


def prepare(sketch: Sketch, levels: Places) -> Side:
    """What of a text is needed for any comparison with another, given the levels of its fingerprints."""
    return Side(sketch, shingled(sketch.tokens), levels, numerals(sketch.tokens), counts_before(sketch.tokens.alone))


def counts_before(marks: Marks) -> Places:
    """At each place, and at the end, how many are marked before it."""
    counts = np.zeros(len(marks) + 1, np.int64)
    np.cumsum(marks, out=counts[1:])
    return counts


def in_order(a: Side, b: Side) -> bool:
    """Whether `a` comes first: pairs are oriented by content, never by arrival."""
    return (len(a), a.sketch.norm_hash) <= (len(b), b.sketch.norm_hash)


def gather(a: Side, b: Side, constants: RelationConstants) -> Evidence:
    """The figures of a pair with `in_order(a, b)`.

    Args:
        a: the side with fewer tokens; at least one 3-token shingle.
        b: the other side.
        constants: gaps, and what makes a quotation.
    """
    return _gather(a, b, meet(a.shingled, b.shingled), constants)


def gather_if_related(a: Side, b: Side, constants: RelationConstants) -> Evidence | None:
    """As `gather`, but None, and quickly, for many pairs of which no verdict can come."""
    met = meet(a.shingled, b.shingled)
    # Every verdict but a quotation's asks for more, and no run is longer than the marked stretch that it lies in.
    if min(met.cover, met.other_cover) < constants.near_cover_low and met.cover < constants.contains_cover:
        first, last = stretches(met.mine, constants.run_gap)
        if not np.any(_amount(a, first, last + 1, last + 1 - first, constants) >= constants.speech_share):
            return None
    return _gather(a, b, met, constants)


def _gather(a: Side, b: Side, met: Meeting, constants: RelationConstants) -> Evidence:
    _, common = find_sorted(a.sketch.print_set, b.sketch.print_set)
    levels = a.levels[common]
    found = overlap(a.shingled, b.shingled, constants.run_gap, met)
    is_short = found.cover >= constants.speech_cover and len(b) >= constants.speech_ratio * len(a)
    quotes, quoted = _quotations(a, found.runs, common, constants, alone=is_short)
    # Where nothing can be claimed, numerals and names are not compared: that is much work.
    matters = max(found.cover, found.other_cover) >= constants.near_cover_low or len(quotes)
    kept, changed, names = _parallel(a, b, found.segments, constants) if matters else (0, 0, 0)
    return Evidence(
        lengths=(len(a), len(b)),
        overlap=found,
        quotes=quotes,
        quoted=quoted,
        longest_run=int(_lengths(found.runs).max(initial=0)),
        shared=len(levels),
        rare_shared=count_rare(levels),
        rare_share=mean_rarity(levels, constants),
        numerals_kept=kept,
        numerals_changed=changed,
        names_changed=names,
    )


def _quotations(a: Side, runs: Places, common: Marks, constants: RelationConstants, *, alone: bool) -> tuple[Places, float]:
    """Runs that are long enough, with enough rare fingerprints, which are enough of those in the run.

    Args:
        a: the first side.
        runs: aligned runs.
        common: which of a's distinct fingerprints the other side has.
        constants: what is enough.
        alone: whether one run of what is read out is enough.
    """
    amount = _amount(a, runs[:, 0], runs[:, 1], _lengths(runs), constants)
    enough = amount >= constants.speech_share
    if not enough.any():
        return np.empty((0, 4), np.int64), 0.0
    runs, amount = runs[enough], amount[enough]
    # A fingerprint is in a run if all its tokens are.
    first = a.sketch.places.searchsorted(runs[:, 0])
    last = np.maximum(first, a.sketch.places.searchsorted(runs[:, 1] - constants.shingle, side="right"))
    number = a.sketch.print_set.searchsorted(a.sketch.prints)
    shared, rare = common[number], (common & (a.levels == RARE))[number]
    in_run, rare_in_run = (counts[last] - counts[first] for counts in map(counts_before, (shared, rare)))
    mostly_rare = rare_in_run >= constants.quote_rare_share * in_run
    long = (amount >= 1) & (rare_in_run >= constants.quote_rare) & mostly_rare
    fit = long | ((rare_in_run >= constants.speech_rare) & mostly_rare)
    is_quote = fit if alone else long | _read_out(runs, fit, constants.speech_gap)
    return runs[is_quote], float(amount[is_quote].max(initial=0.0))


def _amount(a: Side, start: Places, end: Places, lengths: Places, constants: RelationConstants) -> NDArray[np.float64]:
    """How much stretches of the first side say, 1.0 = just enough for a quotation; of `lengths` tokens, those on the shorter side."""
    characters = a.alone_before[end] - a.alone_before[start]
    return (lengths - characters) / constants.quote_words + characters / constants.quote_characters


def _lengths(runs: Places) -> Places:
    """Tokens of each run, on the side that has fewer."""
    return np.minimum(runs[:, 1] - runs[:, 0], runs[:, 3] - runs[:, 2])


def _read_out(runs: Places, fit: Marks, gap: int) -> Marks:
    """Which of the fit runs have another one within `gap` tokens in both texts, before or after them."""
    found = np.zeros(len(runs), np.bool_)
    places = where(fit)
    if len(places) < 2:
        return found
    ahead = np.abs(runs[places[1:]][:, (0, 2)] - runs[places[:-1]][:, (1, 3)])
    near = np.all(ahead <= gap, axis=1)
    found[places[1:][near]] = True
    found[places[:-1][near]] = True
    return found


def _parallel(a: Side, b: Side, segments: Places, constants: RelationConstants) -> tuple[int, int, int]:
    """Numerals kept, numerals changed and names replaced where the texts run in parallel."""
    aligned = parallel(segments)
    gaps = gaps_between(aligned, len(a), len(b), constants.guard_gap)
    one, other = a.sketch.tokens, b.sketch.tokens
    kept, changed = compare_numerals(one.hashes, other.hashes, (a.numerals, b.numerals), gaps, aligned)
    return kept, changed, replaced_names(one, other, gaps, constants.head_tokens, constants.name_edits)
