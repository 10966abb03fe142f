"""Whether a request that failed is made again at once, and after how long (capture.md 7.4). Later tries are the plan's."""

from __future__ import annotations

from readout.constants.capture import CaptureConstants
from readout.model import Outcome

PASSING: frozenset[Outcome] = frozenset(
    {"timeout_connect", "timeout_read", "deadline", "connect_error", "reset", "truncated", "dns_error", "origin_error"}
)
"""Ends that are often another a moment later. A wall, a refusal or an answer is none of them: asking again would not be polite."""


def wait_before_retry(
    outcome: Outcome, attempt: int, spent_seconds: float, retry_after_seconds: float | None, constants: CaptureConstants
) -> float | None:
    """Seconds to wait before the next try of the same hop; None: not at once.

    Args:
        outcome: how this try ended.
        attempt: its number, from 1.
        spent_seconds: what the tries of this hop took so far, waiting left out.
        retry_after_seconds: what the server asked for; None where it named nothing that can be read.
        constants: how many tries, how long together, how long a task may wait.
    """
    is_limited = outcome == "rate_limited" and retry_after_seconds is not None
    if attempt >= constants.attempts_max or not (is_limited or outcome in PASSING):
        return None
    wait = max(constants.retry_wait_seconds, retry_after_seconds or 0.0)
    # A next try that takes as long as those before must end within the time: a silence of 20 s is not listened to twice.
    is_short = 2 * spent_seconds <= constants.tries_seconds_max
    return wait if is_short and wait <= constants.sleep_seconds_max else None


def pause_after(outcome: Outcome, retry_after_seconds: float | None, constants: CaptureConstants) -> float:
    """Seconds for which no worker may ask this host again: after a 429 what it asked for, else the gap alone."""
    if outcome != "rate_limited":
        return 0.0
    return constants.limited_pause_seconds if retry_after_seconds is None else retry_after_seconds
