"""Answers whose head tells that they are not the page: by their status, by the headers of walls, and by what they say."""

from __future__ import annotations

from readout.extract.context import Context
from readout.extract.decode import Decoded, decode_text, meta_label
from readout.extract.html import find_danger, parse
from readout.extract.verdicts.prose import Prose
from readout.extract.verdicts.sniff import HTML, JSON, TEXT
from readout.extract.verdicts.walls import Found, wall_by_head, wall_by_mark, wall_by_words
from readout.model import Outcome
from readout.model.drafts import Entity, Verdict

_STATUS: dict[int, Outcome] = {
    401: "login_wall",
    403: "forbidden",
    404: "not_found",
    410: "gone",
    429: "rate_limited",
    451: "forbidden",
}
_REFUSED: dict[Outcome, Outcome] = {
    "challenge": "challenge", "blocked": "blocked", "login_wall": "login_wall",
    "origin_error": "blocked",  # "technical difficulties" with 403 is how one known guard refuses
}  # fmt: skip
_GUARDED: dict[Outcome, Outcome] = {"challenge": "challenge", "blocked": "blocked"}
# What the words of a body may make of a status; any other status keeps its own outcome.
_OVERRULED: dict[int, dict[Outcome, Outcome]] = {
    404: {"origin_error": "origin_error"},
    **dict.fromkeys((400, 403, 405, 406, 409, 412, 418), _REFUSED),
    **dict.fromkeys((500, 502, 503, 520, 521, 522, 523, 524), _GUARDED),
}
_SAYS_ALL = (401, 410, 451)  # no mark of a wall overrules these


def is_success(status: int) -> bool:
    """Whether a status promises the page; 206 promises a piece of it, which nobody asked for."""
    return 200 <= status < 300 and status != 206


def refusal(status: int, entity: Entity, body: bytes, sniffed: str, context: Context) -> Verdict | None:
    """The verdict on an answer that is not the page by its head; None for one that has to be read.

    Args:
        status: of the answer.
        entity: its head.
        body: its bytes, unpacked.
        sniffed: their type.
        context: what is known besides.
    """
    if wall := wall_by_head(entity, len(body)):
        return Verdict(outcome=wall, reason="headers", sniffed_type=sniffed)
    if is_success(status):
        return None
    if 300 <= status < 400:
        seen = context.capture
        return Verdict(outcome=seen.outcome_observed, reason=seen.reason, sniffed_type=sniffed)
    found = _wall_in(entity, body, sniffed, context)
    if found and (outcome := _overruled(status, found)):
        return Verdict(outcome=outcome, reason=found.words, sniffed_type=sniffed)
    other = "origin_error" if 500 <= status < 600 else "client_error" if 400 <= status < 500 else "unexpected_status"
    return Verdict(outcome=_STATUS.get(status, other), reason=f"status {status}", sniffed_type=sniffed)


def decode_entity(body: bytes, sniffed: str, entity: Entity, context: Context) -> Decoded:
    """The text of a page or text file: header, the page's own claim and the publisher's languages are heard."""
    meta = meta_label(body) if sniffed == HTML else None
    languages = context.publisher.languages if context.publisher else ()
    return decode_text(body, entity.header("content-type"), context.constants, meta=meta, languages=languages)


def _wall_in(entity: Entity, body: bytes, sniffed: str, context: Context) -> Found | None:
    if sniffed not in (HTML, TEXT, JSON) or len(body) > context.constants.bytes_max:
        return None
    text = decode_entity(body, sniffed, entity, context).text
    if sniffed != HTML:
        return wall_by_mark(text, Prose(None), context.constants)
    if find_danger(text, context.constants):
        return None
    page = parse(text, context.url)
    prose = Prose(page)
    return wall_by_mark(text, prose, context.constants) or wall_by_words(page, prose, context.constants)


def _overruled(status: int, found: Found) -> Outcome | None:
    if found.is_mark and status not in _SAYS_ALL:
        return found.outcome
    return _OVERRULED.get(status, {}).get(found.outcome)
