"""The lists of a watchlist (feeds, sitemaps, pages of links): what each names, and which of it is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import unquote

from readout.constants.discover import DiscoverConstants
from readout.discover.entries import Entry, Listed, Problem
from readout.discover.plan import LeftOut, rejection_of
from readout.discover.targets import Target, target_of
from readout.discover.urls import BadUrlError, host_of, publisher_of
from readout.discover.windows import place_of
from readout.model import Rejection
from readout.publishers import Publishers
from readout.watchlists import LinkSource, Watchlist

ListKind = Literal["feed", "sitemap", "section"]
KINDS: tuple[ListKind, ...] = ("feed", "sitemap", "section")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedList:
    """One list that a watchlist names, or a sitemap that a sitemap index names."""

    kind: ListKind
    source: LinkSource
    target: Target  # what is asked for
    is_part: bool = False  # named by an index: not followed further


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What of a list's entries is wanted, and why the others are not."""

    targets: tuple[Target, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    left_out: tuple[LeftOut, ...] = ()  # by the window, which is the clock's doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when entries are taken."""

    since: datetime | None
    until: datetime
    now: datetime


def lists_of(watchlist: Watchlist, publishers: Publishers) -> list[NamedList]:
    """The lists that a watchlist names, in its order."""
    return [
        NamedList(kind=kind, source=source, target=_list_target(source.url, kind, publishers))
        for kind in KINDS
        for source in getattr(watchlist, kind)
    ]


def parts_of(index: NamedList, listed: Listed, since: datetime | None, publishers: Publishers) -> list[NamedList]:
    """The sitemaps of an index that may hold something new; an index inside an index is not followed."""
    if index.is_part:
        return []
    newer = (part for part in listed.parts if part.at is None or since is None or part.at >= since)
    return [replace(index, target=_list_target(part.url, "sitemap", publishers), is_part=True) for part in newer]


def choose(named: NamedList, listed: Listed, span: Span, publishers: Publishers, constants: DiscoverConstants) -> Chosen:
    """The entries that a list's words, its site and the span let through.

    Args:
        named: the list.
        listed: what it names.
        span: when an entry must have been published or changed.
        publishers: whose rules make the keys.
        constants: `[discover]` of config/pipeline.toml.
    """
    targets, rejections, left_out = list[Target](), list[Rejection](), list[LeftOut]()
    for entry in listed.entries:
        target = _entry_target(entry, named, publishers, constants)
        if not _is_in_scope(entry, target, named, publishers):
            rejections.append(rejection_of(target, "out_of_scope", constants))
        elif late := place_of(entry.at, span.since, span.until, span.now):
            left_out.append(LeftOut(target.url_fetch, late))
        else:
            targets.append(target)
    problems = [*listed.problems, *_nested(named, listed)]
    rows = [*_rows(named, problems, constants), *rejections]
    return Chosen(targets=tuple(targets), rejections=_capped(named, rows, constants), left_out=tuple(left_out))


def _list_target(url: str, kind: ListKind, publishers: Publishers) -> Target:
    target = target_of(url, publishers, source="watchlist", letters=1, purpose=kind)
    return replace(target, words=())  # a list need not hold the words of its address


def _entry_target(entry: Entry, named: NamedList, publishers: Publishers, constants: DiscoverConstants) -> Target:
    return target_of(
        entry.url,
        publishers,
        source=named.kind,
        letters=constants.slug_letters,
        cited_on=entry.published_at.date() if entry.published_at else None,
        title=entry.title if named.kind == "feed" else "",  # an anchor may say anything: "Read more"
    )


def _is_in_scope(entry: Entry, target: Target, named: NamedList, publishers: Publishers) -> bool:
    """By the list's words; of a page of links, whose frame leads everywhere, only what is on its own site."""
    text = f"{entry.title} {unquote(entry.url)}"
    if named.source.include and not any(has_word(text, word) for word in named.source.include):
        return False
    if any(has_word(text, word) for word in named.source.exclude):
        return False
    return named.kind != "section" or _is_same_site(target.url_fetch, named.target.url_fetch, publishers)


def has_word(text: str, word: str) -> bool:
    """Whether a word, phrase or piece of an address stands in a text, in any case.

    A Latin letter or digit at its edge ends there: "us" is not in "focus". Han has no edges.

    >>> has_word("U.S.-China talks", "us"), has_word("Focus", "us"), has_word("The US says", "us"), has_word("中美会谈", "中美")
    (False, False, True, True)
    """
    left = r"(?<![^\W_])" if word[:1].isascii() and word[:1].isalnum() else ""
    right = r"(?![^\W_])" if word[-1:].isascii() and word[-1:].isalnum() else ""
    return re.search(left + re.escape(word) + right, text, re.IGNORECASE) is not None


def _is_same_site(url: str, other: str, publishers: Publishers) -> bool:
    try:
        host, home = host_of(url), host_of(other)
    except BadUrlError:
        return True  # the plan says by name what is wrong with it
    publisher = publisher_of(host, publishers)
    return host == home or (publisher is not None and publisher is publisher_of(home, publishers))


def _nested(named: NamedList, listed: Listed) -> Iterator[Problem]:
    if named.is_part and listed.parts:
        yield Problem("plan", "out_of_scope", "a sitemap index inside an index: not followed")


def _rows(named: NamedList, problems: Iterable[Problem], constants: DiscoverConstants) -> Iterator[Rejection]:
    for problem in dict.fromkeys(problems):
        row = rejection_of(named.target, problem.reason, constants)
        yield replace(row, stage=problem.stage, evidence=problem.evidence[: constants.evidence_characters])


def _capped(named: NamedList, rows: Sequence[Rejection], constants: DiscoverConstants) -> tuple[Rejection, ...]:
    """The rows, but for those beyond what one list may add to the table, which are told in one."""
    most = constants.lists.rejections_max
    if len(rows) <= most:
        return tuple(rows)
    more = rejection_of(named.target, "over_limit", constants)
    return (*rows[:most], replace(more, evidence=f"more than {most} entries out of scope: only so many are told one by one"))
