"""Constants of alterations between two texts; values and reasons stand in config/pipeline.toml under [alterations]."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterationConstants:
    """What decides where two texts differ, and how a difference is shown. Lengths are tokens unless a name says more."""

    anchors: tuple[int, ...]
    block: int
    depth_max: int
    island: int
    island_words: int
    island_long: int
    edge_price: int
    edge_replaced: int
    slide_max: int
    sentence_words: int
    sentence_characters: int
    moved: int
    text_characters: int
    context_characters: int
    rows_max: int
