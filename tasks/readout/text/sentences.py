"""Sentences of a text, with their places; nothing is cleaned up and nothing but white space is left out."""

from __future__ import annotations

from collections.abc import Iterator

import regex

LINE = regex.compile("[^\\n\\r\\u0085\\u2028\\u2029]++")
CLOSING = "”」』\"’'）)】］\\]›»"
OPENING = "“‘「『\"'（(【［\\[‹«¿¡$€£"
CHINESE_END = regex.compile(rf"[。．！？!?…｡]++[{CLOSING}]*+|(?<=[^\s\d\p{{Latin}}])\.[{CLOSING}]*+(?=\s|$)")
# Without the look-behinds a run of marks would be tried from each of its places.
LATIN_END = regex.compile(rf"(?<![.!?…])[.!?…]++[{CLOSING}]*+(?=\s)")
ARABIC_END = regex.compile(rf"(?<![.!?…؟۔])[.!?…؟۔]++[{CLOSING}]*+(?=\s)")
INDIC_END = regex.compile(rf"[।॥!?…]++[{CLOSING}]*+")
OTHER_ENDS = {
    **dict.fromkeys(("ar", "fa", "ur", "ug", "ps", "ckb", "sd"), ARABIC_END),
    **dict.fromkeys(("hi", "mr", "ne", "bn", "pa", "or"), INDIC_END),
}
"""Scripts without capitals: a mark ends a sentence whatever follows."""
ABBREVIATED = "mr mrs ms messrs dr gov sen rep gen st u.s u.n u.k p.m a.m jr sr vs e.g i.e inc ltd col lt adm prof capt sgt maj"
ABBREVIATIONS = frozenset(ABBREVIATED.split())
LAST_WORD = regex.compile(r"[\p{L}.]{1,12}$")
NEXT_BEGINS = regex.compile(rf"\s++[{OPENING}]*+(?:[\p{{Lu}}\p{{Lt}}\p{{Lo}}]|(\d))")
LONGEST_SPACE = 200
"""Of white space between two sentences: whoever puts in more has no sentence before it."""


def split_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Places of the sentences, in order, without white space at their ends; a line break always ends one.

    Args:
        text: any text; its line breaks may be those of any system.
        language: BCP 47 tag; a language without rules of its own gets those of Latin scripts.

    >>> split_sentences("Mr. Lin spoke. He left.", "en")
    [(0, 14), (15, 23)]
    >>> split_sentences("他说：“好。”然后走了。", "zh-Hans")
    [(0, 7), (7, 12)]
    """
    return [
        (line.start() + start, line.start() + end)
        for line in LINE.finditer(text)
        for start, end in _trimmed(line.group(), _ends(line.group(), language))
    ]


def _trimmed(line: str, ends: Iterator[int]) -> Iterator[tuple[int, int]]:
    """The stretches between these ends, without white space around them."""
    start = 0
    for end in (*ends, len(line)):
        part = line[start:end]
        if part and not part.isspace():
            yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())
        start = end


def _ends(line: str, language: str) -> Iterator[int]:
    """Where the sentences of a line end; the end of the line does not count."""
    family = language.partition("-")[0]
    if family in ("zh", "ja"):
        return (mark.end() for mark in CHINESE_END.finditer(line))
    if family in OTHER_ENDS:
        return (mark.end() for mark in OTHER_ENDS[family].finditer(line))
    return (mark.end() for mark in LATIN_END.finditer(line) if _is_end(line, mark.start(), mark.end()))


def _is_end(line: str, start: int, end: int) -> bool:
    """Whether marks of a Latin text end a sentence: something begins behind them, and they are no abbreviation's."""
    begins = NEXT_BEGINS.match(line, end, end + LONGEST_SPACE)
    if begins is None:
        return False
    if line[start:end] != ".":
        return True
    before = LAST_WORD.search(line, max(0, start - 13), start)
    word = before.group().casefold().rstrip(".") if before else ""
    if word == "no":
        return begins.group(1) is None  # "No. 5"
    return word not in ABBREVIATIONS and not (len(word) == 1 and word.isalpha())
