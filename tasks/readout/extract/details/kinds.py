"""What sort of document it is, by the words of its title and head."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readout.model import DocumentKind

_WORDS: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = (
    ("joint_statement", re.compile(r"\bjoint (?:statement|declaration|communiqu[eé])|联合(?:声明|公报)|聯合(?:聲明|公報)", re.IGNORECASE)),
    ("fact_sheet", re.compile(r"\bfact sheet|概况介绍|情况说明", re.IGNORECASE)),
    ("readout", re.compile(r"\breadouts?\b|^简报$|会谈纪要|通话纪要|會談紀要", re.IGNORECASE)),
    ("transcript", re.compile(r"\btranscript\b|press (?:availability|conference|briefing)|实录|記者會|答记者问|记者会", re.IGNORECASE)),
    ("remarks", re.compile(r"\b(?:remarks|speech|address)\b|讲话|致辞|演讲|講話|致辭", re.IGNORECASE)),
    ("notice", re.compile(r"\b(?:public )?(?:notice|alert|advisory)\b|公告|通知|提醒", re.IGNORECASE)),
    ("editorial", re.compile(r"\b(?:editorial|op-ed)\b|社评|社論|社论", re.IGNORECASE)),
    ("statement", re.compile(r"\b(?:press )?statement\b|声明|聲明|发言人.{0,6}(?:表示|谈话)", re.IGNORECASE)),
)  # fmt: skip
_ATTRIBUTABLE = re.compile(r"attributable to (?:the )?(?:\w+ )?spokesperson|以下.{0,12}来自.{0,8}发言人", re.IGNORECASE)
_MET = re.compile(
    r"\b(?:met (?:with|today)|for (?:meetings|talks) with|spoke (?:with|by|today)|held (?:a )?(?:call|talks|meeting)|hosted)\b|会晤|会见|会谈|通话|通電話",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"^(?:QUESTION|Q|问|問|记者|記者)\s*[:：]")


def kind_of(title: str | None, lines: Sequence[str], *, default: DocumentKind, has_byline: bool) -> DocumentKind:
    """The kind of a document.

    Args:
        title: its title.
        lines: its passages in order.
        default: where nothing says what it is.
        has_byline: whether a reporter is named: a news story quotes statements without being one.
    """
    if title and (kind := _by_words(title)):
        return kind
    head = lines[:8]
    if not has_byline:
        short = (line for line in head if len(line) < 80)
        found: list[DocumentKind] = [kind for line in short if (kind := _by_words(line))]
        if found:
            return found[0]
        if any(_ATTRIBUTABLE.search(line) for line in head):
            return "readout" if any(_MET.search(line) for line in head) else "statement"
        if sum(bool(_QUESTION.match(line)) for line in lines) >= 2:
            return "transcript"
    return default


def _by_words(text: str) -> DocumentKind | None:
    found: list[DocumentKind] = [kind for kind, pattern in _WORDS if pattern.search(text)]
    return found[0] if found else None
