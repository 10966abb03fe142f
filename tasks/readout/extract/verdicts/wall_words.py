"""How walls, sign-in pages, outages and soft 404s call themselves: whole names, and sentences by their beginning.

Names are matched as a whole: an article about captchas has other words before or after. All patterns run on single names
and sentences of short pages, after `plain`, never on a whole page.
"""

from __future__ import annotations

import re

from readout.model import Outcome

_CUT = 240  # of one name or sentence: what says "not found" says it sooner
_THING = r"(?:web ?page|page|file|article|content|document|story|post|url|resource|address|item)"
_CANNOT = r"(?:cannot|can't|could not|couldn't|were unable to|are unable to|was not able to)"
_GONE = (
    rf"(?:{_CANNOT} be (?:found|displayed|located)|not found|was not found|does(?: not|n't) exist|(?:is )?no longer (?:exists?|available)"
    r"|(?:has|have) been (?:removed|deleted|moved)|is(?:n't| not) (?:here|available)|doesn't seem to exist|(?:is )?unavailable)"
)
_HUMAN = r"(?:that )?you(?:'re| are)(?: a| an)? (?:human(?: being)?|real person|not a (?:ro)?bot)"
_SHUT = r"(?:denied|forbidden|restricted|blocked|rejected|refused)"
_MAINTENANCE = r"(?:(?:down for|under|undergoing|performing(?: some)?)(?: scheduled| planned)? maintenance)"

_NAMES: dict[Outcome, str] = {
    "challenge": rf"just a moment|attention required|checking (?:if the site connection is secure|your browser.{{0,60}})"
    rf"|(?:please |let's )?(?:verify|confirm|prove) {_HUMAN}(?: by .{{0,60}})?|are you (?:a )?(?:human|(?:ro)?bot)(?: or a (?:ro)?bot)?"
    r"|(?:human|robot|bot|browser|security|captcha|client) (?:check|verification|challenge|test)(?: required)?|verification required"
    rf"|ddos[- ]guard|pardon our interruption|one more step|(?:complete the )?captcha(?: required)?|press (?:&|and) hold to confirm {_HUMAN}.{{0,20}}"
    r"|cookies? (?:are |is )?(?:required|disabled|needed)|(?:please )?enable (?:javascript and )?cookies.{0,30}"
    r"|before you continue(?: to .{1,40})?|your privacy choices|(?:cookie|privacy) (?:wall|gate|consent)"
    r"|(?:安全|访问|人机|滑[动块]|身份|图形|行为|访客)(?:验证|驗證|检查|检测|校验)(?:中|页|页面|中心)?|环境异常|環境異常"
    r"|请?(?:先)?(?:完成|输入|进行).{0,8}(?:验证|驗證|验证码|校验)|验证码",
    "blocked": rf"access (?:to this (?:page|site|resource|website|content) (?:has been |is )?)?{_SHUT}|(?:http )?(?:error )?403(?: error| forbidden)?"
    rf"|forbidden|request (?:{_SHUT}|unsuccessful)|(?:error: )?the request could not be satisfied|(?:sorry, )?you have been blocked"
    r"|(?:web ?)?page blocked|(?:unusual|suspicious) (?:traffic|activity)(?: detected)?|too many requests|(?:rate )?limit exceeded|error 10\d\d"
    r"|(?:(?:this )?(?:page|site|content|service) (?:is )?)?(?:not available|unavailable) in your (?:region|country|location)"
    r"|(?:您的)?访问(?:已)?(?:被|受)(?:拒绝|限制|禁止|拦截)|(?:禁止|拒绝)访问|网站防火墙|您的(?:访问|请求).{0,14}(?:拦截|拒绝|阻断|频繁)|请求被拦截",
    "login_wall": r"(?:please )?(?:log|sign)[ -]?in(?: (?:to|with|or|required|page|here).{0,40})?|(?:(?:member|user|account|customer) )?login"
    r"(?: page| required)?|single sign-on|(?:用户|会员|账号|帐号|手机号|统一)?(?:登录|登錄|登陆)(?:页面|系统|中心)?",
    "origin_error": rf"(?:(?:sorry,? )?we are (?:currently )?experiencing |we are sorry, we are experiencing )?technical difficult(?:y|ies)"
    rf"|(?:service |site |website )?(?:is )?(?:temporarily |currently )?(?:unavailable|down|offline)|(?:(?:web ?)?site (?:is )?)?{_MAINTENANCE}"
    r"|(?:web ?)?site maintenance|maintenance(?: mode)?|(?:http )?(?:error )?50[0-4](?: error)?(?:\W+[a-z -]{0,24})?|internal server error|bad gateway"
    r"|gateway time-?out|(?:an )?(?:unexpected |internal )?error (?:has )?occurred|something went wrong|(?:database|server|runtime|application) error"
    r"|error establishing a database connection|(?:we'll|we will) be (?:right )?back(?: soon| shortly)?"
    r"|系统(?:维护|繁忙|错误|升级)中?|(?:服务器?|系统)(?:暂时)?(?:不可用|错误|繁忙|异常)|网站(?:维护|升级|建设)中?",
    "soft_404": rf"(?:http )?(?:error |status )?404(?: error)?(?:\W{{0,4}}(?:{_THING} )?not found)?|{_THING} {_GONE}|not found|nothing (?:was )?found"
    rf"|(?:sorry, )?(?:the|this|that) (?:requested )?{_THING}(?: that)?(?: (?:you |you're |you are |you were ).{{0,30}})? {_GONE}"
    rf"|(?:sorry, )?we {_CANNOT} find (?:that|this|the) {_THING}.{{0,30}}"
    r"|(?:404\W{0,3})?(?:错误)?(?:(?:您|你)(?:访问|查看|请求|查找)的)?(?:页面|頁面|网页|網頁|文章|内容|內容|文件)(?:不存在|未找到|已删除|已被.{0,6}[删刪]除|找不到了?|不見了|已失效|走丢了)"
    r"|找不到(?:页面|网页|頁面)|404错误(?:页面)?|[该此](?:内容|內容|文章|页面)已?被.{0,8}[删刪]除",
}  # fmt: skip

