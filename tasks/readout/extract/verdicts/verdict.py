"""What the stored bytes of one capture turn out to be: recomputed from them alone, whatever the fetcher saw."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from readout.constants.extract import ExtractConstants
from readout.extract.context import Context, context_of
from readout.extract.decode import Decoded
from readout.extract.html import Page, find_danger, fold, parse, visible_text
from readout.extract.layouts import own_url
from readout.extract.verdicts.expected import quality_of
from readout.extract.verdicts.probes import Probe, says_the_same
from readout.extract.verdicts.prose import Prose
from readout.extract.verdicts.refusals import decode_entity, is_success, refusal
from readout.extract.verdicts.sniff import EMPTY, FEED, GZIP, HTML, PDF, TEXT, sniff, unpack
from readout.extract.verdicts.walls import Found, wall_by_mark, wall_by_words
from readout.model import Capture, Outcome
from readout.model.drafts import Entity, Verdict
from readout.publishers import Publishers

_PROBLEMS: dict[Outcome, str] = {"origin_error": "error_page", "soft_404": "soft_404", "empty": "needs_script"}
_LETTER = re.compile(r"[^\W\d_]")
_REFRESH = re.compile(r"\s*\d+\s*;\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_NEEDS_SCRIPT = re.compile(
    r"enable javascript|requires? javascript|javascript (?:is )?(?:disabled|required|enabled)|启用\s?javascript", re.IGNORECASE
)
_HOME = re.compile(r"/(?:(?:index|default|home|main)\.\w{2,5})?")


@dataclass(frozen=True, slots=True)
class Reading:
    """The bytes of a capture as far as they could be read, and the verdict on them."""

    verdict: Verdict
    problem: str | None  # reason of the extract stage, where the bytes give no document
    evidence: str | None = None
    decoded: Decoded | None = None
    page: Page | None = None
    body: bytes | None = None  # of a PDF, which is read where its text is wanted


def judge(
    entity: Entity,
    capture: Capture,
    publishers: Publishers,
    constants: ExtractConstants,
    words: Sequence[str] = (),
    probe: Probe | None = None,
) -> Verdict:
    """The outcome of a capture by its stored bytes.

    Args:
        entity: status, headers and body.
        capture: its row as observed.
        publishers: whose languages narrow the search for an encoding, and whose pages have a least length.
        constants: how short a wall is, how many words are expected.
        words: words that the page must hold some of, besides those of its address.
        probe: what the host answers to a path that cannot exist, where that was asked.
    """
    return read(entity, context_of(capture, publishers, constants, probe), words).verdict


def wants_probe(verdict: Verdict, constants: ExtractConstants) -> bool:
    """Whether the host's answer to a random path could change a verdict: a page that few expected words speak for."""
    if verdict.sniffed_type != HTML or verdict.outcome not in ("ok", "suspect_content"):
        return False
    return verdict.quality is None or verdict.quality < constants.expected_share_few


def read(entity: Entity, context: Context, words: Sequence[str] = ()) -> Reading:
    """Sniff, decode and parse once, and judge; never raises on what the bytes are."""
    constants, body = context.constants, entity.body
    sniffed = sniff(body, entity.header("content-type") if entity.status is not None else None)
    if sniffed == GZIP and (plain := unpack(body, constants.bytes_max)) is not None:
        body = plain
        sniffed = sniff(body, None)
    if entity.status is not None and (refused := refusal(entity.status, entity, body, sniffed, context)):
        return Reading(refused, "blocked" if is_success(entity.status) else None)
    if sniffed not in (HTML, TEXT) or len(body) > constants.bytes_max:
        return _unread(body, sniffed, constants)
    decoded = decode_entity(body, sniffed, entity, context)
    if sniffed == TEXT:
        return _judge_text(decoded, sniffed)
    return _judge_page(decoded, entity, context, words)


