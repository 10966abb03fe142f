"""From a page's site to its publisher's archive and to a web archive, over real sockets: who is asked, and how it ends."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from capture.pywb import Wayback, wayback
from readout.capture.fetch import Client
from readout.capture.live import fetch_queue
from readout.capture.revisits import last_payloads
from readout.capture.visit import Line, Visit
from readout.capture.walk import Walk, neighbour_of
from readout.capture.warc import RawStore, read_captures
from readout.constants import Constants
from readout.constants.capture import CaptureConstants
from readout.discover.plan import HostQueue
from readout.discover.routes import HostState, host_states
from readout.discover.targets import Target, target_of
from readout.model import Capture
from readout.publishers import ArchiveHost, Publisher, Publishers
from readout.settings import Config

URL = "http://news.example/minister-meets-press-about-harbour-tariffs"
TALK = b"<html><title>Talks</title><body><h1>Talks</h1>" + b"<p>The minister meets the press about harbour tariffs.</p>" * 9
OTHER = TALK.replace(b"Talks", b"Later talks")
WALL = b"<html><title>Just a moment...</title><body><h1>Just a moment...</h1><p>Verify you are human</p></body></html>"
PUBLISHER = Publisher(
    id="news",
    name="News",
    domains=("news.example",),
    authority="outlet",
    licence="none",
    delay_seconds=0.0,
    archive=(ArchiveHost(host="old.news.example", since=date(2020, 1, 1), until=date(2025, 1, 1)),),
)


def reply(body: bytes = TALK, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


GONE = reply(b"<p>gone", "404 Not Found")
PATH = URL.removeprefix("http://news.example")
LIVE, OWN = f"news.example{PATH}", f"old.news.example{PATH}"


@pytest.fixture
def archive() -> Iterator[Wayback]:
    """A web archive that holds nothing until a test puts something into it."""
    with wayback() as shim:
        yield shim


@pytest.fixture
def all_constants(config: Config, constants: CaptureConstants) -> Constants:
    """The project's own, with an archive that is near and need not be spared."""
    memento = replace(
        config.constants.memento,
        cdx="http://keep.example/cdx/search/cdx",
        web="http://keep.example/web",
        cdx_gap_seconds=0.0,
        web_gap_seconds=0.0,
    )
    return replace(config.constants, capture=constants, memento=memento)


@pytest.fixture
def known() -> Publishers:
    """One publisher with an archive host of its own."""
    return Publishers((PUBLISHER,))


Fetch = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def fetch(
    store: RawStore, line: Line, known: Publishers, server: Any, archive: Wayback, all_constants: Constants, context: ssl.SSLContext
) -> Fetch:  # fmt: skip
    """Fetches one address; gives (way or purpose, outcome) of each capture but robots.txt."""
    hosts = dict.fromkeys(("news.example", "other.example"), ("127.0.0.1", server.port))
    names = hosts | {"old.news.example": ("127.0.0.1", server.port), "keep.example": ("127.0.0.1", archive.port)}
    client = Client("readout/test", line.constants, test_hosts=names, context=context, resolve=nobody)

    def go(
        url: str = URL,
        cited_on: date | None = None,
        publishers: Publishers = known,
        states: dict[str, HostState] | None = None,
        **memento: Any,
    ) -> list[tuple[str, str]]:
        target = target_of(url, publishers, source="citation", letters=4, cited_on=cited_on)
        before = read_captures(store.raw)
        visit = Visit(store, replace(line, client=client, publishers=publishers), last_payloads(before))
        constants = replace(all_constants, memento=replace(all_constants.memento, **memento))
        asyncio.run(fetch_queue(queue(target), visit, Walk(visit, constants, states or host_states(before))))
        made = read_captures(store.raw)[len(before) :]
        return [(one.via if one.purpose == "page" else one.purpose, one.outcome) for one in made if one.purpose != "robots"]

    return go


async def nobody(host: str, port: int) -> list[str]:
    raise OSError(-2, f"no address for {host}:{port}")


def queue(*targets: Target) -> HostQueue:
    return HostQueue(host="news.example", publisher=None, delay_seconds=None, targets=targets)


def last(store: RawStore) -> Capture:
    return read_captures(store.raw)[-1]


