"""`readout publisher check`: every layout over its invented pages and over what was captured; which rule no longer matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

from readout.configuration import nearest, read_toml
from readout.drafting.fixtures import Fixture, differences
from readout.drafting.rules import matches, rules_of
from readout.errors import BadRequest
from readout.extract.context import Context
from readout.extract.details.metadata import Metadata, page_metadata
from readout.extract.html import Page, parse
from readout.extract.pages import Read, read_page
from readout.publishers import Layout, Publisher
from readout.report.captured_pages import Held, pages_by_publisher
from readout.report.drafts import PAGES, context_of_page
from readout.settings import Config

MISSES_MIN = 3
"""Pages in a row that a rule must miss to be broken: one page may well have no author, or be no article (our choice)."""
_EVERY_PAGE = frozenset({"title", "body"})  # has these: the newest page alone says enough


@dataclass(slots=True)
class Tally:
    """What one rule did on the captured pages, in order of their time."""

    matched: int = 0
    missed: int = 0  # since it last matched
    since: datetime | None = None  # the first page of those

    def add(self, at: datetime, *, is_match: bool) -> None:
        """One more page."""
        self.matched += is_match
        self.missed = 0 if is_match else self.missed + 1
        self.since = None if is_match else self.since or at

    def is_broken(self, rule: str) -> bool:
        """Whether the newest pages say that the rule no longer matches."""
        if rule in _EVERY_PAGE:
            return self.missed > 0
        return self.missed >= MISSES_MIN and (self.matched > 0 or rule == "fingerprint")


@dataclass(slots=True, kw_only=True)
class LayoutCheck:
    """How a layout does; the name `<publisher>/-` stands for pages of the publisher that no layout of its reads."""

    name: str
    pages: int = 0  # invented ones
    captures: int = 0
    stale: int = 0
    missed: int = 0
    rules: dict[str, Tally] = field(default_factory=dict[str, Tally])  # over captures
    proven: set[str] = field(default_factory=set[str])  # rules that match on an invented page
    problems: list[str] = field(default_factory=list[str])

    @property
    def is_broken(self) -> bool:
        """Whether something of it has to be mended."""
        return bool(self.problems)

    @property
    def broken_rules(self) -> dict[str, Tally]:
        """The rules that the newest captures no longer match."""
        return {rule: tally for rule, tally in self.rules.items() if tally.is_broken(rule)}

    def add(self, at: datetime, read: Read, matched: Mapping[str, bool]) -> None:
        """One captured page."""
        self.captures += 1
        self.stale += any(reason == "layout_stale" for reason, _ in read.warnings)
        self.missed += any(reason == "layout_missed" for reason, _ in read.warnings)
        for rule, is_match in matched.items():
            self.rules.setdefault(rule, Tally()).add(at, is_match=is_match)


def check_layouts(config: Config, ids: Sequence[str], most: int) -> list[LayoutCheck]:
    """All layouts of these publishers, or of all.

    Args:
        config: publishers, and where the data are.
        ids: publishers; empty: all.
        most: newest captured pages of each publisher that are looked at.

    Raises:
        BadRequest: there is no such publisher.
        BadConfig: the file beside an invented page has a mistake.
    """
    chosen = [_publisher(config, name) for name in ids] or config.publishers.all
    with_layouts = [one for one in chosen if one.layout]
    captured = pages_by_publisher(config, [one.id for one in with_layouts], most)
    return [check for one in with_layouts for check in _checks(one, captured.get(one.id, ()), config)]


def _publisher(config: Config, name: str) -> Publisher:
    found = config.publishers.get(name)
    if found is None:
        known = sorted(one.id for one in config.publishers.all)
        guess = nearest(name, known)
        problem = f"there is no publisher {name!r}" + (f"; did you mean {guess!r}?" if guess else "")
        raise BadRequest(problem, f"there are: {', '.join(known)}")
    return found


def _checks(publisher: Publisher, held: Iterable[Held], config: Config) -> Iterator[LayoutCheck]:
    checks = {layout.name: LayoutCheck(name=f"{publisher.id}/{layout.name}") for layout in publisher.layout}
    for path in sorted((config.home / PAGES / publisher.id).glob("*.html")):
        _over_invented(path, checks, config)
    for layout in publisher.layout:
        _prove(checks[layout.name], layout)
    unread = LayoutCheck(name=f"{publisher.id}/-")
    for one in held:
        _over_capture(one, publisher, checks, unread)
    for check in (*checks.values(), unread):
        check.problems += [_lost(rule, tally) for rule, tally in check.broken_rules.items()]
    yield from checks.values()
    if unread.captures:
        yield unread


def _over_invented(path: Path, checks: Mapping[str, LayoutCheck], config: Config) -> None:
    """Compare what an invented page turns into with what the file beside it says."""
    beside = path.with_suffix(".toml")
    if not beside.exists():
        next(iter(checks.values())).problems.append(f"{path.name}: no {beside.name} beside it says what it must turn into")
        return
    fixture = read_toml(beside, Fixture)
    check = checks.get(fixture.layout.partition("/")[2])
    if check is None:
        next(iter(checks.values())).problems.append(f"{beside.name}: there is no layout {fixture.layout}")
        return
    context = context_of_page(fixture.url, datetime.combine(fixture.day, time(12), UTC), config)
    page = parse(path.read_text(encoding="utf-8"), fixture.url)
    read, metadata = _read(page, context)
    name = read.chosen.name if read.chosen else "generic"
    check.pages += 1
    if read.chosen and name == fixture.layout:
        check.proven |= {rule for rule, is_match in matches(page, read.chosen.layout, read, metadata).items() if is_match}
    check.problems += [f"{path.name}: {difference}" for difference in differences(fixture, name, read, metadata)]
    check.problems += [f"{path.name}: {reason}, {evidence}" for reason, evidence in read.warnings]


def _prove(check: LayoutCheck, layout: Layout) -> None:
    """Every rule of a layout must match on one of its invented pages, or nobody knows that it can."""
    if not check.pages:
        check.problems.append("no invented page in its mark-up")
        return
    check.problems += [f"{rule}: matches on no invented page" for rule in rules_of(layout) if rule not in check.proven]


def _over_capture(held: Held, publisher: Publisher, checks: Mapping[str, LayoutCheck], unread: LayoutCheck) -> None:
    read, metadata = _read(held.page, held.context)
    chosen = read.chosen if read.chosen and read.chosen.owner.id == publisher.id else None
    unread.rules.setdefault("fingerprint", Tally()).add(held.at, is_match=chosen is not None)
    if chosen is None:
        unread.captures += 1
        unread.missed += 1
    else:
        checks[chosen.layout.name].add(held.at, read, matches(held.page, chosen.layout, read, metadata))


def _read(page: Page, context: Context) -> tuple[Read, Metadata]:
    read = read_page(page, context)
    return read, page_metadata(page, read, context)


def _lost(rule: str, tally: Tally) -> str:
    since = f"{tally.since:%Y-%m-%d}" if tally.since else ""
    return f"{rule}: no longer matches since {since}, {tally.missed} captures ({tally.matched} matched before)"
