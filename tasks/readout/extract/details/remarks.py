"""Remarks about a text within it: as delivered, amended, updated, corrected."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEAD_LINES = 3
_TAIL_LINES = 3
_CHANGED = r"amended|updated|corrected|revised|clarified"
_IN_BRACKETS = re.compile(
    rf"[(（\[【]\s*(as delivered|as prepared(?: for delivery)?|{_CHANGED}|correction|update|corrected (?:copy|version)|revised (?:copy|version)"
    rf"|embargoed until[^()\[\]]{{1,40}}|(?:更新|更正|修订|修改|修正|补充)版?|按讲话整理|讲话实录)\s*(?:[:：,;].{{0,40}}?)?\s*[)）\]】]",
    re.IGNORECASE,
)
_AT_THE_START = re.compile(
    r"^\W{0,3}(corrected|correction|corrections|clarification|updated?|amended|更正|更正启事|更新)\s*[:：—–-]", re.IGNORECASE
)
_AT_THE_END = re.compile(r"[-–—:]\s*(as delivered|as prepared(?: for delivery)?)\s*$", re.IGNORECASE)
_OF_ITSELF = re.compile(
    rf"\b(?:this|the) (?:article|story|post|page|statement|release|transcript|text|version|report|readout|piece)\b.{{0,40}}?"
    rf"\b(?:has been|was|is) (?:\w+ )?({_CHANGED})\b|(?:本文|此文|文章)(?:已|曾)(?:于.{{2,14}})?(更新|更正|修订|修改)",
    re.IGNORECASE,
)


def remarks_of(title: str | None, lines: Sequence[str]) -> tuple[str, ...]:
    """Remarks such as "amended" or "as delivered", in lower case, each once.

    Args:
        title: the title of the text.
        lines: its passages; remarks stand in the first and in the last ones.

    >>> remarks_of("Remarks at the port (As Delivered)", ["Good evening.", "Correction: the port has nine gates."])
    ('as delivered', 'correction')
    """
    tail = lines[_HEAD_LINES:][-_TAIL_LINES:]
    found = [remark for text in (title or "", *lines[:_HEAD_LINES], *tail) for remark in _remarks(text)]
    return tuple(dict.fromkeys(found))


def _remarks(text: str) -> list[str]:
    matches = [
        *_IN_BRACKETS.finditer(text),
        *_AT_THE_START.finditer(text),
        *_AT_THE_END.finditer(text),
        *_OF_ITSELF.finditer(text),
    ]
    return [next(filter(None, found.groups())).lower() for found in sorted(matches, key=lambda found: found.start())]
