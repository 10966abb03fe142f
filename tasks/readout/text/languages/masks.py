"""What says nothing about the language of a text is taken out before anything is counted. All masks are linear."""

from __future__ import annotations

import unicodedata

import regex

from readout.text.languages.scripts import count_scripts

# A run of letters must not be tried from each of its places: hence the bounds and the look-behinds.
URL = regex.compile(  # letters of both cases are spelled out: ignoring case takes twice the time
    r"(?<![A-Za-z0-9])(?:[hH][tT][tT][pP][sS]?://|[fF][tT][pP]://|[mM][aA][iI][lL][tT][oO]:|[wW][wW][wW]\.)"
    r"[^\s\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}<>\"“”（），。、；：！？《》【】「」]++"
)
MAIL = regex.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}+@[A-Za-z0-9][A-Za-z0-9.-]{0,254}+")
NAME_OR_TAG = regex.compile(r"(?<![\w@#])[@#][\p{L}\p{N}_]{1,100}+")
BRACKETS = regex.compile(r"[(（\[【][^()（）\[\]【】]{1,80}[)）\]】]")
NOT_PRINTED = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}--\s]++", regex.VERSION1)
DIGITS = regex.compile(r"\p{Nd}++")
SCHEMES = ("://", "mailto:", "www.")
"""Without one of them in a text, in lower case, there is no URL in it: most lines need no pattern."""


def mask_addresses(text: str) -> str:
    """The text with URLs, mail addresses, @names and #tags blanked; every other character keeps its place.

    >>> mask_addresses("见 https://a.example/b 和 @press")
    '见                     和       '
    """
    lower = text.lower()
    if any(scheme in lower for scheme in SCHEMES):
        text = URL.sub(_blank, text)
    if "@" in text or "#" in text:
        text = NAME_OR_TAG.sub(_blank, MAIL.sub(_blank, text))
    return text


def detection_text(text: str) -> str:
    """What a detector gets to see of a text: without addresses, bracketed names, digits and invisible characters, folded (NFKC).

    Offsets are lost: this is for detection only. Brackets stay when no letter would be left without them.

    >>> detection_text("联合禁毒工作组(Counternarcotics Working Group)")
    '联合禁毒工作组'
    >>> detection_text("(Applause.)")
    '(Applause.)'
    """
    plain = mask_addresses(" ".join(text.split()))
    if not plain.isprintable():
        plain = NOT_PRINTED.sub("", plain)
    plain = unicodedata.normalize("NFKC", plain)
    without = BRACKETS.sub(" ", plain) if any(bracket in plain for bracket in "([【") else plain
    kept = without if without == plain or count_scripts(without) else plain
    return " ".join(DIGITS.sub(" ", kept).split())  # to a model "Art. 12" is another language than "Art. 13"


def _blank(match: regex.Match[str]) -> str:
    return " " * (match.end() - match.start())
