"""What differs where two texts have equal tokens: punctuation, spaces, case, script; and the figures that hang on a sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from readout.text.alterations.boundaries import gap
from readout.text.alterations.figures import differ, figures
from readout.text.alterations.stretches import Stretch
from readout.text.tokens import CODE, ERASED, Tokens, token_table


@dataclass(slots=True)
class Surface:
    """Differences that change no token: how many, where the first is (code points), and those that change a figure."""

    typographic: int = 0
    script: int = 0
    first: dict[str, Stretch] = field(default_factory=dict[str, Stretch])
    figures: list[Stretch] = field(default_factory=list[Stretch])  # tokens

    def note(self, kind: str, where: Stretch) -> None:
        """Count one difference of that kind."""
        if kind == "script":
            self.script += 1
        else:
            self.typographic += 1
        self.first.setdefault(kind, where)


def letters(text: str) -> str:
    """What of a text counts: its letters and digits as tokens see them, without what stands between them."""
    codes = token_table()[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")]
    return "".join(map(chr, (codes[codes > ERASED] & np.uint32(CODE)).tolist()))


def compare_surface(original: Tokens, copy: Tokens, equal: Stretch, surface: Surface) -> None:
    """Note what differs within a stretch of equal tokens, and around it where both texts begin or end there."""
    if _raw(original, equal.start, equal.end) != _raw(copy, equal.other_start, equal.other_end):
        for where in _words(original, copy, equal):
            one, other = original.text[where.start : where.end], copy.text[where.other_start : where.other_end]
            surface.note("script" if _is_script(one, other) else "typographic", where)
        for place in _gaps(original, copy, equal):
            _compare_gap(original, copy, equal.start + place, equal.other_start + place, surface)
    if equal.start == equal.other_start == 0:
        _compare_gap(original, copy, 0, 0, surface)
    if equal.end == len(original) and equal.other_end == len(copy):
        _compare_gap(original, copy, equal.end, equal.other_end, surface)


def _raw(tokens: Tokens, start: int, end: int) -> str:
    return tokens.text[int(tokens.start[start]) : int(tokens.end[end - 1])]


def _words(original: Tokens, copy: Tokens, equal: Stretch) -> Iterator[Stretch]:
    """The tokens of the stretch whose raw texts differ, in code points."""
    mine = zip(original.start[equal.start : equal.end].tolist(), original.end[equal.start : equal.end].tolist(), strict=True)
    theirs = zip(
        copy.start[equal.other_start : equal.other_end].tolist(),
        copy.end[equal.other_start : equal.other_end].tolist(),
        strict=True,
    )
    for (start, end), (other_start, other_end) in zip(mine, theirs, strict=True):
        if original.text[start:end] != copy.text[other_start:other_end]:
            yield Stretch(start, end, other_start, other_end)


def _gaps(original: Tokens, copy: Tokens, equal: Stretch) -> Iterator[int]:
    """Before which tokens of the stretch, counted from its first, something else stands in the other text."""
    mine = zip(
        original.end[equal.start : equal.end - 1].tolist(), original.start[equal.start + 1 : equal.end].tolist(), strict=True
    )
    theirs = zip(
        copy.end[equal.other_start : equal.other_end - 1].tolist(),
        copy.start[equal.other_start + 1 : equal.other_end].tolist(),
        strict=True,
    )
    for place, ((start, end), (other_start, other_end)) in enumerate(zip(mine, theirs, strict=True), 1):
        if original.text[start:end] != copy.text[other_start:other_end]:
            yield place


def _is_script(one: str, other: str) -> bool:
    """Whether two ways to write one token differ in more than width, case and marks: then one is traditional."""
    return (
        letters(one) == letters(other)
        and unicodedata.normalize("NFKC", one).lower() != unicodedata.normalize("NFKC", other).lower()
        and any(unicodedata.category(char) == "Lo" for char in one + other)
    )


def _compare_gap(original: Tokens, copy: Tokens, place: int, other_place: int, surface: Surface) -> None:
    """Note what differs between two tokens that stand one behind the other in both texts."""
    one, other = gap(original, place), gap(copy, other_place)
    if one == other:
        return
    end, other_end = (int(t.start[p]) if p < len(t) else len(t.text) for t, p in ((original, place), (copy, other_place)))
    if _is_figure(original, copy, place, other_place):
        surface.figures.append(
            Stretch(max(0, place - 1), min(len(original), place + 1), max(0, other_place - 1), min(len(copy), other_place + 1))
        )
    else:
        surface.note("typographic", Stretch(end - len(one), end, other_end - len(other), other_end))


def _is_figure(original: Tokens, copy: Tokens, place: int, other_place: int) -> bool:
    """Whether a figure beside the gap is another one with another sign: a point, a currency, per cent."""
    sides = [
        (original, max(0, place - 1), min(len(original), place + 1)),
        (copy, max(0, other_place - 1), min(len(copy), other_place + 1)),
    ]
    if not any(tokens.word(p)[:1].isdigit() or tokens.word(p)[-1:].isdigit() for tokens, s, e in sides for p in range(s, e)):
        return False
    one, other = (figures(tokens.text, int(tokens.start[s]), int(tokens.end[e - 1])) for tokens, s, e in sides)
    return differ(one, other)
