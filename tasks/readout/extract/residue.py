"""Chrome that is no part of what a document says: share buttons, comment forms, notices. Whole passages only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_NETWORKS = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|tumblr|weibo|wechat|line|e-?mail|print|copy link|rss)"
)
_STRONG = re.compile(
    "|".join((
        rf"(?:share|tweet|e-?mail|print|{_NETWORKS})(?:(?:\s*[|/·,&+]\s*|\s+|\s+(?:and|on|to|via)\s+){_NETWORKS}|\s+share)*",
        r"share (?:this|via|on|to|with)\b.{0,60}",
        r"(?:social )?shar(?:e|ing) (?:buttons?|tools?|options?)",
        r"link copied!?",
        r"(?:leave|post|add|write|submit) an? (?:comment|reply|response)s?.{0,60}",
        r"(?:comments?|reader comments|join the (?:conversation|discussion))(?:\s*\(?\d*\)?)?:?",
        r"\d+ (?:comments?|shares?|replies)",
        r"your e-?mail address will not be published.{0,120}",
        r"you must be logged in to .{0,60}",
        r"(?:sign up|subscribe|register)\b.{0,80}\b(?:newsletters?|updates|alerts|inbox|(?:by|via|our|free|daily|weekly) e-?mails?)\b.{0,60}",
        r"(?:subscribe|subscribe now|sign up|sign up now)[.!]?",
        r"(?:get|receive) .{0,80}\b(?:in your inbox|newsletter|by e-?mail)\b.{0,40}",
        r"related(?: (?:articles?|stor(?:y|ies)|links?|posts?|news|content|topics?|coverage|reading))?:?",
        r"(?:recommended(?: for you)?|you (?:may|might) also (?:like|be interested in)|most (?:read|viewed|popular)|trending(?: now)?):?",
        r"more (?:from|on|in) [\w .’'-]{1,40}:?",
        r"\[?(?:advertisement|sponsored(?: content)?|ad|ads by \w+|promoted(?: content)?)\]?(?: - (?:scroll to )?continue.{0,40})?",
        r"(?:this (?:web)?site|we) uses? cookies\b.{0,200}",
        r"(?:accept|reject|allow|manage)(?: all)?(?: cookies| preferences| settings)?",
        r"follow us(?: on)?\b.{0,60}",
        r"(?:back|return) to top|skip to (?:main )?content|print this page|view comments|load more|show more|close this window",
        r"(?:copyright|©|\(c\))\s.{0,120}|.{0,60}\ball rights reserved\b.{0,60}",
        r"(?:previous|next|older|newer) (?:post|article|story|page)s?\b.{0,20}",
        r"分享(?:按钮|到|至|本文|文章|给好友|此文)?(?:[:：].{0,60}|.{0,12})",
        r"(?:网友|全部|最新|热门|发表|我要|查看|暂无)?评论(?:区|列表|\s*[(（]?\d*[)）]?)?[:：]?(?:\s*请在下方.{0,30})?",
        r"请在(?:下方|此处)?(?:区域|评论框)?.{0,8}(?:输入|填写|留言).{0,20}",
        r"[(（【\[]?\s*(?:责任编辑|责编|网络编辑|本文编辑|编辑|校对)\s*[:：/].{1,40}",
        r"(?:版权所有|版权声明|免责声明)(?:[:：©\s].{0,200}|.{0,60})|.{0,40}未经(?:书面)?(?:授权|许可).{0,60}|.{0,10}转载请注明.{0,60}",
        r"(?:相关|延伸|推荐|猜你喜欢|更多|热门|精彩)(?:阅读|新闻|文章|推荐|内容|链接|专题)[:：]?",
        r"扫(?:一扫|描|码).{0,40}|长按.{0,10}二维码.{0,30}",
        r"(?:点击)?阅读(?:原文|全文|更多)|点击(?:查看|进入).{0,20}|(?:返回|回到)(?:顶部|首页|列表)",
        r"(?:【|\[)?(?:打印|关闭|收藏|字号|纠错)(?:】|\])?(?:本页|窗口|此文|文章|\s*(?:大|中|小|特大))*(?:\s*[|｜]?\s*(?:【|\[)?(?:打印|关闭|收藏|字号|纠错)(?:】|\])?)*",
        r"(?:关注|订阅).{0,12}(?:公众号|微信|微博|我们).{0,20}|(?:广告|赞助内容|推广)",
        r"(?:上|下)一(?:篇|页|条)[:：]?.{0,60}",
    )),
    re.IGNORECASE,
)  # fmt: skip
# Where a link's target was lost, its words say nothing; with the link they are a citation.
_LOST_LINK = re.compile(
    r"(?:click here to )?(?:read|learn|find out) more(?: here)?[.:!»→>…]*|(?:continue|keep) reading[.:!»→>…]*", re.IGNORECASE
)
# Labels of a form: residue only beside other residue, or every short answer would be.
_FORM = re.compile(
    r"(?:submit|send|cancel|reply|name|e-?mail|website|url|message|search|log ?in|sign ?in|save my name.{0,80})\s*\*?[:：]?"
    r"|提交|发送|取消|回复|内容|姓名|昵称|邮箱|验证码|匿名|登录|注册|搜索|发表|标题|网址|(?:评论)?内容[:：]?",
    re.IGNORECASE,
)


def is_residue(text: str, *, linked: bool) -> bool:
    """Whether a whole passage is chrome by its words.

    >>> is_residue("分享到：", linked=False), is_residue("Comments are protected by the first amendment.", linked=False)
    (True, False)

    Args:
        text: the passage, white space folded.
        linked: whether it has a link, which "Read more" needs to be worth keeping.
    """
    if len(text) > 260:  # the longest notice that the patterns take
        return False
    return _is_short_residue(text, linked=linked)


@lru_cache(maxsize=1024)  # asked by the model and by the passages; a site's pages repeat their chrome
def _is_short_residue(text: str, *, linked: bool) -> bool:
    return bool(_STRONG.fullmatch(text) or (not linked and _LOST_LINK.fullmatch(text)))


def residue_of(texts: Sequence[str], *, linked: Sequence[bool]) -> list[bool]:
    """Which of the passages are chrome: by their words, and form labels beside those."""
    marks = [is_residue(text, linked=link) for text, link in zip(texts, linked, strict=True)]
    forms = [bool(_FORM.fullmatch(text)) for text in texts]
    for order in (range(1, len(texts)), range(len(texts) - 2, -1, -1)):
        step = -1 if order.step == 1 else 1
        for place in order:
            marks[place] = marks[place] or (forms[place] and marks[place + step])
    return marks
