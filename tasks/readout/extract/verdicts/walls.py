"""Pages that answer without saying what was asked for: bot walls, sign-in and payment walls, outages, soft 404s."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from readout.constants.extract import ExtractConstants
from readout.extract.html import Page
from readout.extract.verdicts.prose import Prose, weigh
from readout.extract.verdicts.wall_words import NAMES, PAYWALL, SENTENCES, plain, without_lead
from readout.model import Outcome
from readout.model.drafts import Entity

# In the source of walls alone: good pages behind the same guards do not have them.
_MARKS = (
    "_cf_chl_opt", "cf-browser-verification", "_Incapsula_Resource?CWUDNSAI", "Incapsula incident ID", "geo.captcha-delivery.com",
    "px-captcha", "distil_r_captcha", "/_sec/cp_challenge",
)  # fmt: skip
# In the source of good pages, too: they count where there is no text.
_WEAK_MARKS = ("_Incapsula_Resource", "awsWafCookieDomainList", "AwsWafIntegration", "cf-turnstile", "geetest_captcha")
_GUARDS = ("akamaighost", "awselb", "cloudflare", "ddos-guard", "imperva", "sucuri")
_INPUT = "input:not([type=hidden]):not([type=submit]):not([type=search])"


@dataclass(frozen=True, slots=True)
class Found:
    """What a page was taken for, and the words that decided."""

    outcome: Outcome
    words: str
    is_mark: bool = False  # by what only the source of a wall holds


def wall_by_head(entity: Entity, body_size: int) -> Outcome | None:
    """A wall by its headers alone: they are only sent by walls."""
    if (_said(entity, "cf-mitigated") or "").lower() == "challenge":
        return "challenge"
    if (action := _said(entity, "x-amzn-waf-action")) is not None:
        return "challenge" if action.lower() in ("challenge", "captcha") else "blocked"
    if entity.status not in (None, 403):
        return None
    if (_said(entity, "x-datadome") or "").lower() == "protected":
        return "challenge"
    server = (entity.header("server") or "").lower()
    return "blocked" if entity.status == 403 and body_size < 2048 and any(name in server for name in _GUARDS) else None


def _said(entity: Entity, name: str) -> str | None:
    """A header of the site, also where a web archive shows the page: it sends the headers of that day under a prefix."""
    return entity.header(name) or entity.header(f"x-archive-orig-{name}")


def wall_by_mark(raw: str, prose: Prose, constants: ExtractConstants) -> Found | None:
    """A wall by its source; an article that quotes such a mark has it in its text."""
    marks = _MARKS if prose.weighs_more(constants.bare_letters_max) else (*_MARKS, *_WEAK_MARKS)
    mark = next((mark for mark in marks if mark in raw and not any(mark in line for line in prose.lines)), None)
    return Found("challenge", mark, is_mark=True) if mark else None


def wall_by_words(page: Page, prose: Prose, constants: ExtractConstants) -> Found | None:
    """A wall, sign-in page, outage or soft 404 by what it says; only pages that say hardly anything else can be one."""
    if prose.weighs_more(constants.wall_letters_max):
        return None
    return _by_name(page, prose) or _by_payment(prose, constants) or _by_sentences(prose, constants)


def _by_name(page: Page, prose: Prose) -> Found | None:
    """By a title or a first heading that says nothing else."""
    for name in map(plain, prose.names):
        for outcome, pattern in NAMES.items():
            if pattern.fullmatch(name) and (outcome != "login_wall" or page.parser.css_first(_INPUT) is not None):
                return Found(outcome, name)
    return None


def _by_payment(prose: Prose, constants: ExtractConstants) -> Found | None:
    if prose.letters > constants.teaser_letters_max:
        return None
    asked = next((words for words in map(plain, prose.sentences) if PAYWALL.fullmatch(words)), None)
    return Found("login_wall", asked) if asked else None


def _by_sentences(prose: Prose, constants: ExtractConstants) -> Found | None:
    """By the share of the page's words that only walls say."""
    if prose.letters > constants.sentence_letters_max:
        return None
    weights: Counter[Outcome] = Counter()
    words: dict[Outcome, str] = {}
    for sentence in prose.sentences:
        told = without_lead(plain(sentence))
        if outcome := _outcome_of(told):
            weights[outcome] += weigh(sentence)
            words.setdefault(outcome, told)
    if not weights or weights.total() < constants.wall_share_min * prose.letters:
        return None
    heaviest = weights.most_common(1)[0][0]
    return Found(heaviest, words[heaviest])


def _outcome_of(told: str) -> Outcome | None:
    return next((outcome for outcome, pattern in SENTENCES.items() if pattern.match(told)), None)
