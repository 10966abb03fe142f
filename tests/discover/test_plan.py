"""The plan of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.constants.discover import DiscoverConstants
from readout.discover.plan import Plan, plan, sources_of_links
from readout.discover.targets import Target, target_of
from readout.model import Capture
from readout.publishers import Publishers
from readout.settings import Config, read_watchlist

NOW = datetime(2024, 4, 28, 9, 30, tzinfo=UTC)
Planned = Callable[..., Plan]


@pytest.fixture(scope="session")
def planned(herald: Publishers, constants: DiscoverConstants) -> Planned:
    """The plan for some addresses: mode new, now, no captures, unless a test says otherwise."""

    def make(urls: Sequence[str | Target], captures: Sequence[Capture] = (), **given: object) -> Plan:
        targets = [url if isinstance(url, Target) else target_of(url, herald, source="request", letters=4) for url in urls]
        settings: dict[str, object] = {"mode": "new", "now": NOW, "documents_max": None} | given
        return plan(targets, captures, publishers=herald, constants=constants, **settings)  # pyright: ignore[reportArgumentType] - checked by the callee

    return make


def fetched(made: Plan) -> list[str]:
    return [target.url_fetch for queue in made.queues for target in queue.targets]


def test_a_host_has_two_queues_or_a_queue_two_hosts(planned: Planned) -> None:
    made = planned(
        ["https://b.example/1", "http://herald.example/1", "https://B.example:443/2", "https://www.herald.example/2"]
    )
    assert [(queue.host, len(queue.targets), queue.publisher, queue.delay_seconds) for queue in made.queues] == [
        ("b.example", 2, None, None),
        ("herald.example", 1, "herald", 7.0),
        ("www.herald.example", 1, "herald", 7.0),
    ]
    assert made.planned_count == 4


def test_a_page_named_twice_is_fetched_twice_or_loses_its_words(planned: Planned) -> None:
    first = Target(url_fetch="http://a.example/x", url_key="https://a.example/x", source="watchlist", words=("one", "two"))
    second = Target(
        url_fetch="https://a.example/x?utm_source=y",
        url_key="https://a.example/x",
        source="citation",
        cited_by="d",
        words=("two", "three"),
    )
    (target,) = planned([first, second]).wanted
    assert (target.url_fetch, target.source, target.cited_by) == ("http://a.example/x", "watchlist", "d")
    assert target.words == ("one", "two", "three")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://a.example/x.jpg", "media"),
        ("https://films.example/watch?v=1", "media"),
        ("mailto:me@a.example", "bad_scheme"),
        ("javascript:void(0)", "bad_scheme"),
        ("http://[::1/", "bad_url"),
        ("https://a.example/%zz", "bad_url"),
        ("https://a.example/a b", "bad_url"),
    ],
)
def test_what_is_never_fetched_is_dropped_without_its_reason(planned: Planned, url: str, reason: str) -> None:
    for mode in ("new", "refresh", "offline"):
        made = planned([url, url], mode=mode)
        assert [(r.stage, r.reason, r.evidence, r.position) for r in made.rejections] == [("plan", reason, url, 0)]
        assert (made.queues, made.wanted, made.not_due) == ((), (), ())


def test_what_is_beyond_the_limit_is_dropped_unsaid(planned: Planned) -> None:
    made = planned([f"https://a.example/{n}" for n in range(5)], documents_max=3)
    assert fetched(made) == ["https://a.example/0", "https://a.example/1", "https://a.example/2"]
    assert [(r.reason, r.subject) for r in made.rejections] == [
        ("over_limit", "https://a.example/3"),
        ("over_limit", "https://a.example/4"),
    ]
    assert len(made.wanted) == 5


def test_an_address_is_fetched_before_it_is_due_or_not_when_it_is(planned: Planned, capture_of: Callable[..., Capture]) -> None:
    captures = [
        capture_of("https://a.example/fresh", "ok", -23),
        capture_of("https://a.example/old", "ok", -25),
        capture_of("https://a.example/gone", "not_found", -48),
        capture_of("https://a.example/port", "bad_port", -2400),
    ]
    urls = [
        "https://a.example/fresh",
        "https://a.example/old",
        "https://a.example/gone",
        "https://a.example/port",
        "https://a.example/none",
    ]
    made = planned(urls, captures)
    assert fetched(made) == ["https://a.example/old", "https://a.example/none"]
    assert [target.reason for queue in made.queues for target in queue.targets] == [
        "due since 2024-04-28 08:30Z; ended ok at 2024-04-27 08:30Z",
        "never tried",
    ]
    assert [left.reason for left in made.not_due] == [
        "due 2024-04-28 10:30Z; ended ok at 2024-04-27 10:30Z",
        "due 2024-05-26 09:30Z; ended not_found at 2024-04-26 09:30Z",
        "ended bad_port at 2024-01-19 09:30Z: refused by a rule; asked again in mode refresh only",
    ]
    assert fetched(planned(urls, captures, mode="refresh")) == urls


def test_offline_something_is_fetched_or_not_looked_up_in_archives(planned: Planned) -> None:
    made = planned(["https://a.example/1", "https://b.example/1"], mode="offline")
    assert made.queues == ()
    assert [target.url_fetch for target in made.wanted] == ["https://a.example/1", "https://b.example/1"]
    assert [left.url for left in made.not_due] == ["https://a.example/1", "https://b.example/1"]


def test_a_memento_of_a_page_is_another_page(planned: Planned) -> None:
    made = planned(["https://a.example/x", "https://keep.example/web/20240101000000/http://a.example/x"])
    assert fetched(made) == ["https://a.example/x"]


def test_a_feed_sitemap_or_page_of_links_is_ignored_in_silence(config: Config) -> None:
    left = sources_of_links(read_watchlist(config, "us-china"))
    assert {one.reason for one in left} == {"feed: from issue 3", "sitemap: from issue 3", "section: from issue 3"}


def test_the_shipped_watchlist_plans_other_than_its_pages(config: Config, constants: DiscoverConstants) -> None:
    watchlist = read_watchlist(config, "us-china")
    targets = [target_of(url, config.publishers, source="watchlist", letters=constants.slug_letters) for url in watchlist.urls]
    made = plan(targets, [], publishers=config.publishers, mode="new", now=NOW, documents_max=None, constants=constants)
    assert made.planned_count + len(made.rejections) == len(watchlist.urls)
    assert [r.reason for r in made.rejections] == ["media"]


URLS = st.sampled_from(
    ["https://a.example/1", "http://a.example/1#x", "https://a.example/2", "https://b.example/1", "https://films.example/1", "mailto:x", "https://a.example/%zz"]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(URLS, max_size=10), st.sampled_from(["new", "refresh", "offline"]), st.sampled_from([None, 1, 2]))
def test_an_address_is_in_no_list_or_in_two(
    planned: Planned, capture_of: Callable[..., Capture], urls: list[str], mode: str, limit: int | None
) -> None:
    captures = [capture_of("https://a.example/1", "ok", -1)]
    made = planned(urls, captures, mode=mode, documents_max=limit)
    answers = [*fetched(made), *(r.evidence for r in made.rejections), *(left.url for left in made.not_due)]
    keys = [url.replace("http:", "https:").split("#")[0] for url in answers if url]
    assert sorted(keys) == sorted({url.replace("http:", "https:").split("#")[0] for url in urls})
    assert limit is None or made.planned_count <= limit