def _unread(body: bytes, sniffed: str, constants: ExtractConstants) -> Reading:
    """What is neither page nor text, or too much of it; a PDF is read where its text is wanted: no wall is one."""
    verdict = Verdict(outcome="ok", sniffed_type=sniffed)
    if sniffed == EMPTY:
        return Reading(Verdict(outcome="empty", reason="no bytes", sniffed_type=sniffed), "empty_body")
    if len(body) > constants.bytes_max:
        return Reading(verdict, "too_large", f"{len(body)} bytes")
    if sniffed == PDF:
        return Reading(verdict, None, body=body)
    family, _, name = sniffed.partition("/")
    if family in ("image", "audio", "video") or name in ("octet-stream", "gzip", "zip", "x-ole-storage"):
        return Reading(Verdict(outcome="unsupported_type", reason=sniffed, sniffed_type=sniffed), "not_text", sniffed)
    return Reading(verdict, f"not_html:{'feed' if sniffed == FEED else name}", sniffed)


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
    prose = Prose(page)
    if entity.status is not None and (found := wall_by_mark(decoded.text, prose, constants)):
        return _wall(found, decoded, page)
    if dead := _dead_end(page, prose, constants):
        reason, evidence = dead
        return Reading(_verdict("empty", decoded, HTML, reason), reason, evidence, decoded, page)
    if entity.status is None:  # a file: nobody promised anything about its words
        return Reading(_verdict("ok", decoded, HTML), None, None, decoded, page)
    if (found := wall_by_words(page, prose, constants)) or (found := _not_there(prose, entity.body, context)):
        return _wall(found, decoded, page)
    return _expected(prose, page, decoded, context, words)


def _wall(found: Found, decoded: Decoded, page: Page) -> Reading:
    problem = _PROBLEMS.get(found.outcome, "blocked")
    return Reading(_verdict(found.outcome, decoded, HTML, found.words), problem, found.words, decoded, page)


def _dead_end(page: Page, prose: Prose, constants: ExtractConstants) -> tuple[str, str] | None:
    """Pages that only point elsewhere or need a browser: the reason, and where they point."""
    if frames := page.parser.css("frameset frame[src]"):
        return "frameset", " ".join(frame.attributes.get("src") or "" for frame in frames)[: constants.evidence_characters]
    if prose.weighs_more(constants.dead_end_letters_max):
        return None
    refresh = page.parser.css_first('meta[http-equiv="refresh" i]')
    target = _REFRESH.match(refresh.attributes.get("content") or "") if refresh is not None else None
    if target:
        return "meta_refresh", target[1][: constants.evidence_characters]
    if _LETTER.search(visible_text(page.body, page.chrome)):
        return None
    hint = " ".join(fold(node.text(deep=True)) for node in page.parser.css("noscript"))
    if _NEEDS_SCRIPT.search(hint) or page.parser.css_first("#root, #app, #__next, app-root") is not None:
        return "needs_script", hint[: constants.evidence_characters]
    return "no_content", ""


def _not_there(prose: Prose, body: bytes, context: Context) -> Found | None:
    """A page that was sent home, or that the host shows for any address; the home page itself is always there."""
    if context.capture.purpose != "page":
        return None
    asked, answered = own_url(context.capture.original_url), context.url
    if _is_home(asked):
        return None
    if context.capture.hop > 0 and _is_home(answered):
        return Found("soft_404", "redirected to the site's root")
    if context.probe and says_the_same(prose, body, (asked, answered), context.probe, context.constants):
        return Found("soft_404", "as the host's answer to a random path")
    return None


def _is_home(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return _HOME.fullmatch(parts.path or "/") is not None and not parts.query


def _is_translated(page: Page) -> bool:
    """Whether a page claims to be in another language than English: its address may still be in English."""
    html = page.parser.css_first("html")
    declared = (html.attributes.get("lang") or "").lower() if html is not None else ""
    return declared != "" and declared.split("-")[0].split("_")[0] != "en"


def _expected(prose: Prose, page: Page, decoded: Decoded, context: Context, words: Sequence[str]) -> Reading:
    """Not all of the words of the address may be missing; of a page that is hardly one, not most of them."""
    constants, capture = context.constants, context.capture
    if capture.purpose != "page":
        return Reading(_verdict("ok", decoded, HTML), None, None, decoded, page)
    quality, expected = quality_of(prose, capture.original_url, words, constants)
    if prose.weighs_more(constants.wall_letters_max) and _is_translated(page):
        return Reading(_verdict("ok", decoded, HTML, quality=quality), None, None, decoded, page)
    passages_min = context.publisher.expect.passages_min if context.publisher else 1
    is_short = not prose.weighs_more(constants.short_letters_max) or not prose.has_lines(passages_min)
    if quality is None or quality >= (constants.expected_share_few if is_short else constants.expected_share_min):
        return Reading(_verdict("ok", decoded, HTML, quality=quality), None, None, decoded, page)
    missing = "none" if quality == 0 else "few"
    evidence = " ".join(expected)[: constants.evidence_characters]
    verdict = _verdict("suspect_content", decoded, HTML, f"{missing} of the words expected", quality)
    return Reading(verdict, "no_content", evidence, decoded, page)
