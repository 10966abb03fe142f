"""Windows of runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.constants.discover import DiscoverConstants
from readout.discover.windows import Window, next_window, place_of, read_since, window_of_days

NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

# One run: hours since the one before (a clock may be set back), how late it is, and whether it closes its window.
RUNS = st.lists(st.tuples(st.integers(-3, 60), st.integers(0, 100), st.booleans()), max_size=12)


@given(RUNS)
def test_windows_overlap_or_leave_a_gap_whatever_was_missed_or_killed(runs: list[tuple[int, int, bool]]) -> None:
    closed: list[Window] = []
    now = NOW
    for hours, late, closes in runs:
        now += hours * HOUR
        window = next_window(reversed(closed), now - late * HOUR, now)
        if window is None:
            assert closed
            assert closed[-1].until >= now - late * HOUR
        elif closes:
            closed.append(window)
            assert window.until == now
    assert all(window.since is None or window.since < window.until for window in closed)
    assert [window.since for window in closed] == [None, *(window.until for window in closed)][: len(closed)]


def test_the_first_late_run_leaves_something_to_the_others() -> None:
    closed = [Window(None, NOW - 100 * HOUR)]
    first = next_window(closed, NOW - 76 * HOUR, NOW)
    assert first is not None
    assert first == Window(NOW - 100 * HOUR, NOW)
    for hours in (52, 28, 4):
        assert next_window([*closed, first], NOW - hours * HOUR, NOW + HOUR) is None


@pytest.mark.parametrize(
    ("since", "until", "window"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))),
        (date(2026, 4, 20), date(2026, 4, 20), Window(datetime(2026, 4, 20, tzinfo=UTC), NOW)),
        (None, date(2026, 1, 31), Window(None, datetime(2026, 2, 1, tzinfo=UTC))),
        (date(2026, 1, 1), None, Window(datetime(2026, 1, 1, tzinfo=UTC), NOW)),
    ],
)
def test_days_that_somebody_names_mean_other_days(since: date | None, until: date | None, window: Window) -> None:
    assert window_of_days(since, until, NOW) == window


def test_a_list_is_read_from_another_moment_on(constants: DiscoverConstants) -> None:
    lists = constants.lists
    look_back, first = timedelta(days=lists.look_back_days), timedelta(days=lists.first_days)
    daily = Window(NOW - 24 * HOUR, NOW)

    def since(window: Window, read: datetime | None, *, asked: bool = False) -> datetime | None:
        return read_since(window, is_asked_for=asked, last_read_at=read, constants=lists)

    assert since(daily, NOW - 24 * HOUR) == NOW - 24 * HOUR - look_back
    assert since(daily, NOW - 500 * HOUR) == NOW - 500 * HOUR - look_back, "it could not be read for a while"
    assert since(daily, None) == NOW - first, "it is new in the watchlist"
    assert since(Window(None, NOW), NOW) == NOW - first
    assert since(daily, None, asked=True) == daily.since


@pytest.mark.parametrize(
    ("hours", "place"), [(None, None), (-1, None), (-30, "before"), (-24, None), (0, "after"), (5, None), (100_000, None)]
)
def test_an_entry_is_taken_outside_the_window_or_left_out_within(hours: float | None, place: str | None) -> None:
    at = None if hours is None else NOW + hours * HOUR
    reason = place_of(at, NOW - 24 * HOUR, NOW, NOW + HOUR)
    assert (reason or "").split(" the ")[0].rpartition(", ")[2] == (place or "")
