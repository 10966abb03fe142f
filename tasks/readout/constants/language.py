"""Constants of languages, sections and turns; values and reasons stand in config/pipeline.toml under [language]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readout.model import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnConstants:
    """Shapes and words of speaker turns."""

    label_words: int  # most words of an upper-case label
    label_characters: int  # its longest
    upper_share: float  # of its letters that are upper case, at least
    mixed_words: int  # most words of a label in mixed case
    chinese_characters: int  # longest Chinese label
    chinese_roles: tuple[str, ...]  # what a Chinese label ends in
    typo_count: int  # a label seen this often absorbs its misprints
    typo_letters: int  # in words of at least this many letters
    principal_characters: int  # who says this much speaks for somebody
    opening_sentences: int  # of a question in which the asker introduces himself
    handoff_characters: int  # longest sentence that calls on somebody
    outlet_words: tuple[str, ...]  # words in names of news outlets, whatever their case elsewhere
    no_names: tuple[str, ...]  # capitalised words that are no questioner's name
    closed_by: tuple[str, ...]  # regular expressions: a whole passage that ends all turns
    roles: Mapping[str, Role]  # speaker (after aliases) to role


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageConstants:
    """How a line's language is scored, and how lines become sections. Scores are natural logarithms."""

    languages: Mapping[str, tuple[str, ...]]  # script to the languages that we tell apart in it
    weights: Mapping[str, float]  # what a letter of a script counts; others 1
    sample_characters: int  # of a line that the models read
    distinct_letters: int  # a line with fewer says nothing in scripts that need a model
    letters_per_distinct: float  # a line counts at most so many letters for each distinct one
    families: Mapping[str, tuple[str, ...]]  # languages so close that models take one for the other
    telling: Mapping[str, str]  # language to words (apart by white space) that its relatives do not have
    telling_price: float  # paid by those relatives for each such word
    telling_most: float  # and at most for a line
    score_scale: float  # of raw scores divided by the root of the sample's bytes
    vote_price: float  # paid by every language that the second model does not name
    vote_unsure: float  # share of the price when it is not sure
    vote_characters: int  # full price from this length on
    kana_share: float  # of kana among Han and kana, above which it is Japanese
    kana_price: float  # paid by Chinese then
    japanese_base: float  # price of Japanese for Han alone
    japanese_per_han: float  # and for each character
    japanese_most: float  # at most
    japanese_relief: float  # less when the table has no evidence
    table_scale: float  # evidence of the Hans/Hant table: scale * (a - b) / sqrt(a + b)
    hant_price: float  # paid by zh-Hant when there is none
    floor: float  # lowest score of a line
    open_letters: float  # support that opens a language
    open_margin: float  # lead at which a line's letters support fully
    closed_price: float  # paid per line by a language that is not open
    closed_letters: float  # full price up to this weight of the line
    own_letters: float  # weight, without names, from which a line can bring in a language that no other line speaks
    outside: float  # score of a language outside the line's script
    trust_base: float  # share of a line's scores that counts whatever its length
    trust_letters: float  # weight at which all of it counts
    switch: float  # price of a change of language between lines
    heading_relief: float  # less into a heading, more out of one
    heading_characters: int  # longest line that may be a heading
    heading_ends: str  # last characters that a heading does not have
    heading_words: int  # most words of one that ends in a number and a stop
    flat_characters: int  # a longer passage may be a flattened page
    flat_letters: float  # weighted letters of a run inside it, below which it is a quotation and not cut out
    window_characters: int  # it is then read sentence by sentence, in windows of at most this size
    windows_most: int  # and in at most this many: windows of huge passages are larger, and sampled
    outlier_evidence: int  # characters of table evidence that a section needs to have outliers
    outlier_share: float  # most of them that may be of the other side
    embedded_gap: int  # characters that are no letters between two words of one run
    embedded_letters: int  # shortest run in another script that is recorded
    embedded_model_letters: int  # shortest whose language a model is asked for
    embedded_readings: int  # most runs of a document that it is asked for
    evidence_characters: int  # kept of what is rejected
    turns: TurnConstants
