"""Text files: their text stays as it is; passages are its non-blank lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readout.extract.html import fold
from readout.extract.lines import is_heading, is_kind_word, line_kind, places_of
from readout.extract.residue import residue_of
from readout.model import PassageKind
from readout.model.drafts import Draft

_LINE = re.compile("[^\\n\\r\\u0085\\u2028\\u2029]+")


def plain_passages(text: str, *, names: Sequence[re.Pattern[str]] = ()) -> list[Draft]:
    """The non-blank lines of a text, trimmed, with their kinds.

    Args:
        text: a file's decoded text; lines end at LF, CR, CRLF, U+0085, U+2028 or U+2029.
        names: names of publishers, as they stand alone on a line at the head.

    Returns:
        Drafts in order; `text[start:end]` is the passage. Residue is marked and stays.
    """
    spans = [_trim(text, found.start(), found.end()) for found in _LINE.finditer(text)]
    spans = [(start, end) for start, end in spans if start < end]
    texts = [fold(text[start:end]) for start, end in spans]
    kinds = _kinds(texts, names)
    return [Draft(start=start, end=end, kind=kind) for (start, end), kind in zip(spans, kinds, strict=True)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())


def _kinds(texts: Sequence[str], names: Sequence[re.Pattern[str]]) -> list[PassageKind]:
    own: list[PassageKind | None] = [line_kind(line) for line in texts]
    places = places_of(texts, own)
    residue = residue_of(texts, linked=[False] * len(texts))
    kinds: list[PassageKind] = []
    in_head = True
    for place, line in enumerate(texts):
        known = own[place]
        if residue[place]:
            kinds.append("residue")
        elif known is not None:
            kinds.append(known)
        elif place in places:
            kinds.append("dateline")
        elif in_head and any(name.fullmatch(line) for name in names):
            kinds.append("byline")
        elif _is_heading(line, place, texts, kinds, own, in_head=in_head):
            kinds.append("heading")
        else:
            kinds.append("body")
            in_head = False
    return kinds


def _is_heading(
    line: str,
    place: int,
    texts: Sequence[str],
    kinds: Sequence[PassageKind],
    own: Sequence[PassageKind | None],
    *,
    in_head: bool,
) -> bool:
    """A heading stands at the head, or between what ends a text and what begins one."""
    if not is_heading(line):
        return False
    if in_head or is_kind_word(line):
        return True
    after = next((own[n] for n in range(place + 1, min(place + 4, len(texts)))), None)
    return kinds[-1] in ("heading", "residue", "url", "stage") or after in ("byline", "dateline", "attribution")
