"""What two texts have in common, as figures: a function of the two texts and of how common their shared wording is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readout.constants.relations import RelationConstants
from readout.text.fingerprints import Sketch
from readout.text.names import replaced_names
from readout.text.numerals import compare_numerals, gaps_between, numerals, parallel
from readout.text.overlap import Overlap, Shingled, find_sorted, overlap, shingled
from readout.text.rarity import RARE, count_rare, mean_rarity
from readout.text.tokens import Marks, Places


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One text, ready to be compared: its keys, its shingles, how common its fingerprints are, where its numerals are."""

    sketch: Sketch
    shingled: Shingled
    levels: Places  # of sketch.print_set
    numerals: Places

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
    return Side(sketch, shingled(sketch.tokens), levels, numerals(sketch.tokens))


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
    _, common = find_sorted(a.sketch.print_set, b.sketch.print_set)
    levels = a.levels[common]
    found = overlap(a.shingled, b.shingled, constants.run_gap)
    quotes, quoted = _quotations(a, found.runs, common, constants)
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


def _quotations(a: Side, runs: Places, common: Marks, constants: RelationConstants) -> tuple[Places, float]:
    """Runs that are long enough, with enough rare fingerprints, which are enough of those in the run.

    Args:
        a: the first side.
        runs: aligned runs.
        common: which of a's distinct fingerprints the other side has.
        constants: what is enough.
    """
    alone = np.append(0, np.cumsum(a.sketch.tokens.alone))
    characters = alone[runs[:, 1]] - alone[runs[:, 0]]
    words = _lengths(runs) - characters
    amount = words / constants.quote_words + characters / constants.quote_characters
    if not np.any(amount >= constants.speech_share):
        return np.empty((0, 4), np.int64), 0.0
    runs, amount = runs[amount >= constants.speech_share], amount[amount >= constants.speech_share]
    # A fingerprint is in a run if all its tokens are.
    first = np.searchsorted(a.sketch.places, runs[:, 0])
    last = np.maximum(first, np.searchsorted(a.sketch.places, runs[:, 1] - constants.shingle, side="right"))
    number = np.searchsorted(a.sketch.print_set, a.sketch.prints)
    shared, rare = common[number], (common & (a.levels == RARE))[number]
    in_run, rare_in_run = (counts[last] - counts[first] for counts in (np.append(0, np.cumsum(m)) for m in (shared, rare)))
    mostly_rare = rare_in_run >= constants.quote_rare_share * in_run
    long = (amount >= 1) & (rare_in_run >= constants.quote_rare) & mostly_rare
    is_quote = long | _read_out(runs, long | ((rare_in_run >= constants.speech_rare) & mostly_rare), constants.speech_gap)
    return runs[is_quote], float(amount[is_quote].max(initial=0.0))


def _lengths(runs: Places) -> Places:
    """Tokens of each run, on the side that has fewer."""
    return np.minimum(runs[:, 1] - runs[:, 0], runs[:, 3] - runs[:, 2])


def _read_out(runs: Places, fit: Marks, gap: int) -> Marks:
    """Which of the fit runs have another one within `gap` tokens in both texts, before or after them."""
    found = np.zeros(len(runs), np.bool_)
    places = np.flatnonzero(fit)
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
