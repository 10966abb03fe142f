"""What a run would do, host by host: for `readout plan` and `readout ingest --dry-run`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Any
from urllib.parse import urlsplit

from readout.discover.plan import LeftOut, Plan, Target
from readout.discover.windows import Window
from readout.report.terminal import shortened, terminal_width

SHOWN = 20  # addresses of one host and kind; `--json` has all of them
LABEL = 9  # columns of "due", "not now", "refused" and "lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a run would take in and ask for, as far as data/raw tells: what a list will name is not known before it is read."""

    title: str
    mode: str
    is_offline: bool
    window: Window | None
    given: tuple[Path, ...]  # documents and archives to take in
    archives: tuple[Path, ...]  # to look up what is wanted
    lists: Plan
    pages: Plan
    outside: tuple[LeftOut, ...]  # entries of lists that the window leaves out
    routes: Mapping[str, tuple[str, ...]]  # by url_key of what is due: where it is asked for, in order


def foreseen_page(seen: Foreseen) -> str:
    """The plan for a reader: first what it comes to, then host by host what is due and why, and what is not."""
    lines = [f"{seen.title}: mode {seen.mode}, {'no network' if seen.is_offline else 'network'}"]
    lines += [f"  {line}" for line in _overview(seen)]
    for path in seen.given:
        lines.append(f"  {'take in':<{LABEL}}{path}")
    for path in seen.archives:
        lines.append(f"  {'look up':<{LABEL}}in {path}")
    for host in sorted({*_hosts(seen.lists), *_hosts(seen.pages)}):
        lines += ["", _heading(host, seen), *_of_host(host, seen)]
    lines += _refused(seen)
    return "\n".join(line.rstrip() for line in lines)


def foreseen_as_json(seen: Foreseen) -> dict[str, Any]:
    """The plan for a script: all of it."""
    window = seen.window
    return {
        "title": seen.title,
        "mode": seen.mode,
        "is_offline": seen.is_offline,
        "window": {"since": _iso(window.since), "until": _iso(window.until)} if window else None,
        "take_in": [str(path) for path in seen.given],
        "look_up": [str(path) for path in seen.archives],
        "lists": _as_json(seen.lists, seen),
        "pages": _as_json(seen.pages, seen),
        "outside_window": [{"url": left.url, "reason": left.reason} for left in seen.outside],
    }


def _overview(seen: Foreseen) -> Iterator[str]:
    if seen.window:
        since = f"from {seen.window.since:%Y-%m-%d %H:%M}Z " if seen.window.since else ""
        yield f"window: {since}up to {seen.window.until:%Y-%m-%d %H:%M}Z{'' if since else ', the first'}"
    for name, plan in (("lists", seen.lists), ("pages", seen.pages)):
        if plan.wanted or plan.rejections:
            left = f", {len(plan.rejections)} refused" if plan.rejections else ""
            yield f"{name}: {plan.planned_count} due, {len(plan.not_due)} not now{left}"
    if seen.outside:
        yield f"outside the window: {len(seen.outside)} entries"


def _heading(host: str, seen: Foreseen) -> str:
    queues = [queue for plan in (seen.lists, seen.pages) for queue in plan.queues if queue.host == host]
    due = sum(len(queue.targets) for queue in queues)
    pace = next((queue.delay_seconds for queue in queues if queue.delay_seconds), None)
    return f"{host}: {due} due" + (f", one request every {pace:g} s" if due and pace else "")


def _of_host(host: str, seen: Foreseen) -> Iterator[str]:
    for label, plan in (("list", seen.lists), ("due", seen.pages)):
        due = [target for queue in plan.queues if queue.host == host for target in queue.targets]
        yield from _cut([_due_lines(label, target, seen) for target in due], "due")
    for plan in (seen.lists, seen.pages):
        later = [left for left in plan.not_due if _host(left.url) == host]
        yield from _cut([_lines("not now", left.url, [left.reason]) for left in later], "not now")


def _due_lines(label: str, target: Target, seen: Foreseen) -> list[str]:
    named = "" if target.source in {"watchlist", "request"} else f"; named by a {target.source}"
    ways = seen.routes.get(target.url_key, ())
    return _lines(label, target.url_fetch, [target.reason + named, *([f"by {' > '.join(ways)}"] if ways else [])])


def _lines(label: str, url: str, details: Iterable[str]) -> list[str]:
    """An address without its host on a line of its own, what is said about it below."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    margin = " " * (LABEL + 4)
    below = (
        line for d in details for line in wrap(d, terminal_width(), initial_indent=margin, subsequent_indent=margin + "  ")
    )
    return [f"  {label:<{LABEL}}{shortened(path, terminal_width() - LABEL - 2)}", *below]


def _cut(entries: list[list[str]], what: str) -> Iterator[str]:
    for lines in entries[:SHOWN]:
        yield from lines
    if len(entries) > SHOWN:
        yield f"  {'':<{LABEL}}and {len(entries) - SHOWN} more {what} (--json names them)"


def _refused(seen: Foreseen) -> list[str]:
    rows = [*seen.lists.rejections, *seen.pages.rejections]
    room = terminal_width() - LABEL - 2
    lines = [f"  {row.reason:<14}{shortened(row.evidence or row.subject, room - 5)}" for row in rows[:SHOWN]]
    more = [f"  and {len(rows) - SHOWN} more (--json names them)"] if len(rows) > SHOWN else []
    return ["", "refused", *lines, *more] if rows else []


def _as_json(plan: Plan, seen: Foreseen) -> dict[str, Any]:
    due = [
        {
            "url": target.url_fetch,
            "url_key": target.url_key,
            "host": queue.host,
            "purpose": target.purpose,
            "source": target.source,
            "reason": target.reason,
            "route": list(seen.routes.get(target.url_key, ())),
        }
        for queue in plan.queues
        for target in queue.targets
    ]
    return {
        "due": due,
        "not_due": [{"url": left.url, "reason": left.reason} for left in plan.not_due],
        "refused": [{"subject": row.subject, "reason": row.reason, "evidence": row.evidence} for row in plan.rejections],
    }


def _hosts(plan: Plan) -> set[str]:
    return {queue.host for queue in plan.queues} | {_host(left.url) for left in plan.not_due}


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removesuffix(".")


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
