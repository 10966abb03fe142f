"""Speaker labels: by their shape at the start of a passage, never by a list of names or titles.

English: a few words in upper case and a colon, then white space or a bracket (`(via interpreter)`). Chinese: a name that ends
in a role (or question, answer) and a colon, with text behind it. Mixed case only where the publisher's layout says that its
pages label turns so: as a general rule it would take a headline with a colon.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from readout.constants.language import TurnConstants

ASIDE = r"(?:[ \u00a0]?[(（][^()（）\n]{1,40}[)）])?"
COLON = r"[ \u00a0]?[:：]"
WORD = r"\p{L}[\p{L}\p{M}’'.\-]*+"
LATIN = regex.compile(rf"(?P<label>{WORD}(?:[ \u00a0]{{1,3}}{WORD}){{0,15}}+){ASIDE}{COLON}(?=[\s(（\[]|$)\s*+")
CHINESE = regex.compile(rf"(?P<label>[\p{{Han}}·・‧•]{{1,40}}+){ASIDE}{COLON}\s*+(?=\S)")
SMALL_WORDS = frozenset(
    {"of", "the", "for", "and", "de", "da", "van", "von", "der", "den", "di", "al", "el", "bin", "ibn", "la", "le"}
)
"""Words that stay in lower case inside names and titles."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed, and where in the passage what was said begins."""

    text: str
    end: int


def read_label(passage: str, constants: TurnConstants, *, mixed: bool = False) -> Label | None:
    """The label that the passage begins with, if it does.

    Args:
        passage: its text, without white space before it.
        constants: `[language.turns]` of config/pipeline.toml.
        mixed: whether labels in mixed case count, too.
    """
    if found := LATIN.match(passage):
        words = found["label"].replace("\u00a0", " ").split()
        if _is_upper(words, constants) or (mixed and _is_mixed(words, constants)):
            return Label(found["label"], found.end())
    if found := CHINESE.match(passage):
        label: str = found["label"]
        if len(label) <= constants.chinese_characters and (mixed or label.endswith(constants.chinese_roles)):
            return Label(label, found.end())
    return None


def _is_upper(words: list[str], constants: TurnConstants) -> bool:
    letters = [character for word in words for character in word if character.isalpha()]
    return _fits(words, constants.label_words, constants) and (
        sum(map(str.isupper, letters)) >= constants.upper_share * len(letters)
    )


def _is_mixed(words: list[str], constants: TurnConstants) -> bool:
    return _fits(words, constants.mixed_words, constants) and all(
        word[0].isupper() or (place and word in SMALL_WORDS) for place, word in enumerate(words)
    )


def _fits(words: list[str], most: int, constants: TurnConstants) -> bool:
    return len(words) <= most and len(" ".join(words)) <= constants.label_characters
