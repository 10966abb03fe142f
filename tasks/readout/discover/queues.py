"""Who is asked when: hosts take turns, and what is asked of one host is cut into pieces of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, zip_longest

from readout.discover.routes import HostState, host_states, hosts_of
from readout.discover.targets import Target
from readout.discover.urls import host_of, publisher_of
from readout.model import Capture
from readout.publishers import Publishers


@dataclass(frozen=True, slots=True, kw_only=True)
class HostQueue:
    """A piece of work: some of what is asked of one host, in order: one worker, one connection."""

    host: str  # in lower case and IDNA, without port
    publisher: str | None
    delay_seconds: float | None  # of the publisher's file; None: the fetcher's default
    targets: tuple[Target, ...]
    states: Mapping[str, HostState] = field(default_factory=dict[str, HostState])  # of the hosts on the targets' routes
    known_until: datetime | None = None  # newest capture that the plan knew; None: it knew of none


def in_turn(targets: Iterable[Target]) -> list[Target]:
    """The first address of each host, then the second of each, and so on: no host keeps the others waiting.

    Args:
        targets: addresses that can be asked for; hosts keep the order of their first one.
    """
    rounds = zip_longest(*_by_host(targets).values())
    return [target for target in chain.from_iterable(rounds) if target is not None]


def queues_of(
    due: Iterable[Target], captures: Sequence[Capture], publishers: Publishers, targets_max: int
) -> tuple[HostQueue, ...]:
    """The pieces of work: the first of every host, sorted by host, then the second of each, and so on.

    Args:
        due: what is asked for.
        captures: every capture held, for the states of the hosts.
        publishers: for the delay of a host and the hosts on its pages' routes.
        targets_max: addresses of one piece.
    """
    states = host_states(captures)
    known_until = max((capture.fetched_at for capture in captures), default=None)
    pieces = [
        (start, host, targets[start : start + targets_max])
        for host, targets in _by_host(due).items()
        for start in range(0, len(targets), targets_max)
    ]
    ordered = sorted(pieces, key=lambda piece: piece[:2])
    return tuple(_queue(host, targets, states, known_until, publishers) for _, host, targets in ordered)


def _by_host(targets: Iterable[Target]) -> dict[str, list[Target]]:
    found: dict[str, list[Target]] = {}
    for target in targets:
        found.setdefault(host_of(target.url_fetch), []).append(target)
    return found


def _queue(
    host: str,
    targets: Sequence[Target],
    states: Mapping[str, HostState],
    known_until: datetime | None,
    publishers: Publishers,
) -> HostQueue:
    publisher = publisher_of(host, publishers)
    hosts = {host for target in targets for host in hosts_of(target, publishers)}
    return HostQueue(
        host=host,
        publisher=publisher.id if publisher else None,
        delay_seconds=publisher.delay_seconds if publisher else None,
        targets=tuple(targets),
        states={host: states[host] for host in sorted(hosts & set(states))},
        known_until=known_until,
    )
