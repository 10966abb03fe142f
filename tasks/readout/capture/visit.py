"""One address visited: robots.txt first, one polite request at a time, each hop and each failure a capture."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit
from uuid import uuid4

from readout.capture.exchange import Answer, Exchange
from readout.capture.fetch import PORTS, Client
from readout.capture.outcomes import next_url, observed_outcome, retry_after
from readout.capture.politeness import Slots
from readout.capture.revisits import as_revisit
from readout.capture.robots import NOT_REACHED, Rules, robots_url, rules_of
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
    """One hop to make."""

    url: str
    original_url: str
    purpose: Purpose
    fetch_id: str
    via: Via = "live"
    hop: int = 0


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
        seen = set[str]()
        constants = self.line.constants
        hops_max = constants.robots_redirects_max if ask.purpose == "robots" else constants.redirects_max
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

    def _refusal(self, ask: Ask, seen: set[str], hops_max: int) -> Exchange | None:
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

    async def _robots_refusal(self, ask: Ask) -> Exchange | None:
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
        exchange, body = await self.follow(asking(address, "robots"))
        rules = rules_of(exchange, body, self.line.constants.robots_bytes_max)
        # A host that cannot be reached by https may be reached by http: only what was tried is known to fail.
        self.rules[address if rules.refusal in NOT_REACHED else host] = rules
        return rules

    async def _request(self, ask: Ask) -> tuple[Exchange, bytes]:
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

    def _exchange(self, ask: Ask, answer: Answer) -> Exchange:
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

    def _unasked(self, ask: Ask, outcome: Outcome, reason: str | None) -> Exchange:
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
            via=ask.via,
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


def asking(url: str, purpose: Purpose) -> Ask:
    """The first hop of a new fetch."""
    return Ask(url=url, original_url=url, purpose=purpose, fetch_id=str(uuid4()))


def _following(exchange: Exchange) -> str | None:
    if exchange.outcome != "moved" or exchange.response is None:
        return None
    return next_url(exchange.url, exchange.response)
