"""When an address is asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from readout.constants.discover import DiscoverConstants
from readout.discover.due import AGAIN, Try, list_due_at, next_due_at, tries_by_key
from readout.model import Capture, Outcome

START = datetime(2024, 4, 28, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_an_outcome_has_no_rule() -> None:
    assert set(AGAIN) == set(get_args(Outcome))


@pytest.mark.parametrize(
    ("outcomes", "hours"),
    [
        (["ok"], 24),
        (["ok", "unchanged"], 36),
        (["ok", "unchanged_digest", "unchanged"], 54),
        (["ok", "ok"], 12),
        (["ok"] + ["ok"] * 9, 6),
        (["ok"] + ["unchanged"] * 40, 2160),
        (["ok", "timeout_read", "unchanged"], 36),
        (["timeout_read"], 6),
        (["reset", "dns_error", "origin_error"], 24),
        (["reset"] * 40, 2160),
        (["reset"] * 5 + ["ok", "reset"], 6),
        (["challenge"], 168),
        (["robots_disallowed"], 168),
        (["not_found"], 720),
        (["soft_404"], 720),
        (["robots_unavailable", "robots_unavailable"], 12),
        (["archive_none"], 168),
        (["archive_none"] * 2, 336),
        (["archive_none"] * 9, 2160),
        (["rate_limited"], 1 / 60),
        (["rate_limited"] * 3, 4 / 60),
        (["rate_limited"] * 60, 24),
    ],
)
def test_an_address_is_asked_too_early_or_too_late(outcomes: list[Outcome], hours: float, constants: DiscoverConstants) -> None:
    tries = [Try(START + place * HOUR, outcome, None) for place, outcome in enumerate(outcomes)]
    due_at = next_due_at(tries, constants.due)
    assert due_at is not None
    assert abs(due_at - tries[-1].at - timedelta(hours=hours)) < timedelta(seconds=1)


@pytest.mark.parametrize("outcome", ["bad_port", "ssrf_blocked", "too_big"])
def test_what_our_rules_refuse_comes_due_by_itself(outcome: Outcome, constants: DiscoverConstants) -> None:
    assert next_due_at([Try(START, outcome, None)], constants.due) is None


@pytest.mark.parametrize(("asked", "seconds"), [(120.0, 120), (0.0, 0), (999_999_999.0, 86_400), (-5.0, 0)])
def test_a_server_that_names_a_pause_is_not_heard_or_believed_too_much(
    asked: float, seconds: int, constants: DiscoverConstants
) -> None:
    assert next_due_at([Try(START, "rate_limited", asked)], constants.due) == START + timedelta(seconds=seconds)


def test_a_site_under_repair_that_names_its_pause_is_asked_at_another_time(constants: DiscoverConstants) -> None:
    assert next_due_at([Try(START, "origin_error", 7200.0)], constants.due) == START + 2 * HOUR


@pytest.mark.parametrize(("outcomes", "hours"), [(["ok"], 4320), (["ok", "unchanged"], 4320), (["not_found"], 720)])
def test_a_host_of_an_era_that_is_over_is_revisited_like_a_living_one(
    outcomes: list[Outcome], hours: float, constants: DiscoverConstants
) -> None:
    tries = [Try(START, outcome, None) for outcome in outcomes]
    assert next_due_at(tries, constants.due, is_frozen=True) == START + hours * HOUR


@pytest.mark.parametrize(
    ("outcomes", "hours"), [(["ok"] + ["unchanged"] * 40, 0.25), (["not_found"], 24), (["challenge"], 24), (["reset"], 6)]
)
def test_a_quiet_or_failing_list_is_read_too_seldom(
    outcomes: list[Outcome], hours: float, constants: DiscoverConstants
) -> None:
    assert list_due_at([Try(START, outcome, None) for outcome in outcomes], constants.due) == START + hours * HOUR


def test_a_list_that_our_rules_refuse_comes_due_by_itself(constants: DiscoverConstants) -> None:
    assert list_due_at([Try(START, "too_big", None)], constants.due) is None


def test_what_was_never_tried_has_a_due_time(constants: DiscoverConstants) -> None:
    with pytest.raises(ValueError, match="never tried"):
        next_due_at([], constants.due)


def test_a_redirected_address_counts_as_untried_or_as_ended_where_it_began(capture_of: Callable[..., Capture]) -> None:
    captures = [
        capture_of("k:a", "moved", 0, fetch_id="f", hop=0),
        capture_of("k:b", "ok", 0.1, fetch_id="f", hop=1),
        capture_of("k:a", "reset", -5, fetch_id="e"),
    ]
    tries = tries_by_key(captures)
    assert [one.outcome for one in tries["k:a"]] == ["reset", "ok"]
    assert [one.outcome for one in tries["k:b"]] == ["ok"]
    assert tries["k:b"][0].at == captures[0].fetched_at


def test_a_second_attempt_leaves_the_first_as_the_end_of_a_fetch(capture_of: Callable[..., Capture]) -> None:
    captures = [
        capture_of("k:a", "ok", 1, fetch_id="f", attempt=2),
        capture_of("k:a", "reset", 0, fetch_id="f", attempt=1),
    ]
    assert [one.outcome for one in tries_by_key(captures)["k:a"]] == ["ok"]


def test_a_wall_that_an_archive_went_round_is_the_end_of_the_fetch(capture_of: Callable[..., Capture]) -> None:
    captures = [
        capture_of("k:a", "moved", 0, fetch_id="f", hop=0),
        capture_of("k:a", "blocked", 0.1, fetch_id="f", hop=1, attempt=2),
        capture_of("k:a", "ok", 0.2, fetch_id="f", hop=0, via="memento"),
    ]
    assert [one.outcome for one in tries_by_key(captures)["k:a"]] == ["ok"]


def test_a_file_an_archive_on_disk_or_a_robots_file_counts_as_a_try(capture_of: Callable[..., Capture]) -> None:
    others = [
        capture_of("k:a", "ok", via="file"),
        capture_of("k:a", "ok", via="warc"),
        capture_of("k:a", "ok", purpose="robots"),
    ]
    assert tries_by_key(others) == {}
    assert [one.outcome for one in tries_by_key(others, "robots")["k:a"]] == ["ok"]
