"""The words of a by-line: names and roles out of a line of print, in the languages whose pages we meet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readout.extract.dates import find_dates, without_dates
from readout.extract.details.byline_words import (
    ABBREVIATED,
    ADDRESS,
    AGENCIES,
    CLOCK,
    HAN_LABEL,
    HAN_NAMES,
    LABEL,
    LABEL_ALONE,
    MAY_SPLIT,
    NO_NAME,
    OF_A_NAME,
    ORGANISATION,
    PADDED,
    ROLE,
    ROLE_AFTER,
    SEPARATOR,
    SPLIT,
    TAIL,
)
from readout.extract.html import fold
from readout.model import Author

_NAME_CHARACTERS = 60
_NAME_WORDS = 7
_LINE_CHARACTERS = 160


def read_byline(text: str, *, is_printed: bool = True) -> list[Author]:
    """The names of a by-line.

    Args:
        text: one line.
        is_printed: whether it is print for readers, with dates, places and buttons around the names; else a field of metadata.

    >>> [author.name for author in read_byline("By JANE ROE and Li Hua | Link Copied")]
    ['JANE ROE', 'Li Hua']
    >>> read_byline("Von Jana Roth, Korrespondentin in Oslo")
    [Author(name='Jana Roth', role='Korrespondentin in Oslo')]
    """
    text = ADDRESS.sub("", PADDED.sub(r"\1\2", fold(text)[:_LINE_CHARACTERS]))
    if is_printed:
        text = _named_part(text)
    # Chinese names stand side by side behind 记者; Japanese ones have a blank inside.
    is_list = HAN_LABEL.match(text) is not None
    text = _without_ends(text, is_printed=is_printed)
    if ORGANISATION.search(text):
        return [Author(name=text, role=None)] if is_name(text) else []
    return list(_authors(_parts(text, is_list=is_list)))


def is_byline(text: str) -> bool:
    """Whether a line begins with a word for "by", or "author:", and then a name.

    >>> is_byline("Von Jana Roth"), is_byline("By the time they came, all was over.")
    (True, False)
    """
    found = _begin(text)
    rest = text[found:].strip() if found else ""
    return bool(rest) and len(rest) <= _LINE_CHARACTERS and _looks_like_a_name(rest)


def ends_in_label(text: str) -> bool:
    """Whether a piece of print ends with a word for "by": the name is the next piece.

    >>> ends_in_label("14:07 | Von"), ends_in_label("He stood by")
    (True, False)
    """
    return LABEL_ALONE.fullmatch(SEPARATOR.split(text)[-1].strip()) is not None


def is_name(text: str) -> bool:
    """Whether a part of a by-line can be a name: short, with letters, no word of a button."""
    if not text or len(text) >= _NAME_CHARACTERS or len(text.split()) > _NAME_WORDS or NO_NAME.search(text):
        return False
    return any(letter.isalpha() for letter in text)


def is_organisation(name: str) -> bool:
    """Whether an author is an office rather than a person.

    >>> is_organisation("Office of the Spokesperson"), is_organisation("Jane Roe")
    (True, False)
    """
    return bool(ORGANISATION.search(name))


def unique(authors: Sequence[Author]) -> tuple[Author, ...]:
    """Each name once, in order; of two spellings that one which is not all capitals, of two roles the one that is known."""
    kept: dict[str, Author] = {}
    for author in authors:
        key = author.name.casefold()
        other = kept.get(key)
        if other is None:
            kept[key] = author
        else:
            name = author.name if other.name.isupper() else other.name
            kept[key] = Author(name=name, role=other.role or author.role)
    return tuple(kept.values())


def _begin(text: str) -> int:
    """Where the names begin behind a label; 0 where there is none."""
    found = LABEL.match(text) or OF_A_NAME.match(text)
    return found.end() if found else 0


def _named_part(text: str) -> str:
    """Of a line with separators or dates, the part that begins with a label, else the first that can be a name."""
    parts = [part for part in SEPARATOR.split(text) if part and part.strip()]
    if labelled := next((part for part in parts if _begin(part)), None):
        return labelled
    if dated := next((rest for part in parts for rest in _behind_dates(part) if _begin(rest)), None):
        return dated
    if len(parts) < 2:
        return text
    return next((part for part in parts if is_name(without_dates(part)) and not find_dates(part)), "")


def _behind_dates(part: str) -> Iterator[str]:
    """What follows a date or a time of day: "06.11.2023 13:30 von Jana Roth"."""
    for one in find_dates(part):
        rest = CLOCK.sub("", part[one.end :])
        yield rest.strip(" ,")


def _without_ends(text: str, *, is_printed: bool) -> str:
    """The line without label, dates, addresses and buttons."""
    if is_printed and (begin := _begin(text)):
        text = text[begin:]
        text = text[_begin(text) :]  # "Text: Von Jana Roth"
    elif found := LABEL.match(text):
        text = text[found.end() :]
    if is_printed and find_dates(text):
        text = without_dates(text)
    while (shorter := TAIL.sub("", text)) != text:
        text = shorter
    return text.strip(" ,;:-–—|/.") if not ABBREVIATED.search(text) else text.strip(" ,;:-–—|/")


def _parts(text: str, *, is_list: bool) -> Iterator[str]:
    """The line cut at commas, "and" and their kin."""
    text = _not_inverted(text)
    for part in map(_without_label, SPLIT.split(text)):
        if is_list and HAN_NAMES.fullmatch(part):
            yield from part.split()
            continue
        halves = MAY_SPLIT.split(part)
        yield from halves if len(halves) > 1 and all(len(half.split()) > 1 for half in halves) else [part]


def _without_label(part: str) -> str:
    """A part without what follows a colon; nothing of one that begins with a label: "Foto: Jana Roth" names no author."""
    before, colon, _ = part.partition(": ")
    return part if not colon else (before if " " in before else "")


def _not_inverted(text: str) -> str:
    """As "Jane Roe" what is written "Roe, Jane"; two agencies stay two."""
    last, comma, first = (part.strip() for part in text.partition(","))
    words = (last, first)
    is_person = all(
        word.isalpha() and word[0].isupper() and not word.isupper() and word.casefold() not in AGENCIES for word in words
    )
    return f"{first} {last}" if comma and is_person else text


def _authors(parts: Iterator[str]) -> Iterator[Author]:
    """Names with the roles that follow them."""
    name: str | None = None
    role: str | None = None
    for part in parts:
        plain = ROLE_AFTER.sub("", part).strip()
        if name and ROLE.search(part) and not _looks_like_a_person(plain):
            role = f"{role}, {part}" if role else part
        elif is_name(plain):
            if name:
                yield Author(name=name, role=role)
            name, role = plain, None
    if name:
        yield Author(name=name, role=role)


def _looks_like_a_person(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and not ROLE.search(text)


def _looks_like_a_name(text: str) -> bool:
    """Whether a line after "by" goes on with a name rather than with a sentence."""
    words = text.split()
    first = words[0] if words else ""
    if not first[:1].isalpha() or first[0].islower() or first.casefold() in ("the", "a", "an", "our"):
        return False
    small = sum(word[0].islower() for word in words)
    return small <= len(words) // 2 and not re.search(r"[.!?。！？][\"”’)]*$", text)
