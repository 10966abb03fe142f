"""The live route against a real loopback server: every hop and every failure is a row by its name."""

from __future__ import annotations

import asyncio
import socket
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

from readout.capture.live import capture_host, fetch_queue
from readout.capture.revisits import last_payloads
from readout.capture.visit import Line, Visit
from readout.capture.warc import RawStore, read_captures, read_entity
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


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silence(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    time.sleep(1)


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


def test_a_host_that_fails_by_https_is_still_asked_by_http(fetch: Fetch, server: Any) -> None:
    server.replies["/b"] = reply()
    pages = fetch("https://news.example/a", "https://news.example/c", "http://news.example/b")
    assert [page.outcome for page in pages] == ["tls_error", "tls_error", "ok"]
    assert server.paths() == ["/robots.txt", "/b"]


def test_a_try_that_failed_is_a_row_and_so_is_the_one_that_went_well(server: Any, store: RawStore, line: Line) -> None:
    answers = iter([reset, reply()])
    server.replies["/a"] = lambda connection: (
        answer(connection) if callable(answer := next(answers)) else connection.sendall(answer)
    )
    patient = replace(line, constants=replace(line.constants, tries_seconds_max=10.0))
    captures = asyncio.run(fetch_queue(queue("http://news.example/a"), Visit(store, patient, {})))
    tries = [capture for capture in captures if capture.purpose == "page"]
    assert [(one.attempt, one.hop, one.outcome) for one in tries] == [(1, 0, "reset"), (2, 0, "ok")]
    assert len({one.fetch_id for one in tries}) == 1


@pytest.mark.parametrize(("deadline", "second"), [(0.9, "deadline"), (60.0, "timeout_read")])
def test_the_second_try_of_a_hop_has_a_deadline_of_its_own(
    server: Any, store: RawStore, line: Line, deadline: float, second: str
) -> None:
    server.replies["/a"] = silence
    patient = replace(line, constants=replace(line.constants, tries_seconds_max=10.0, deadline_seconds=deadline))
    captures = asyncio.run(fetch_queue(queue("http://news.example/a"), Visit(store, patient, {})))
    assert [(one.attempt, one.outcome) for one in captures[1:]] == [(1, "timeout_read"), (2, second)]


def test_an_unchanged_page_is_not_sent_again(fetch: Fetch, server: Any, store: RawStore) -> None:
    server.replies["/a"] = reply(PAGE, "200 OK", 'ETag: "one"', "Last-Modified: Fri, 01 May 2026 09:00:00 GMT")
    (held,) = fetch("http://news.example/a")
    server.replies["/a"] = b'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\n\r\n'
    (page,) = fetch("http://news.example/a")
    head = server.heads[-1].decode()
    assert 'If-None-Match: "one"\r\n' in head
    assert "If-Modified-Since: Fri, 01 May 2026 09:00:00 GMT\r\n" in head
    assert (page.outcome, page.revisit_of, page.http_status) == ("unchanged", held.capture_id, 304)
    assert page.wire_bytes == len(server.replies["/a"])  # the head, and no byte of a body
    assert not page.entity_bytes
    by_id = {capture.capture_id: capture for capture in read_captures(store.raw)}
    assert read_entity(store.raw, page, by_id).body == PAGE


def test_a_page_that_was_an_error_is_asked_for_without_condition(fetch: Fetch, server: Any) -> None:
    server.replies["/a"] = reply(PAGE, "404 Not Found", 'ETag: "gone"')
    fetch("http://news.example/a")
    server.replies["/a"] = reply(PAGE, "200 OK", 'ETag: "gone"')
    assert [page.outcome for page in fetch("http://news.example/a")] == ["ok"]
    assert b"If-None-Match" not in server.heads[-1]


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
    assert [(one.purpose, one.outcome) for one in captures[:2]] == [("robots", "not_found"), ("page", "ok")]
    assert b"(+a@news.example)" in server.heads[0]
