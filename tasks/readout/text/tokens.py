"""Tokens of any script, with their places in the raw text, and the frozen hashes built on them (formula 1).

Nothing here may change without a new formula number: every stored fingerprint depends on it.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
Marks = NDArray[np.bool_]

TABLE = "tokens-1008ae7158a8.bin"
"""Made by scripts/make_token_table.py; the name holds the first 12 digits of the file's SHA-256."""

METHOD = f"readout-relations-1/{TABLE.removesuffix('.bin')}"
"""Formula and version, as stored in every row that rests on these hashes."""

SEPARATOR, ERASED, ALONE = 0, 1, 1 << 24
CODE = ALONE - 1
"""Values of the table; CODE is the part of a value that is a code point."""

CHARACTER_BASE = 0x9E3779B97F4A7C15
TOKEN_BASE = 0xD6E8FEB86659FD93
LEAD, VOWEL, TAIL, SYLLABLE, MARK = 0x1100, 0x1161, 0x11A7, 0xAC00, 0x0301
"""First conjoining Hangul letters of each place in a syllable (TAIL is one before the first), first syllable, any mark."""


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A text as tokens: four arrays of one length, in order of the text.

    `start` and `end` (exclusive) are code points of the raw text; `alone` marks tokens of scripts written without
    spaces; `first` holds each token's first character after mapping.
    """

    text: str

    hashes: Hashes
    start: Places
    end: Places
    alone: Marks
    first: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.hashes)

    def word(self, place: int) -> str:
        """One token as it stands in the text."""
        return self.text[int(self.start[place]) : int(self.end[place])]

    def is_capital(self, place: int) -> bool:
        """Whether a token begins with a capital; asked of few tokens, so it is not kept for all."""
        return self.text[int(self.start[place])].isupper()


@cache
def token_table() -> NDArray[np.uint32]:
    """For each code point: SEPARATOR, ERASED, or what it counts as (plus ALONE where it is a token of its own)."""
    data = resources.files("readout.text").joinpath(TABLE).read_bytes()
    steps = np.frombuffer(zlib.decompress(data), dtype="<i4")
    table = np.cumsum(steps.astype(np.int64)).astype(np.uint32)
    table.setflags(write=False)
    return table


def tokenise(text: str) -> Tokens:
    """The tokens of a text: runs of letters and digits, or single Chinese, Japanese and Hangul characters.

    Case, width, combining marks, apostrophes and invisible characters do not count, nor does traditional against
    simplified script. Unpaired surrogates separate.

    >>> text = "the state’s U.S. 外長"
    >>> found = tokenise(text)
    >>> [text[start:end] for start, end in zip(found.start, found.end, strict=True)]
    ['the', 'state’s', 'U', 'S', '外', '長']
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    codes = token_table().take(_composed(points))
    place = where(codes != ERASED)
    codes = codes[place]
    kept = codes != SEPARATOR
    alone = codes >= ALONE
    begins = kept.copy()
    begins[1:] &= ~kept[:-1] | alone[1:] | alone[:-1]
    first = where(begins)
    if not len(first):
        none = np.empty(0, np.int64)
        no = none.astype(np.bool_)
        return Tokens(text, none.astype(np.uint64), none, none, no, none.astype(np.uint32))
    letters = where(kept)
    opening = letters.searchsorted(first)  # where each token begins among the kept characters
    closing = np.append(opening[1:], len(letters)) - 1
    code = codes[letters] & np.uint32(CODE)
    start = place[first]
    return Tokens(
        text=text,
        hashes=_token_hashes(code, opening, closing),
        start=start,
        # Up to the next character that counts, so that an accent or an apostrophe is not cut from its letter.
        end=np.append(place, len(points))[letters[closing] + 1],
        alone=alone[first],
        first=code[opening],
    )


def where(marks: Marks) -> Places:
    """The places that are marked; a third of what numpy's flatnonzero costs, and it is asked for a dozen times a pair."""
    return marks.nonzero()[0]


def shingles(hashes: Hashes, size: int) -> Hashes:
    """Hashes of every `size` neighbouring tokens, len(hashes) - size + 1 of them; none for a shorter text."""
    count = len(hashes) - size + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    value = hashes[:count].copy()
    base = np.uint64(TOKEN_BASE)
    for step in range(1, size):
        value *= base
        value += hashes[step : step + count]
    return finalise(value)


def finalise(value: Hashes) -> Hashes:
    """The output function of SplitMix64, element by element.

    Source:
        G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", 2014.
    """
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def hash_word(word: str) -> int:
    """The hash of a text that is one token, for tables of words.

    Raises:
        ValueError: it is not exactly one token.
    """
    found = tokenise(word)
    if len(found) != 1:
        raise ValueError(f"{word!r} is {len(found)} tokens, not one")
    return int(found.hashes[0])


def _token_hashes(code: NDArray[np.uint32], opening: Places, closing: Places) -> Hashes:
    """Polynomial of the characters of each token, finalised."""
    lengths = closing - opening + 1
    powers = np.full(int(lengths.max()), CHARACTER_BASE, np.uint64)
    powers[0] = 1
    np.multiply.accumulate(powers, out=powers)
    within = np.arange(len(code)) - np.repeat(opening, lengths)
    return finalise(np.add.reduceat(code.astype(np.uint64) * powers[within], opening))


def _composed(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Conjoining Hangul letters put together to syllables, so that a decomposed text has the same tokens.

    The syllable stands where its first letter stood; the other letters become a combining mark, which is erased.
    """
    if points.max(initial=0) < LEAD or not np.any((points >= LEAD) & (points < LEAD + 256)):
        return points
    out = points.copy()
    joined = np.zeros(len(points), np.bool_)
    lead = where((points[:-1] >= LEAD) & (points[:-1] < LEAD + 19))
    lead = lead[(points[lead + 1] >= VOWEL) & (points[lead + 1] < VOWEL + 21)]
    out[lead] = SYLLABLE + ((points[lead] - LEAD) * 21 + points[lead + 1] - VOWEL) * 28
    joined[lead + 1] = True
    # A tail follows a syllable without one, whether we have just put that together or it stood in the text.
    tail = 1 + where((points[1:] > TAIL) & (points[1:] < TAIL + 28))
    before = tail - 1 - joined[tail - 1]
    fits = (out[before] >= SYLLABLE) & (out[before] < SYLLABLE + 11172) & ((out[before] - SYLLABLE) % 28 == 0)
    out[before[fits]] += points[tail[fits]] - TAIL
    joined[tail[fits]] = True
    out[joined] = MARK
    return out
