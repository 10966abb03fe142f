"""Who asks: by the questioner's own opening, else by whom the moderator called on, else by who has the floor.

The last is a guess and is published as one (`attribution = "floor"`): in a daily briefing others call in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from readout.constants.language import TurnConstants
from readout.model import Attribution

NAME_WORD = r"(?:\p{Lu}[\p{L}\p{M}’'\-]*+\.?|d[aei]|del|van|von|der|den|bin|al|el|la)"
CAPITALISED = rf"\p{{Lu}}[\p{{L}}\p{{M}}’'\-]*+(?:\ {NAME_WORD}){{0,3}}"
OUTLET = r"(?:the\ )?[\p{Lu}\p{N}][\p{L}\p{M}\p{N}’'&.\-/]*+(?:\ (?:of|and|the|for|de|\p{Lu}[\p{L}\p{M}\p{N}’'&.\-/]*+)){0,5}"
POLITE = r"(?:,?\ (?:please|go\ ahead|you’re\ up|first))?[.,!?…—–\- ]*"
WITH_OUTLET = regex.compile(rf"(?:^|(?<=[\s,]))(?P<name>{CAPITALISED}),?\ (?:with|from|of|at)\ (?P<outlet>{OUTLET}?){POLITE}$")
OUTLET_FIRST = regex.compile(rf"^(?P<outlet>{OUTLET}),\ (?P<name>{CAPITALISED}){POLITE}$")
LEAD_IN = r"(?:[^.?!]{0,40}\b(?:go|over|turn|back|next|question)\ (?:it\ )?(?:goes\ )?to\ )"
BARE = regex.compile(rf"^(?:{LEAD_IN})?(?P<name>\p{{Lu}}[\p{{L}}\p{{M}}’'\-]*+(?:\ \p{{Lu}}[\p{{L}}\p{{M}}’'\-]*+)?){POLITE}$")
COURTESY = r"Yes|Yeah|Yep|Okay|OK|Sure|Right|Great|All right|And|Then|Next|So|Now"
FILLER = regex.compile(rf"^(?:(?:{COURTESY})[,.]?\ )+")
GREETING = regex.compile(rf"^(?:(?:{COURTESY}|Thank you|Thanks|Please|Hi|Hello|Good \w+)[,.]?\ )+")
INTRODUCTION = regex.compile(r"^(?:(?:I’m|I'm|I am|This is|It’s|It's|[Mm]y name is)\ )")
SENTENCE_BREAK = regex.compile(r"(?<=[^\s.]{3}[.!?])\s+(?=\S)|(?<=[!?])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, for whom, and how we know."""

    name: str | None
    outlet: str | None
    attribution: Attribution


NOBODY = Asker(None, None, "none")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn's words: whether it is a question, how it begins, and the passage it ends with."""

    is_question: bool
    opening: str
    closing: str


def askers(turns: Sequence[Spoken], constants: TurnConstants) -> list[Asker]:
    """Who asks in each turn; nobody where it is no question or nothing was said about it."""
    found: list[Asker] = []
    floor = NOBODY
    before: Spoken | None = None
    for turn in turns:
        if not turn.is_question:
            found.append(NOBODY)
        else:
            called = called_on(before.closing, constants) if before and not before.is_question else None
            now = introduced(turn.opening, constants) or _completed(called, floor) or floor
            found.append(now)
            floor = now if now is NOBODY else Asker(now.name, now.outlet, "floor")
        before = turn
    return found


def _completed(called: Asker | None, floor: Asker) -> Asker | None:
    """The one called on; a bare name that is part of the last asker's is that asker again."""
    if called and called.outlet is None and called.name in (floor.name or "").split():
        return Asker(floor.name, floor.outlet, "named")
    return called


def called_on(passage: str, constants: TurnConstants) -> Asker | None:
    """Whom the last sentence of the passage calls on.

    Takes `Given Family with Outlet`, `Outlet, Given Family` and a bare name of one or two words.
    """
    sentences = _sentences(passage)
    if not sentences:
        return None
    last = FILLER.sub("", sentences[-1])
    for pattern in (WITH_OUTLET, OUTLET_FIRST, BARE):
        if found := pattern.search(last):
            words = found.groupdict()
            if name := _name(words["name"], constants):
                return Asker(name, _outlet(words.get("outlet")), "named")
    return None


def introduced(opening: str, constants: TurnConstants) -> Asker | None:
    """Who introduces himself in the first sentences of a question."""
    for sentence in _sentences(opening)[: constants.opening_sentences]:
        said = INTRODUCTION.sub("", GREETING.sub("", sentence))
        found = WITH_OUTLET.match(said)
        if found and (name := _name(found["name"], constants)):
            return Asker(name, _outlet(found["outlet"]), "self")
    return None


def _sentences(text: str) -> list[str]:
    """Rough sentences on simple spaces: enough for a hand-over, which is short."""
    even = " ".join(text.split())
    return [sentence for sentence in SENTENCE_BREAK.split(even) if sentence]


def _name(words: str, constants: TurnConstants) -> str | None:
    """The name without leading words that are none; None when nothing is left."""
    left = words.rstrip(".").split()
    while left and left[0].rstrip(".,") in constants.no_names:
        left = left[1:]
    return " ".join(left) or None


def _outlet(words: str | None) -> str | None:
    if not words:
        return None
    return words.rstrip(" .,") or None
