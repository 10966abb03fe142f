"""robots.txt: what an answer to it means for the pages of its host (RFC 9309, and stricter where we choose)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from readout.capture.exchange import Exchange
from readout.model import Outcome

AGENT = "readout"
NOT_REACHED = frozenset({"dns_error", "connect_error", "tls_error", "timeout_connect", "ssrf_blocked", "bad_port", "bad_url"})
"""The host was not reached at all: its pages end the same way, without another try."""

WITHHELD = frozenset({401, 403, 429})  # RFC 9309 would allow on 401 and 403; we choose not to


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the host lets us ask for."""

    parser: Protego | None = None  # None: no rules
    text: str = ""
    refusal: Outcome | None = None  # how every page of the host ends, where robots.txt could not be had
    reason: str | None = None

    def crawl_delay_seconds(self) -> float:
        """The gap that the host asks for."""
        return float((self.parser.crawl_delay(AGENT) if self.parser else None) or 0.0)

    def denies(self, url: str) -> str | None:
        """The line that forbids an address; None when it is allowed."""
        if self.parser is None or self.parser.can_fetch(url, AGENT):
            return None
        return _deciding_line(self.text, url) or "Disallow"


def robots_url(url: str) -> str:
    """Where the rules for an address stand."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def rules_of(last: Exchange, body: bytes, bytes_max: int) -> Rules:
    """The rules that the last hop of a robots.txt fetch gives.

    Args:
        last: how the fetch ended.
        body: its entity, content coding removed.
        bytes_max: what is behind is not parsed.
    """
    status = last.response.status if last.response else None
    if last.outcome in {"ok", "empty"}:
        text = body[:bytes_max].decode("utf-8", "replace").removeprefix("\ufeff")
        if text.lstrip().startswith("<"):  # a page instead; the declared type alone says nothing
            return Rules()
        return Rules(parser=Protego.parse(text), text=text)
    if last.outcome in NOT_REACHED and last.hop == 0:
        return Rules(refusal=last.outcome, reason=last.reason)
    if status and 400 <= status < 500 and status not in WITHHELD and last.entity is not None:
        return Rules()
    return Rules(refusal="robots_unavailable", reason=f"robots.txt: {last.outcome}" + (f" ({status})" if status else ""))


def _deciding_line(text: str, url: str) -> str | None:
    """The Disallow line without which the address would be allowed; protego does not name it."""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        name, _, value = line.partition(":")
        if name.strip().lower() != "disallow" or not (value := value.partition("#")[0].strip()):
            continue
        if Protego.parse(f"User-agent: *\nDisallow: {value}\n").can_fetch(url, AGENT):
            continue  # does not match at all; the dear test below is for the few that do
        if Protego.parse("".join([*lines[:number], "Disallow:\n", *lines[number + 1 :]])).can_fetch(url, AGENT):
            return f"Disallow: {value}"
    return None
