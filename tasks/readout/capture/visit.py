"""One address visited: robots.txt first, one polite request at a time, each hop, each try and each failure a capture."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit
from uuid import uuid4

from readout.capture.attempts import pause_after, wait_before_retry
from readout.capture.conditions import conditions
from readout.capture.cookies import Jar
from readout.capture.exchange import Answer, Exchange
from readout.capture.fetch import PORTS, Client, Headers
from readout.capture.outcomes import memento_moment, next_url, outcome_of, retry_after
from readout.capture.politeness import HostPausedError, Slots
from readout.capture.revisits import as_revisit
from readout.capture.robots import NOT_REACHED, Rules, robots_url, rules_of
from readout.capture.rulebook import Rulebook
from readout.capture.warc import RawStore
from readout.constants.capture import CaptureConstants
from readout.discover.urls import BadUrlError, host_of, publisher_of, url_fetch, url_key
from readout.model import Capture, Outcome, Purpose, Via
from readout.publishers import Publishers


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What fetching depends on besides what is fetched."""

    client: Client
    slots: Slots
    publishers: Publishers
    constants: CaptureConstants


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One hop to make.

    Attributes:
        url: what to ask for.
        original_url: what the fetch began with.
        purpose: what it is asked for.
        fetch_id: common to all hops and tries of a fetch.
        via: the way it is fetched.
        url_key: whose capture this is, where that is not the address itself: a memento is its original's.
        slot: whose turn is waited for, where that is not the host.
        gap_seconds: between two requests of the slot, where neither publisher nor robots.txt says it.
        within: what an address must begin with, redirects included; an archive's mementos stay in the archive.
        hop: place in the chain of redirects, from 0.
        attempt: which try of the hop, from 1.
    """

    url: str
    original_url: str
    purpose: Purpose
    fetch_id: str
    via: Via = "live"
    url_key: str | None = None
    slot: str | None = None
    gap_seconds: float | None = None
    within: str = ""
    hop: int = 0
    attempt: int = 1


@dataclass(slots=True)
class Visit:
    """One worker's way through some addresses: a host's rules are asked for once, as are those of hosts it redirects to.

    Args:
        store: where every exchange is kept before it is believed.
        line: what to fetch with.
        last: capture that holds the last payload, by address; kept up to date.
        rules: of the hosts met; by address of robots.txt where it was not reached.
        captures: what was kept, in order, robots.txt included.
    """

    store: RawStore
    line: Line
    last: dict[str, Capture]
    rules: dict[str, Rules] = field(default_factory=dict)
    captures: list[Capture] = field(default_factory=list)

    async def follow(self, ask: Ask) -> tuple[Exchange, bytes]:
        """Ask, and go where redirects lead; the last hop, and its body without content coding."""
        seen, jar = set[tuple[str, str | None]](), Jar()
        while True:
            cookie = jar.header(ask.url)
            refusal = await self._refusal(ask, is_loop=(ask.url, cookie) in seen)
            if refusal:
                self._keep(refusal)
                return refusal, b""
            seen.add((ask.url, cookie))
            exchange, body = await self._try(ask, cookie)
            following = _following(exchange)
            if exchange.response is None or following is None:
                return exchange, body
            jar.note(ask.url, exchange.response)
            ask = replace(ask, url=following, hop=ask.hop + 1, attempt=1)

    async def _refusal(self, ask: Ask, *, is_loop: bool) -> Exchange | None:
        """Why an address is not even asked for."""
        constants = self.line.constants
        hops_max = constants.robots_redirects_max if ask.purpose == "robots" else constants.redirects_max
        if is_loop:
            return self._unasked(ask, "redirect_loop", "came back to it with the same cookies")
        if ask.hop > hops_max:
            return self._unasked(ask, "too_many_redirects", f"more than {hops_max}")
        if not ask.url.startswith(ask.within):
            return self._unasked(ask, "redirect_bad", f"leads out of {ask.within}")
        try:
            parts = urlsplit(url_fetch(ask.url))
        except BadUrlError as error:
            return self._unasked(ask, error.reason, error.problem)
        if parts.port is not None and parts.port not in PORTS:
            return self._unasked(ask, "bad_port", str(parts.port))
        return None if ask.purpose == "robots" else await self._robots_refusal(ask)  # robots.txt is not subject to itself

    async def _robots_refusal(self, ask: Ask) -> Exchange | None:
        rules = await self.rules_for(ask.url)
        if rules.refusal:
            return self._unasked(ask, rules.refusal, rules.reason)
        if line := rules.denies(url_fetch(ask.url)):
            return replace(self._unasked(ask, "robots_disallowed", None), robots_rule=line)
        return None

    async def rules_for(self, url: str) -> Rules:
        """The rules of an address's host: what it said within a day, else it is asked, each hop of it kept."""
        address, host = robots_url(url_fetch(url)), host_of(url)
        if known := self.rules.get(host) or self.rules.get(address):
            return known
        book = Rulebook(folder=self.line.slots.folder, raw=self.store.raw, hours=self.line.constants.robots_hours)
        # One worker of the machine asks; the others find what it was told.
        async with self.line.slots.hold(f"robots {host}", 0.0):
            said = book.recall(host, self.store.now(), self.last.get(address))
            if said is None:
                _, body = await self.follow(asking(address, "robots"))
                said = self.captures[-1], body
                book.note(host, said[0])
        rules = rules_of(*said, self.line.constants.robots_bytes_max)
        # A host that cannot be reached by https may be reached by http: only what was tried is known to fail.
        self.rules[address if rules.refusal in NOT_REACHED else host] = rules
        return rules

    async def _try(self, ask: Ask, cookie: str | None) -> tuple[Exchange, bytes]:
        """One hop, and once more where its failure may have been an accident; each try a capture."""
        spent = 0.0
        while True:
            exchange, body = await self._request(ask, cookie, self.line.constants.deadline_seconds - spent)
            self._keep(exchange)
            spent += exchange.elapsed_seconds or 0.0
            asked = exchange.retry_after_seconds
            wait = wait_before_retry(exchange.outcome, ask.attempt, spent, asked, self.line.constants)
            if wait is None:
                return exchange, body
            await self.line.slots.sleep(wait)
            ask = replace(ask, attempt=ask.attempt + 1)

    async def _request(self, ask: Ask, cookie: str | None, seconds: float) -> tuple[Exchange, bytes]:
        """One request in the host's slot, and its body without content coding."""
        constants, earlier = self.line.constants, self.last.get(ask.url)
        asked_if = conditions(earlier, ask.purpose) if ask.via != "memento" else ()
        more: Headers = (*asked_if, ("Cookie", cookie)) if cookie else asked_if
        slot, gap = ask.slot or host_of(ask.url), self._gap_seconds(ask)
        try:
            async with self.line.slots.hold(slot, gap, constants.sleep_seconds_max) as turn:
                answer = await self._answer(ask, more, seconds)
                turn.was_asked = answer.ip_address is not None  # else no name, or none that may be dialled
                exchange = self._exchange(ask, answer, earlier if asked_if else None)
                turn.pause_seconds = pause_after(exchange.outcome, exchange.retry_after_seconds, constants)
        except HostPausedError as pause:
            refusal = self._unasked(ask, "rate_limited", "not asked: the host said so to an earlier request")
            return replace(refusal, retry_after_seconds=pause.seconds), b""
        return exchange, answer.body

    async def _answer(self, ask: Ask, more: Headers, seconds: float) -> Answer:
        try:
            return await self.line.client.get(url_fetch(ask.url), more, seconds=seconds)
        except Exception as error:
            self._keep(self._unasked(ask, "internal_error", f"{type(error).__name__}: {error}"))
            raise  # a bug of ours: the row says where, and the run fails

    def _gap_seconds(self, ask: Ask) -> float:
        if ask.gap_seconds is not None:
            return ask.gap_seconds
        host = host_of(ask.url)
        publisher, rules = publisher_of(host, self.line.publishers), self.rules.get(host)
        ours = publisher.delay_seconds if publisher else self.line.constants.delay_seconds
        theirs = min(rules.crawl_delay_seconds() if rules else 0.0, self.line.constants.sleep_seconds_max)
        return max(ours, theirs)

    def _exchange(self, ask: Ask, answer: Answer, earlier: Capture | None) -> Exchange:
        """What is kept of an answer; `earlier` is what a 304 would confirm."""
        head = answer.head
        outcome = outcome_of(answer, ask.url, is_conditional=earlier is not None)
        return replace(
            self._unasked(ask, outcome, answer.reason),
            location=head.header("location") if head else None,
            retry_after_seconds=retry_after(head.header("retry-after"), self.store.now()) if head else None,
            request=answer.request,
            response=head,
            entity=None if outcome == "unchanged" else answer.entity,
            wire=answer.wire,
            wire_bytes=answer.wire_bytes,
            memento_at=memento_moment(head) if head and ask.via == "memento" else None,
            elapsed_seconds=answer.elapsed_seconds,
            ip_address=answer.ip_address,
            tls_version=answer.tls_version,
            revisit_of=earlier if outcome == "unchanged" else None,
        )

    def _unasked(self, ask: Ask, outcome: Outcome, reason: str | None) -> Exchange:
        """An exchange of which nothing but its end is known."""
        try:
            key, publisher = url_key(ask.url, self.line.publishers), publisher_of(host_of(ask.url), self.line.publishers)
        except BadUrlError:
            key, publisher = ask.url, None
        return Exchange(
            purpose=ask.purpose,
            url_key=ask.url_key or key,
            original_url=ask.original_url,
            url=ask.url,
            publisher=publisher.id if publisher else None,
            via=ask.via,
            outcome=outcome,
            fetch_id=ask.fetch_id,
            hop=ask.hop,
            attempt=ask.attempt,
            reason=reason,
        )

    def _keep(self, exchange: Exchange) -> None:
        # robots.txt is kept whole each time, so that the day for which it holds can be read from one record.
        capture = self.store.keep(exchange if exchange.purpose == "robots" else as_revisit(exchange, self.last))
        self.captures.append(capture)
        if capture.payload_digest and not capture.revisit_of:
            self.last[capture.url] = capture


def asking(url: str, purpose: Purpose) -> Ask:
    """The first hop of a new fetch."""
    return Ask(url=url, original_url=url, purpose=purpose, fetch_id=str(uuid4()))


def _following(exchange: Exchange) -> str | None:
    if exchange.outcome != "moved" or exchange.response is None:
        return None
    return next_url(exchange.url, exchange.response)
