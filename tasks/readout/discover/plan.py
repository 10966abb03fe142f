"""The plan of a run: what is fetched and why, what is not and why, one queue per host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from readout.constants.discover import DiscoverConstants
from readout.discover.due import Try, next_due_at, tries_by_key
from readout.discover.routes import HostState, host_states, hosts_of
from readout.discover.targets import Source, Target, is_media, target_of, targets_of_citations
from readout.discover.urls import BadUrlError, host_of, publisher_of, url_key
from readout.model import Capture, Rejection
from readout.publishers import Publishers
from readout.requests import Mode
from readout.watchlists import Watchlist

__all__ = [
    "HostQueue", "LeftOut", "Plan", "Source", "Target", "plan", "sources_of_links", "target_of", "targets_of_citations",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HostQueue:
    """All that is asked of one host, in order: one worker, one connection."""

    host: str  # in lower case and IDNA, without port
    publisher: str | None
    delay_seconds: float | None  # of the publisher's file; None: the fetcher's default
    targets: tuple[Target, ...]
    states: Mapping[str, HostState] = field(default_factory=dict)  # of the hosts that bear on the targets' routes
    known_until: datetime | None = None  # newest capture that the plan knew; None: it knew of none


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An address that this run does not ask for, and why; printed, never a row, because it depends on the clock."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run does about its targets."""

    queues: tuple[HostQueue, ...]  # by host
    wanted: tuple[Target, ...]  # every address that is one, each key once: what archives are searched for
    rejections: tuple[Rejection, ...]  # stage `plan`
    not_due: tuple[LeftOut, ...]

    @property
    def planned_count(self) -> int:
        """Addresses that will be fetched."""
        return sum(len(queue.targets) for queue in self.queues)


def plan(
    targets: Iterable[Target],
    captures: Sequence[Capture],
    *,
    publishers: Publishers,
    mode: Mode,
    now: datetime,
    documents_max: int | None,
    constants: DiscoverConstants,
) -> Plan:
    """What to fetch now: each address once, in the order given, grouped by host.

    Args:
        targets: all that is named; doubles (by url_key) are folded into the first, which keeps all words.
        captures: every capture held, of any run.
        publishers: for the delay of a host, and for hosts of films.
        mode: `new` fetches what is due, `refresh` everything, `offline` nothing.
        now: the time, with zone.
        documents_max: at most so many fetches; what is beyond is rejected as over_limit. None: no limit.
        constants: `[discover]` of config/pipeline.toml.
    """
    folded = _folded(targets)
    verdicts = [(target, _refusal(target, publishers, constants)) for target in folded]
    refused = [_rejection(target, reason, constants) for target, reason in verdicts if reason]
    wanted = tuple(target for target, reason in verdicts if not reason)
    due, not_due = _due(wanted, captures, mode, now, constants)
    limit = len(due) if documents_max is None else documents_max
    over = [_rejection(target, "over_limit", constants) for target in due[limit:]]
    return Plan(
        queues=_queues(due[:limit], captures, publishers),
        wanted=wanted,
        rejections=tuple(refused + over),
        not_due=tuple(not_due),
    )


def sources_of_links(watchlist: Watchlist) -> tuple[LeftOut, ...]:
    """Feeds, sitemaps and pages of links that a watchlist names: checked now, read from issue 3 on."""
    kinds = (("feed", watchlist.feed), ("sitemap", watchlist.sitemap), ("section", watchlist.section))
    return tuple(LeftOut(source.url, f"{kind}: from issue 3") for kind, sources in kinds for source in sources)


def _folded(targets: Iterable[Target]) -> list[Target]:
    """One target for each key: the first, with the words of all."""
    by_key: dict[str, Target] = {}
    for target in targets:
        first = by_key.setdefault(target.url_key, target)
        if first is not target:
            words = tuple(dict.fromkeys((*first.words, *target.words)))
            by_key[target.url_key] = replace(
                first, words=words, cited_by=first.cited_by or target.cited_by, cited_on=first.cited_on or target.cited_on
            )
    return list(by_key.values())


def _refusal(target: Target, publishers: Publishers, constants: DiscoverConstants) -> str | None:
    """Why an address is never asked for, whatever the time."""
    try:
        url_key(target.url_fetch, publishers)
        return "media" if is_media(target.url_fetch, publishers, constants.media_suffixes) else None
    except BadUrlError as error:
        return error.reason


def _due(
    wanted: Sequence[Target], captures: Sequence[Capture], mode: Mode, now: datetime, constants: DiscoverConstants
) -> tuple[list[Target], list[LeftOut]]:
    if mode == "offline":
        return [], [LeftOut(target.url_fetch, "offline: looked up in archives on disk only") for target in wanted]
    tries = tries_by_key(captures)
    due: list[Target] = []
    not_due: list[LeftOut] = []
    for target in wanted:
        planned, why = _now_or_later(tries.get(target.url_key, []), mode, now, constants)
        if planned:
            due.append(replace(target, reason=why))
        else:
            not_due.append(LeftOut(target.url_fetch, why))
    return due, not_due


def _now_or_later(tries: Sequence[Try], mode: Mode, now: datetime, constants: DiscoverConstants) -> tuple[bool, str]:
    """Whether to fetch now, and why or why not."""
    if not tries:
        return True, "never tried"
    last = tries[-1]
    ended = f"ended {last.outcome} at {last.at:%Y-%m-%d %H:%M}Z"
    if mode == "refresh":
        return True, f"refresh; {ended}"
    due_at = next_due_at(tries, constants.due)
    if due_at is None:
        return False, f"{ended}: refused by a rule; asked again in mode refresh only"
    when = f"due since {due_at:%Y-%m-%d %H:%M}Z" if due_at <= now else f"due {due_at:%Y-%m-%d %H:%M}Z"
    return due_at <= now, f"{when}; {ended}"


def _queues(due: Iterable[Target], captures: Sequence[Capture], publishers: Publishers) -> tuple[HostQueue, ...]:
    by_host: dict[str, list[Target]] = {}
    for target in due:
        by_host.setdefault(host_of(target.url_fetch), []).append(target)
    states = host_states(captures)
    known_until = max((capture.fetched_at for capture in captures), default=None)
    queues = (_queue(host, targets, states, publishers) for host, targets in sorted(by_host.items()))
    return tuple(replace(queue, known_until=known_until) for queue in queues)


def _queue(host: str, targets: list[Target], states: Mapping[str, HostState], publishers: Publishers) -> HostQueue:
    publisher = publisher_of(host, publishers)
    hosts = frozenset(host for target in targets for host in hosts_of(target, publishers))
    return HostQueue(
        host=host,
        publisher=publisher.id if publisher else None,
        delay_seconds=publisher.delay_seconds if publisher else None,
        targets=tuple(targets),
        states={host: states[host] for host in sorted(hosts) if host in states},
    )


def _rejection(target: Target, reason: str, constants: DiscoverConstants) -> Rejection:
    """Subject is the key; for what is no address, its text, which `_folded` has made distinct."""
    return Rejection(
        stage="plan",
        subject=target.url_key,
        position=0,
        reason=reason,
        evidence=target.url_fetch[: constants.evidence_characters],
        capture_id=None,
    )
