"""Pages that say what was asked for, and look a little as if they did not: the half that the rules are tuned on."""

from __future__ import annotations

from extract.walls.site import HTML, Case, case, framed, menu, old, page, paragraphs, prose

SLUG = "https://tidings.example/2026/03/minister-opens-lighthouse-museum-after-repairs-12/"


def about_walls() -> list[Case]:
    """Articles about the words that walls use."""
    return [
        case("about captchas", "ok", framed("Why captchas ask whether you are human", f"<article><h1>Why captchas ask whether you are human</h1>"
             f"{paragraphs(11, 12)}</article>")),
        case("about captchas, short", "ok", framed("Captcha fatigue at the ferry office", f"<article><h1>Captcha fatigue at the ferry office</h1>"
             f"<p>Passengers must verify that they are human before every crossing, the union says. {prose(12, 3)}</p></article>")),
        case("human, the question", "ok", framed("Are you human? A night with the harbour robots", f"<article><h1>Are you human? A night with the "
             f"harbour robots</h1>{paragraphs(13, 2)}</article>")),
        case("access denied, news", "ok", framed("Access denied: how ports shut out ships", f"<article><h1>Access denied: how ports shut out ships"
             f"</h1>{paragraphs(14, 3)}</article>")),
        case("a moment, news", "ok", framed("Just a moment: mayor asks for silence", f"<article><h1>Just a moment: mayor asks for silence</h1>"
             f"{paragraphs(15, 1)}</article>")),
        case("404 as a number", "ok", framed("404 fishers join the delta union", f"<article><h1>404 fishers join the delta union</h1>"
             f"{paragraphs(16, 1)}</article>")),
        case("the history of 404", "ok", framed("Error 404: a short history of missing pages", f"<article><h1>Error 404: a short history of missing "
             f"pages</h1>{paragraphs(17, 10)}</article>")),
        case("plane not found", "ok", framed("Missing plane not found", f"<article><h1>Missing plane not found</h1>{paragraphs(18, 1)}</article>")),
        case("service unavailable, news", "ok", framed("Service unavailable on the northern ferry", f"<article><h1>Service unavailable on the northern "
             f"ferry</h1>{paragraphs(19, 1)}</article>")),
        case("maintenance notice", "ok", framed("Scheduled maintenance of the Lisse lock", "<article><h1>Scheduled maintenance of the Lisse lock</h1>"
             "<p>The lock at Lisse will be closed from Monday to Wednesday so that its gates can be painted.</p></article>")),
        case("forbidden, news", "ok", framed("Forbidden harbour opens to visitors", f"<article><h1>Forbidden harbour opens to visitors</h1>"
             f"{paragraphs(20, 1)}</article>")),
        case("log-in, news", "ok", framed("Login records show who moved the buoys", f"<article><h1>Login records show who moved the buoys</h1>"
             f"{paragraphs(21, 1)}</article>")),
        case("verification, Chinese", "ok", page("人机验证为什么越来越难", f"<h1>人机验证为什么越来越难</h1>{paragraphs(22, 4, chinese=True)}", lang="zh")),
        case("verification, Chinese, short", "ok", page("安全验证制度将于五月实行", f"<h1>安全验证制度将于五月实行</h1>{paragraphs(23, 1, chinese=True)}", lang="zh")),
        case("maintenance notice, Chinese", "ok", page("港口设备维护公告", "<h1>港口设备维护公告</h1><p>因设备维护，港口三号码头将于五月六日停止使用一天，请过往"
             "船只注意。港务局二〇二六年五月一日。</p>", lang="zh")),
        case("sentence that quotes a wall", "ok", framed("Minister on the new website", "<article><h1>Minister on the new website</h1><p>Asked why "
             "visitors saw the words “the page you are looking for could not be found”, Minister Odile Tarn said the move to the new site would end "
             f"on Friday.</p><p>{prose(24, 4)}</p></article>")),
    ]  # fmt: skip