_SENTENCES: dict[Outcome, str] = {
    "challenge": rf"(?:verify(?:ing)?|confirm|prove) {_HUMAN}|checking your browser|enable javascript and cookies|complete the (?:security check|captcha|challenge)"
    rf"|tick the box to (?:go on|continue)|(?:(?:we )?(?:just )?need to )?(?:make sure|verify|confirm) {_HUMAN}|.{{0,40}}\bneeds to review the security of your"
    r"|.{0,40}\bmade us think (?:that )?you (?:were|are) a bot|press (?:&|and) hold|enter the characters you see|type the (?:characters|words|code)"
    r"|cookies (?:are required|must be enabled)|your browser (?:does not|doesn't) (?:accept|support|allow) cookies|enable cookies"
    r"|.{0,20}(?:完成|进行|通过).{0,10}(?:验证|驗證)|去[验驗][证證]|.{0,16}(?:拖动|移动)滑块|.{0,30}请?输入验证码|.{0,10}验证您?是.{0,3}(?:真人|人类)|当前环境异常|當前環境異常",
    "blocked": rf"(?:our systems have|we have|we've) detected (?:unusual|suspicious) (?:traffic|activity)|you (?:do not|don't) have permission to access"
    rf"|access to this .{{0,20}}{_SHUT}|you are unable to access|this website is using a security service|you have been blocked"
    r"|the requested url was rejected|request (?:blocked|unsuccessful)|you (?:have|'ve) sent too many requests|rate limit exceeded"
    r"|.{0,40}\bnot available in your (?:country|region|location)|.{0,12}(?:访问|请求).{0,14}(?:拦截|拒绝|阻断|过于频繁|存在风险)",
    "login_wall": r"you (?:must|need to) (?:log|sign) in|(?:log|sign) in to (?:view|see|access)|请(?:先)?登[录錄陆]",
    "origin_error": rf"(?:(?:this|our|the) )?(?:(?:web ?)?site|service|system|server|application)\b.{{0,24}}\b(?:unavailable|down|offline|experiencing technical difficulties"
    rf"|{_MAINTENANCE})|we(?:'re| are)(?: currently)? (?:experiencing technical difficulties|{_MAINTENANCE})|the server encountered an|error establishing a database"
    r"|(?:we'll|we will) be back|.{0,4}(?:服务器?|系统)(?:正在)?(?:暂时)?(?:不可用|错误|繁忙|异常|维护|升级)",
    "soft_404": rf"(?:the|this|that|your) (?:requested )?{_THING}\b.{{0,60}}\b{_GONE}|{_THING} {_GONE}|we {_CANNOT} find (?:that|this|the|what) |404$|404 not found"
    r"|.{0,20}(?:页面|頁面|网页|網頁|文章|内容|內容|文件).{0,6}(?:不存在|未找到|已?被.{0,8}[删刪]除|找不到|不見了|已失效|无法查看|無法查看)|.{0,6}[帐账]号已被(?:屏蔽|封)",
    "empty": r".{0,60}\b(?:enable javascript|requires? javascript|without javascript|javascript (?:is )?(?:disabled|required))|.{0,8}启用\s?javascript",
}  # fmt: skip

