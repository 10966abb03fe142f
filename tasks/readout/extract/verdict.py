"""What the stored bytes of one capture turn out to be: recomputed from them alone, whatever the fetcher saw."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from readout.constants.extract import ExtractConstants
from readout.extract.context import Context, context_of
from readout.extract.decode import Decoded, decode_text, meta_label
from readout.extract.html import Page, find_danger, fold, parse, visible_text
from readout.extract.layouts import own_url
from readout.extract.sniff import EMPTY, GZIP, HTML, TEXT, sniff, unpack
from readout.extract.walls import wall_by_body, wall_by_head
from readout.model import Capture, Outcome
from readout.model.drafts import Entity, Verdict
from readout.publishers import Publishers

_STATUS: dict[int, Outcome] = {
    401: "login_wall",
    403: "forbidden",
    404: "not_found",
    410: "gone",
    429: "rate_limited",
    451: "forbidden",
}
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_REFRESH = re.compile(r"\s*\d+\s*;\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_NEEDS_SCRIPT = re.compile(
    r"enable javascript|requires? javascript|javascript (?:is )?(?:disabled|required)|启用\s?javascript", re.IGNORECASE
)
_COMMON_WORDS = frozenset(
    {"with", "from", "that", "this", "will", "html", "shtml", "page", "index", "news", "story", "content", "article"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The bytes of a capture as far as they could be read, and the verdict on them."""

    verdict: Verdict
    problem: str | None  # reason of the extract stage, where the bytes give no document
    evidence: str | None = None
    decoded: Decoded | None = None
    page: Page | None = None


def judge(
    entity: Entity, capture: Capture, publishers: Publishers, constants: ExtractConstants, words: Sequence[str] = ()
) -> Verdict:
    """The outcome of a capture by its stored bytes.

    Args:
        entity: status, headers and body.
        capture: its row as observed.
        publishers: whose languages narrow the search for an encoding.
        constants: how short a wall is, how many words are expected.
        words: words that the page must hold some of, besides those of its address.
    """
    return read(entity, context_of(capture, publishers, constants), words).verdict


def read(entity: Entity, context: Context, words: Sequence[str] = ()) -> Reading:
    """Sniff, decode and parse once, and judge; never raises on what the bytes are."""
    constants, body = context.constants, entity.body
    sniffed = sniff(body, entity.header("content-type") if entity.status is not None else None)
    if sniffed == GZIP and (plain := unpack(body, constants.bytes_max)) is not None:
        body = plain
        sniffed = sniff(body, None)
    if early := _by_status(entity, context.capture, len(body)):
        return Reading(Verdict(outcome=early[0], reason=early[1], sniffed_type=sniffed), early[2])
    if sniffed == EMPTY:
        return Reading(Verdict(outcome="empty", reason="no bytes", sniffed_type=sniffed), "empty_body")
    if len(body) > constants.bytes_max:
        return Reading(Verdict(outcome="ok", sniffed_type=sniffed), "too_large", f"{len(body)} bytes")
    if sniffed not in (HTML, TEXT):
        return Reading(*_unread(sniffed))
    meta = meta_label(body) if sniffed == HTML else None
    languages = context.publisher.languages if context.publisher else ()
    decoded = decode_text(body, entity.header("content-type"), constants, meta=meta, languages=languages)
    if sniffed == TEXT:
        return _judge_text(decoded, sniffed)
    return _judge_page(decoded, entity, context, words)


def slug_words(url: str, constants: ExtractConstants) -> tuple[str, ...]:
    """The words of an address's last step: what its page must speak of."""
    try:
        steps = [step for step in unquote(urlsplit(own_url(url)).path).split("/") if step]
    except ValueError:
        return ()
    found = (word.casefold() for word in _WORD.findall(steps[-1] if steps else ""))
    return tuple(
        dict.fromkeys(word for word in found if len(word) >= constants.expected_word_letters and word not in _COMMON_WORDS)
    )


def _by_status(entity: Entity, capture: Capture, size: int) -> tuple[Outcome, str | None, str | None] | None:
    """Outcome, reason and rejection of what the head alone decides."""
    status = entity.status
    if wall := (wall_by_head(entity, size) if status is not None else None):
        return wall, "headers", "blocked" if status is not None and status < 300 else None
    if status is None or 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return capture.outcome_observed, capture.reason, None
    if 500 <= status < 600:
        return "origin_error", f"status {status}", None
    return _STATUS.get(status, "client_error" if 400 <= status < 500 else "unexpected_status"), f"status {status}", None


