"""The way to one page, leg by leg: the site, its publisher's archive, a web archive; each answer is judged at once.

What is judged here is judged again from the stored bytes; here it decides only whether the next leg is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from readout.capture.asks import asking
from readout.capture.exchange import Exchange
from readout.capture.mementos import fetch_memento
from readout.capture.politeness import HostPausedError
from readout.capture.visit import Visit
from readout.capture.warc import read_entity
from readout.constants import Constants
from readout.discover.routes import HostState, Leg, goes_on, route
from readout.discover.targets import Target
from readout.discover.urls import host_of, publisher_of
from readout.extract.verdicts.probes import Probe, newest_probe, probe_of
from readout.extract.verdicts.verdict import judge, wants_probe
from readout.model import Capture, Outcome
from readout.model.drafts import Entity, Verdict
from readout.publishers import Publisher


@dataclass(slots=True)
class Walk:
    """One worker's ways to the pages of a host.

    Args:
        visit: with which requests are made.
        constants: of all stages.
        states: what is known of the hosts; kept up to date.
    """

    visit: Visit
    constants: Constants
    states: dict[str, HostState]
    read: dict[str, Probe | None] = field(default_factory=dict[str, Probe | None])  # probes, by capture_id
    probes: list[Capture] = field(init=False)  # those that are known: picked out once, `last` holds every address

    def __post_init__(self) -> None:
        self.probes = [one for one in self.visit.last.values() if one.purpose == "probe"]

    async def fetch(self, target: Target) -> Outcome:
        """Try one leg after another until one brings the page, or its outcome says that the others would not; the last outcome.

        Raises:
            HostPausedError: the page's host is not to be asked now; nothing was asked.
            HeldError: another run has captured the page meanwhile.
        """
        fetch_id = str(uuid4())
        outcome: Outcome | None = None  # nothing was asked yet
        publisher = publisher_of(host_of(target.url_fetch), self.visit.line.publishers)
        for leg in self._legs(target):
            if leg.via != "live" and outcome is None and await self._is_closed(target, fetch_id, publisher):
                return "robots_disallowed"
            try:
                outcome = await self._take(leg, target, fetch_id)
            except HostPausedError:
                if leg.via == "live":
                    raise
                continue  # a publisher's archive host that wants to be left alone
            if not goes_on(outcome, leg, publisher):
                break
        return outcome or "archive_none"

    async def _is_closed(self, target: Target, fetch_id: str, publisher: Publisher | None) -> bool:
        """Whether the site, which is not asked for its walls, forbids the page: then its archives are left alone, too."""
        live = Leg("live", target.url_fetch)
        if goes_on("robots_disallowed", live, publisher):
            return False
        try:
            line = (await self.visit.rules_for(live.url)).denies(live.url)
        except HostPausedError:  # not now: what robots.txt says is not known, which stops the site alone
            return False
        if line:
            ask = replace(asking(live.url, target.purpose), fetch_id=fetch_id)
            self.visit.end(ask, "robots_disallowed", f"for its archives, too: {line}")
        return line is not None

    def _legs(self, target: Target) -> Iterator[Leg]:
        if target.purpose != "page":  # a list as it was is of no use today
            yield Leg("live", target.url_fetch)
            return
        for leg in route(
            target, self.visit.line.publishers, self.states, self.visit.store.now(), self.constants.discover.route
        ):
            if leg.via != "memento" or self.constants.memento.cdx:
                yield leg

    async def _take(self, leg: Leg, target: Target, fetch_id: str) -> Outcome:
        if leg.via == "memento":
            return await fetch_memento(self.visit, target, fetch_id, self.constants.memento, self._outcome)
        begun = len(self.visit.captures)
        ask = replace(asking(leg.url, target.purpose), original_url=target.url_fetch, via=leg.via, fetch_id=fetch_id)
        exchange, body = await self.visit.follow(ask)
        outcome = await self._judged(exchange, body)
        self._note(begun, outcome)
        return outcome

    def _note(self, begun: int, outcome: Outcome) -> None:
        """Bring the hosts' states up to date with a leg's captures; the last of its page's hops has the verdict."""
        made = self.visit.captures[begun:]
        last = next((one for one in reversed(made) if one.purpose == "page"), None)
        for capture in made:
            judged = replace(capture, outcome=outcome) if capture is last else capture
            if capture.ip_address is not None:
                host = host_of(capture.url)
                self.states[host] = self.states.get(host, HostState()).after(judged)
            if capture is last and self.visit.last.get(capture.url) is capture:
                self.visit.last[capture.url] = judged  # a wall is not asked for again on condition that it changed

    async def _judged(self, exchange: Exchange, body: bytes) -> Outcome:
        """The outcome of the exchange that was kept last; in doubt, the host is asked for a page that cannot exist."""
        page = self.visit.captures[-1]
        outcome, verdict = exchange.outcome, self._verdict(page, exchange, body)
        if verdict is None:
            return exchange.revisit_of.outcome if outcome == "unchanged" and exchange.revisit_of else outcome
        if wants_probe(verdict, self.constants.extract) and await self._probe(page):
            verdict = self._verdict(page, exchange, body) or verdict
        return outcome if verdict.outcome == "ok" else verdict.outcome

    def _outcome(self, exchange: Exchange, body: bytes) -> Outcome:
        """As `_judged`, of a memento: its host is the archive's, which is not probed."""
        verdict = self._verdict(self.visit.captures[-1], exchange, body)
        return exchange.outcome if verdict is None or verdict.outcome == "ok" else verdict.outcome

    def _verdict(self, page: Capture, exchange: Exchange, body: bytes) -> Verdict | None:
        """The verdict on bytes that were read whole; None where there are none."""
        if exchange.purpose != "page" or exchange.entity is None or exchange.response is None:
            return None
        if exchange.outcome in {"moved", "archive_error"}:
            return None
        entity = Entity(status=exchange.response.status, headers=exchange.response.headers, body=body)
        return judge(entity, page, self.visit.line.publishers, self.constants.extract, probe=self._probe_for(page))

    def _probe_for(self, page: Capture) -> Probe | None:
        found = newest_probe(page, self.probes)
        if found is None:
            return None
        if found.capture_id not in self.read:
            entity = read_entity(self.visit.store.raw, found, {})
            self.read[found.capture_id] = probe_of(found, entity, self.constants.extract)
        return self.read[found.capture_id]

    async def _probe(self, page: Capture) -> bool:
        """Ask a page's host for its neighbour that cannot exist, once a week; whether it was asked now."""
        state, week = self.states.get(host_of(page.url), HostState()), timedelta(hours=self.constants.capture.probe_hours)
        if state.probed_at is not None and self.visit.store.now() - state.probed_at < week:
            return False
        begun = len(self.visit.captures)
        try:
            await self.visit.follow(asking(neighbour_of(page.url, uuid4().hex), "probe"))
        except HostPausedError:
            return False
        self.probes += [one for one in self.visit.captures[begun:] if one.purpose == "probe"]
        return True


def neighbour_of(url: str, name: str) -> str:
    """An address of the same kind under another name.

    >>> neighbour_of("https://a.example/2024/talks.html?x=1", "f00"), neighbour_of("https://a.example/talks/", "f00")
    ('https://a.example/2024/f00.html', 'https://a.example/f00/')
    """
    parts = urlsplit(url)
    path = PurePosixPath(parts.path or "/")
    neighbour = f"{(path.parent / name).as_posix()}{path.suffix}" + ("/" if parts.path.endswith("/") and path.name else "")
    return urlunsplit((parts.scheme, parts.netloc, neighbour, "", ""))
