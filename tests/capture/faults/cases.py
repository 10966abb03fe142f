"""The table of faults: what the server sends, and how it must end (capture.md 12)."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from capture.faults.replies import (
    PAGE,
    SENTENCES,
    TEXT,
    chunked,
    coded,
    drops,
    endless,
    gzip_bomb,
    html,
    later,
    moved,
    not_modified,
    raw_deflate,
    reply,
    reset,
    silence,
    small_pdf,
    two_members,
    wants_cookie,
)  # fmt: skip
from capture.faults.server import NOT_FOUND, Reply

SITE = "http://news.example"
HINDERED = reply(
    b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>", "403 Forbidden"
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One fault.

    Attributes:
        name: what is wrong.
        replies: by path; one after another, the last one for ever.
        ends: outcome of each row of the page, as observed, in order: hops, tries, visits.
        body: the entity of the last row, content coding removed.
        text: what the document's text must hold.
        verdict: outcome by the stored bytes, where that differs from what was observed.
        url: what is asked for.
        visits: how many times it is fetched.
        due_seconds: after which it is due again.
        wire_bytes_max: where the run's are fewer.
    """

    name: str
    replies: Mapping[str, Sequence[Reply]]
    ends: tuple[str, ...]
    body: bytes | None = None
    text: str | None = None
    verdict: str | None = None
    url: str = f"{SITE}/a"
    visits: int = 1
    due_seconds: float | None = None
    wire_bytes_max: int = 0
    resolved: Mapping[str, str] = field(default_factory=dict)


def ok(name: str, answer: Reply, body: bytes = PAGE, **given: object) -> Case:
    """A case that gives the page."""
    return Case(**{"name": name, "replies": {"/a": [answer]}, "ends": ("ok",), "body": body, "text": TEXT, **given})  # type: ignore[arg-type] - a table's row


def ends(name: str, answer: Reply, *outcomes: str, **given: object) -> Case:
    """A case that ends otherwise."""
    return Case(**{"name": name, "replies": {"/a": [answer]}, "ends": outcomes, **given})  # type: ignore[arg-type] - a table's row


def leads(name: str, location: str | None, *outcomes: str, **given: object) -> Case:
    """A redirect to some place; /b holds the page."""
    more: dict[str, object] = {
        "replies": {"/a": [moved(location)], "/b?utm_source=x": [reply()], "/%E5%8C%97": [reply()], "/": [reply()]}
    }
    return ends(name, b"", *outcomes, **{**more, **given})


