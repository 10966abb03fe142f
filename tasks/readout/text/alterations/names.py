"""Whether a change touches a name: a capital inside a sentence, a known name, or a character put before or into one."""

from __future__ import annotations

from collections import Counter

import numpy as np

from readout.text.alterations.boundaries import SENTENCE, boundary, gap
from readout.text.alterations.gazetteer import Gazetteer
from readout.text.alterations.stretches import Stretch
from readout.text.tokens import Tokens

LINE = 40
"""Tokens on either side that are looked at to see whether a line is a title, in which capitals say nothing."""
TITLE_SHARE = 0.7
LONG = 4
"""Letters of the words that a title writes with a capital."""
OPENS = "“‘\"'«「『(（[:："
NO_NAMES = frozenset({"i", "a", "mr", "mrs", "ms", "dr"})
PARTICLES = frozenset("的在和与與及对對向同从從由被把将將是到为為以让讓使给給跟比经經于於自当當就但而并並且或")
"""Put before a name they leave it what it was."""


def touches_a_name(original: Tokens, copy: Tokens, piece: Stretch, gazetteer: Gazetteer) -> bool:
    """Whether a change takes, gives or alters a name."""
    sides = ((original, piece.start, piece.end), (copy, piece.other_start, piece.other_end))
    mine, theirs = (_said(tokens, start, end, gazetteer) for tokens, start, end in sides)
    return bool(mine - theirs or theirs - mine) or is_put_to_a_name(original, copy, piece, gazetteer)


def is_put_to_a_name(original: Tokens, copy: Tokens, piece: Stretch, gazetteer: Gazetteer) -> bool:
    """Whether one character stands, on one side only, directly before a known name or in it; or a prefix with a hyphen."""
    if (piece.start < piece.end) == (piece.other_start < piece.other_end):
        return False
    text, start, end = (
        (original, piece.start, piece.end) if piece.start < piece.end else (copy, piece.other_start, piece.other_end)
    )
    if end < len(text) and not text.alone[end - 1] and gap(text, end) in ("-", "‑"):
        return text.is_capital(end)
    if end - start > 1 or not text.alone[start] or text.word(start) in PARTICLES:
        return False
    if any(begins == end for begins, _ in gazetteer.names(text, end, end)):
        return True
    without, place = (copy, piece.other_start) if text is original else (original, piece.start)
    return any(begins < place < ends for begins, ends in gazetteer.names(without, place, place))


def _said(tokens: Tokens, start: int, end: int, gazetteer: Gazetteer) -> Counter[str]:
    """The names of a stretch: words with a capital, and known names that lie in it at least in part."""
    words = (
        int(tokens.hashes[place])
        for place in range(start, end)
        if not tokens.alone[place] and (gazetteer.knows(tokens, place) or _is_capital_name(tokens, place))
    )
    found = Counter(map(str, words))
    if start < end and tokens.alone[start:end].any():
        for begins, ends in set(gazetteer.names(tokens, start, end)):
            if begins < end and ends > start:
                found["".join(map(tokens.word, range(begins, ends)))] += 1
    return found


def _is_capital_name(tokens: Tokens, place: int) -> bool:
    """A capital that no beginning of a sentence and no title explains; or the word has such a one elsewhere."""
    if not tokens.is_capital(place) or tokens.word(place).lower().split("’")[0] in NO_NAMES or _in_title(tokens, place):
        return False
    if not _begins(tokens, place):
        return True
    again = np.flatnonzero(tokens.hashes == tokens.hashes[place]).tolist()
    return any(other != place and tokens.is_capital(other) and not _begins(tokens, other) for other in again)


def _begins(tokens: Tokens, place: int) -> bool:
    """Whether a capital may be due to the place: a sentence or a quotation begins there."""
    return boundary(tokens, place) >= SENTENCE or any(char in OPENS for char in gap(tokens, place)[-2:])


def _in_title(tokens: Tokens, place: int) -> bool:
    """Whether most longer words of the line have capitals."""
    first, last = place, place + 1
    while first > max(0, place - LINE) and "\n" not in gap(tokens, first):
        first -= 1
    while last < min(len(tokens), place + LINE) and "\n" not in gap(tokens, last):
        last += 1
    words = [p for p in range(first, last) if int(tokens.end[p] - tokens.start[p]) >= LONG and not tokens.alone[p]]
    capitals = sum(map(tokens.is_capital, words))
    return len(words) > 1 and capitals >= TITLE_SHARE * len(words)
