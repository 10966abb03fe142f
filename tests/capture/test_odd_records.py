"""Records of others' archives that no writer of ours would make: named or read, never a crash."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from readout.capture.intake import Taken
from readout.capture.warc import RawStore, read_entity

A = "https://news.example/a"
Take = Callable[..., Taken]


def record(kind: str, block: bytes, *more: str, date: str = "2026-03-01T00:00:00Z", length: int | str | None = None) -> bytes:
    """A WARC record of A as bytes, well-formed or not."""
    lines = [f"WARC-Type: {kind}", f"WARC-Target-URI: {A}", f"WARC-Date: {date}", "WARC-Record-ID: <urn:uuid:1>", *more]
    head = "\r\n".join(["WARC/1.0", *lines, f"Content-Length: {len(block) if length is None else length}"])
    return head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


SAID = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>said</p>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (record("response", SAID, "WARC-Truncated: length"), "torn_record"),
        (record("response", SAID, "WARC-Segment-Number: 1"), "torn_record"),
        (record("continuation", b"the rest", "WARC-Segment-Number: 2"), "unsupported_record"),
        (record("response", SAID).replace(b"WARC-Type", b"WARC-Kind"), "unsupported_record"),
        (record("response", SAID, date="0001-01-01T00:00:00+14:00"), "unsupported_record"),
        (record("response", SAID, length="9" * 20), "torn_record"),
        (record("response", SAID, length="9" * 5000), "torn_record"),
        (record("response", SAID, length=10**14), "torn_record"),
        (record("response", SAID, length=-1), "torn_record"),
    ],
    ids=[
        "cut short",
        "first segment",
        "later segment",
        "no type",
        "no calendar's date",
        "20 digits",
        "5000 digits",
        "14 zeros",
        "-1",
    ],
)
def test_a_record_of_a_part_or_of_nonsense_is_a_rejection_and_hides_nothing(
    take: Take, tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "odd.warc"
    path.write_bytes(data + record("response", SAID, date="2026-03-02T00:00:00Z"))
    taken = take(path, A)
    assert [capture.memento_at and capture.memento_at.day for capture in taken.captures] == [2]
    assert [rejection.reason for rejection in taken.rejections] == [reason]


@pytest.mark.parametrize(
    "request_block",
    [b"", b"GET", b"\0\xff", b"G\xe9T /\x81", b"GET  /a\r\n\r\n", b"GET /a HTTP/1.1\r\nno colon\r\n: none\r\n\r\n"],
)
def test_no_request_record_keeps_its_page_out(take: Take, store: RawStore, tmp_path: Path, request_block: bytes) -> None:
    path = tmp_path / "odd.warc"
    answer = record("response", SAID, date="0099-03-02T00:00:00Z")
    path.write_bytes(answer + record("request", request_block, "WARC-Concurrent-To: <urn:uuid:1>"))
    (capture,) = take(path, A).captures
    assert read_entity(store.raw, capture, {}).body == b"<p>said</p>"
    store.close()
    assert b"WARC-Date: 0099-03-02T00:00:00.000000Z" in gzip.decompress((store.raw / capture.warc_file).read_bytes())
