"""The live route against a real loopback server: every hop and every failure is a row by its name."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from warcio.checker import Checker

from readout.capture.fetch import Client
from readout.capture.live import capture_host, fetch_queue
from readout.capture.revisits import last_payloads
from readout.capture.visit import Line, Visit
from readout.capture.warc import RawStore, read_captures, read_entity
from readout.constants.capture import CaptureConstants
from readout.discover.plan import HostQueue
from readout.discover.targets import Target
from readout.errors import BadRequest
from readout.model import Capture
from readout.publishers import Publishers
from readout.settings import Config

PAGE = b"<p>The ministers met.</p>"
Fetch = Callable[..., list[Capture]]


def reply(body: bytes = PAGE, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def queue(*urls: str) -> HostQueue:
    targets = tuple(Target(url_fetch=url, url_key=url, source="citation") for url in urls)
    return HostQueue(host="news.example", publisher=None, delay_seconds=None, targets=targets)


@pytest.fixture
def fetch(store: RawStore, line: Line) -> Iterator[Fetch]:
    """Fetches addresses and gives the captures of pages; what it leaves on disk passes `warcio check`."""

    def run(*urls: str, with_robots: bool = False) -> list[Capture]:
        last = last_payloads(read_captures(store.raw))
        captures = asyncio.run(fetch_queue(queue(*urls), Visit(store, line, last)))
        assert [c.capture_id for c in captures] == [c.capture_id for c in read_captures(store.raw)][-len(captures) :]
        return [capture for capture in captures if with_robots or capture.purpose == "page"]

    yield run
    for path in store.raw.rglob("*.warc.gz*"):
        assert Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0


def test_a_page_is_kept_with_all_that_is_known_of_it(fetch: Fetch, server: Any, store: RawStore) -> None:
    server.replies["/a"] = reply(PAGE, "200 OK", 'ETag: "1"', "Last-Modified: Fri, 01 May 2026 09:00:00 GMT")
    robots, page = fetch("http://news.example/a#part", with_robots=True)
    assert (robots.purpose, robots.outcome, robots.http_status) == ("robots", "not_found", 404)
    assert (page.outcome, page.http_status, page.etag, page.ip_address) == ("ok", 200, '"1"', "127.0.0.1")
    assert (page.via, page.hop, page.attempt, page.content_type) == ("live", 0, 1, "text/html")
    assert page.wire_bytes and page.wire_bytes > len(PAGE)  # noqa: PT018 - null first
    assert read_entity(store.raw, page, {}).body == PAGE


def test_the_request_names_us_and_asks_for_gzip_alone(fetch: Fetch, server: Any) -> None:
    server.replies["/a"] = reply()
    fetch("http://user:secret@news.example/a?b=1#c")
    assert server.paths() == ["/robots.txt", "/a?b=1"]
    head = server.heads[1].decode()
    assert "User-Agent: readout/test (+mailto:a@news.example)" in head
    assert "Accept-Encoding: gzip\r\n" in head
    assert "secret" not in head


def chunked(body: bytes) -> bytes:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:]))
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX-Trailer: 1\r\n\r\n"


def squeezed(body: bytes) -> bytes:
    return reply(body, "200 OK", "Content-Encoding: gzip")


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silence(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    time.sleep(1)


def drops(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(20):
        connection.sendall(b"x")
        time.sleep(0.15)


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(1000):
        connection.sendall(b"x" * 10_000)


ANSWERS = [
    ("plain", reply(), "ok"),
    ("chunked with a trailer", chunked(PAGE), "ok"),
    ("gzip", squeezed(gzip.compress(PAGE)), "ok"),
    ("gzip of two members", squeezed(gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:])), "ok"),
    ("gzip label on plain bytes", squeezed(PAGE), "ok"),
    ("until the connection closes", b"HTTP/1.1 200 OK\r\n\r\n" + PAGE, "ok"),
    ("103 before 200", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + reply(), "ok"),
    ("gzip cut short", squeezed(gzip.compress(PAGE)[:-6]), "truncated"),
    ("short of its length", reply()[:-5], "truncated"),
    ("cut chunk", chunked(PAGE)[:-30], "truncated"),
    ("brotli", reply(b"\x0b\x02", "200 OK", "Content-Encoding: br"), "decode_error"),
    ("bomb", squeezed(gzip.compress(b"\0" * 5_000_000)), "bomb"),
    ("endless", endless, "too_big"),
    ("reset", reset, "reset"),
    ("closed at once", b"", "reset"),
    ("silence", silence, "timeout_read"),
    ("by drops", drops, "deadline"),
    ("no status line", b"what is this\r\n\r\n", "protocol_error"),
    ("no end of the head", b"HTTP/1.1 200 OK\r\nContent-", "protocol_error"),
    ("two lengths", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nfour", "protocol_error"),
    ("image", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 9999\r\n\r\n", "unsupported_type"),
    ("304 without a condition", b"HTTP/1.1 304 Not Modified\r\n\r\n", "unexpected_status"),
    ("nothing", reply(b""), "empty"),
    ("204", b"HTTP/1.1 204 No Content\r\n\r\n", "empty"),
    ("404", reply(PAGE, "404 Not Found"), "not_found"),
    ("429", reply(b"slow", "429 Too Many", "Retry-After: 999999999"), "rate_limited"),
    ("503", reply(b"soon", "503 Away"), "origin_error"),
    ("empty Location", reply(b"", "301 Moved", "Location: "), "redirect_bad"),
    ("malformed Location", reply(b"", "301 Moved", "Location: http://[::1/"), "redirect_bad"),
]


@pytest.mark.parametrize(("answer", "outcome"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_every_answer_ends_by_its_name(fetch: Fetch, server: Any, store: RawStore, answer: object, outcome: str) -> None:
    server.replies["/a"] = answer
    (page,) = fetch("http://news.example/a")
    assert (page.outcome, page.reason) == (outcome, page.reason)
    if outcome == "ok":
        assert read_entity(store.raw, page, {}).body == PAGE
    assert page.retry_after_seconds == (86400.0 if outcome == "rate_limited" else None)


def test_redirects_are_followed_hop_by_hop_each_a_row_of_one_fetch(fetch: Fetch, server: Any) -> None:
    server.replies |= {
        "/a": reply(b"", "301 Moved", "Location: b?x=1#part"),
        "/b?x=1": reply(b"moved", "302 Found", "Location: http://other.example/c"),
        "/c": reply(),
    }
    pages = fetch("http://news.example/a")
    assert [(page.url, page.outcome, page.hop) for page in pages] == [
        ("http://news.example/a", "moved", 0),
        ("http://news.example/b?x=1", "moved", 1),
        ("http://other.example/c", "ok", 2),
    ]
    assert len({page.fetch_id for page in pages}) == 1
    assert {page.original_url for page in pages} == {"http://news.example/a"}
    assert [(host, path) for _, host, path in server.asked if path == "/robots.txt"] == [
        ("news.example", "/robots.txt"),
        ("other.example", "/robots.txt"),
    ]


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        ("http://10.0.0.1/", "ssrf_blocked"),
        ("http://[::1]/", "ssrf_blocked"),
        ("http://inside.news.example/", "dns_error"),
        ("http://news.example:22/", "bad_port"),
        ("javascript:alert(1)", "bad_scheme"),
        ("file:///etc/passwd", "bad_scheme"),
        ("/a", "redirect_loop"),
    ],
)
def test_a_redirect_to_where_we_must_not_go_is_a_row_and_no_request(
    fetch: Fetch, server: Any, line: Line, location: str, outcome: str
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        if host in {"10.0.0.1", "::1"}:
            return [host]
        raise OSError(-2, f"no address for {host}:{port}")

    line.client._resolve = resolve
    server.replies["/a"] = reply(b"", "301 Moved", f"Location: {location}")
    first, second = fetch("http://news.example/a")
    assert (first.outcome, second.outcome, second.hop) == ("moved", outcome, 1)
    assert len(server.asked) == 2


def test_a_chain_without_end_ends(fetch: Fetch, server: Any, line: Line) -> None:
    for number in range(30):
        server.replies[f"/{number}"] = reply(b"", "301 Moved", f"Location: /{number + 1}")
    pages = fetch("http://news.example/0")
    assert [page.outcome for page in pages] == ["moved"] * (line.constants.redirects_max + 1) + ["too_many_redirects"]


def test_what_robots_txt_forbids_is_never_asked_for(fetch: Fetch, server: Any) -> None:
    server.replies |= {"/robots.txt": reply(b"User-agent: *\nDisallow: /private\n"), "/a": reply()}
    forbidden, allowed, again = fetch("http://news.example/private/x", "http://news.example/a", "http://news.example/private/y")
    assert (forbidden.outcome, forbidden.robots_rule) == ("robots_disallowed", "Disallow: /private")
    assert (allowed.outcome, again.outcome) == ("ok", "robots_disallowed")
    assert server.paths() == ["/robots.txt", "/a"]


@pytest.mark.parametrize(
    "answer", [reply(b"", "503 Away"), reply(b"no", "403 Forbidden"), silence, reset], ids=["503", "403", "silence", "reset"]
)
def test_without_robots_txt_nothing_is_asked_for(fetch: Fetch, server: Any, answer: object) -> None:
    server.replies["/robots.txt"] = answer
    (page,) = fetch("http://news.example/a")
    assert page.outcome == "robots_unavailable"
    assert server.paths() == ["/robots.txt"]


@pytest.mark.parametrize(("seconds", "count"), [("0.1", 3), ("99999999", 1)])
def test_a_crawl_delay_is_kept_and_a_very_long_one_leaves_the_rest_for_the_next_run(
    server: Any, store: RawStore, line: Line, seconds: str, count: int
) -> None:
    server.replies |= {"/robots.txt": reply(f"User-agent: *\nCrawl-delay: {seconds}\n".encode()), "/a": reply()}
    moment, slept = 1000.0, list[float]()

    async def sleep(seconds: float) -> None:
        nonlocal moment
        slept.append(seconds)
        moment += seconds

    patient = replace(line, slots=replace(line.slots, monotonic=lambda: moment, sleep=sleep))
    captures = asyncio.run(fetch_queue(queue(*["http://news.example/a"] * 3), Visit(store, patient, {})))
    assert len([capture for capture in captures if capture.purpose == "page"]) == count
    assert len(slept) == count
    assert max(slept) <= 30.0


def test_a_redirected_robots_txt_is_followed_and_each_hop_kept(fetch: Fetch, server: Any) -> None:
    server.replies |= {
        "news.example/robots.txt": reply(b"", "301 Moved", "Location: http://other.example/rules"),
        "other.example/rules": reply(b"User-agent: *\nDisallow: /\n"),
    }
    captures = fetch("http://news.example/a", with_robots=True)
    assert [(c.purpose, c.outcome) for c in captures] == [("robots", "moved"), ("robots", "ok"), ("page", "robots_disallowed")]


def test_an_unchanged_page_is_a_revisit_and_a_changed_one_is_not(fetch: Fetch, server: Any, store: RawStore) -> None:
    outcomes: list[str] = []
    for body in (PAGE, PAGE, b"<p>edited</p>", PAGE):
        server.replies["/a"] = reply(body)
        outcomes += [page.outcome for page in fetch("http://news.example/a")]
    assert outcomes == ["ok", "unchanged_digest", "ok", "ok"]
    by_id = {capture.capture_id: capture for capture in read_captures(store.raw)}
    pages = [capture for capture in by_id.values() if capture.purpose == "page"]
    assert read_entity(store.raw, pages[1], by_id).body == PAGE


def test_two_requests_to_a_host_keep_the_gap(server: Any, line: Line, store: RawStore) -> None:
    server.replies["/a"] = reply()
    slow = replace(line, constants=replace(line.constants, delay_seconds=0.1))
    asyncio.run(fetch_queue(queue("http://news.example/a", "http://news.example/a"), Visit(store, slow, {})))
    moments = [moment for moment, _, _ in server.asked]
    assert len(moments) == 3
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(moments))


def test_a_name_that_does_not_resolve_is_a_row_and_nothing_else_is_tried(fetch: Fetch, server: Any) -> None:
    first, second = fetch("https://absent.invalid/a", "https://absent.invalid/b")
    assert (first.outcome, second.outcome) == ("dns_error", "dns_error")
    assert first.reason
    assert server.asked == []


def test_a_server_without_tls_is_a_tls_error(fetch: Fetch) -> None:
    assert [page.outcome for page in fetch("https://news.example/a")] == ["tls_error"]


def test_a_host_that_fails_by_https_is_still_asked_by_http(fetch: Fetch, server: Any) -> None:
    server.replies["/b"] = reply()
    pages = fetch("https://news.example/a", "https://news.example/c", "http://news.example/b")
    assert [page.outcome for page in pages] == ["tls_error", "tls_error", "ok"]
    assert server.paths() == ["/robots.txt", "/b"]


def test_a_certificate_is_checked_and_the_name_in_it_too(
    store: RawStore, constants: CaptureConstants, tls_server: tuple[int, Path], line: Line
) -> None:
    port, certificate = tls_server
    trusting, hosts = ssl.create_default_context(cafile=str(certificate)), {"news.example": ("127.0.0.1", port)}
    hosts["other.example"] = hosts["news.example"]
    ends: list[tuple[str, str | None]] = []
    for host, context in (
        ("news.example", trusting),
        ("other.example", trusting),
        ("news.example", ssl.create_default_context()),
    ):
        client = Client("readout", constants, test_hosts=hosts, context=context)
        (*_, page) = asyncio.run(fetch_queue(queue(f"https://{host}/a"), Visit(store, replace(line, client=client), {})))
        ends.append((page.outcome, page.tls_version))
    assert ends[0][0] == "ok"
    assert (ends[0][1] or "").startswith("TLS")
    assert [outcome for outcome, _ in ends[1:]] == ["tls_error", "tls_error"]


def test_a_refused_connection_is_a_connect_error(fetch: Fetch, line: Line) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line.client._test_hosts = {"news.example": ("127.0.0.1", port)}
    assert [page.outcome for page in fetch("http://news.example/a")] == ["connect_error"]


def test_the_configured_line_works_and_refuses_to_start_without_a_contact(
    store: RawStore, config: Config, server: Any, tmp_path: Path
) -> None:
    server.replies["/a"] = reply()
    with pytest.raises(BadRequest, match="contact"):
        capture_host(queue("http://news.example/a"), store, config, {})
    hosts = {"news.example": ("127.0.0.1", server.port)}
    settings = config.settings.model_copy(
        update={"contact": "a@news.example", "test_hosts": hosts, "state_dir": tmp_path / "state"}
    )
    constants = replace(config.constants, capture=replace(config.constants.capture, delay_seconds=0.0))
    ready = replace(config, settings=settings, constants=constants, publishers=Publishers(()))
    captures = capture_host(queue("http://news.example/a"), store, ready, {})
    assert [capture.outcome for capture in captures] == ["not_found", "ok"]
    assert b"(+a@news.example)" in server.heads[0]
