"""How an answer ended as far as its head shows; the verdict on bodies (walls, soft 404) is extract.verdict's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from readout.capture.exchange import Answer, Exchange, ResponseHead
from readout.model import Outcome

REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_ASKED_FOR = frozenset({206, 300, 304, 305, 306})  # no range, no condition, no choice was requested
BY_STATUS: dict[int, Outcome] = {
    401: "login_wall", 403: "forbidden", 404: "not_found", 410: "gone", 429: "rate_limited", 451: "forbidden",
}  # fmt: skip
MEDIA = ("image/", "audio/", "video/", "font/")
RETRY_AFTER_LONGEST = timedelta(days=1)  # what is beyond is junk or a ban; capture.md 7.4


def outcome_of(answer: Answer, url: str, *, is_conditional: bool) -> Outcome:
    """How an exchange ended, whether its answer was read whole or not.

    Args:
        answer: what came.
        url: what was asked for.
        is_conditional: whether it was asked for only if it changed.
    """
    head = answer.head
    if head is None:
        return answer.outcome or "internal_error"
    if head.status == 304 and is_conditional:
        return "unchanged"
    by_head = observed_outcome(head.status, next_url(url, head), len(answer.body))
    # Where to go on and when to come back stand in the head: what is wrong with the body behind it changes nothing.
    return by_head if answer.outcome is None or by_head in {"moved", "rate_limited"} else answer.outcome


def observed_outcome(status: int, location: str | None, entity_bytes: int) -> Outcome:
    """The outcome of an answer that was read whole.

    Args:
        status: of the answer.
        location: where a redirect leads, already resolved; None where it cannot be used.
        entity_bytes: length of the entity, content coding removed.
    """
    if status in REDIRECTS:
        return "moved" if location else "redirect_bad"
    if status in NOT_ASKED_FOR or status < 200:
        return "unexpected_status"
    if status < 300:
        return "ok" if entity_bytes else "empty"
    if status in BY_STATUS:
        return BY_STATUS[status]
    if 400 <= status < 500:
        return "client_error"
    return "origin_error" if 500 <= status < 600 else "unexpected_status"


def is_media(head: ResponseHead) -> bool:
    """Whether a 2xx answer declares a type that holds no text: its body is not read."""
    return 200 <= head.status < 300 and (head.header("content-type") or "").strip().lower().startswith(MEDIA)


def next_url(url: str, head: ResponseHead) -> str | None:
    """Where a redirect leads, without fragment; None when the answer is none or its Location cannot be used."""
    location = (head.header("location") or "").strip()
    if head.status not in REDIRECTS or not location:
        return None
    try:
        joined = urljoin(url, location)
        parts = urlsplit(joined)
        usable = bool(parts.scheme) and (parts.scheme not in {"http", "https"} or bool(parts.hostname))
    except ValueError:  # brackets that do not close, a port that is no number
        return None
    return joined.partition("#")[0] if usable else None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a server asks us to wait: ASCII digits or an HTTP date, at most a day; None for junk."""
    if not value:
        return None
    if re.fullmatch(r"[0-9]{1,12}", value.strip()):
        seconds = float(value)
    else:
        try:
            then = parsedate_to_datetime(value)
        except ValueError:
            return None
        if then.tzinfo is None:
            return None
        seconds = (then - now).total_seconds()
    return min(max(seconds, 0.0), RETRY_AFTER_LONGEST.total_seconds())


def memento_moment(head: ResponseHead) -> datetime | None:
    """The date that an archive gives a copy (RFC 7089); None: it is no memento."""
    try:
        moment = parsedate_to_datetime(head.header("memento-datetime") or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def as_memento(exchange: Exchange) -> Exchange:
    """What an archive answered to the question for a copy; without its date it is no copy, whatever its status."""
    is_none = exchange.response is not None and exchange.memento_at is None
    if not is_none or exchange.outcome in {"moved", "rate_limited"}:  # on the way to one, or not now
        return exchange
    status = exchange.response.status if exchange.response else None
    return replace(exchange, outcome="archive_error", reason=f"no memento: no Memento-Datetime ({exchange.outcome}, {status})")
