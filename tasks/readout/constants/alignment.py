"""Constants of aligning Chinese with English; values and reasons stand in config/pipeline.toml under [alignment]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarityConstants:
    """How much the words of a unit count."""

    unknown_share: float  # of a word's weight, where none of its meanings is anywhere on the other side


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConstants:
    """How beads are scored and searched."""

    shapes: Mapping[str, float]  # "1-2": one Chinese unit and two English ones; what such a bead is worth in advance
    free_ends: bool  # whether units of one side before the first and after the last bead cost nothing
    end_gaps: int  # most gaps that count, at each end, where both sides have such units
    gap: float  # worth of a unit without counterpart
    weight: float  # of the similarity, for each unit of the bead
    chance_share: float  # of the similarity that any two runs of those sizes have, which is taken off
    chance_grid: int  # most rows and columns that it is measured on
    length_weight: float
    length_cap: float  # most that length may cost
    length_ratio: float  # English characters for one Chinese; 0: that of the two texts
    band_units: int  # how far from the diagonal is searched ...
    band_share: float  # ... or this share of the longer side
    doubt_share: float  # of the median similarity, below which a bead needs a margin ...
    doubt_margin: float  # ... of so much; 0: none is doubted
    learn_units: int  # from so many units on each side, words are learned from the beads and all is aligned again; 0: never
    learn_similarity: float  # of beads to learn from, at least
    learn_margin: float
    learn_count: int  # how often two words must meet
    learn_dice: float  # and how exclusively


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagConstants:
    """What in a bead is worth a look."""

    ratio_min: float  # English characters for one Chinese, below which a length is unusual
    ratio_max: float
    ratio_characters: int  # Chinese characters that a bead needs for that


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptConstants:
    """When two sides are called translations of each other."""

    beads_min: int
    similarity_min: float  # mean of the beads, weighted by length
    margin_min: float  # mean: what the whole would lose without one of them
    bare_margin_min: float  # the same without a dictionary
    cover_min: float  # of the better covered side
    section_share: float  # of what is paired, between one section of each side: then these two are the sides
    letters_min: int  # that a document needs in a language to be a side
    cited_max: int  # citations of one document that are followed, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureWeights:
    """What one feature of each sort counts."""

    common: float  # a state that is in most texts of this trade
    territory: float  # any other
    value: float  # a number or a day
    word: float  # in Latin letters


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkConstants:
    """When two texts of which neither cites the other are worth aligning."""

    days_max: int  # between their dates of publication
    score_min: float  # cosine of their features
    margin_min: float  # above the next of either side
    rivals_max: int  # texts that one is compared with at the end, the best ones
    shared_min: float  # weight of the features that both have
    weights: FeatureWeights


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentConstants:
    """All constants of aligning."""

    units_max: int  # of either side
    cells_max: int  # units of one side times those of the other
    similarity: SimilarityConstants
    paragraphs: SearchConstants
    sentences: SearchConstants
    flags: FlagConstants
    accept: AcceptConstants
    links: LinkConstants
    glossary: Mapping[str, str]  # Chinese word to English ones