def test_an_archive_is_asked_although_the_site_answers(fetch: Fetch, server: Any, archive: Wayback) -> None:
    server.replies[LIVE] = reply()
    assert fetch() == [("live", "ok")]
    assert fetch() == [("live", "unchanged_digest")]
    assert archive.asked == []
    assert all(host == "news.example" for _, host, _ in server.asked)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (GONE, "not_found"),
        (reply(b"", "410 Gone"), "gone"),
        (reply(WALL, "403 Forbidden", "cf-mitigated: challenge"), "forbidden"),
        (reply(WALL), "ok"),
        (reply(b"soon", "503 Away"), "origin_error"),
    ],
    ids=["404", "410", "403", "200 wall", "503"],
)
def test_what_the_site_does_not_give_is_not_asked_of_its_publisher_s_archive(
    fetch: Fetch, server: Any, archive: Wayback, store: RawStore, answer: bytes, outcome: str
) -> None:
    server.replies |= {LIVE: answer, OWN: reply()}
    made = fetch()
    assert (made[0], made[-1]) == (("live", outcome), ("publisher_archive", "ok"))
    page = last(store)
    assert page.url_key == f"https://{LIVE}"
    assert page.original_url == URL
    assert archive.asked == []


def test_a_page_that_is_gone_everywhere_else_is_not_had_from_a_web_archive(
    fetch: Fetch, archive: Wayback, store: RawStore
) -> None:
    archive.held[URL] = [("20230101080000", OTHER), ("20240426080000", TALK), ("20260101080000", OTHER)]
    made = fetch(cited_on=date(2024, 4, 28))
    assert made == [("live", "not_found"), ("publisher_archive", "not_found"), ("archive_index", "ok"), ("memento", "ok")]
    page = last(store)
    assert page.url == f"http://keep.example/web/20240426080000id_/{URL}"
    assert (page.url_key, page.publisher, page.original_url) == (f"https://{LIVE}", "news", URL)
    assert f"{page.memento_at:%Y-%m-%d %H:%M}" == "2024-04-26 08:00"
    assert len({one.fetch_id for one in read_captures(store.raw) if one.purpose != "robots"}) == 1


def test_a_memento_of_a_wall_is_taken_for_the_page(fetch: Fetch, archive: Wayback, store: RawStore) -> None:
    archive.held[URL] = [("20230101080000", TALK), ("20240426080000", WALL), ("20260101080000", WALL + b"<!-- -->")]
    made = fetch(cited_on=date(2024, 4, 28))
    assert made[-3:] == [("memento", "ok")] * 3  # as observed
    assert last(store).url == f"http://keep.example/web/20230101080000id_/{URL}"


@pytest.mark.parametrize(
    ("mode", "held", "outcome"),
    [
        ("plain", [], "archive_none"),
        ("plain", [("20240426080000", WALL), ("20240526080000", WALL + b"<p>")], "archive_blocked"),
        ("429", [], "archive_rate_limited"),
        ("html", [], "archive_error"),
        ("down", [], "archive_error"),
        ("bare", [("20240426080000", TALK)], "archive_error"),
    ],
)
def test_a_search_without_success_ends_in_another_outcome(
    fetch: Fetch, archive: Wayback, store: RawStore, mode: str, held: list[tuple[str, bytes]], outcome: str
) -> None:
    archive.mode, archive.held = mode, {URL: held}
    made = fetch()
    assert made[-1] == ("memento", outcome)
    assert ("memento", "ok") not in made or outcome == "archive_blocked"
    end = last(store)
    assert (end.url_key, end.http_status, end.warc_length > 0) == (f"https://{LIVE}", None, True)
    assert (end.retry_after_seconds or 0) >= (60 if outcome == "archive_rate_limited" else 0)


def test_an_archive_that_said_429_is_asked_again_within_the_minute(fetch: Fetch, archive: Wayback) -> None:
    archive.mode = "429"
    fetch()
    asked = len(archive.asked)
    assert asked == 1
    assert fetch("http://news.example/other-page")[-1] == ("memento", "archive_rate_limited")
    assert len(archive.asked) == asked


