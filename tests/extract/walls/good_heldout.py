"""Pages that say what was asked for, and look a little as if they did not: written before the rules were tuned."""

from __future__ import annotations

from extract.walls.site import HTML, Case, case, framed, menu, old, page, paragraphs, prose

SLUG = "https://courier.example/news/fishing-council-rejects-winter-quota-proposal-0412.html"
_URL = "https://courier.example/node/5521"


def story(name: str, title: str, seed: int, count: int, **given: object) -> Case:
    """A story in the mark-up of this half."""
    body = f"<div class=wrap>{menu(seed, 70, 'div')}<div class=story><h2>{title}</h2><div class=by>By Ona Wick</div>{paragraphs(seed, count)}</div></div>"
    return case(name, "ok", page(f"{title} | Coast Courier", body), **{"url": _URL, **given})


def about_walls() -> list[Case]:
    """Articles about the words that walls use."""
    return [
        story("verify, long", "Verify you are human: the tests that keep machines out", 71, 12),
        story("verify, short", "Verify you are human, says the ticket gate", 72, 1),
        story("captcha, one word", "Captcha blues among the keepers", 73, 1),
        story("security check", "Security check at the ferry terminal doubles waiting time", 74, 1),
        story("unusual traffic", "Unusual traffic on the delta road after the flood", 75, 1),
        story("blocked", "You have been blocked: fishers tell of closed canals", 76, 2),
        story("page missing", "Page not found in the register of ships, court hears", 77, 1),
        story("document missing", "Document not found: the case of the lost charter", 78, 2),
        story("content removed", "This page of history has been removed, teachers say", 79, 2),
        story("404", "404 days without rain on the islands", 80, 1),
        story("500", "500 internal posts filled at the delta authority", 81, 1),
        story("went wrong", "Something went wrong at the lock, and nobody knows what", 82, 1),
        story("bad gateway", "Bad gateway to the north: the bridge that ferries fear", 83, 1),
        story("sign in", "Sign in the window started a quarrel on Quay Street", 84, 1),
        story("subscribe", "Subscribe to read, says the library of Lisse", 85, 1),
        story("maintenance", "Under maintenance for a hundred years: the cathedral clock", 86, 1),
        story("region", "Not available in your region: islanders wait for the new boats", 87, 2),
        case("verification, Chinese talk", "ok", page("请完成验证：网民为何厌烦验证码", f"<h2>请完成验证：网民为何厌烦验证码</h2>{paragraphs(88, 3, chinese=True)}",
             lang="zh-CN"), url=_URL),
        case("denied, Chinese", "ok", page("访问被拒绝之后：渔民的一天", f"<h2>访问被拒绝之后：渔民的一天</h2>{paragraphs(89, 2, chinese=True)}", lang="zh-CN"), url=_URL),
        case("landing, Chinese", "ok", page("登陆作战纪念馆开放", f"<h2>登陆作战纪念馆开放</h2>{paragraphs(90, 1, chinese=True)}", lang="zh-CN"), url=_URL),
        case("files missing, Chinese", "ok", page("文件不存在？档案馆回应", f"<h2>文件不存在？档案馆回应</h2>{paragraphs(91, 1, chinese=True)}", lang="zh-CN"), url=_URL),
    ]  # fmt: skip


