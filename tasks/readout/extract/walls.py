"""Marks of pages that answer without saying what was asked for: bot walls, sign-in pages, error pages, soft 404s."""

from __future__ import annotations

import re

from readout.extract.html import Page, node_text
from readout.model import Outcome
from readout.model.drafts import Entity

_CHALLENGE = re.compile(
    r"just a moment|attention required|checking (?:if the site|your browser)|(?:please )?verify (?:that )?you(?:'re| are) (?:a )?human"
    r"|(?:are|confirm) you(?:'re| are)?(?: not)? a (?:robot|human|bot)|human (?:verification|check)|(?:security|robot|browser) (?:check|verification)"
    r"|ddos[- ]guard|pardon our interruption|one more step|captcha"
    r"|(?:安全|访问|人机|滑动|身份)(?:验证|驗證|检查)|环境异常|環境異常|请完成(?:安全)?验证|请输入验证码|验证码",
    re.IGNORECASE,
)
_BLOCKED = re.compile(
    r"access (?:to this (?:page|site) has been )?denied|(?:403 )?forbidden|request (?:blocked|rejected|unsuccessful)|you have been blocked"
    r"|(?:sorry, )?you (?:do not|don't) have (?:permission|access)|(?:error )?1020|web page blocked|unusual traffic"
    r"|访问(?:被|受)?(?:拒绝|限制|禁止)|禁止访问|拒绝访问|您的(?:访问|请求)(?:被|过于)",
    re.IGNORECASE,
)
_OUTAGE = re.compile(
    r"technical difficult|service (?:temporarily )?unavailable|temporarily (?:unavailable|down)|(?:under|scheduled) maintenance"
    r"|internal server error|bad gateway|gateway time-?out|(?:an )?(?:unexpected )?error (?:has )?occurred|something went wrong"
    r"|系统(?:维护|繁忙|错误)|服务(?:暂时)?不可用|网站维护|服务器(?:错误|繁忙)",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"(?:error )?404(?: error)?(?:[\s:,.–—-]+.{0,40})?|(?:sorry[,.]? )?(?:the |this )?(?:page|file|article|content|document|requested url)"
    r"(?: you(?:'re| are| were)? (?:requested|looking for))?(?: (?:was|is|could|can|has|cannot|can't|does))?(?: ?not)?"
    r" (?:be )?(?:found|exist|available|been removed|been deleted|longer exists?|longer available)\b.{0,40}|not found|page not found.{0,40}"
    r"|.{0,12}(?:页面|頁面|网页|文章|内容|文件)(?:不存在|未找到|已删除|已被删除|找不到|不見了|已失效).{0,20}|(?:抱歉|对不起).{0,6}(?:找不到|不存在|已删除).{0,20}|找不到(?:页面|网页|頁面).{0,20}",
    re.IGNORECASE,
)
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
    names = [
        node_text(page.parser.css_first("title")),
        *(node_text(node) for node in page.parser.css("h1, h2")[:3]),
        text[:200],
    ]
    checks: tuple[tuple[Outcome, re.Pattern[str]], ...] = (
        ("challenge", _CHALLENGE), ("origin_error", _OUTAGE), ("blocked", _BLOCKED), ("soft_404", _NOT_FOUND),
    )  # fmt: skip
    for name in filter(None, names):
        for outcome, pattern in checks:
            found = pattern.fullmatch(name) if outcome == "soft_404" else pattern.search(name[:200])
            if found:
                return outcome, found[0]
    if page.parser.css_first("input[type=password]") is not None and any(_LOGIN.match(name) for name in names):
        return "login_wall", "input[type=password]"
    return None