def _unread(sniffed: str) -> tuple[Verdict, str, str]:
    family, _, name = sniffed.partition("/")
    if family in ("image", "audio", "video") or name in ("octet-stream", "gzip", "zip", "x-ole-storage"):
        return Verdict(outcome="unsupported_type", reason=sniffed, sniffed_type=sniffed), "not_text", sniffed
    short = {"rss+xml": "feed"}.get(name, name)
    return Verdict(outcome="ok", sniffed_type=sniffed), f"not_html:{short}", sniffed


def _verdict(
    outcome: Outcome, decoded: Decoded, sniffed: str, reason: str | None = None, quality: float | None = None
) -> Verdict:
    return Verdict(
        outcome=outcome,
        reason=reason,
        quality=quality,
        sniffed_type=sniffed,
        charset=decoded.charset,
        charset_source=decoded.source,
    )


def _judge_text(decoded: Decoded, sniffed: str) -> Reading:
    if not decoded.text.strip():
        return Reading(_verdict("empty", decoded, sniffed, "no text"), "no_text", decoded=decoded)
    return Reading(_verdict("ok", decoded, sniffed), None, decoded=decoded)


def _judge_page(decoded: Decoded, entity: Entity, context: Context, words: Sequence[str]) -> Reading:
    constants = context.constants
    if danger := find_danger(decoded.text, constants):
        return Reading(_verdict("ok", decoded, HTML), danger, decoded=decoded)
    page = parse(decoded.text, context.url)
    text = visible_text(page.body, page.chrome)
    if dead := _dead_end(page, text, constants):
        reason, evidence = dead
        return Reading(_verdict("empty", decoded, HTML, reason), reason, evidence, decoded, page)
    if (
        len(text) <= constants.wall_characters_max
        and entity.status is not None
        and (wall := wall_by_body(page, text, decoded.text))
    ):
        outcome, found = wall
        problem = {"origin_error": "error_page", "soft_404": "soft_404"}.get(outcome, "blocked")
        return Reading(_verdict(outcome, decoded, HTML, found), problem, found, decoded, page)
    if _sent_home(context.capture):
        return Reading(
            _verdict("soft_404", decoded, HTML, "redirected to the site's root"), "soft_404", context.url, decoded, page
        )
    if entity.status is None:  # a file: nobody promised anything about its words
        return Reading(_verdict("ok", decoded, HTML), None, None, decoded, page)
    return _expected(page, text, decoded, context, words)


def _dead_end(page: Page, text: str, constants: ExtractConstants) -> tuple[str, str] | None:
    """Pages that only point elsewhere or need a browser: the reason, and where they point."""
    if frames := page.parser.css("frameset frame[src]"):
        return "frameset", " ".join(frame.attributes.get("src") or "" for frame in frames)[: constants.evidence_characters]
    short = len(text) <= constants.wall_characters_max // 3
    refresh = page.parser.css_first('meta[http-equiv="refresh" i]')
    target = _REFRESH.match(refresh.attributes.get("content") or "") if refresh is not None else None
    if short and target:
        return "meta_refresh", target[1][: constants.evidence_characters]
    if _LETTER.search(text):
        return None
    hint = " ".join(fold(node.text(deep=True)) for node in page.parser.css("noscript"))
    if _NEEDS_SCRIPT.search(hint) or page.parser.css_first("#root, #app, #__next, app-root") is not None:
        return "needs_script", hint[: constants.evidence_characters]
    return "no_content", ""


def _sent_home(capture: Capture) -> bool:
    """Whether a redirect ended at the site's root, although a page was asked for."""
    if capture.hop == 0:
        return False
    try:
        asked, answered = urlsplit(own_url(capture.original_url)), urlsplit(own_url(capture.url))
    except ValueError:
        return False
    return answered.path in ("", "/") and not answered.query and asked.path not in ("", "/")


def _expected(page: Page, text: str, decoded: Decoded, context: Context, words: Sequence[str]) -> Reading:
    """The words of the address must not all be missing; not asked of a page in another script."""
    constants = context.constants
    expected = tuple(
        dict.fromkeys((*slug_words(context.capture.original_url, constants), *(word.casefold() for word in words)))
    )
    sample = _LETTER.findall(text[:20_000])
    latin = sum(char < "\u0250" for char in sample)
    if len(expected) < constants.expected_words_min or latin < constants.latin_share_min * len(sample):
        return Reading(_verdict("ok", decoded, HTML), None, None, decoded, page)
    there = set(_WORD.findall(text.casefold()))
    quality = sum(word in there for word in expected) / len(expected)
    if quality == 0:
        evidence = " ".join(expected)[: constants.evidence_characters]
        return Reading(
            _verdict("suspect_content", decoded, HTML, "none of the words expected", 0.0), "no_content", evidence, decoded, page
        )
    return Reading(_verdict("ok", decoded, HTML, quality=quality), None, None, decoded, page)
