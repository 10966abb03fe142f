"""Constants of `readout.extract`; values and reasons stand in config/pipeline.toml under [extract]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VOTE_MODULES = {"readability": "readability-lxml", "resiliparse": "resiliparse"}
"""Modules that `generic = "vote"` needs besides the package's own dependencies, and the packages that hold them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractConstants:
    """Limits before parsing, and the numbers of the rules that judge and cut pages."""

    bytes_max: int  # of an entity, after unpacking
    page_seconds_max: float  # of one page, as the clock has it, in a process of its own
    page_memory_bytes_max: int  # of one page, beyond what that process has before
    depth_max: int  # open elements at once
    tag_characters_max: int  # of one tag, its attributes included
    tag_attributes_max: int  # of one tag
    evidence_characters: int  # kept of what is rejected
    replaced_share_max: float  # of non-ASCII characters that a repaired UTF-8 text may lose
    common_share_min: float  # of a Chinese text's Han characters that are among the commonest
    detector_confidence_min: float  # of the detector, where no publisher's languages narrow it
    wall_letters_max: int  # a page's own letters, Han ones twice: above it no name makes it a wall or an error page
    sentence_letters_max: int  # the same, for a page that only its sentences make a wall
    teaser_letters_max: int  # the same, for a page that asks for a subscription
    wall_share_min: float  # of those letters, in sentences that only walls say
    bare_letters_max: int  # the same: with fewer, marks count that good pages may have, too
    probe_letters_max: int  # the same: beyond what the host says of any address
    dead_end_letters_max: int  # the same, of a page that sends its reader elsewhere
    expected_words_min: int  # words of the address below which nothing is expected
    expected_word_letters: int  # letters of a word that is worth expecting
    expected_share_min: float  # of the expected words that a page must hold
    expected_share_few: float  # the same, for a page that is hardly one; below it a host's probe is worth asking for
    short_letters_max: (
        int  # own letters of a page that is hardly one; so is one with fewer lines than its publisher's pages have
    )
    latin_share_min: float  # of a page's letters, for the words of an address to be expected on it
    pdf_pages_max: int
    pdf_stream_bytes_max: int  # of one packed stream, unpacked
    pdf_operators_max: int  # of all pages
    pdf_lost_pages_max: int  # broken pages of a PDF whose other pages are still read
    stale_share: float  # a layout's text shorter than this share of the generic text is suspect
    stale_characters_min: int  # that the generic text must be longer
    stale_cover: float  # and stale when less than this share of the shorter is in the longer
    generic: Literal["one", "vote"]  # extractors of the generic route
    block_chance_min: float  # that a block is part of the text, by the model
    sibling_chance_min: float  # the same, of a block that an extractor took, beside a chosen one that looks alike
    known_block_characters: int  # letters of a block that identify it within a text
    near_blocks: int  # from a chosen block to a short line of the same text
    copy_letters: int  # of a group of blocks that is dropped when all of it was said before
    head_passages: int  # passages in which dateline, byline and date lines are looked for
    residue_head_share: float  # of the text: chrome stands before this
    residue_tail_share: float  # or after this
    widget_link_share: float  # of a passage's letters within links, in a node that its class names a widget
    title_characters_max: int  # of a title; more is not a title but a page
    json_ld_characters_max: int  # of one block
    year_min: int  # an earlier claimed year is a mistake
    same_day_days: int  # claims of one page that differ by no more are one claim
    same_page_cover: float  # of two texts at one address that are one document
    worse_cover: float  # of a partial text that is found in the full one before it
