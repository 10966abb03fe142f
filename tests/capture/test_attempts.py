"""What is asked again at once, what is not, and how long everybody waits."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.capture.attempts import PASSING, pause_after, wait_before_retry
from readout.constants.capture import CaptureConstants
from readout.model import Outcome

NEVER = sorted(set(get_args(Outcome)) - PASSING - {"rate_limited"})


@pytest.mark.parametrize("outcome", sorted(PASSING))
def test_what_may_pass_is_asked_once_more_and_no_third_time(outcome: Outcome, real: CaptureConstants) -> None:
    assert wait_before_retry(outcome, 1, 0.1, None, real) == real.retry_wait_seconds
    assert wait_before_retry(outcome, 2, 0.1, None, real) is None


@pytest.mark.parametrize("outcome", NEVER)
def test_a_wall_a_refusal_or_an_answer_is_not_asked_again_at_once(outcome: Outcome, real: CaptureConstants) -> None:
    assert wait_before_retry(outcome, 1, 0.1, 1.0, real) is None


@pytest.mark.parametrize(
    ("outcome", "retry_after", "wait"),
    [
        ("rate_limited", None, None),
        ("rate_limited", 0.0, 2.0),
        ("rate_limited", 7.0, 7.0),
        ("rate_limited", 30.0, 30.0),
        ("rate_limited", 31.0, None),
        ("rate_limited", 86_400.0, None),
        ("origin_error", 7.0, 7.0),
        ("origin_error", 3600.0, None),
    ],
)
def test_what_a_server_asks_for_is_kept_or_left_to_the_plan(
    outcome: Outcome, retry_after: float | None, wait: float | None, real: CaptureConstants
) -> None:
    assert wait_before_retry(outcome, 1, 0.1, retry_after, real) == wait


def test_a_server_that_took_long_to_fail_is_not_waited_for_twice(real: CaptureConstants) -> None:
    assert wait_before_retry("timeout_connect", 1, 10.0, None, real) is not None
    assert wait_before_retry("timeout_read", 1, 20.0, None, real) is None
    assert wait_before_retry("deadline", 1, 60.0, None, real) is None


@given(
    outcome=st.sampled_from(get_args(Outcome)),
    attempt=st.integers(1, 5),
    spent=st.floats(0, 100),
    asked=st.none() | st.floats(0, 1e6),
)
def test_no_task_ever_sleeps_longer_than_it_may(
    real: CaptureConstants, outcome: Outcome, attempt: int, spent: float, asked: float | None
) -> None:
    wait = wait_before_retry(outcome, attempt, spent, asked, real)
    assert wait is None or (wait <= real.sleep_seconds_max and attempt < real.attempts_max and spent <= real.tries_seconds_max)


def test_only_a_429_makes_the_host_pause_for_everybody(real: CaptureConstants) -> None:
    assert pause_after("rate_limited", None, real) == 60.0
    assert pause_after("rate_limited", 7.0, real) == 7.0
    assert pause_after("origin_error", 7.0, real) == 0.0
    assert pause_after("ok", None, real) == 0.0
