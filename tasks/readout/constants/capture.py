"""Constants of the capture; values and reasons stand in config/pipeline.toml."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureConstants:
    """`[capture]`: what is taken in, how much of it, for how long, and at which pace."""

    file_bytes_max: int  # of a file taken in
    control_share_max: float  # control bytes in a text, 0-1
    warc_bytes_max: int  # a WARC file is closed once it is larger
    wire_bytes_max: int  # of one answer as sent
    broken_bytes_max: int  # that are kept of an answer that broke
    decoded_bytes_max: int  # of one entity, content coding removed
    connect_seconds: float
    read_seconds: float  # longest silence
    deadline_seconds: float  # one hop with all its tries, however lively
    redirects_max: int
    delay_seconds: float  # between two requests to a host whose publisher's file sets no other
    slot_poll_seconds: float
    sleep_seconds_max: float  # that a Crawl-delay or a Retry-After may make a task wait
    attempts_max: int  # of one hop at once
    tries_seconds_max: float  # that they may take together
    retry_wait_seconds: float  # between them
    limited_pause_seconds: float  # of a host that said 429 and no more
    robots_bytes_max: int
    robots_redirects_max: int
    robots_hours: float  # for which an answer of robots.txt holds
    probe_hours: float  # for which a host's answer to a path that cannot exist holds


@dataclass(frozen=True, slots=True, kw_only=True)
class MementoConstants:
    """`[memento]`: where the web archive answers."""

    cdx: str  # address of the CDX server
    web: str  # prefix of mementos, which ends in /web: by that replays are known; both empty: no web archive is asked
    cdx_gap_seconds: float  # between two questions to the CDX server, of all workers
    web_gap_seconds: float  # between two mementos, of all workers
    pause_seconds: float  # of all workers, once the archive says 429
    mementos_max: int  # that are tried for one page
    rows_max: int  # of an answer of the CDX server
