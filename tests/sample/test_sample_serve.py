"""The loopback server gives the same answers as the archive, over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from sample.make_sample import Site, load_site
from sample.serve import LIVE_WATCHLIST, SampleServer, hosts, make_home

READOUT = "/minister-castermays-meeting-with-foreign-minister-shen/"
MINISTRY = "www.mfa.veldania.example"


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site()


@pytest.fixture
def server(site: Site) -> Iterator[SampleServer]:
    with SampleServer(site) as running:
        yield running


def ask(server: SampleServer, host: str, target: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", target, headers={"Host": host})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_every_address_answers_as_in_its_first_capture(site: Site, server: SampleServer) -> None:
    for exchange in {exchange.url: exchange for exchange in reversed(site.exchanges)}.values():
        host, _, path = exchange.url.removeprefix("http://").partition("/")
        response, body = ask(server, host, f"/{path}")
        assert (response.status, body) == (exchange.answer.status, exchange.answer.body)
        assert response.getheaders() == list(exchange.answer.headers)


def test_the_second_pass_meets_the_silent_edit(server: SampleServer) -> None:
    _, first = ask(server, MINISTRY, READOUT)
    server.pass_number = 2
    _, second = ask(server, MINISTRY, READOUT)
    assert (b"from 300 to 450" in first, b"from 300 to 400" in second) == (True, True)
    server.pass_number = 3
    assert ask(server, MINISTRY, READOUT)[1] == second


def test_robots_allow_everything_and_unknown_paths_are_not_found(server: SampleServer) -> None:
    response, body = ask(server, MINISTRY, "/robots.txt")
    assert (response.status, body) == (200, b"User-agent: *\nAllow: /\n")
    assert ask(server, MINISTRY, "/nothing-here/")[0].status == 404
    assert ask(server, "unknown.example", READOUT)[0].status == 404


def test_a_tracker_in_the_query_does_not_change_the_page(server: SampleServer) -> None:
    plain = ask(server, MINISTRY, READOUT)[1]
    assert ask(server, MINISTRY, f"{READOUT}?utm_source=mail")[1] == plain
    assert server.requests == [(MINISTRY, READOUT), (MINISTRY, f"{READOUT}?utm_source=mail")]


def test_every_host_is_sent_to_the_server(site: Site, server: SampleServer) -> None:
    entries = server.test_hosts.split(",")
    assert [entry.partition("=")[0] for entry in entries] == hosts(site)
    assert {entry.partition("=")[2] for entry in entries} == {f"127.0.0.1:{server.port}"}
    assert all(host.endswith(".example") for host in hosts(site))


def test_the_live_home_has_a_watchlist_with_a_network_and_no_archive(site: Site, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", site)
    text = (home / "config" / "watchlists" / f"{LIVE_WATCHLIST}.toml").read_text("utf-8")
    assert "network = true" in text
    assert "[[warc]]" not in text
    assert sorted(path.name for path in (home / "documents").iterdir()) == sorted(site.documents)