def furnished() -> list[Case]:
    """Honest pages with forms, banners, guards and hints around their text."""
    text = "The council rejected the quota on Wednesday by nine votes to two."
    return [
        case("one line", "ok", old("Council rejects quota", f"<B>{text}</B>"), url=_URL),
        case("captcha in the guest book", "ok", old("Council rejects quota", f"<P>{text}<HR>Guest book<FORM>Name <INPUT> Message <TEXTAREA></TEXTAREA> Enter the "
             "characters you see below: <IMG SRC=captcha.gif> <INPUT></FORM>"), url=_URL),
        case("consent, sign-in and comments", "ok", page("Council rejects quota", f"<div role=dialog class=gdpr><h2>We value your privacy</h2><p>We and our partners use "
             f"cookies.</p></div><a href=/in>Log in</a> <a href=/up>Subscribe</a><h1>Council rejects quota</h1><div>{text} {prose(92, 5)}</div>"
             "<div class=h-captcha></div><p>Log in to comment</p>"), url=_URL),
        case("login box beside the story", "ok", old("Council rejects quota", f"<H2>Council rejects quota</H2>{text} {prose(93, 2)}<TABLE><TR><TD><B>Log in</B><FORM>"
             "<INPUT NAME=u><INPUT TYPE=PASSWORD></FORM></TD></TR></TABLE>"), url=_URL),
        case("script hint in the text", "ok", page("Council rejects quota", f"<h1>Council rejects quota</h1><p>{text}</p><div class=video><p>To watch this film, please enable "
             f"JavaScript.</p></div><p>{prose(94, 5)}</p>"), url=_URL),
        case("shell that was rendered", "ok", page("Council rejects quota", f"<noscript>You need to enable JavaScript to run this app.</noscript><div id=root><h1>Council "
             f"rejects quota</h1><p>{text}</p></div>"), url=_URL),
        case("guarded by imperva", "ok", page("Council rejects quota", f"<h1>Council rejects quota</h1><p>{text}</p><script src='/_Incapsula_Resource?SWJIYLWA=5074"
             "a744e2e3d891814e9a2dace20bd4'></script>"), url=_URL),
        case("guarded by turnstile", "ok", page("Council rejects quota", f"<h1>Council rejects quota</h1><p>{text}</p><form><div class=cf-turnstile></div></form><script src="
             "https://challenges.cloudflare.com/turnstile/v0/api.js></script>"), url=_URL, headers=(*HTML, ("server", "cloudflare"))),
        case("from akamai", "ok", page("Council rejects quota", f"<h1>Council rejects quota</h1><p>{text}</p>"), url=_URL, headers=(*HTML, ("Server", "AkamaiGHost"))),
        case("free article of a paid paper", "ok", page("Council rejects quota", f"<h1>Council rejects quota</h1><p>{text}</p>{paragraphs(95, 9)}<p>This article is for "
             "subscribers only. Already subscribed? Log in.</p>"), url=_URL),
        case("newsletter and related", "ok", framed("Council rejects quota", f"<h1>Council rejects quota</h1><p>{text}</p><p>Sign up to get the Courier in your inbox.</p>"
             "<h3>More on this story</h3><ul><li><a href=/1>Quota explained</a></li></ul>"), url=_URL),
        case("hidden error box", "ok", page("Council rejects quota", f"<div class=error hidden>Something went wrong. Please try again later.</div><h1>Council rejects quota"
             f"</h1><p>{text} {prose(96, 5)}</p>"), url=_URL),
        case("front page of a section", "ok", page("News - Coast Courier", menu(97, 30) + "".join(f"<article><h3><a href=/{n}>{prose(n + 900, 1)}</a></h3></article>" for n in
             range(60))), url="https://courier.example/section/harbour-fishing-ferries-weather/"),
        case("names in a list", "ok", old("Members of the council", "<UL>" + "".join(f"<LI>Member {n}, district {n}" for n in range(40)) + "</UL>"), url=_URL),
        case("table of figures", "ok", page("Quota 2026", "<table>" + "".join(f"<tr><td>{n}</td><td>{n * 7}</td></tr>" for n in range(30)) + "</table><p>Tonnes.</p>"), url=_URL),
        case("plain text about errors", "ok", "404 Not Found\n\nA poem by Ona Wick\n\nThe page is white, the harbour grey.\n", url=_URL,
             headers=(("Content-Type", "text/plain; charset=utf-8"),)),
    ]  # fmt: skip


def addressed() -> list[Case]:
    """Pages whose address, redirect or host's answer to a random path could mislead."""
    missing = old("Coast Courier", "<B>Hm.</B> That address leads nowhere.").encode()
    return [
        case("words of the address", "ok", old("Quota rejected", f"<B>Fishing council rejects quota</B><P>{prose(101, 3)}"), url=SLUG),
        case("other words for it", "ok", old("No new limits", f"<B>No new limits for boats this winter</B><P>{prose(102, 3)}"), url=SLUG),
        case("only numbers in the address", "ok", old("Spring regatta", prose(103, 4)), url="https://courier.example/2026/04/12/552144-3.html"),
        case("half Chinese", "ok", page("Quota 配额", f"<p>{'渔业部门与沿岸居民举行了会谈。' * 12}</p><p>Coast Courier</p>", lang="zh-CN"), url=SLUG),
        case("Spanish with accents", "ok", page("Declaración", "<h1>Declaración</h1><p>La reunión de pescadores aprobó la protección del océano.</p>", lang="es"),
             url="https://courier.example/es/reunion-pescadores-proteccion-oceano-declaracion"),
        case("front page asked for", "ok", old("Coast Courier", paragraphs(104, 3)), url="https://courier.example"),
        case("front page by another name", "ok", old("Coast Courier", paragraphs(104, 3)), url="https://courier.example/", capture={"hop": 1,
             "original_url": "https://courier.example/index.html"}),
        case("moved with its words", "ok", old("Quota rejected", f"<B>Fishing council rejects quota</B><P>{prose(105, 3)}"), url="https://courier.example/x/1", capture={"hop": 1,
             "original_url": SLUG}),
        case("short, beside a random path", "ok", old("Coast Courier", "<B>Tide table withdrawn.</B> A new one follows in May."), url=_URL, probe=missing,
             probe_url="https://courier.example/wq7y"),
        case("host that shows its front page everywhere", "ok", old("Council rejects quota", f"<B>Council rejects quota</B><P>{prose(106, 2)}"), url=_URL,
             probe=old("Coast Courier", paragraphs(104, 3)).encode(), probe_url="https://courier.example/wq7y"),
    ]  # fmt: skip


def cases() -> list[Case]:
    """All of them."""
    return [*about_walls(), *furnished(), *addressed()]
