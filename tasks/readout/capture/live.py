"""The live route: robots.txt first, one polite request at a time, every hop and every failure a capture."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from urllib.parse import urlsplit
from uuid import uuid4

from readout.capture.exchange import Answer, Exchange
from readout.capture.fetch import PORTS, Client
from readout.capture.outcomes import next_url, observed_outcome, retry_after
from readout.capture.politeness import Slots
from readout.capture.revisits import as_revisit
from readout.capture.robots import AGENT, NOT_REACHED, Rules, robots_url, rules_of
from readout.capture.warc import RawStore
from readout.constants.capture import CaptureConstants
from readout.discover.plan import HostQueue
from readout.discover.urls import BadUrlError, host_of, publisher_of, url_fetch, url_key
from readout.errors import BadRequest
from readout.model import Capture, Outcome, Purpose
from readout.publishers import Publishers
from readout.settings import Config

log = logging.getLogger("readout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What fetching depends on besides what is fetched."""

    client: Client
    slots: Slots
    publishers: Publishers
    constants: CaptureConstants


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """One hop to make."""

    url: str
    original_url: str
    purpose: Purpose
    fetch_id: str
    hop: int = 0


def capture_host(queue: HostQueue, store: RawStore, config: Config, last: Mapping[str, Capture]) -> list[Capture]:
    """Fetch a host's targets one after another; blocks until all are done.

    Args:
        queue: the host and what is wanted of it.
        store: where every exchange is kept before it is believed.
        config: constants, publishers, contact, state folder.
        last: capture that holds the last payload, by address; see `revisits.last_payloads`.

    Returns:
        A capture for each hop, robots.txt included, in the order in which they were made.

    Raises:
        BadRequest: no contact is set: a server must be able to tell whom to ask.
        CannotWrite: data/raw cannot be written.
    """
    return asyncio.run(Visit(store, line_of(config), dict(last)).fetch(queue))


def line_of(config: Config) -> Line:
    """The line that a configuration describes.

    Raises:
        BadRequest: READOUT_CONTACT is not set.
    """
    settings, constants = config.settings, config.constants.capture
    if not settings.contact:
        raise BadRequest("live fetching needs a contact", "Set READOUT_CONTACT to a mail address or URL of yours.")
    agent = f"{AGENT}/{version('readout')} (+{settings.contact})"
    return Line(
        client=Client(agent, constants, test_hosts=settings.test_hosts),
        slots=Slots(folder=settings.slots, poll_seconds=constants.slot_poll_seconds),
        publishers=config.publishers,
        constants=constants,
    )


