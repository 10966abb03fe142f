"""robots.txt: what an answer to it means for the pages of its host (RFC 9309, and stricter where we choose)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from protego import Protego

from readout.model import Capture, Outcome

AGENT = "readout"
NOT_REACHED = frozenset({"dns_error", "connect_error", "tls_error", "timeout_connect", "ssrf_blocked", "bad_port", "bad_url"})
"""The host was not reached at all: its pages end the same way, without another try."""

READ: frozenset[Outcome] = frozenset({"ok", "empty", "unchanged_digest"})
TRIALS_MAX = 16  # different lines that are tried for which one decided
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


def rules_of(last: Capture, body: bytes, bytes_max: int) -> Rules:
    """The rules that the last hop of a robots.txt fetch gives.

    Args:
        last: how the fetch ended.
        body: its entity, content coding removed.
        bytes_max: what is behind is not parsed.
    """
    status, outcome = last.http_status, last.outcome_observed
    if outcome in READ:
        text = body[:bytes_max].decode("utf-8", "replace").removeprefix("\ufeff")
        if text.lstrip().startswith("<"):  # a page instead; the declared type alone says nothing
            return Rules()
        return Rules(parser=Protego.parse(text), text=text)
    if outcome in NOT_REACHED and last.hop == 0:
        return Rules(refusal=outcome, reason=last.reason)
    if status and 400 <= status < 500 and status not in WITHHELD and last.payload_digest is not None:
        return Rules()
    return Rules(refusal="robots_unavailable", reason=f"robots.txt: {outcome}" + (f" ({status})" if status else ""))


def is_lasting(last: Capture) -> bool:
    """Whether the end of a robots.txt fetch is an answer, which holds for a day; a failure is asked about again."""
    if last.outcome_observed in READ:
        return True
    return last.http_status in range(400, 500) and last.http_status != 429 and last.payload_digest is not None


def _deciding_line(text: str, url: str) -> str | None:
    """The Disallow line, once or repeated, without which the address would be allowed; protego does not name it."""
    lines = text.splitlines(keepends=True)
    values = [_disallowed(line) for line in lines]
    matching = (value for value in dict.fromkeys(values) if value and _matches(value, url))
    # Each trial parses the whole text: a file of thousands of matching lines must not cost thousands of them.
    for value in islice(matching, TRIALS_MAX):
        without = "".join("Disallow:\n" if found == value else line for found, line in zip(values, lines, strict=True))
        if Protego.parse(without).can_fetch(url, AGENT):
            return f"Disallow: {value}"
    return None


def _disallowed(line: str) -> str | None:
    name, _, value = line.partition(":")
    return value.partition("#")[0].strip() if name.strip().lower() == "disallow" else None


def _matches(value: str, url: str) -> bool:
    return not Protego.parse(f"User-agent: *\nDisallow: {value}\n").can_fetch(url, AGENT)
