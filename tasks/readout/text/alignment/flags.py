"""What in a pair of translated texts is worth a look: it says "look here", never "wrong"."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from readout.constants.alignment import FlagConstants
from readout.text.alignment.numbers import Day, Numbers, chinese_numbers, english_numbers
from readout.text.alignment.words import folded
from readout.text.languages.masks import mask_addresses

FLAGS = ("number_differs", "date_differs", "latin_differs", "length_outlier", "script_outlier")
"""All there are, in the order in which they are listed."""
NAME = regex.compile(r"\p{Latin}[\p{Latin}\p{M}]{0,60}+(?:[-–]?\d{1,6}+(?!\d))?+")
SEPARATORS = regex.compile(r"[-–\s]++")
CAPITAL = regex.compile(r"(?<!\p{L})\p{Lu}|(?<=\p{Ll})\p{Lu}|(?<=\p{Lu}\.)\p{Lu}")


def find_flags(chinese: str, english: str, constants: FlagConstants, *, has_outlier: bool) -> tuple[str, ...]:
    """The flags of a pair.

    Args:
        chinese: one side.
        english: the other.
        constants: `[alignment.flags]` of the configuration.
        has_outlier: whether the Chinese has a stray character of the other script.
    """
    mine, theirs = chinese_numbers(chinese), english_numbers(english)
    found = {
        "number_differs": bool(mine.hard - theirs.said or theirs.hard - mine.said) or _names_differ(mine, theirs),
        "date_differs": _days_differ(mine, theirs),
        "latin_differs": any(True for _ in _lost_words(chinese, english)),
        "length_outlier": _is_unusual(chinese, english, constants),
        "script_outlier": has_outlier,
    }
    return tuple(flag for flag in FLAGS if found[flag])


def _names_differ(mine: Numbers, theirs: Numbers) -> bool:
    """Whether a name with a number, which both sides have, has another number on one of them: G7 and G8."""
    both = {letters for letters, _ in mine.named} & {letters for letters, _ in theirs.named}
    return any(letters in both for letters, _ in mine.named ^ theirs.named)


def _days_differ(mine: Numbers, theirs: Numbers) -> bool:
    """Whether each side has a day that the other has not: "October 26 to October 28" may be said with one month."""
    return _has_own(mine.days, theirs.days) and _has_own(theirs.days, mine.days)


def _has_own(days: tuple[Day, ...], others: tuple[Day, ...]) -> bool:
    return any(not any(_is_same(day, other) for other in others) for day in days)


def _is_same(day: Day, other: Day) -> bool:
    return day[1:] == other[1:] and (day[0] is None or other[0] is None or day[0] == other[0])


def _lost_words(chinese: str, english: str) -> Iterator[str]:
    """Latin words of the Chinese that are not in the English, neither as they stand nor as initials."""
    there = folded(english)
    small, initials = _bare(there), "".join(CAPITAL.findall(there))
    for word in NAME.findall(mask_addresses(folded(chinese))):
        if len(word) > 1 and _bare(word) not in small and word not in initials:
            yield word


def _bare(text: str) -> str:
    """Without what writers of "COVID-19" and "COVID 19" do not agree on."""
    return SEPARATORS.sub("", text.casefold())


def _is_unusual(chinese: str, english: str, constants: FlagConstants) -> bool:
    size = len("".join(mask_addresses(chinese).split()))
    ratio = len(" ".join(mask_addresses(english).split())) / max(size, 1)
    return size >= constants.ratio_characters and not constants.ratio_min <= ratio <= constants.ratio_max
