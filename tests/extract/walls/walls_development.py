"""Answers that do not say what was asked for: the half that the rules are tuned on."""

from __future__ import annotations

from extract.walls.site import Case, case, framed, menu, page, paragraphs, prose

SLUG = "https://tidings.example/2026/03/minister-opens-lighthouse-museum-after-repairs-12/"
_CF = "<script>(function(){window._cf_chl_opt={cvId:'3',cZone:'tidings.example'};})();</script>"
_NOT_HERE = framed("Tidings", "<h2>Try one of these instead</h2><p>Our reporters wrote about boats, nets and weather.</p>")


def bot_walls() -> list[Case]:
    """Refusals and checks of the known makers, by headers, marks or words."""
    return [
        case("akamai 403", "blocked", "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n \n"
             "You don't have permission to access \"http&#58;&#47;&#47;tidings&#46;example&#47;a\" on this server.<P>\n"
             "Reference&#32;&#35;18&#46;5d3c1202&#46;1711&#46;2a9f\n</BODY>\n</HTML>\n", status=403,
             headers=(("Server", "AkamaiGHost"), ("Content-Type", "text/html"))),
        case("akamai 403, server unnamed", "blocked", page("Access Denied", "<h1>Access Denied</h1>You don't have permission to access this "
             "server.<p>Reference #18.7a11c2"), status=403),
        case("technical difficulties 403", "blocked", framed("Technical Difficulties", "<h1>Technical Difficulties</h1><p>We are sorry, "
             "we are having technical difficulties. Please try again later.</p>"), status=403),
        case("cloudflare 403, header", "challenge", page("Just a moment...", _CF), status=403,
             headers=(("cf-mitigated", "challenge"), ("Server", "cloudflare"), ("Content-Type", "text/html"))),
        case("cloudflare 403, no header", "challenge", page("Just a moment...", _CF + "<noscript>Enable JavaScript and cookies to continue"
             "</noscript>"), status=403),
        case("cloudflare 200", "challenge", page("Just a moment...", f"<h1>tidings.example</h1><p>Verifying you are human. This may take a "
             f"few seconds.</p>{_CF}")),
        case("cloudflare 503", "challenge", page("Just a moment...", "<h1>Checking your browser before accessing tidings.example.</h1><p>This "
             "process is automatic.</p>" + _CF), status=503),
        case("cloudflare refusal", "blocked", page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1><h2>You are unable "
             "to access tidings.example</h2><p>This website is using a security service to protect itself from online attacks.</p>"
             "<p>Cloudflare Ray ID: 8f1</p>"), status=403, headers=(("Server", "cloudflare"), ("Content-Type", "text/html"))),
        case("aws waf 202", "challenge", b"", status=202, headers=(("x-amzn-waf-action", "challenge"), ("Content-Type", "text/html"))),
        case("aws waf 202, body alone", "challenge", page("", "<div id=challenge-container></div><script>window.awsWafCookieDomainList=[];"
             "AwsWafIntegration.saveReferrer();</script><noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that "
             "you're not a robot.</noscript>"), status=202),
        case("aws waf 405", "challenge", page("Human Verification", "<h1>Let's confirm you are human</h1>"), status=405,
             headers=(("x-amzn-waf-action", "captcha"), ("Content-Type", "text/html"))),
        case("load balancer 403", "blocked", "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center></body>"
             "</html>", status=403, headers=(("Server", "awselb/2.0"), ("Content-Type", "text/html"))),
        case("incapsula frame", "challenge blocked", page("", '<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=20&xinfo=1-2" '
             'frameborder=0 width="100%">Request unsuccessful. Incapsula incident ID: 4490-11</iframe>', '<META NAME="robots" '
             'CONTENT="noindex,nofollow"><script src="/_Incapsula_Resource?SWJIYLWA=719d"></script>')),
        case("incapsula 403", "blocked challenge", page("Request unsuccessful", "Request unsuccessful. Incapsula incident ID: 4490-12"), status=403),
        case("data dome 403", "blocked challenge", page("tidings.example", "<p id=cmsg>Please enable JS and disable any ad blocker</p><script>var "
             "dd={'rt':'c','cid':'x','host':'geo.captcha-delivery.com'}</script>"), status=403),
        case("data dome json", "blocked challenge", '{"url":"https://geo.captcha-delivery.com/captcha/?initialCid=AA"}', status=403,
             headers=(("X-DataDome", "protected"), ("Content-Type", "application/json"))),
        case("perimeter 403", "blocked challenge", page("Access to this page has been denied", "<h1>Press &amp; Hold to confirm you are a human (and "
             "not a bot).</h1><div id=px-captcha></div><script>window._pxAppId='PX1';</script>"), status=403),
        case("perimeter 200", "blocked challenge", page("Access to this page has been denied.", "<p>Access to this page has been denied because we "
             "believe you are using automation tools to browse the website.</p><p>Reference ID: #11-22</p>")),
        case("distil 200", "challenge blocked", page("Pardon Our Interruption", "<h1>Pardon Our Interruption...</h1><p>As you were browsing something "
             "about your browser made us think you were a bot.</p>")),
        case("wall of 188 kB", "challenge blocked suspect_content", framed("Ministry of Ports", "<h1>Please verify you are a human</h1><p>Tick the box "
             "to go on.</p>", entries=1500), url=SLUG),
        case("wall of 188 kB, no words", "suspect_content blocked challenge", framed("Ministry of Ports - Home", "<div class=content></div>",
             entries=1500), url=SLUG),
        case("menu without a page, no landmarks", "suspect_content", page("Ministry of Ports", menu(7, 900, "div") + "<p>Official site.</p>"), url=SLUG),
        case("human check for a feed", "challenge", page("Human Check", "<h1>Are you human?</h1><form><input name=answer></form>"),
             url="https://tidings.example/feed/", capture={"purpose": "feed"}),
        case("too many requests 429", "rate_limited", page("Too Many Requests", "<h1>Slow down</h1>"), status=429),
        case("too many requests 200", "rate_limited blocked challenge", page("Too Many Requests", "<h1>Too Many Requests</h1><p>You have sent too many "
             "requests. Wait a while.</p>")),
        case("not in your country", "blocked forbidden", page("Unavailable in your region", "<h1>This content is not available in your region</h1>")),
    ]  # fmt: skip


