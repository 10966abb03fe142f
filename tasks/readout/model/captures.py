"""Tables `captures` and `runs`: what was asked of the network or of a folder, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from readout.model.columns import Column

Purpose = Literal["page", "feed", "sitemap", "section", "robots", "archive_index", "probe"]
Via = Literal["live", "publisher_archive", "memento", "warc", "file"]
Outcome = Literal[
    "ok", "unchanged", "unchanged_digest", "moved", "blocked", "challenge", "rate_limited", "login_wall", "forbidden",
    "not_found", "gone", "client_error", "soft_404", "suspect_content", "empty", "unsupported_type", "origin_error",
    "unexpected_status", "robots_disallowed", "robots_unavailable", "bad_url", "bad_scheme", "bad_port", "ssrf_blocked",
    "dns_error", "connect_error", "tls_error", "timeout_connect", "timeout_read", "deadline", "reset", "truncated",
    "protocol_error", "decode_error", "too_big", "bomb", "redirect_loop", "redirect_bad", "too_many_redirects",
    "archive_none", "archive_blocked", "archive_rate_limited", "archive_error", "internal_error",
]  # fmt: skip
Trigger = Literal["schedule", "manual", "cli", "backfill"]
RunState = Literal["closed", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One exchange of any purpose, or one file taken in."""

    capture_id: Annotated[str, Column("Second and microsecond of the capture, and part of its record's digest", key=True)]
    fetch_id: Annotated[str, Column("The fetch that this hop belongs to")]
    run_id: Annotated[str, Column("The run that made it", references="runs")]
    purpose: Annotated[Purpose, Column("What it was asked for; only `page` makes documents")]
    url_key: Annotated[str, Column("Identity of the address, never requested")]
    original_url: Annotated[str, Column("The address that the fetch began with")]
    url: Annotated[str, Column("The address of this hop")]
    publisher: Annotated[str | None, Column("Id of the publisher's file, from the host")]
    via: Annotated[Via, Column("Where it came from")]
    attempt: Annotated[int, Column("Which try, from 1")]
    hop: Annotated[int, Column("Place in the chain of redirects, from 0")]
    location: Annotated[str | None, Column("Where a redirect points, as the server wrote it")]
    outcome: Annotated[Outcome, Column("How it ended: the verdict recomputed from the stored bytes")]
    outcome_observed: Annotated[Outcome, Column("How it ended as the fetcher saw it")]
    reason: Annotated[str | None, Column("Why it ended so")]
    quality: Annotated[float | None, Column("Share of the expected words that are in the text", unit="0-1")]
    robots_rule: Annotated[str | None, Column("The robots.txt rule that decided")]
    retry_after_seconds: Annotated[float | None, Column("What the server asked us to wait", unit="s")]
    http_status: Annotated[int | None, Column("Status code of the answer")]
    content_type: Annotated[str | None, Column("Media type that the server declared")]
    sniffed_type: Annotated[str | None, Column("Media type that the bytes show")]
    charset: Annotated[str | None, Column("Encoding the text was decoded with")]
    charset_source: Annotated[str | None, Column("Which rule chose the encoding")]
    etag: Annotated[str | None, Column("ETag header")]
    last_modified: Annotated[str | None, Column("Last-Modified header")]
    wire_bytes: Annotated[int | None, Column("Bytes of the answer as sent", unit="bytes")]
    entity_bytes: Annotated[int | None, Column("Bytes of the entity, content coding removed", unit="bytes")]
    payload_digest: Annotated[str | None, Column("WARC payload digest of the stored entity, sha1 in base32")]
    entity_sha256: Annotated[str | None, Column("sha256 of the entity, content coding removed")]
    fetched_at: Annotated[datetime, Column("When we got it; never runs backwards within data/raw")]
    memento_at: Annotated[datetime | None, Column("The archive's or foreign WARC's own date of the capture")]
    elapsed_seconds: Annotated[float | None, Column("From the request to the last byte", unit="s")]
    ip_address: Annotated[str | None, Column("Address that was connected to")]
    tls_version: Annotated[str | None, Column("Protocol of the connection")]
    warc_file: Annotated[str, Column("WARC file below data/raw")]
    warc_offset: Annotated[int, Column("First byte of the record's gzip member", unit="bytes")]
    warc_length: Annotated[int, Column("Length of the gzip member", unit="bytes")]
    record_id: Annotated[str, Column("WARC-Record-ID of the record that holds the entity")]
    revisit_of: Annotated[str | None, Column("Capture that holds the same payload", references="captures")]


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many captures of a run ended one way."""

    outcome: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the pipeline that could capture something; made from the run records alone."""

    run_id: Annotated[str, Column("UUID of the Prefect flow run, or one made by the command line", key=True)]
    trigger: Annotated[Trigger, Column("What started it")]
    watchlist: Annotated[str | None, Column("Id of the watchlist's file")]
    request: Annotated[str, Column("The request as JSON")]
    window_since: Annotated[datetime | None, Column("First moment that the run answers for")]
    window_until: Annotated[datetime | None, Column("One past the last moment that the run answers for")]
    started_at: Annotated[datetime, Column("When it began")]
    captured_at: Annotated[datetime, Column("When its last capture was safe on disk")]
    state: Annotated[RunState, Column("Whether it closed its record itself")]
    planned_count: Annotated[int, Column("Addresses it planned to fetch")]
    captured_count: Annotated[int, Column("Captures it made, of any purpose")]
    ok_count: Annotated[int, Column("Captures among them that ended ok")]
    outcomes: Annotated[tuple[OutcomeCount, ...], Column("Captures by observed outcome")]
    code_version: Annotated[str, Column("Version of readout")]
    config_digest: Annotated[str, Column("sha256 of the configuration it ran with")]
