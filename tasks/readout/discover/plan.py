"""The plan of a run: what is fetched and why, what is not and why, in pieces of work by host."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from readout.constants.discover import DiscoverConstants
from readout.discover.due import NETWORK, Try, list_due_at, next_due_at, tries_by_key
from readout.discover.queues import HostQueue, in_turn, queues_of
from readout.discover.targets import Source, Target, is_media, target_of, targets_of_citations
from readout.discover.urls import BadUrlError, host_of, publisher_of, url_key
from readout.model import Capture, Purpose, Rejection
from readout.publishers import Publishers
from readout.requests import Mode

__all__ = ["HostQueue", "LeftOut", "Plan", "Source", "Target", "plan", "rejection_of", "target_of", "targets_of_citations"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An address that this run does not ask for, and why; printed, never a row, because it depends on the clock."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run does about its targets."""

    queues: tuple[HostQueue, ...]  # the first piece of every host, then the second, and so on
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
    run_id: str | None = None,
) -> Plan:
    """What to fetch now: each address once, hosts in turn, what was never tried first.

    Args:
        targets: all that is named; doubles (by url_key) are folded into the first, which keeps all words.
        captures: every capture held, of any run.
        publishers: for the delay of a host, for hosts of films, and for hosts of an era that is over.
        mode: `new` fetches what is due, `refresh` everything, `offline` nothing.
        now: the time, with zone.
        documents_max: at most so many fetches; what is beyond is rejected as over_limit. None: no limit.
        constants: `[discover]` of config/pipeline.toml.
        run_id: the run; what it has asked for already it does not ask for again, in any mode.
    """
    folded = _folded(targets)
    verdicts = [(target, _refusal(target, publishers, constants)) for target in folded]
    refused = [rejection_of(target, reason, constants) for target, reason in verdicts if reason]
    wanted = tuple(target for target, reason in verdicts if not reason)
    due, not_due = _due(wanted, captures, _Now(publishers, mode, now, constants, run_id))
    limit = len(due) if documents_max is None else documents_max
    over = [rejection_of(target, "over_limit", constants) for target in due[limit:]]
    return Plan(
        queues=queues_of(due[:limit], captures, publishers, constants.queue_targets_max),
        wanted=wanted,
        rejections=tuple(refused + over),
        not_due=tuple(not_due),
    )


@dataclass(frozen=True, slots=True)
class _Now:
    """What decides whether an address is due, besides its captures."""

    publishers: Publishers
    mode: Mode
    now: datetime
    constants: DiscoverConstants
    run_id: str | None


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


def _due(wanted: Sequence[Target], captures: Sequence[Capture], moment: _Now) -> tuple[list[Target], list[LeftOut]]:
    """What is due, hosts in turn: first what was never tried, so that no revisit keeps a new page waiting."""
    if moment.mode == "offline":
        return [], [LeftOut(target.url_fetch, "offline: looked up in archives on disk only") for target in wanted]
    purposes: set[Purpose] = {target.purpose for target in wanted}
    tries = {purpose: tries_by_key(captures, purpose) for purpose in purposes}
    asked = {(c.purpose, c.url_key) for c in captures if moment.run_id and c.run_id == moment.run_id and c.via in NETWORK}
    fresh, again, not_due = list[Target](), list[Target](), list[LeftOut]()
    for target in wanted:
        found = tries[target.purpose].get(target.url_key, [])
        if (target.purpose, target.url_key) in asked:
            planned, why = False, "asked for by this run already"
        else:
            planned, why = _now_or_later(target, found, moment)
        if planned:
            (again if found else fresh).append(replace(target, reason=why))
        else:
            not_due.append(LeftOut(target.url_fetch, why))
    return [*in_turn(fresh), *in_turn(again)], not_due


def _now_or_later(target: Target, tries: Sequence[Try], moment: _Now) -> tuple[bool, str]:
    """Whether to fetch now, and why or why not."""
    if not tries:
        return True, "never tried"
    last = tries[-1]
    ended = f"ended {last.outcome} at {last.at:%Y-%m-%d %H:%M}Z"
    if moment.mode == "refresh":
        return True, f"refresh; {ended}"
    due_at = _due_at(target, tries, moment)
    if due_at is None:
        return False, f"{ended}: refused by a rule; asked again in mode refresh only"
    when = f"due since {due_at:%Y-%m-%d %H:%M}Z" if due_at <= moment.now else f"due {due_at:%Y-%m-%d %H:%M}Z"
    return due_at <= moment.now, f"{when}; {ended}"


def _due_at(target: Target, tries: Sequence[Try], moment: _Now) -> datetime | None:
    if target.purpose != "page":
        return list_due_at(tries, moment.constants.due)
    return next_due_at(
        tries, moment.constants.due, is_frozen=_is_frozen(host_of(target.url_fetch), moment.publishers, moment.now)
    )


def _is_frozen(host: str, publishers: Publishers, now: datetime) -> bool:
    """Whether the host keeps a publisher's pages of an era that is over."""
    publisher = publisher_of(host, publishers)
    eras = [archive for archive in publisher.archive if archive.host == host] if publisher else []
    return any(era.until is not None and era.until < now.date() for era in eras)


def rejection_of(target: Target, reason: str, constants: DiscoverConstants) -> Rejection:
    """The row of an address that is not asked for: its subject is the key, or the text of what is no address."""
    return Rejection(
        stage="plan",
        subject=target.url_key,
        position=0,
        reason=reason,
        evidence=target.url_fetch[: constants.evidence_characters],
        capture_id=None,
    )
