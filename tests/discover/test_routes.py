"""Where a page is asked for, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.constants.discover import RouteConstants
from readout.discover.routes import (
    GOES_ON,
    HostState,
    Leg,
    days_in,
    goes_on,
    host_states,
    hosts_of,
    is_walled,
    route,
    wanted_on,
)
from readout.discover.targets import Target, target_of
from readout.model import Capture, Outcome
from readout.publishers import ArchiveHost, Publisher, Publishers
from readout.settings import Config

NOW = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
CONSTANTS = RouteConstants(walls_in_a_row=3, trial_hours=168.0)
MINISTRY = Publisher(
    id="ministry",
    name="Ministry",
    domains=("ministry.example",),
    authority="official",
    licence="none",
    archive=(
        ArchiveHost(host="2017-2021.ministry.example", since=date(2017, 1, 20), until=date(2021, 1, 20)),
        ArchiveHost(host="2021-2025.ministry.example", since=date(2021, 1, 20), until=date(2025, 1, 20)),
    ),
)
PUBLISHERS = Publishers((MINISTRY,))
CLOSED = Publisher(id="p", name="P", domains=("p.example",), authority="outlet", licence="none")
OPENED = CLOSED.model_copy(update={"archives_when_disallowed": True})


def target(url: str, cited_on: date | None = None) -> Target:
    return target_of(url, PUBLISHERS, source="citation", letters=4, cited_on=cited_on)


def ways(url: str, cited_on: date | None = None, states: dict[str, HostState] | None = None) -> list[str]:
    """Of each leg the host that is asked, or `memento`."""
    legs = route(target(url, cited_on), PUBLISHERS, states or {}, NOW, CONSTANTS)
    return ["memento" if leg.via == "memento" else leg.url.split("/")[2] for leg in legs]


LIVE, OLD, ELDER = "www.ministry.example", "2021-2025.ministry.example", "2017-2021.ministry.example"


@pytest.mark.parametrize(
    ("url", "cited_on", "expected"),
    [
        ("https://www.ministry.example/talks", None, [LIVE, OLD, ELDER, "memento"]),
        ("https://www.ministry.example/talks", date(2024, 4, 28), [LIVE, OLD, ELDER, "memento"]),
        ("https://www.ministry.example/talks", date(2026, 1, 1), [LIVE, OLD, ELDER, "memento"]),
        ("https://www.ministry.example/talks", date(2019, 4, 28), [LIVE, ELDER, "memento"]),
        ("https://www.ministry.example/talks", date(2015, 4, 28), [LIVE, "memento"]),
        ("https://www.ministry.example/2024/04/26/talks", date(2026, 1, 1), [LIVE, OLD, "memento"]),
        ("https://www.ministry.example/2018/04/talks", None, [LIVE, ELDER, "memento"]),
        ("https://www.ministry.example/2021/01/talks", None, [LIVE, OLD, ELDER, "memento"]),
        ("https://www.ministry.example/2021/01/21/talks", None, [LIVE, OLD, "memento"]),
        ("https://www.ministry.example/2026/04/26/talks", None, [LIVE, "memento"]),
        ("https://2021-2025.ministry.example/talks", None, [OLD, "memento"]),
        ("https://travel.ministry.example/talks", None, ["travel.ministry.example", "memento"]),
        ("https://news.example/talks", date(2024, 4, 28), ["news.example", "memento"]),
    ],
)
def test_the_ways_to_a_page_are_others_or_in_another_order(url: str, cited_on: date | None, expected: list[str]) -> None:
    assert ways(url, cited_on) == expected


def test_an_archive_host_is_asked_for_another_path() -> None:
    legs = route(target("http://www.ministry.example/a%2Fb/?x=1&y=2"), PUBLISHERS, {}, NOW, CONSTANTS)
    assert legs[0] == Leg("live", "http://www.ministry.example/a%2Fb/?x=1&y=2")
    assert legs[1] == Leg("publisher_archive", "http://2021-2025.ministry.example/a%2Fb/?x=1&y=2")
    assert legs[-1] == Leg("memento", "http://www.ministry.example/a%2Fb/?x=1&y=2")


WALLED = HostState(walls=3, asked_at=NOW - timedelta(hours=1))


def test_a_walled_host_is_asked_before_its_week_is_over() -> None:
    url = "https://www.ministry.example/talks"
    assert ways(url, states={LIVE: WALLED}) == [OLD, ELDER, "memento"]
    assert ways(url, states={LIVE: WALLED, OLD: WALLED}) == [ELDER, "memento"]
    later = HostState(walls=7, asked_at=NOW - timedelta(hours=168))
    assert ways(url, states={LIVE: later}) == [LIVE, OLD, ELDER, "memento"]
    twice = HostState(walls=2, asked_at=NOW)
    assert ways(url, states={LIVE: twice})[0] == LIVE


def test_an_outcome_has_no_rule_for_what_follows() -> None:
    assert set(GOES_ON) == set(get_args(Outcome))


def test_a_page_that_its_site_forbids_is_read_in_archives_or_is_not_although_its_publisher_allows_that() -> None:
    live, own = Leg("live", "https://p.example/a"), Leg("publisher_archive", "https://old.p.example/a")
    assert not goes_on("robots_disallowed", live, CLOSED)
    assert not goes_on("robots_disallowed", live, None)
    assert goes_on("robots_disallowed", live, OPENED)
    assert goes_on("robots_disallowed", own, CLOSED)
    assert goes_on("robots_unavailable", live, CLOSED)


@pytest.mark.parametrize("outcome", ["ok", "unchanged", "rate_limited", "ssrf_blocked", "bad_url", "unsupported_type"])
def test_an_archive_is_asked_for_nothing(outcome: Outcome) -> None:
    assert not goes_on(outcome, Leg("live", "https://p.example/a"), None)


@pytest.mark.parametrize("outcome", ["challenge", "not_found", "suspect_content", "dns_error", "redirect_loop", "moved"])
def test_an_archive_is_not_asked_for_what_the_site_does_not_give(outcome: Outcome) -> None:
    assert goes_on(outcome, Leg("live", "https://p.example/a"), None)


Captured = Callable[..., Capture]


def seen(capture_of: Captured, *outcomes: str, **given: object) -> dict[str, HostState]:
    columns = {"url": "https://p.example/a", "ip_address": "127.0.0.1", "http_status": 200} | given
    return host_states([capture_of("k:a", outcome, hours, **columns) for hours, outcome in enumerate(outcomes)])


def test_walls_in_a_row_are_miscounted(capture_of: Captured) -> None:
    assert seen(capture_of, "blocked", "challenge", "blocked")["p.example"].walls == 3
    assert seen(capture_of, "blocked", "ok", "blocked")["p.example"].walls == 1
    assert seen(capture_of, "blocked", "moved", "blocked")["p.example"].walls == 2
    assert seen(capture_of, "blocked", "not_found")["p.example"].walls == 0


def test_what_no_site_answered_counts_as_its_answer(capture_of: Captured) -> None:
    assert seen(capture_of, "blocked", ip_address=None) == {}
    assert seen(capture_of, "challenge", via="memento") == {}
    assert seen(capture_of, "challenge", via="warc") == {}
    assert seen(capture_of, "blocked", purpose="robots")["p.example"] == HostState()
    states = host_states(
        [
            capture_of("k:a", "blocked", 0, url="https://p.example/a", ip_address="127.0.0.1", http_status=403),
            capture_of("k:a", "reset", 1, url="https://p.example/a", ip_address="127.0.0.1"),
        ]
    )
    assert states["p.example"].walls == 1


def test_a_probe_is_forgotten_or_taken_for_a_page(capture_of: Captured) -> None:
    (state,) = seen(capture_of, "not_found", purpose="probe").values()
    assert (state.walls, state.asked_at) == (0, None)
    assert state.probed_at is not None


@given(st.lists(st.sampled_from(["blocked", "challenge", "ok", "moved", "reset"]), max_size=12))
def test_the_order_of_captures_decides_on_a_host(capture_of: Captured, outcomes: list[str]) -> None:
    captures = [
        capture_of("k:a", o, n, url="https://p.example/a", ip_address="127.0.0.1", http_status=None if o == "reset" else 200)
        for n, o in enumerate(outcomes)
    ]
    assert host_states(captures) == host_states(reversed(captures))


@pytest.mark.parametrize(
    ("path", "days"),
    [
        ("/releases/office/2026/05/slug/", (date(2026, 5, 1), date(2026, 5, 31))),
        ("/news/2024/02/29/slug-00154556", (date(2024, 2, 29), date(2024, 2, 29))),
        ("/page/202304/1288784.shtml", (date(2023, 4, 1), date(2023, 4, 30))),
        ("/wjb/202404/t20240426_11290.html", (date(2024, 4, 26), date(2024, 4, 26))),
        ("/a-slug-of-2024-04-26/", (date(2024, 4, 26), date(2024, 4, 26))),
        ("/2023/02/30/slug", None),
        ("/secretary-at-a-press-availability-48/", None),
        ("/content/1288784.shtml", None),
        ("/slug-20154556", None),
        ("/2024/", None),
    ],
)
def test_the_date_of_an_address_is_read_wrongly(path: str, days: tuple[date, date] | None) -> None:
    assert days_in(f"https://a.example{path}?x=2001-01-01") == days


def test_the_day_wanted_is_not_that_of_the_citing_document() -> None:
    assert wanted_on(target("https://a.example/2024/04/26/x", date(2024, 5, 1))) == date(2024, 5, 1)
    assert wanted_on(target("https://a.example/2024/04/x")) == date(2024, 4, 30)
    assert wanted_on(target("https://a.example/x")) is None


def test_the_hosts_of_a_route_are_not_those_whose_state_is_asked_for() -> None:
    assert hosts_of(target("https://www.ministry.example/talks"), PUBLISHERS) == {LIVE, OLD, ELDER}


def test_a_cited_page_of_the_last_administration_is_not_asked_for_on_its_archive_host(config: Config) -> None:
    for url in ("https://www.state.gov/a-press-availability-48/", "https://www.state.gov/briefings/2023/10/30/x/"):
        one = target_of(url, config.publishers, source="citation", letters=4, cited_on=date(2024, 4, 28))
        legs = route(one, config.publishers, {}, NOW, config.constants.discover.route)
        assert (legs[1].via, legs[1].url.split("/")[2]) == ("publisher_archive", "2021-2025.state.gov")


def test_a_state_without_pages_is_walled() -> None:
    assert not is_walled(HostState(walls=9), NOW, CONSTANTS)
