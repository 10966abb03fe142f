"""Constants of the relations between texts; values and reasons stand in config/pipeline.toml under [relations]."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationConstants:
    """What decides whether two texts are related, and how. Shares are 0-1, lengths are tokens unless a name says more."""

    shingle: int
    window: int
    tokens_min: int
    tokens_compared_min: int
    characters_max: int
    paragraph_characters: int
    paragraph_tokens: int
    spread_rare: int
    spread_known: int
    spread_common: int
    heads_common: int
    nameless_pages: int
    weights: tuple[int, int, int, int]
    carriers: int
    candidate_weight: int
    candidate_share: float
    run_gap: int
    near_cover: float
    near_cover_high: float
    near_cover_low: float
    near_length_ratio: float
    patch_cover_low: float
    patch_cover_high: float
    patch_gap: int
    whole_cover: float
    rest_cover: float
    whole_length_ratio: float
    contains_cover: float
    contains_length_ratio: float
    contains_run: int
    contains_run_share: float
    quote_words: int
    quote_characters: int
    quote_rare: int
    quote_rare_share: float
    speech_share: float
    speech_rare: int
    speech_gap: int
    speech_ratio: float
    speech_cover: float
    guard_rare_share: float
    guard_rare: int
    form_cover: float
    form_rare_share: float
    undated_rare_share: float
    form_gap: int
    form_cover_low: float
    guard_length_ratio: float
    guard_gap: int
    guard_days: int
    far_changed_share: float
    far_rare_share: float
    far_cover: float
    close_changed: int
    close_changed_share: float
    guard_cover: float
    whole_run_share: float
    carried_days: int
    carried_cover: float
    carried_numerals: int
    carried_rare_share: float
    head_tokens: int
    name_edits: int
    names_home: int
    names_elsewhere: int
    reissue_run_share: float
    reissue_rare_share: float
    spans_max: int
    weak_cover: float
    year_min: int
    index_units: int
    index_gone_share: float