def test_a_redirect_out_of_the_archive_is_followed(fetch: Fetch, archive: Wayback, server: Any, monkeypatch: Any) -> None:
    archive.held[URL] = [("20240426080000", TALK)]
    plain = archive.answer

    def answer(path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        return (302, [("Location", "http://other.example/x")], b"") if path.startswith("/web/") else plain(path)

    monkeypatch.setattr(archive, "answer", answer)
    assert fetch()[-3:] == [("memento", "moved"), ("memento", "redirect_bad"), ("memento", "archive_error")]
    assert "other.example" not in {host for _, host, _ in server.asked}


def test_a_redirect_within_the_archive_is_not_followed(fetch: Fetch, archive: Wayback, monkeypatch: Any) -> None:
    archive.held[URL] = [("20240426080000", TALK)]
    plain = archive.answer

    def answer(path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        if path.startswith("/web/20240426080000id_/") and "moved" not in path:
            archive.held[f"{URL}?moved"] = [("20240426080000", TALK)]
            return 302, [("Location", f"/web/20240426080000id_/{URL}?moved")], b""
        return plain(path)

    monkeypatch.setattr(archive, "answer", answer)
    assert fetch()[-2:] == [("memento", "moved"), ("memento", "ok")]


def test_a_page_that_robots_txt_forbids_is_had_from_an_archive(fetch: Fetch, server: Any, archive: Wayback) -> None:
    server.replies["news.example/robots.txt"] = reply(b"User-agent: *\nDisallow: /\n")
    assert fetch() == [("live", "robots_disallowed")]
    assert archive.asked == []


def test_a_publisher_that_allows_its_archives_is_not_heard(fetch: Fetch, server: Any, archive: Wayback) -> None:
    server.replies["news.example/robots.txt"] = reply(b"User-agent: *\nDisallow: /\n")
    archive.held[URL] = [("20240426080000", TALK)]
    opened = Publishers((PUBLISHER.model_copy(update={"archives_when_disallowed": True}),))
    assert fetch(publishers=opened)[-1] == ("memento", "ok")


def test_without_robots_txt_no_archive_is_asked(fetch: Fetch, server: Any) -> None:
    server.replies |= {"news.example/robots.txt": reply(b"away", "503 Away"), OWN: reply()}
    assert fetch() == [("live", "robots_unavailable"), ("publisher_archive", "ok")]


def test_the_web_archive_cannot_be_switched_off(fetch: Fetch, archive: Wayback) -> None:
    assert fetch(cdx="", web="") == [("live", "not_found"), ("publisher_archive", "not_found")]
    assert archive.asked == []


def test_a_host_of_walls_is_asked_before_its_archives(fetch: Fetch, server: Any, archive: Wayback, clock: Any) -> None:
    server.replies[LIVE] = reply()
    archive.held[URL] = [("20240426080000", TALK)]
    walled = {"news.example": HostState(walls=3, asked_at=clock())}
    assert fetch(states=walled) == [("publisher_archive", "not_found"), ("archive_index", "ok"), ("memento", "ok")]
    long_ago = {"news.example": HostState(walls=3, asked_at=clock() - timedelta(days=7))}
    assert fetch(states=long_ago) == [("live", "ok")]


def test_a_walled_host_forbids_a_page_unheard(fetch: Fetch, server: Any, archive: Wayback, clock: Any) -> None:
    server.replies["news.example/robots.txt"] = reply(b"User-agent: *\nDisallow: /minister\n")
    archive.held[URL] = [("20240426080000", TALK)]
    walled = {"news.example": HostState(walls=3, asked_at=clock())}
    assert fetch(states=walled) == [("live", "robots_disallowed")]
    assert archive.asked == []
    opened = Publishers((PUBLISHER.model_copy(update={"archives_when_disallowed": True}),))
    assert fetch(states=walled, publishers=opened)[-1] == ("memento", "ok")


def test_pages_of_one_run_do_not_count_towards_its_walls(
    store: RawStore, line: Line, server: Any, all_constants: Constants
) -> None:
    server.replies |= {f"/{n}": reply(WALL, "403 No", "cf-mitigated: challenge") for n in range(5)}
    visit = Visit(store, line, {})
    walk = Walk(visit, replace(all_constants, memento=replace(all_constants.memento, cdx="")), {})
    targets = [Target(url_fetch=f"http://news.example/{n}", url_key=f"k{n}", source="citation") for n in range(5)]
    asyncio.run(fetch_queue(queue(*targets), visit, walk))
    assert [path for path in server.paths() if path != "/robots.txt"] == ["/0", "/1", "/2"]


def test_a_doubtful_page_is_believed_without_a_probe_or_a_host_is_probed_twice(
    store: RawStore, line: Line, server: Any, all_constants: Constants
) -> None:
    same = b"<html><title>Portal</title><body><p>All our pages can be found in the list of pages below this line.</p></body></html>"
    asked = list[str]()

    def answer(connection: Any) -> None:
        asked.append(server.asked[-1][2])
        connection.sendall(reply(same))

    class Anything(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            return default if "robots.txt" in key else answer

    server.replies = Anything()
    visit = Visit(store, line, {})
    walk = Walk(visit, replace(all_constants, memento=replace(all_constants.memento, cdx="")), {})
    targets = [Target(url_fetch=f"http://news.example/x/{n}.html", url_key=f"k{n}", source="citation") for n in range(3)]
    outcomes = [asyncio.run(walk.fetch(target)) for target in targets]
    assert outcomes == ["soft_404"] * 3
    probes = [one for one in visit.captures if one.purpose == "probe"]
    assert len(probes) == 1
    assert probes[0].url.startswith("http://news.example/x/")
    assert probes[0].url.endswith(".html")


def test_a_wall_with_a_validator_is_asked_for_on_condition_that_it_changed(
    store: RawStore, line: Line, server: Any, all_constants: Constants
) -> None:
    server.replies["/a"] = reply(WALL, "200 OK", 'ETag: "wall"')
    visit = Visit(store, line, {})
    walk = Walk(visit, replace(all_constants, memento=replace(all_constants.memento, cdx="")), {})
    target = Target(url_fetch="http://news.example/a", url_key="https://news.example/a", source="citation")
    assert [asyncio.run(walk.fetch(target)) for _ in range(2)] == ["challenge"] * 2
    assert b"If-None-Match" not in b"".join(server.heads)


@pytest.mark.parametrize(("hours", "count"), [(0.0, 1), (0.01, 1), (0.1, 2)])
def test_a_long_crawl_delay_is_forgotten_by_the_next_run(
    store: RawStore, line: Line, server: Any, hours: float, count: int
) -> None:
    server.replies |= {"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 300\n"), "/a": reply(), "/b": reply()}
    moment = 1000.0

    async def sleep(seconds: float) -> None:
        nonlocal moment
        assert seconds <= 30
        moment += seconds

    patient = replace(line, slots=replace(line.slots, monotonic=lambda: moment, sleep=sleep))
    targets = [Target(url_fetch=f"http://news.example/{n}", url_key=n, source="citation") for n in "ab"]
    asyncio.run(fetch_queue(queue(*targets), Visit(store, patient, {})))
    moment += hours * 3600
    asyncio.run(fetch_queue(queue(*reversed(targets)), Visit(store, patient, {})))
    assert len([path for path in server.paths() if path != "/robots.txt"]) == count


def test_a_neighbour_is_of_another_kind() -> None:
    assert neighbour_of("https://a.example", "f00") == "https://a.example/f00"
    assert neighbour_of("https://a.example/", "f00") == "https://a.example/f00"
    assert neighbour_of("https://a.example/x", "f00") == "https://a.example/f00"
    assert neighbour_of("https://a.example/x/y.shtml?a=b#c", "f00") == "https://a.example/x/f00.shtml"


def test_workers_of_several_processes_ask_the_archive_faster_than_it_allows(
    archive: Wayback, tmp_path: Path, config: Config
) -> None:
    archive.held |= {f"http://{name}.example/{n}": [("20240426080000", TALK)] for name in ("one", "two") for n in range(3)}
    runs = [(name, [f"http://{name}.example/{n}" for n in range(3)]) for name in ("one", "two")]
    run_in_processes(tmp_path, archive.port, *runs)
    listed = sorted(moment for moment, path in archive.asked if path.startswith("/cdx/"))
    copied = sorted(moment for moment, path in archive.asked if path.startswith("/web/"))
    assert (len(listed), len(copied)) == (6, 6)
    assert min(b - a for a, b in pairwise(listed)) >= 0.25
    assert min(b - a for a, b in pairwise(copied)) >= 0.05


def test_two_workers_at_once_capture_a_page_twice(server: Any, tmp_path: Path) -> None:
    server.replies["/a"] = reply()
    run_in_processes(
        tmp_path, server.port, *[(name, ["http://one.example/a", "http://one.example/b"]) for name in ("one", "two")]
    )
    assert [path for path in server.paths() if path in {"/a", "/b", "/robots.txt"}] == ["/robots.txt", "/a", "/b"]
    captures = [one for one in read_captures(tmp_path / "data" / "raw") if one.purpose == "page" and one.via == "live"]
    assert sorted(one.url for one in captures) == ["http://one.example/a", "http://one.example/b"]


def run_in_processes(folder: Path, port: int, *runs: tuple[str, list[str]]) -> None:
    """Runs, each in a process of its own, all at once."""
    script = Path(__file__).with_name("one_run.py")
    workers = [subprocess.Popen([sys.executable, script, folder, str(port), name, *urls]) for name, urls in runs]
    assert [worker.wait(60) for worker in workers] == [0] * len(workers)
