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
# "the Government of India" and "the Statue of Liberty from France" call on nobody.
WITH_OUTLET = regex.compile(
    rf"(?:^|(?<=[\s,])(?<!\b(?:[Tt]he|[Aa]n?)\ ))(?P<name>{CAPITALISED}),?\ (?:with|from|of|at)\ (?P<outlet>{OUTLET}?){POLITE}$"
)
LEAD_IN = r"(?:[^.?!]{0,40}\b(?:go|over|turn|back|next|question)\ (?:it\ )?(?:goes\ )?to\ )"
BESIDE_OUTLET = regex.compile(rf"^(?:{LEAD_IN})?(?P<one>{OUTLET}),\ (?P<other>{OUTLET}){POLITE}$")
TWO_WORDS = r"\p{Lu}[\p{L}\p{M}’'\-]*+(?:\ \p{Lu}[\p{L}\p{M}’'\-]*+)?"
CALLED = regex.compile(rf"^{LEAD_IN}(?P<name>{TWO_WORDS}){POLITE}$")
# Before a question mark a word alone is an echo of the question.
BARE = regex.compile(rf"^(?P<name>{TWO_WORDS})(?:,?\ (?:please|go\ ahead|you’re\ up|first))?[.,! ]*$")
DASHES = ("—", "–", "-")
IS_NAME = regex.compile(CAPITALISED)
CONTRACTION = regex.compile(r"[’'](?:s|m|d|t|ll|re|ve)$")
COURTESY = r"Yes|Yeah|Yep|Okay|OK|Sure|Right|Great|All right|And|Then|Next|So|Now|Hey|Hi|Hello|Please"
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

    Takes `Given Family with Outlet`, `Outlet, Given Family` in either order, and a bare name of one or two words.
    """
    sentences = _sentences(passage)
    if not sentences or len(sentences[-1]) > constants.handoff_characters:
        return None
    last = FILLER.sub("", sentences[-1])
    if last.endswith(DASHES):  # an interrupted sentence
        return None
    if found := BESIDE_OUTLET.search(last):
        return _beside(found["one"], found["other"], constants)
    for pattern in (WITH_OUTLET, CALLED):
        if (found := pattern.search(last)) and (name := _name(found["name"], constants)):
            return Asker(name, _outlet(found.groupdict().get("outlet")), "named")
    alone = BARE.search(last)
    # Nothing around a bare name says that it is one: "Happy Friday" is none.
    return Asker(alone["name"], None, "named") if alone and _name(alone["name"], constants) == alone["name"] else None


def _beside(one: str, other: str, constants: TurnConstants) -> Asker | None:
    """A name and an outlet with a comma between: the part that looks like an outlet is one, else the shorter, else the first."""
    marks = [(_is_outlet(part, constants), -len(part.split())) for part in (one, other)]
    name, outlet = (one, other) if marks[1] > marks[0] else (other, one)
    first = outlet.removeprefix("The ").split()[0].rstrip(".,")
    if first in constants.no_names or not IS_NAME.fullmatch(name.rstrip(" .,")):
        return None
    known = _name(name, constants)
    return Asker(known, _outlet(outlet), "named") if known else None


def _is_outlet(words: str, constants: TurnConstants) -> bool:
    """Whether a word of it is in capitals, or one that many outlets have in their names."""
    parts = [part.rstrip(".,") for part in words.split()]
    return any(part in constants.outlet_words or (len(part) > 1 and part.isupper()) for part in parts)


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
    while left and (left[0].rstrip(".,") in constants.no_names or CONTRACTION.search(left[0])):
        left = left[1:]
    return " ".join(left) or None


def _outlet(words: str | None) -> str | None:
    if not words:
        return None
    return words.rstrip(" .,") or None
