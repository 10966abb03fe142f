"""The plan of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.constants.discover import DiscoverConstants
from readout.discover.plan import Plan, plan
from readout.discover.targets import Target, target_of
from readout.model import Capture
from readout.publishers import ArchiveHost, KeyRules, Publisher, Publishers
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
    assert fetched(made) == ["https://a.example/none", "https://a.example/old"]
    assert [target.reason for queue in made.queues for target in queue.targets] == [
        "never tried",
        "due since 2024-04-28 08:30Z; ended ok at 2024-04-27 08:30Z",
    ]
    assert [left.reason for left in made.not_due] == [
        "due 2024-04-28 10:30Z; ended ok at 2024-04-27 10:30Z",
        "due 2024-05-26 09:30Z; ended not_found at 2024-04-26 09:30Z",
        "ended bad_port at 2024-01-19 09:30Z: refused by a rule; asked again in mode refresh only",
    ]
    assert set(fetched(planned(urls, captures, mode="refresh"))) == set(urls)


def test_offline_something_is_fetched_or_not_looked_up_in_archives(planned: Planned) -> None:
    made = planned(["https://a.example/1", "https://b.example/1"], mode="offline")
    assert made.queues == ()
    assert [target.url_fetch for target in made.wanted] == ["https://a.example/1", "https://b.example/1"]
    assert [left.url for left in made.not_due] == ["https://a.example/1", "https://b.example/1"]


def test_a_memento_of_a_page_is_another_page(planned: Planned) -> None:
    made = planned(["https://a.example/x", "https://keep.example/web/20240101000000/http://a.example/x"])
    assert fetched(made) == ["https://a.example/x"]


def test_many_addresses_of_few_hosts_keep_other_hosts_waiting(planned: Planned) -> None:
    many = [f"https://{host}.example/{n}" for host in ("a", "b", "c") for n in range(3334)][:10_000]
    few = [f"https://quiet-{n}.example/" for n in range(20)]
    made = planned([*many, *few], documents_max=200)
    asked = Counter(target.url_fetch.split("/")[2] for queue in made.queues for target in queue.targets)
    assert {asked[f"quiet-{n}.example"] for n in range(20)} == {1}
    assert sorted(asked[f"{host}.example"] for host in "abc") == [60, 60, 60]
    assert len(made.rejections) == 10_020 - 200
    hosts = [queue.host for queue in planned([*many, *few]).queues]
    assert set(hosts[:23]) == set(hosts)
    assert hosts[23:29] == ["a.example", "b.example", "c.example"] * 2


def test_a_piece_of_work_has_more_addresses_than_it_may(planned: Planned, constants: DiscoverConstants) -> None:
    made = planned([f"https://a.example/{n}" for n in range(120)])
    assert [len(queue.targets) for queue in made.queues] == [50, 50, 20]
    assert fetched(made) == [f"https://a.example/{n}" for n in range(120)]
    assert constants.queue_targets_max == 50


def test_a_revisit_keeps_a_new_page_waiting(planned: Planned, capture_of: Callable[..., Capture]) -> None:
    captures = [capture_of(f"https://a.example/{n}", "ok", -2400) for n in range(5)]
    made = planned([*(f"https://a.example/{n}" for n in range(5)), "https://a.example/new"], captures, documents_max=2)
    assert fetched(made) == ["https://a.example/new", "https://a.example/0"]


def test_a_run_asks_twice_for_the_same_page(planned: Planned, capture_of: Callable[..., Capture]) -> None:
    captures = [capture_of("https://a.example/x", "reset", -2400, run_id="this")]
    made = planned(["https://a.example/x"], captures, mode="refresh", run_id="this")
    assert [left.reason for left in made.not_due] == ["asked for by this run already"]
    assert fetched(planned(["https://a.example/x"], captures, mode="refresh", run_id="other")) == ["https://a.example/x"]


def test_a_page_of_an_era_that_is_over_is_asked_for_like_a_living_one(
    constants: DiscoverConstants, capture_of: Callable[..., Capture]
) -> None:
    eras = (ArchiveHost(host="old.herald.example", until=date(2021, 1, 1)), ArchiveHost(host="now.herald.example"))
    herald = Publisher(
        id="h", name="H", domains=("herald.example",), authority="outlet", licence="none", archive=eras, key=KeyRules()
    )
    publishers = Publishers((herald,))
    for host, due in (("old", 0), ("now", 1), ("www", 1)):
        url = f"https://{host}.herald.example/x"
        captures = [capture_of("https://herald.example/x", "ok", -48)]
        target = target_of(url, publishers, source="request", letters=4)
        made = plan([target], captures, publishers=publishers, mode="new", now=NOW, documents_max=None, constants=constants)
        assert made.planned_count == due, host


def test_a_feed_waits_as_long_as_a_page(planned: Planned, herald: Publishers, capture_of: Callable[..., Capture]) -> None:
    feed = target_of("https://a.example/feed", herald, source="watchlist", letters=4, purpose="feed")
    page = target_of("https://a.example/feed", herald, source="watchlist", letters=4)
    captures = [capture_of("https://a.example/feed", "ok", -1, purpose="feed")]
    assert planned([feed], captures).planned_count == 1
    assert planned([feed], [capture_of("https://a.example/feed", "ok", -0.1, purpose="feed")]).planned_count == 0
    assert [target.reason for queue in planned([page], captures).queues for target in queue.targets] == ["never tried"]


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
