"""The records of one exchange, in the order in which they are written; the metadata record commits the group."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from readout.capture.digests import payload_digest
from readout.capture.exchange import Exchange, ResponseHead
from readout.capture.fields import STORED
from readout.model import Capture

WARC_VERSION = "WARC/1.1"
PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
SAME_PAYLOAD, NOT_MODIFIED = f"{PROFILES}identical-payload-digest", f"{PROFILES}server-not-modified"
REQUEST_LINE = re.compile(r"\S+ \S+( HTTP/\d(\.\d)?)?")
"""What archives of others hold as one may be anything."""
PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F))
SAME = tuple(
    {column.name for column in fields(Exchange)} & set(STORED) - {"fetched_at", "revisit_of"}
)  # columns that an exchange has under the same name
FRAMING = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding", "content-length": "X-Archive-Orig-Content-Length"}


def new_record_id() -> str:
    """A WARC-Record-ID."""
    return f"<urn:uuid:{uuid4()}>"


def warc_date(moment: datetime) -> str:
    """A WARC-Date with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")  # strftime cuts zeros of years


class Group:
    """Writes the records of one exchange into memory, one gzip member each."""

    def __init__(self, exchange: Exchange, fetched_at: datetime, record_ids: Callable[[], str]) -> None:
        self._exchange = exchange
        # A record copied from another archive keeps the date of its exchange; its metadata record has the date of the intake.
        self._date = exchange.memento_at if exchange.via == "warc" and exchange.memento_at else fetched_at
        self._fetched_at = fetched_at
        self._record_ids = record_ids
        self.members: list[bytes] = []
        self.main_id: str | None = None

    def write_main(self) -> None:
        """The record that holds the entity, the revisit or the broken answer; none where there is nothing to hold."""
        exchange = self._exchange
        if exchange.place:
            return
        if exchange.response and exchange.revisit_of:
            self._write_revisit(exchange.response, exchange.revisit_of)
        elif exchange.response and exchange.entity is not None:
            self._write_response(exchange.response, exchange.entity)
        elif exchange.entity is not None:
            self._write("resource", f"urn:readout:{exchange.url_key}", exchange.entity)
        elif exchange.wire:
            self._write("resource", f"urn:readout:wire:{uuid_of(self._record_ids())}", exchange.wire)

    def write_request(self) -> None:
        """The request, if it is one, of an exchange whose answer stands in a response or revisit record."""
        exchange = self._exchange
        answered = exchange.response and (exchange.entity is not None or exchange.revisit_of)
        first, *lines = exchange.request.decode("latin-1").strip().split("\r\n")
        first = _ascii(first)
        if not answered or not self.main_id or not REQUEST_LINE.fullmatch(first):
            return
        pairs = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        # The whole request line is the status line, with no protocol: anything else misleads indexers (capture.md 9).
        head = StatusAndHeaders(first, _printable(pairs), protocol="", is_http_request=True)
        self._write("request", exchange.url, b"", http=head, more={"WARC-Concurrent-To": self.main_id})

    def write_metadata(self, body: bytes) -> str:
        """The commit mark; returns its record id."""
        more = {"WARC-Concurrent-To": self.main_id} if self.main_id else {}
        record_id = self._record_ids()
        self._write(
            "metadata",
            self._exchange.url,
            body,
            kind="application/warc-fields",
            record_id=record_id,
            date=self._fetched_at,
            more=more,
        )
        return record_id

    def _write_response(self, response: ResponseHead, entity: bytes) -> None:
        more = {"WARC-IP-Address": self._exchange.ip_address} if self._exchange.ip_address else {}
        self._write("response", self._exchange.url, entity, http=_http_head(response, len(entity)), more=more)

    def _write_revisit(self, response: ResponseHead, earlier: Capture) -> None:
        seen_at = earlier.memento_at if earlier.via == "warc" and earlier.memento_at else earlier.fetched_at
        # With the head of a 304, archives replay a bare 304; without it, the answer that we hold (capture.md 9).
        is_304 = self._exchange.outcome == "unchanged"
        self.main_id = self._record_ids()
        out, writer = _writer()
        record = writer.create_warc_record(
            target_uri(self._exchange.url),
            "revisit",
            http_headers=None if is_304 else _http_head(response, None),
            warc_headers_dict={
                "WARC-Record-ID": self.main_id,
                "WARC-Date": warc_date(self._date),
                "WARC-Profile": NOT_MODIFIED if is_304 else SAME_PAYLOAD,
                "WARC-Refers-To": earlier.record_id,
                "WARC-Refers-To-Target-URI": target_uri(earlier.url),
                "WARC-Refers-To-Date": warc_date(seen_at),
                "WARC-Payload-Digest": earlier.payload_digest or "",
            },
        )
        writer.write_record(record)
        self.members.append(out.getvalue())

    def _write(
        self,
        record_type: str,
        url: str,
        payload: bytes,
        *,
        http: StatusAndHeaders | None = None,
        kind: str = "",
        record_id: str | None = None,
        date: datetime | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        record_id = record_id or self._record_ids()
        if record_type in {"response", "resource"}:
            self.main_id = record_id
        out, writer = _writer()
        record = writer.create_warc_record(
            target_uri(url),
            record_type,
            payload=BytesIO(payload),
            length=len(payload),
            http_headers=http,
            warc_content_type=kind or ("application/octet-stream" if record_type == "resource" else ""),
            warc_headers_dict={"WARC-Record-ID": record_id, "WARC-Date": warc_date(date or self._date), **(more or {})},
        )
        writer.write_record(record)
        self.members.append(out.getvalue())


def warcinfo(filename: str, moment: datetime, record_id: str, software: str) -> bytes:
    """The record at the head of a file: who wrote it."""
    out, writer = _writer()
    headers = StatusAndHeaders("", [("WARC-Type", "warcinfo"), ("WARC-Record-ID", record_id)], protocol=WARC_VERSION)
    headers.add_header("WARC-Filename", filename)
    headers.add_header("WARC-Date", warc_date(moment))
    body = f"software: {software}\r\nformat: {WARC_VERSION}\r\n".encode()
    record = writer.create_warc_record("", "warcinfo", warc_headers=headers, payload=BytesIO(body), length=len(body))
    writer.write_record(record)
    return out.getvalue()


def target_uri(url: str) -> str:
    """A URL as it can stand in a WARC header: everything but printable ASCII escaped."""
    return quote(url, safe=PRINTABLE, errors="surrogatepass")


def uuid_of(record_id: str) -> str:
    """The bare UUID of a record id."""
    return re.sub(r"^<urn:uuid:|>$", "", record_id)


def _writer() -> tuple[BytesIO, WARCWriter]:
    out = BytesIO()
    return out, WARCWriter(out, gzip=True, warc_version=WARC_VERSION)


def _http_head(response: ResponseHead, entity_bytes: int | None) -> StatusAndHeaders:
    """The head as it fits the de-chunked entity: framing headers are renamed where they no longer tell the truth."""
    headers: list[tuple[str, str]] = []
    declared = None if entity_bytes is None else str(entity_bytes)
    for name, value in response.headers:
        keep = name.lower() not in FRAMING or (name.lower() == "content-length" and declared in {None, value})
        headers.append((name, value) if keep else (FRAMING[name.lower()], value))
    if declared is not None and not any(name.lower() == "content-length" for name, _ in headers):
        headers.append(("Content-Length", declared))
    status = f"{response.status} {_ascii(response.phrase)}".rstrip()
    return StatusAndHeaders(status, _printable(headers), protocol=response.version)


def _printable(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # warcio refuses some heads beyond ASCII; the head as it came stands in the metadata record.
    return [(_ascii(name), _ascii(value)) for name, value in headers]


def _ascii(text: str) -> str:
    return quote(text, safe=PRINTABLE + " \t", errors="surrogatepass")


def columns_of(exchange: Exchange, run_id: str, fetched_at: datetime, body: bytes | None) -> dict[str, Any]:
    """The stored columns of `captures`.

    Args:
        exchange: what happened.
        run_id: the run that made it.
        fetched_at: the moment it gets in the archive.
        body: its entity without content coding; None where there is none.
    """
    head, earlier = exchange.response, exchange.revisit_of
    return {name: getattr(exchange, name) for name in SAME} | {
        "run_id": run_id,
        "fetched_at": fetched_at,
        "outcome_observed": exchange.outcome,
        "http_status": head.status if head else None,
        "content_type": head.header("content-type") if head else None,
        "etag": head.header("etag") if head else None,
        "last_modified": head.header("last-modified") if head else None,
        "entity_bytes": None if body is None else len(body),
        "entity_sha256": None if body is None else hashlib.sha256(body).hexdigest(),
        "payload_digest": payload_digest(exchange.entity) if exchange.entity is not None else None,
        "revisit_of": earlier.capture_id if earlier else None,
    }
