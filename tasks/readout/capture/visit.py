"""One address visited: robots.txt first, one polite request at a time, each hop, each try and each failure a capture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from readout.capture.asks import Ask, HeldError, asking, never
from readout.capture.attempts import pause_after, wait_before_retry
from readout.capture.conditions import conditions
from readout.capture.cookies import Jar
from readout.capture.exchange import Answer, Exchange
from readout.capture.fetch import PORTS, Client, Headers
from readout.capture.outcomes import as_memento, memento_moment, next_url, outcome_of, retry_after
from readout.capture.politeness import HostPausedError, Slots
from readout.capture.revisits import as_revisit
from readout.capture.robots import NOT_REACHED, Rules, robots_url, rules_of
from readout.capture.rulebook import Rulebook
from readout.capture.warc import RawStore
from readout.constants.capture import CaptureConstants
from readout.discover.urls import BadUrlError, host_of, original_of, publisher_of, url_fetch, url_key
from readout.model import Capture, Outcome
from readout.publishers import Publishers


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What fetching depends on besides what is fetched."""

    client: Client
    slots: Slots
    publishers: Publishers
    constants: CaptureConstants


@dataclass(slots=True)
class Visit:
    """One worker's way through some addresses: a host's rules are asked for once, as are those of hosts it redirects to.

    Args:
        store: where every exchange is kept before it is believed.
        line: what to fetch with.
        last: capture that holds the last payload, by address; kept up to date.
        rules: of the hosts met; by address of robots.txt where it was not reached.
        captures: what was kept, in order, robots.txt included.
        is_held: whether another run has captured the page of a key since the plan was made; asked once its host's turn is won.
    """

    store: RawStore
    line: Line
    last: dict[str, Capture]
    rules: dict[str, Rules] = field(default_factory=dict)
    captures: list[Capture] = field(default_factory=list)
    is_held: Callable[[str], bool] = never

    async def follow(self, ask: Ask) -> tuple[Exchange, bytes]:
        """Ask, and go where redirects lead; the last hop, and its body without content coding.

        Raises:
            HostPausedError: the first host is not to be asked for longer than a worker may sleep; nothing was asked.
            HeldError: another run has captured the page meanwhile; nothing was asked.
        """
        seen, jar = set[tuple[str, str | None]](), Jar()
        while True:
            cookie = jar.header(ask.url)
            try:
                exchange, body = await self._hop(ask, cookie, is_loop=(ask.url, cookie) in seen)
            except HostPausedError as pause:
                if ask.hop == 0:
                    raise
                exchange, body = self.end(ask, "rate_limited", "not asked: the host wants to be left alone", pause.seconds), b""
            seen.add((ask.url, cookie))
            following = _following(exchange)
            if exchange.response is None or following is None:
                return exchange, body
            jar.note(ask.url, exchange.response)
            ask = replace(ask, url=following, hop=ask.hop + 1, attempt=1)

    def end(self, ask: Ask, outcome: Outcome, reason: str | None, retry_after_seconds: float | None = None) -> Exchange:
        """Keep that nothing was asked, and why."""
        exchange = replace(self._unasked(ask, outcome, reason), retry_after_seconds=retry_after_seconds)
        self._keep(exchange)
        return exchange

    async def _hop(self, ask: Ask, cookie: str | None, *, is_loop: bool) -> tuple[Exchange, bytes]:
        if refusal := await self._refusal(ask, is_loop=is_loop):
            self._keep(refusal)
            return refusal, b""
        return await self._try(ask, cookie)

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
        # robots.txt is not subject to itself; a web archive's index and copies are offered to programs.
        return None if ask.purpose == "robots" or ask.via == "memento" else await self._robots_refusal(ask)

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
        async with self.line.slots.hold(slot, gap, constants.sleep_seconds_max) as turn:
            turn.was_asked = False
            self._check_held(ask)
            answer = await self._answer(ask, more, seconds)
            turn.was_asked = answer.ip_address is not None  # else no name, or none that may be dialled
            exchange = self._exchange(ask, answer, earlier if asked_if else None)
            pause = pause_after(exchange.outcome, exchange.retry_after_seconds, constants)
            turn.pause_seconds = max(pause, self._crawl_pause(ask, exchange))
            self._keep(exchange)  # before the turn ends: who has it next must see what we have
        return exchange, answer.body

    def _check_held(self, ask: Ask) -> None:
        if ask.is_first and ask.purpose in {"page", "archive_index"} and self.is_held(self._unasked(ask, "ok", None).url_key):
            raise HeldError(ask.url)

    def _crawl_pause(self, ask: Ask, exchange: Exchange) -> float:
        """A Crawl-delay longer than a task may sleep lets one address through, with its redirects, and then nobody."""
        rules = self.rules.get(host_of(ask.url))
        seconds = rules.crawl_delay_seconds() if rules and exchange.outcome != "moved" else 0.0
        return seconds if seconds > self.line.constants.sleep_seconds_max else 0.0

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
        made = replace(
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
        return as_memento(made) if ask.via == "memento" and ask.purpose == "page" else made

    def _unasked(self, ask: Ask, outcome: Outcome, reason: str | None) -> Exchange:
        """An exchange of which nothing but its end is known."""
        try:
            own = original_of(ask.url) or ask.url
            key, publisher = url_key(ask.url, self.line.publishers), publisher_of(host_of(own), self.line.publishers)
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


def _following(exchange: Exchange) -> str | None:
    if exchange.outcome != "moved" or exchange.response is None:
        return None
    return next_url(exchange.url, exchange.response)