_READ = r"(?:(?:continue|keep) reading|read (?:on|more|the (?:full|whole|rest)\b.{0,20}|this (?:article|story))|unlock .{0,30})"
_PAY = (
    rf"(?:please )?(?:subscribe|register|log in|sign in|sign up|join)(?: now| for free| or .{{2,12}})? to {_READ}"
    rf"|to {_READ},? (?:please )?(?:subscribe|register|log in|sign in)"
    r"|(?:this|the) (?:article|story|content|page) is (?:only )?(?:for|available to|reserved for|exclusive to) (?:our )?(?:pa(?:ying|id) )?(?:subscribers|members)(?: only)?"
    r"|(?:登[录錄陆]|订阅|付费|开通会员|購買|购买).{0,6}(?:阅读|閱讀|查看|继续).{0,6}|本文为?(?:付费|会员|订阅).{0,12}"
)
_LEAD = re.compile(
    r"(?:(?:we(?:'re| are) (?:very )?|i'm )?sorry|oops|whoops|hmm|uh-oh|error|please|but|in order to continue|to continue|抱歉|很抱歉|对不起|對不起)[\s,.!:…，。！-]*",
    re.IGNORECASE,
)


def _compile(patterns: dict[Outcome, str]) -> dict[Outcome, re.Pattern[str]]:
    return {outcome: re.compile(f"(?:{pattern})", re.IGNORECASE) for outcome, pattern in patterns.items()}


NAMES = _compile(_NAMES)
"""By outcome what a whole title or heading says, after `plain`."""
SENTENCES = _compile(_SENTENCES)
"""By outcome how a sentence begins, after `plain` and `without_lead`."""
PAYWALL = re.compile(_PAY, re.IGNORECASE)
"""A whole sentence that asks for a subscription before the rest is shown."""


def plain(text: str) -> str:
    """A name or sentence as the patterns have it: straight apostrophes, no marks at its ends, cut.

    >>> plain("We’re sorry…"), plain("Just a moment...")
    ("We're sorry", 'Just a moment')
    """
    return text[:_CUT].replace("’", "'").strip(" \t.,!?:;…。，！？：；·-–—|\"'“”«»()[]【】")


def without_lead(sentence: str) -> str:
    """The sentence without an apology before it.

    >>> without_lead("Sorry, but the page was not found")
    'the page was not found'
    """
    start = 0
    while (found := _LEAD.match(sentence, start)) and found.end() > start:
        start = found.end()
    return sentence[start:]