@dataclass(slots=True)
class Visit:
    """One host's turn: its rules are asked for once, as are those of hosts it redirects to.

    A Crawl-delay longer than a task may sleep lets one address through; the others stay due.
    """

    store: RawStore
    line: Line
    last: dict[str, Capture]
    rules: dict[str, Rules] = field(default_factory=dict)  # by host; by address of robots.txt where it was not reached
    captures: list[Capture] = field(default_factory=list)

    async def fetch(self, queue: HostQueue) -> list[Capture]:
        """Fetch all targets of a queue, each with its redirects."""
        for number, target in enumerate(queue.targets):
            rules = self.rules.get(queue.host)
            if rules and rules.crawl_delay_seconds() > self.line.constants.sleep_seconds_max:
                left = len(queue.targets) - number
                log.warning("%-10s %d addresses of %s: its Crawl-delay is honoured by the next run", "later", left, queue.host)
                break
            await self._follow(_asking(target.url_fetch, "page"), self.line.constants.redirects_max)
        return self.captures

    async def _follow(self, ask: _Ask, hops_max: int) -> tuple[Exchange, bytes]:
        """Ask, and go where redirects lead; the last hop, and its body without content coding."""
        seen = set[str]()
        while True:
            refusal = self._refusal(ask, seen, hops_max)
            if refusal is None and ask.purpose != "robots":  # a robots.txt is not subject to itself
                refusal = await self._robots_refusal(ask)
            exchange, body = (refusal, b"") if refusal else await self._request(ask)
            self._keep(exchange)
            following = _following(exchange)
            if following is None:
                return exchange, body
            seen.add(ask.url)
            ask = replace(ask, url=following, hop=ask.hop + 1)

    def _refusal(self, ask: _Ask, seen: set[str], hops_max: int) -> Exchange | None:
        """Why an address is not even asked for."""
        if ask.url in seen:
            return self._unasked(ask, "redirect_loop", "came back to it")
        if ask.hop > hops_max:
            return self._unasked(ask, "too_many_redirects", f"more than {hops_max}")
        try:
            parts = urlsplit(url_fetch(ask.url))
        except BadUrlError as error:
            return self._unasked(ask, error.reason, error.problem)
        if parts.port is not None and parts.port not in PORTS:
            return self._unasked(ask, "bad_port", str(parts.port))
        return None

    async def _robots_refusal(self, ask: _Ask) -> Exchange | None:
        rules = await self._rules_for(ask.url)
        if rules.refusal:
            return self._unasked(ask, rules.refusal, rules.reason)
        if line := rules.denies(url_fetch(ask.url)):
            return replace(self._unasked(ask, "robots_disallowed", None), robots_rule=line)
        return None

    async def _rules_for(self, url: str) -> Rules:
        """The rules of an address's host; asked for once, each hop of it kept."""
        address, host = robots_url(url_fetch(url)), host_of(url)
        if known := self.rules.get(host) or self.rules.get(address):
            return known
        exchange, body = await self._follow(_asking(address, "robots"), self.line.constants.robots_redirects_max)
        rules = rules_of(exchange, body, self.line.constants.robots_bytes_max)
        # A host that cannot be reached by https may be reached by http: only what was tried is known to fail.
        self.rules[address if rules.refusal in NOT_REACHED else host] = rules
        return rules

    async def _request(self, ask: _Ask) -> tuple[Exchange, bytes]:
        """One request in the host's slot, and its body without content coding."""
        host = host_of(ask.url)
        async with self.line.slots.hold(host, self._gap_seconds(host)) as turn:
            try:
                answer = await self.line.client.get(url_fetch(ask.url))
            except Exception as error:
                self._keep(self._unasked(ask, "internal_error", f"{type(error).__name__}: {error}"))
                raise  # a bug of ours: the row says where, and the run fails
            turn.was_asked = answer.ip_address is not None  # else no name, or none that may be dialled
        return self._exchange(ask, answer), answer.body

    def _gap_seconds(self, host: str) -> float:
        publisher, rules = publisher_of(host, self.line.publishers), self.rules.get(host)
        ours = publisher.delay_seconds if publisher else self.line.constants.delay_seconds
        theirs = min(rules.crawl_delay_seconds() if rules else 0.0, self.line.constants.sleep_seconds_max)
        return max(ours, theirs)

    def _exchange(self, ask: _Ask, answer: Answer) -> Exchange:
        head = answer.head
        outcome = answer.outcome
        if outcome is None and head:
            outcome = observed_outcome(head.status, next_url(ask.url, head), len(answer.body))
        return replace(
            self._unasked(ask, outcome or "internal_error", answer.reason),
            location=head.header("location") if head else None,
            retry_after_seconds=retry_after(head.header("retry-after"), self.store.now()) if head else None,
            request=answer.request,
            response=head,
            entity=answer.entity,
            wire=answer.wire,
            wire_bytes=answer.wire_bytes,
            elapsed_seconds=answer.elapsed_seconds,
            ip_address=answer.ip_address,
            tls_version=answer.tls_version,
        )

    def _unasked(self, ask: _Ask, outcome: Outcome, reason: str | None) -> Exchange:
        """An exchange of which nothing but its end is known."""
        try:
            key, publisher = url_key(ask.url, self.line.publishers), publisher_of(host_of(ask.url), self.line.publishers)
        except BadUrlError:
            key, publisher = ask.url, None
        return Exchange(
            purpose=ask.purpose,
            url_key=key,
            original_url=ask.original_url,
            url=ask.url,
            publisher=publisher.id if publisher else None,
            via="live",
            outcome=outcome,
            fetch_id=ask.fetch_id,
            hop=ask.hop,
            reason=reason,
        )

    def _keep(self, exchange: Exchange) -> None:
        capture = self.store.keep(as_revisit(exchange, self.last))
        self.captures.append(capture)
        if capture.payload_digest and not capture.revisit_of:
            self.last[capture.url] = capture


def _following(exchange: Exchange) -> str | None:
    if exchange.outcome != "moved" or exchange.response is None:
        return None
    return next_url(exchange.url, exchange.response)


def _asking(url: str, purpose: Purpose) -> _Ask:
    return _Ask(url=url, original_url=url, purpose=purpose, fetch_id=str(uuid4()))