def chinese_walls() -> list[Case]:
    """Checks and refusals in Chinese."""
    return [
        case("environment check", "challenge", page("环境异常", "<h2>环境异常</h2><p>当前环境异常，完成验证后即可继续访问。</p><a href=#>去验证</a>", lang="zh")),
        case("slide to verify", "challenge", page("安全验证", "<p>为了您的账号安全，请拖动滑块完成拼图验证</p><script src=/sliding.js></script>", lang="zh")),
        case("firewall refuses 403", "blocked", page("403", "<h1>您的请求被安全策略拦截</h1><p>如有疑问，请联系管理员并提供编号 9912。</p>", lang="zh"), status=403),
        case("firewall refuses 200", "blocked", page("访问被拒绝", "<p>抱歉，您的访问存在风险，已被拦截。</p>", lang="zh")),
        case("removed by its author", "soft_404", page("该内容已被发布者删除", "<h2>该内容已被发布者删除</h2>", lang="zh")),
        case("cannot be viewed", "soft_404 blocked", page("", "<h2>此内容因违规无法查看</h2><p>此内容被投诉且经审核涉嫌违规，无法查看。</p>", lang="zh")),
        case("sign in first", "login_wall", page("用户登录", "<h1>用户登录</h1><form>账号 <input> 密码 <input type=password></form>", lang="zh")),
        case("for subscribers", "login_wall", page("灯塔新闻", f"<h1>灯塔更换</h1><p>{'潮位观测已经开始。'}</p><p>本文为付费内容，订阅后阅读全文</p>", lang="zh")),
    ]  # fmt: skip


