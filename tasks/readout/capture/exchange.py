"""What one exchange was, before it is kept: everything that `Capture` and its WARC records are made from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from readout.model import Capture, Outcome, Purpose, Via

STATUS_LINE = re.compile(rb"(HTTP/\d(?:\.\d)?) +(\d{3})(?: +(.*))?$")
HEAD_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseHead:
    """Status line and headers of an answer, parsed, and the bytes they came as."""

    version: str
    status: int
    phrase: str
    headers: tuple[tuple[str, str], ...]
    raw: bytes

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def encodings(self) -> tuple[str, ...]:
        """Content codings in the order in which they were applied."""
        values = (value for key, value in self.headers if key.lower() == "content-encoding")
        return tuple(token for value in values for part in value.split(",") if (token := part.strip().lower()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an entity lies when its WARC was taken in whole."""

    warc_file: str  # below data/raw
    offset: int
    length: int
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came of it, or one file taken in.

    What is written follows from what is there: `place` (the bytes are in an imported WARC), `revisit_of` (we hold the same
    payload), `entity` (an answer read whole, de-chunked, content coding kept; or a file's bytes), `wire` (a broken answer as
    it came), or nothing but the outcome.
    """

    purpose: Purpose
    url_key: str
    original_url: str
    url: str
    publisher: str | None
    via: Via
    outcome: Outcome  # as observed
    fetch_id: str
    attempt: int = 1
    hop: int = 0
    location: str | None = None
    reason: str | None = None
    robots_rule: str | None = None
    retry_after_seconds: float | None = None
    request: bytes = b""  # head as sent
    response: ResponseHead | None = None
    entity: bytes | None = None
    wire: bytes = b""
    wire_bytes: int | None = None
    fetched_at: datetime | None = None  # None: the store's clock
    memento_at: datetime | None = None
    elapsed_seconds: float | None = None
    ip_address: str | None = None
    tls_version: str | None = None
    revisit_of: Capture | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one request brought."""

    outcome: Outcome | None = None  # None: read whole and decodable, the status decides
    reason: str | None = None
    request: bytes = b""
    head: ResponseHead | None = None
    entity: bytes | None = None  # framing removed, content coding kept; only when whole
    body: bytes = b""  # the same without content coding
    wire: bytes = b""  # as received; only when broken
    wire_bytes: int | None = None
    elapsed_seconds: float | None = None
    ip_address: str | None = None
    tls_version: str | None = None


def parse_head(block: bytes) -> tuple[ResponseHead, bytes] | None:
    """The head at the start of an HTTP answer, and what follows it; None where there is none.

    Bytes beyond ASCII are read as UTF-8 where they are, else as latin-1.
    """
    end = HEAD_END.search(block)
    raw, rest = (block[: end.end()], block[end.end() :]) if end else (block, b"")
    first, *lines = raw.rstrip(b"\r\n").replace(b"\r\n", b"\n").split(b"\n")
    if not (match := STATUS_LINE.match(first)):
        return None
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon and not line[:1].isspace():
            headers.append((text_of(name.strip()), text_of(value.strip())))
        elif headers:  # a folded line continues the header before it
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {text_of(line.strip())}")
    version, status, phrase = match.groups()
    head = ResponseHead(
        version=version.decode("ascii"), status=int(status), phrase=text_of(phrase or b""), headers=tuple(headers), raw=raw
    )
    return head, rest


def is_chunked(head: ResponseHead) -> bool:
    """Whether the head says that the payload behind it is in chunks."""
    return "chunked" in (head.header("transfer-encoding") or "").lower()


def text_of(value: bytes) -> str:
    """A header's bytes as text: UTF-8 where they are, else latin-1, which takes any byte."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