CONDITIONAL = [
    ok("plain", reply()),
    ok("304 to an ETag", not_modified("ETag", '"one"'), ends=("ok", "unchanged"), visits=2),
    ok(
        "304 to a Last-Modified",
        not_modified("Last-Modified", "Fri, 01 May 2026 09:00:00 GMT"),
        ends=("ok", "unchanged"),
        visits=2,
    ),
    ends("304 to everything", reply(b"", "304 Not Modified"), "unexpected_status"),
]
REDIRECTS = [
    leads("redirect, absolute", f"{SITE}/b?utm_source=x", "moved", "ok", body=PAGE, text=TEXT),
    leads("redirect, relative with tracker and fragment", "b?utm_source=x#part", "moved", "ok", body=PAGE, text=TEXT),
    leads("redirect, not ASCII", "/\u5317", "moved", "ok", body=PAGE, text=TEXT),
    leads("redirect, loop", "/a", "moved", "redirect_loop"),
    ends("redirect, 30 hops", b"", *["moved"] * 11, "too_many_redirects",
         replies={f"/{n or 'a'}": [moved(f"/{n + 1}")] for n in range(30)}),
    leads("redirect, to loopback", "http://127.0.0.1/b", "moved", "ssrf_blocked"),
    leads("redirect, to a name that resolves to loopback", "http://inner.news.invalid/b", "moved", "ssrf_blocked",
          resolved={"inner.news.invalid": "127.0.0.1"}),
    leads("redirect, file:", "file:///etc/passwd", "moved", "bad_scheme"),
    leads("redirect, javascript:", "javascript:alert(1)", "moved", "bad_scheme"),
    leads("redirect, empty", "", "redirect_bad"),
    leads("redirect, without Location", None, "redirect_bad"),
    leads("redirect, malformed", "http://[::1/", "redirect_bad"),
    leads("redirect, to the home page", "/", "moved", "ok", body=PAGE, verdict="soft_404"),
    ok("the home page itself", b"", replies={"/": [reply()]}, url=f"{SITE}/"),
    ok("redirect with a body cut short", b"", ends=("moved", "ok"), replies={"/a": [moved("/b")[:-2]], "/b": [reply()]}),
    ok("redirect with a brotli body", b"", ends=("moved", "ok"), replies={"/a": [moved("/b", "301 Moved", "Content-Encoding: br")], "/b": [reply()]}),
]  # fmt: skip
CODING = [
    ok("gzip", coded("gzip", gzip.compress(PAGE))),
    ok("raw deflate", coded("deflate", raw_deflate(PAGE))),
    ok("gzip label on plain bytes", coded("gzip", PAGE)),
    ok("gzip of two members", coded("gzip", two_members(PAGE))),
    ok("unknown coding", coded("x-ours", PAGE)),
    ok("coding none", coded("none", PAGE)),
    ends("brotli", coded("br", b"\x0b\x02\x80abc\x03"), "decode_error"),
    ends("zstd", coded("zstd", b"\x28\xb5\x2f\xfd\x04\x00"), "decode_error"),
    ends("gzip cut short", coded("gzip", gzip.compress(PAGE)[:-20]), "truncated", "truncated"),
    ends("gzip, second member cut short", coded("gzip", two_members(PAGE)[:-20]), "truncated", "truncated"),
    ends("gzip with a wrong checksum", coded("gzip", gzip.compress(PAGE)[:-8] + b"\0" * 8), "decode_error"),
]
SIZES = [
    ends("bomb", coded("gzip", gzip_bomb(200_000_000)), "bomb", wire_bytes_max=1_000_000),
    ends("nested bomb", coded("gzip, gzip", gzip.compress(gzip_bomb(200_000_000))), "bomb"),
    ends("brotli bomb", coded("br", b"\x0b\xff" + b"\0" * 2000), "decode_error"),
    ends("endless body", endless, "too_big"),
    ends("body by drops", drops(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), "deadline"),
    ends("head by drops", drops(b"HTTP/1.1 200 OK\r\nX-Slow: "), "deadline"),
    ends("silence", silence, "timeout_read"),
]
FRAMING = [
    ends("reset", reset, "reset", "reset"),
    ends("closed at once", b"", "reset", "reset"),
    ends("short of its Content-Length", reply()[:-9], "truncated", "truncated"),
    ends("cut chunk", chunked()[:-60], "truncated", "truncated"),
    ends("chunks without the last one", chunked()[:-5], "truncated", "truncated"),
    ok("chunked with a trailer", chunked(trailer=b"X-Digest: 1\r\n")),
    ok("mixed-case names and two cookies", reply(PAGE, "200 OK", "sEt-CoOkIe: a=1", "SET-COOKIE: b=2")),
    ok("a second chunked page", chunked(), ends=("ok", "unchanged_digest"), visits=2),
    ok("control bytes in a header", reply(PAGE, "200 OK", "X-Odd: a\x01\x02b")),
    ok("UTF-8 in a header", reply(PAGE, "200 OK", "X-City: \u5317\u4eac")),
    ok("length and chunks together", chunked(PAGE, "Content-Length: 7")),
    ok("103 before 200", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + reply()),
    ok("until the connection closes", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE),
    ends("no status line", b"what is this\r\n\r\n", "protocol_error"),
    ends("no headers", b"HTTP/1.1 200 OK\r\n", "protocol_error"),
    ends("bad header name", b"HTTP/1.1 200 OK\r\nBad Name: 1\r\nContent-Length: 2\r\n\r\nhi", "protocol_error"),
    ends(
        "a header of 300 kB",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 300_000 + b"\r\n\r\nhi",
        "protocol_error",
        wire_bytes_max=1_000_000,
    ),
    ends("two Content-Lengths", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nfour", "protocol_error"),
    ends(
        "a chunk size that is none",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhi\r\n0\r\n\r\n",
        "protocol_error",
    ),
]
AGAIN = [
    ok("429 with seconds", b"", ends=("rate_limited", "ok"), replies={"/a": [reply(b"slow", "429 Slow", "Retry-After: 1"), reply()]}),
    ok("429 with a date", b"", ends=("rate_limited", "ok"), replies={"/a": [later, reply()]}),
    ok("503", b"", ends=("origin_error", "ok"), replies={"/a": [reply(b"soon", "503 Away", "Retry-After: 1"), reply()]}),
    ends("429 with junk", reply(b"slow", "429 Slow", "Retry-After: \u0661\u0662"), "rate_limited", due_seconds=60.0),
    ends("429 for ever", reply(b"slow", "429 Slow", "Retry-After: 999999999"), "rate_limited", due_seconds=86_400.0),
    ok("reset, then the page", b"", ends=("reset", "ok"), replies={"/a": [reset, reply()]}),
    ok("cut short, then the page", b"", ends=("truncated", "ok"), replies={"/a": [reply()[:-9], reply()]}),
    ends("503 twice", reply(b"soon", "503 Away"), "origin_error", "origin_error"),
]  # fmt: skip
WALLS = [
    ends("Akamai 403", reply(b"<html><head><title>Access Denied</title></head><body>Reference #18</body></html>", "403 Forbidden", "Server: AkamaiGHost"),
         "forbidden", verdict="blocked"),
    ends("challenge with 200", HINDERED.replace(b"403 Forbidden", b"200 OK"), "ok", verdict="challenge"),
    ends("challenge with 403", HINDERED.replace(b"Content-Type", b"cf-mitigated: challenge\r\nContent-Type"), "forbidden", verdict="challenge"),
    ends("challenge of AWS, 202", reply(b"<html></html>", "202 Accepted", "x-amzn-waf-action: challenge"), "ok", verdict="challenge"),
    ends("empty 200", reply(b""), "empty"),
    ends("204", b"HTTP/1.1 204 No Content\r\n\r\n", "empty"),
    ok("cookie wall", b"", ends=("moved", "moved", "ok"),
       replies={"/a": [wants_cookie(moved("/consent"))], "/consent": [moved("/a", "302 Found", "Set-Cookie: consent=yes; Path=/")]}),
    ok("cookie wall that leads to itself", wants_cookie(moved("/a", "302 Found", "Set-Cookie: consent=yes; Path=/")), ends=("moved", "ok")),
    ends("cookie wall that never opens", moved("/a", "302 Found", "Set-Cookie: other=yes; Path=/"), "moved", "moved", "redirect_loop"),
]  # fmt: skip
STATUSES = [
    ends("401", reply(b"who", "401 Unauthorized"), "login_wall"),
    ends("403", reply(b"no", "403 Forbidden"), "forbidden"),
    ends("404", reply(b"none", "404 Not Found"), "not_found"),
    ends("404 that is cut short", reply(b"none", "404 Not Found")[:-1], "truncated", "truncated"),
    ends("410", reply(b"gone", "410 Gone"), "gone"),
    ends("418", reply(b"tea", "418 Teapot"), "client_error"),
    ends("451", reply(b"law", "451 Law"), "forbidden"),
    ends("206 without a range", reply(PAGE[:20], "206 Partial"), "unexpected_status"),
    ends("300", reply(b"choose", "300 Choices"), "unexpected_status"),
    ends("305", reply(b"proxy", "305 Use Proxy", "Location: http://10.0.0.1/"), "unexpected_status"),
    ends("999", reply(b"odd", "999 Odd"), "unexpected_status"),
]
CHINESE = "两国外长在北京会晤,就双边关系和气候变化交换意见。双方同意秋天再次会晤,发言人晚间表示。"
CURLY = "\u201cThe ministers\u2019 café talks\u201d \u2013 as they called them \u2013 took three hours. " + TEXT
TYPES = [
    ok("robots.txt lets us", b"", replies={"/robots.txt": [reply(b"User-agent: *\nDisallow: /private\n", kind="text/plain")], "/a": [reply()]}),
    ok("PDF as html", reply(small_pdf(SENTENCES[0])), body=small_pdf(SENTENCES[0]), text=SENTENCES[0].strip()),
    ok("html as octet-stream", reply(kind="application/octet-stream")),
    ok("no type", reply(kind="")),
    ok("GBK labelled utf-8", reply(html(CHINESE).encode("gbk")), body=html(CHINESE).encode("gbk"), text=CHINESE),
    ok("GBK without label", reply(html(CHINESE).encode("gbk"), kind="text/html"), body=html(CHINESE).encode("gbk"), text=CHINESE),
    ok("cp1252 labelled utf-8", reply(html(CURLY).encode("cp1252")), body=html(CURLY).encode("cp1252"), text=CURLY),
    ok("unknown charset", reply(html(CURLY).encode(), kind="text/html; charset=x-ours"), body=html(CURLY).encode(), text=CURLY),
    ends("an image", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 999999\r\n\r\n", "unsupported_type"),
]  # fmt: skip


def robots(name: str, answer: Reply, *outcomes: str, **given: object) -> Case:
    """A case of robots.txt; /a holds the page."""
    return ends(name, b"", *outcomes, replies={"/robots.txt": [answer], "/a": [reply()]}, **given)


BIG_RULES = b"User-agent: *\nDisallow: /private\n" + b"# filler\n" * 111_111
ROBOTS = [
    robots("robots.txt of 1 MB", reply(BIG_RULES, kind="text/plain"), "ok", body=PAGE, wire_bytes_max=3_000_000),
    robots("robots.txt of 1 MB that forbids", reply(BIG_RULES, kind="text/plain"), "robots_disallowed", wire_bytes_max=3_000_000,
           url=f"{SITE}/private/a"),
    robots("robots.txt is HTML", reply(), "ok", body=PAGE),
    robots("robots.txt in a loop", moved("/robots.txt"), "robots_unavailable"),
    robots("robots.txt 503", reply(b"soon", "503 Away"), "robots_unavailable"),
    robots("robots.txt 401", reply(b"who", "401 Unauthorized"), "robots_unavailable"),
    robots("robots.txt 403", reply(b"no", "403 Forbidden"), "robots_unavailable"),
    robots("robots.txt 429", reply(b"slow", "429 Slow"), "robots_unavailable"),
    robots("robots.txt is silent", silence, "robots_unavailable"),
    robots("robots.txt cut short", reply(b"User-agent: *\n")[:-4], "robots_unavailable"),
    robots("robots.txt with a BOM", reply(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", kind="text/plain"), "robots_disallowed"),
    robots("robots.txt 404", NOT_FOUND, "ok", body=PAGE),
    robots("robots.txt 410", reply(b"", "410 Gone"), "ok", body=PAGE),
]  # fmt: skip
CASES = [*CONDITIONAL, *REDIRECTS, *CODING, *SIZES, *FRAMING, *AGAIN, *WALLS, *STATUSES, *TYPES, *ROBOTS]
BY_NAME = {case.name: case for case in CASES}