def sign_ins() -> list[Case]:
    """Sign-in pages, walls of payment and consent."""
    return [
        case("sign in", "login_wall", page("Sign in - Tidings", "<h1>Sign in to your account</h1><form><input type=email><input type=password>"
             "<button>Go</button></form><p>Forgot your password?</p>")),
        case("sign in, first step", "login_wall", page("Log in | Tidings", "<h1>Log in</h1><form><label>Email <input type=email name=username></label>"
             "</form><p>New here? Create an account.</p>"), url="https://tidings.example/account/login?next=/a/17", capture={"hop": 1,
             "original_url": "https://tidings.example/a/17"}),
        case("401", "login_wall", page("401 Unauthorized", "<h1>Unauthorized</h1>"), status=401),
        case("paid, with a teaser", "login_wall", framed("Lamp makers merge | Tidings", f"<article><h1>Lamp makers merge</h1><p>{prose(5, 1)}</p>"
             "<div class=paywall><h3>Subscribe to continue reading</h3><p>Already a subscriber? Sign in.</p></div></article>",
             head='<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>')),
        case("consent first", "challenge login_wall blocked", page("Before you continue", "<h1>Before you continue to Tidings</h1><p>We use cookies to "
             "deliver our services.</p><form><button>Accept all</button><button>Reject all</button></form>")),
        case("cookies needed", "challenge", page("Tidings", "<h1>Cookies are required</h1><p>Please enable cookies in your browser and reload this "
             "page to continue.</p>")),
    ]  # fmt: skip


def nothing_there() -> list[Case]:
    """Empty answers, shells, soft and hard 404s, outages."""
    return [
        case("no bytes", "empty", b""),
        case("204", "empty", b"", status=204),
        case("shell of an app", "empty", page("Tidings", '<div id="root"></div><script src="/app.js"></script>')),
        case("script needed", "empty challenge", page("Tidings", "<noscript>You need to enable JavaScript to run this app.</noscript><div id=app></div>")),
        case("script needed, said aloud", "empty challenge", page("Tidings", "<p>This site requires JavaScript. Please enable JavaScript in your browser.</p>")),
        case("sent home", "soft_404", framed("Tidings", paragraphs(3, 8)), url="https://tidings.example/", capture={"hop": 1,
             "original_url": "https://tidings.example/a/17"}),
        case("not found, title", "soft_404", framed("Page not found - Ministry of Ports", "<h1>Page not found</h1><p>Try our search.</p>")),
        case("not found, sentence", "soft_404", framed("Ministry of Ports", "<h1>Oops!</h1><p>The page you are looking for could not be found.</p>",
             entries=300)),
        case("not found, Chinese", "soft_404", page("海岸日报", "<h2>您访问的页面不存在</h2><p>5秒后返回首页</p>", lang="zh")),
        case("404 as a title", "soft_404", page("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>")),
        case("as at a random path", "soft_404", _NOT_HERE, probe=_NOT_HERE.encode()),
        case("as at a random path, with the path in it", "soft_404", framed("Tidings", "<p>Nothing is filed under /a/17 in our drawers.</p>"),
             probe=framed("Tidings", "<p>Nothing is filed under /zq8k in our drawers.</p>").encode()),
        case("story withdrawn", "soft_404", framed("Tidings", "<h1>This story is no longer available</h1>")),
        case("404", "not_found", framed("Page not found", "<h1>Page not found</h1>"), status=404),
        case("410", "gone", page("Gone", "<h1>Gone</h1>"), status=410),
        case("outage 503", "origin_error", framed("Technical Difficulties", "<h1>We are experiencing technical difficulties</h1>"), status=503),
        case("outage 404", "origin_error", page("Technical Difficulties", "<h1>Technical Difficulties</h1><p>Our team is at work.</p>"), status=404),
        case("outage 200", "origin_error", page("Service unavailable", "<h1>Service unavailable</h1><p>Please come back later.</p>")),
        case("outage 200, Chinese", "origin_error", page("系统维护中", "<p>系统维护中，请稍后再试。</p>", lang="zh")),
        case("gateway 502", "origin_error", page("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center>"), status=502),
        case("no database 200", "origin_error", page("Database Error", "<h1>Error establishing a database connection</h1>")),
        case("name for sale", "suspect_content soft_404", page("tidings.example", "<p>This domain may be for sale. Inquire here.</p>" + menu(8, 20, "div")), url=SLUG),
    ]  # fmt: skip


def cases() -> list[Case]:
    """All of them."""
    return [*bot_walls(), *chinese_walls(), *sign_ins(), *nothing_there()]
