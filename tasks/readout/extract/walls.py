"""Marks of pages that answer without saying what was asked for: bot walls, sign-in pages, error pages, soft 404s."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readout.extract.html import Page, node_text
from readout.model import Outcome
from readout.model.drafts import Entity

# Titles and headings must begin so; an article about captchas has other words before or after.
_CHALLENGE = re.compile(
    r"just a moment|attention required|checking (?:if the site|your browser)|(?:please )?(?:verify|confirm) (?:that )?you(?:'re| are) "
    r"|are you (?:a robot|human)|human (?:verification|check)|(?:security|robot|browser) (?:check|verification)\W*$|ddos[- ]guard"
    r"|pardon our interruption|one more step\W*$|(?:complete the )?captcha(?: (?:check|challenge|required|verification))?\W*$"
    r"|(?:安全|访问|人机|滑动|身份)(?:验证|驗證|检查)|环境异常|環境異常|请完成.{0,8}验证|请输入验证码|验证码$",
    re.IGNORECASE,
)
_BLOCKED = re.compile(
    r"access (?:to this (?:page|site) has been )?denied\W*(?:$|[|-])|(?:403\W{0,3})?forbidden\W*$|request (?:blocked|rejected|unsuccessful)"
    r"|(?:sorry,? )?you (?:have been blocked|(?:do not|don't) have (?:permission|access))|web page blocked|unusual traffic"
    r"|访问(?:被|受)?(?:拒绝|限制|禁止)|禁止访问|拒绝访问|您的(?:访问|请求)(?:被|过于)",
    re.IGNORECASE,
)
_OUTAGE = re.compile(
    r"(?:we(?:'re| are) (?:sorry|experiencing)\b.{0,40}|sorry,? .{0,40})?technical difficult(?:y|ies)\W*$"
    r"|(?:503\W{0,3})?service (?:temporarily )?unavailable|.{0,30}(?:temporarily (?:unavailable|down)|(?:under|scheduled) maintenance)\W*$"
    r"|(?:500\W{0,3})?internal server error|(?:502\W{0,3})?bad gateway|(?:504\W{0,3})?gateway time-?out"
    r"|(?:an )?(?:unexpected )?error (?:has )?occurred|something went wrong|系统(?:维护|繁忙|错误)|服务(?:暂时)?不可用|网站维护|服务器(?:错误|繁忙)",
    re.IGNORECASE,
)
_SITE = r"(?:\s*[-|–—_:·]\s*.{0,60})?"
_NOT_FOUND = re.compile(
    rf"(?:(?:http )?(?:error|status)?\s*404\b.{{0,60}}|(?:page|file|article|content|document) (?:not found|unavailable|does not exist"
    rf"|no longer exists?).{{0,20}}|not found|.{{0,12}}(?:页面|頁面|网页|文章|内容|文件)(?:不存在|未找到|已删除|已被删除|找不到|不見了|已失效).{{0,12}}"
    rf"|找不到(?:页面|网页|頁面).{{0,12}}){_SITE}"
    r"|(?:(?:sorry|oops|whoops|we(?:'re| are) sorry)[,.!]* )?(?:but )?(?:the|this|that) (?:page|file|article|content|document|requested url)\b"
    r".{0,40}\b(?:not (?:be )?(?:found|exist|available)|(?:been )?(?:removed|deleted)|no longer (?:exists?|available))\b.{0,60}"
    r"|(?:抱歉|对不起).{0,10}(?:找不到|不存在|已删除).{0,20}",
    re.IGNORECASE,
)
# Sentences of walls, for pages that say nothing else.
_WALL_WORDS = re.compile(
    r"verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)|checking your browser|enable javascript and cookies to continue"
    r"|complete the (?:security check|captcha)|unusual traffic from your|prove you(?:'re| are) (?:human|not a robot)"
    r"|(?:请|需要).{0,6}完成.{0,6}验证|您的访问.{0,10}(?:异常|频繁)|去验证",
    re.IGNORECASE,
)
_OUTAGE_WORDS = re.compile(
    r"(?:is|are) (?:currently |temporarily )?(?:experiencing technical difficulties|unavailable|down for maintenance)",
    re.IGNORECASE,
)
_SENTENCE_CHARACTERS = 600  # a wall's text; a short article is longer than that (our choice)
_LOGIN = re.compile(
    r"(?:please )?(?:log|sign) ?in\b.{0,60}|(?:用户)?登[录錄陆].{0,20}|请(?:先)?登[录錄].{0,20}|subscribe to (?:continue|read)\b.{0,40}",
    re.IGNORECASE,
)
_BODY_MARKS = (
    "_cf_chl_opt", "cf-browser-verification", "_Incapsula_Resource", "Incapsula incident", "awsWafCookieDomainList",
    "captcha-delivery.com", "px-captcha", "distil_r_captcha", "/_sec/cp_challenge", "geetest_captcha",
)  # fmt: skip


def wall_by_head(entity: Entity, body_size: int) -> Outcome | None:
    """A wall by its headers alone: they are only sent by walls."""
    if (entity.header("cf-mitigated") or "").lower() == "challenge":
        return "challenge"
    if (action := entity.header("x-amzn-waf-action")) is not None:
        return "challenge" if action.lower() in ("challenge", "captcha") else "blocked"
    server = (entity.header("server") or "").lower()
    if entity.status == 403 and ("akamaighost" in server or "awselb" in server or "cloudflare" in server) and body_size < 2048:
        return "blocked"
    return None


def wall_by_body(page: Page, text: str, raw: str) -> tuple[Outcome, str] | None:
    """A wall, sign-in page, outage or soft 404 by its words; only for pages that say hardly anything.

    Args:
        page: the parsed page.
        text: its visible text, already known to be short.
        raw: its source, for marks in scripts.

    Returns:
        The outcome and the words that decided.
    """
    if mark := next((mark for mark in _BODY_MARKS if mark in raw), None):
        return "challenge", mark
    names = [node_text(page.parser.css_first("title")), *(node_text(node) for node in page.parser.css("h1, h2")[:3])]
    if found := _by_name(filter(None, names)) or (_by_sentence(text) if len(text) <= _SENTENCE_CHARACTERS else None):
        return found
    if page.parser.css_first("input[type=password]") is not None and any(_LOGIN.match(name) for name in names):
        return "login_wall", "input[type=password]"
    return None


def _by_name(names: Iterable[str]) -> tuple[Outcome, str] | None:
    """By the page's title or headings."""
    checks: tuple[tuple[Outcome, re.Pattern[str]], ...] = (
        ("challenge", _CHALLENGE), ("origin_error", _OUTAGE), ("blocked", _BLOCKED),
    )  # fmt: skip
    for name in names:
        for outcome, pattern in checks:
            if found := pattern.match(name):
                return outcome, found[0]
        if _NOT_FOUND.fullmatch(name):
            return "soft_404", name
    return None


def _by_sentence(text: str) -> tuple[Outcome, str] | None:
    """By all that the page says."""
    if found := _WALL_WORDS.search(text):
        return "challenge", found[0]
    if found := _OUTAGE_WORDS.search(text):
        return "origin_error", found[0]
    return ("soft_404", text) if _NOT_FOUND.fullmatch(text) else None
