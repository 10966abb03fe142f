"""Addresses written out in a text: where each begins and ends, and which are disguised or torn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Written = Literal["url", "obfuscated_url", "broken_url"]

_HAN = r"\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›"
_WIDE = r"\u3000-\u303f\u30fb\uff00-\uffef"  # CJK and full-width punctuation
_BLANK = r"\s\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f"  # all of Unicode: \s is ASCII's alone here
_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"  # zero width, and marks of direction
_STOP = rf"{_BLANK}\x00-\x1f\x7f<>\u2026{_QUOTES}{_WIDE}{_UNSEEN}{_HAN}"
_SCHEME = r"(?:https?|hxxps?)://"
_DOT = r"(?:\[(?:\.|dot)\]|\((?:\.|dot)\)|\{(?:\.|dot)\})"  # a dot that shall not be clicked
_NAME = r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}"

# Han letters belong to an address in one place only: as whole labels of the host, when a slash or a Latin label follows.
_HAN_HOST = rf"(?:(?:[a-z0-9-]{{1,63}}|[{_HAN}]{{1,63}})\.){{1,8}}(?:[a-z0-9-]{{2,63}}|[{_HAN}]{{1,63}}(?=[/:]))"
# Not \b in front: between a Han letter and the scheme there is no word boundary. `a,https://b` are two addresses.
_ADDRESS = re.compile(rf"(?<![a-z0-9]){_SCHEME}(?:{_HAN_HOST})?(?:(?![,;|]{_SCHEME})[^{_STOP}])*", re.IGNORECASE | re.ASCII)
_DISGUISED = re.compile(rf"(?<![a-z0-9.-]){_NAME}(?:{_DOT}{_NAME}){{1,8}}[^{_STOP}]*", re.IGNORECASE | re.ASCII)
_DISGUISED_HOST = re.compile(rf"hxxp|[a-z]+://[^/?#]*{_DOT}", re.IGNORECASE)
_TORN = re.compile(rf"\r?\n[A-Za-z0-9][^{_STOP}]*")
_PAIRS = {")": "(", "]": "["}
CUT_NOTE = "cut before Han letters"


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """One address in a text: `text[start:end]`."""

    start: int
    end: int
    what: Written
    note: str | None = None


def written_addresses(text: str) -> list[WrittenAddress]:
    """All addresses of a text, in order, not overlapping.

    An address ends at white space, quotes, CJK punctuation, zero-width characters, an ellipsis and before Han letters;
    punctuation of the sentence and brackets that it did not open are not part of it.

    >>> [(a.start, a.end) for a in written_addresses("见https://a.example/x_(y)，以及(https://b.example/).")]
    [(1, 24), (28, 46)]
    """
    plain = [address for match in _ADDRESS.finditer(text) if (address := _address(text, match))]
    covered = [(address.start, address.end) for address in plain]
    return sorted([*plain, *_disguised(text, covered)], key=lambda address: address.start)


def _address(text: str, match: re.Match[str]) -> WrittenAddress | None:
    start, end = match.span()
    torn = _TORN.match(text, end) if text[end - 1] == "-" else None
    if torn:
        return WrittenAddress(start, torn.end(), "broken_url")
    end = start + len(_trimmed(match[0]))
    raw = text[start:end]
    if not re.search(r"\w", raw.split("//", 1)[-1]):
        return None  # a bare scheme, as in a sentence about schemes
    if _DISGUISED_HOST.match(raw):
        return WrittenAddress(start, end, "obfuscated_url")
    is_cut = re.match(f"[{_HAN}]", text[match.end() : match.end() + 1])
    return WrittenAddress(start, end, "url", CUT_NOTE if is_cut else None)


def _disguised(text: str, covered: list[tuple[int, int]]) -> Iterator[WrittenAddress]:
    """Host names with bracketed dots that stand without a scheme."""
    starts = iter(covered)
    current = next(starts, None)
    for match in _DISGUISED.finditer(text):
        while current and current[1] <= match.start():
            current = next(starts, None)
        if not current or match.end() <= current[0]:
            yield WrittenAddress(match.start(), match.start() + len(_trimmed(match[0])), "obfuscated_url")


def _trimmed(raw: str) -> str:
    """Without the punctuation of the sentence around it; `Foo_(bar)` stays whole."""
    surplus = {closing: raw.count(closing) - raw.count(opening) for closing, opening in _PAIRS.items()}
    end = len(raw)
    while end and (raw[end - 1] in ".,;:!?" or surplus.get(raw[end - 1], 0) > 0):
        end -= 1
        if raw[end] in surplus:
            surplus[raw[end]] -= 1
    return raw[:end]