def furnished() -> list[Case]:
    """Honest pages with forms, banners, guards and hints around their text."""
    text = "The port of Lisse was closed on Friday because of high water."
    return [
        case("short statement", "ok", framed("Port closed", f"<article><h1>Port closed</h1><p>{text}</p></article>")),
        case("comment form with a captcha", "ok", framed("Port closed", f"<article><h1>Port closed</h1><p>{text} {prose(31, 3)}</p></article><section "
             "id=comments><h3>Leave a comment</h3><form><textarea></textarea><div class=g-recaptcha data-sitekey=x></div><p>Please confirm you are not a "
             "robot.</p></form></section>")),
        case("cookie banner and sign-in link", "ok", framed("Port closed", "<div class=cookie-banner><p>We use cookies to improve this site.</p><button>"
             f"Accept all</button></div><a href=/login>Sign in</a><article><h1>Port closed</h1><p>{text} {prose(32, 3)}</p></article>")),
        case("sign-in form in the header", "ok", page("Port closed", "<div class=top><h2>Sign in</h2><form><input name=user><input type=password></form>"
             f"</div><article><h1>Port closed</h1><p>{text}</p>{paragraphs(33, 2)}</article>")),
        case("hint for browsers without script", "ok", framed("Port closed", "<noscript>Please enable JavaScript to see the comments.</noscript>"
             f"<article><h1>Port closed</h1><p>{text}</p></article>")),
        case("guarded by incapsula", "ok", framed("Port closed", f"<article><h1>Port closed</h1><p>{text}</p></article>",
             head='<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>')),
        case("guarded by cloudflare", "ok", framed("Port closed", f"<article><h1>Port closed</h1><p>{text}</p></article><script>(function(){{window.__CF$cv$"
             "params={r:'8',t:'M'};var a='/cdn-cgi/challenge-platform/scripts/jsd/main.js';})();</script>"),
             headers=(*HTML, ("Server", "cloudflare"), ("CF-RAY", "8f1"))),
        case("guarded by data dome and perimeter", "ok", framed("Port closed", f"<article><h1>Port closed</h1><p>{text}</p></article>",
             head="<script src='https://js.datadome.co/tags.js'></script><script>window._pxAppId='PX1'</script>")),
        case("soft wall of payment", "ok", framed("Lamp makers merge", f"<article><h1>Lamp makers merge</h1>{paragraphs(34, 10)}</article><div class=paywall>"
             "<h3>Subscribe to continue reading</h3></div>", head='<script type="application/ld+json">{"isAccessibleForFree":false}</script>')),
        case("newsletter form", "ok", framed("Port closed", f"<article><h1>Port closed</h1><p>{text}</p></article><form><h3>Subscribe to our newsletter</h3>"
             "<input type=email></form>")),
        case("all inside one form", "ok", page("Port closed", f"<form id=aspnetForm method=post>{menu(35, 80, 'div')}<div><h1>Port closed</h1><p>{text}</p>"
             f"</div></form>")),
        case("long index", "ok", framed("All statements of the ministry", "<h1>All statements</h1><ul>" + "".join(f"<li><a href=/s/{n}>{prose(n, 1)}</a></li>"
             for n in range(150)) + "</ul>"), url="https://tidings.example/statements-remarks-briefings-archive/"),
        case("old page", "ok", old("Port closed", f"<FONT SIZE=4><B>Port closed</B></FONT><BR><BR>{text}<BR><BR>{prose(36, 4)}")),
        case("text file", "ok", f"Port closed\n\n{text}\n", headers=(("Content-Type", "text/plain"),)),
    ]  # fmt: skip


def addressed() -> list[Case]:
    """Pages whose address, redirect or host's answer to a random path could mislead."""
    not_here = framed("Ministry of Ports", "<p>Nothing to see here, try the search.</p>").encode()
    return [
        case("words of the address", "ok", framed("Lighthouse museum opens", f"<article><h1>Lighthouse museum opens</h1>{paragraphs(41, 2)}</article>"), url=SLUG),
        case("one word of the address, inflected", "ok", framed("The minister's day", f"<article><h1>The minister's day</h1><p>She attended two museums. "
             f"{prose(42, 4)}</p></article>"), url=SLUG),
        case("Chinese page, English address", "ok", page("灯塔博物馆开放", f"<h1>灯塔博物馆开放</h1>{paragraphs(43, 2, chinese=True)}", lang="zh"), url=SLUG),
        case("accents in the text", "ok", page("Sécurité", "<h1>Sécurité</h1><p>Les pêcheurs côtiers réunis à Égalité ont adopté un traité.</p>", lang="fr"),
             url="https://tidings.example/fr/pecheurs-cotiers-egalite-traite-securite"),
        case("home page", "ok", framed("Ministry of Ports", paragraphs(44, 3)), url="https://tidings.example/"),
        case("home page, from http", "ok", framed("Ministry of Ports", paragraphs(44, 3)), url="https://tidings.example/", capture={"hop": 1,
             "original_url": "http://tidings.example/"}),
        case("redirect to another path", "ok", framed("Port closed", paragraphs(45, 2)), url="https://tidings.example/b/18", capture={"hop": 1,
             "original_url": "https://tidings.example/a/17"}),
        case("random path answered otherwise", "ok", framed("Ministry of Ports", "<h1>Port closed</h1><p>High water at Lisse.</p>"), probe=not_here),
        case("home page, same as a random path", "ok", not_here, url="https://tidings.example/", probe=not_here),
    ]  # fmt: skip


def cases() -> list[Case]:
    """All of them."""
    return [*about_walls(), *furnished(), *addressed()]
