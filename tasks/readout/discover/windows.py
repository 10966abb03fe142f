"""Windows: the span of time that a run answers for. Those of a watchlist neither overlap nor leave a gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from readout.constants.discover import ListConstants


@dataclass(frozen=True, slots=True)
class Window:
    """What was published or archived in [since, until), UTC."""

    since: datetime | None  # None: from the beginning
    until: datetime


def next_window(closed: Iterable[Window], nominal: datetime, now: datetime) -> Window | None:
    """The window of a run that begins now: from the end of the last closed one, whatever was missed in between.

    Args:
        closed: windows that runs of the watchlist have closed, in any order.
        nominal: when the run was to begin; a late run has an earlier one than now.
        now: the time, with zone.

    Returns:
        None where an earlier run, itself late, has answered for the nominal time already, or the clock was set back.
    """
    end = max((window.until for window in closed), default=None)
    if end is not None and end >= min(nominal, now):
        return None
    return Window(end, now)


def window_of_days(since: date | None, until: date | None, now: datetime) -> Window:
    """The window that somebody asked for by days in UTC, the last of them included; never beyond now."""
    end = datetime.combine(until + timedelta(days=1), time(), UTC) if until else now
    return Window(datetime.combine(since, time(), UTC) if since else None, min(end, now))


def read_since(
    window: Window, *, is_asked_for: bool, last_read_at: datetime | None, constants: ListConstants
) -> datetime | None:
    """From when on entries of a list are taken; None: all of them.

    Lists name what they hold late, and a list may not have been readable for a while: what it named meanwhile is taken now.

    Args:
        window: of the run.
        is_asked_for: somebody named its days; they hold as they are.
        last_read_at: when the list was last read whole, by an earlier run.
        constants: `[discover.lists]` of config/pipeline.toml.
    """
    if is_asked_for:
        return window.since
    if window.since is None or last_read_at is None:
        return window.until - timedelta(days=constants.first_days)
    return min(window.since, last_read_at) - timedelta(days=constants.look_back_days)


def place_of(at: datetime | None, since: datetime | None, until: datetime, now: datetime) -> str | None:
    """Why an entry of that time is not taken; None: it is.

    An entry without a time is taken, and so is one that claims to be from the future, which nobody can wait for.
    """
    if at is None or at > now:
        return None
    if since is not None and at < since:
        return f"of {at:%Y-%m-%d}, before the window, which begins {since:%Y-%m-%d %H:%M}Z"
    if at >= until:
        return f"of {at:%Y-%m-%d}, after the window, which ends {until:%Y-%m-%d %H:%M}Z"
    return None
