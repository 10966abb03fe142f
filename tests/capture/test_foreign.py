"""WARC files of others: what is whole is taken, what is not is named, and nothing is taken twice."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from readout.capture.intake import Taken, import_warc
from readout.capture.warc import RawStore, read_captures, read_entity
from readout.constants.capture import CaptureConstants
from readout.publishers import Publishers

A, B, C = "https://news.example/a", "https://news.example/b", "https://news.example/c"
Page = tuple[str, str, str, list[tuple[str, str]], bytes]  # url, date, status line, headers, payload
Take = Callable[..., Taken]

PAGES: list[Page] = [
    (A, "2026-03-03T00:00:00Z", "200 OK", [("Content-Type", "text/html")], b"<p>second</p>"),
    (A, "2026-03-01T00:00:00Z", "200 OK", [("Content-Type", "text/html")], b"<p>first</p>"),
    (B, "2026-03-02T00:00:00Z", "301 Moved Permanently", [("Location", "/a")], b""),
    (C, "2026-03-02T00:00:00Z", "404 Not Found", [], b"none"),
    ("https://unwanted.example/", "2026-03-02T00:00:00Z", "200 OK", [], b"not asked for"),
]


def write(path: Path, pages: Iterable[Page], *, gzipped: bool = True) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzipped, warc_version="WARC/1.1")
        file_info = writer.create_warcinfo_record(path.name, {"software": "test"})
        writer.write_record(file_info)
        for url, date, status, headers, payload in pages:
            head = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
            answer = writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(payload),
                length=len(payload),
                http_headers=head,
                warc_headers_dict={"WARC-Date": date},
            )
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "news.example")], is_http_request=True)
            request = writer.create_warc_record(url, "request", http_headers=asked)
            writer.write_request_response_pair(request, answer)
    return path


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    return write(tmp_path / "archive.warc.gz", PAGES)


@pytest.mark.parametrize("gzipped", [True, False])
def test_all_dates_of_a_wanted_page_are_copied_in_their_order(
    take: Take, store: RawStore, tmp_path: Path, gzipped: bool
) -> None:
    taken = take(write(tmp_path / "archive.warc", PAGES, gzipped=gzipped), A, "https://news.example/absent")
    assert [read_entity(store.raw, capture, {}).body for capture in taken.captures] == [b"<p>first</p>", b"<p>second</p>"]
    first, second = taken.captures
    assert [capture.memento_at and capture.memento_at.day for capture in taken.captures] == [1, 3]
    assert (second.fetched_at - first.fetched_at).microseconds == 1
    assert {capture.via for capture in taken.captures} == {"warc"}
    assert taken.absent == ("https://news.example/absent",)
    assert taken.rejections == ()
    assert list(taken.captures) == read_captures(store.raw)


def test_a_redirect_is_followed_inside_the_archive(take: Take, warc: Path) -> None:
    taken = take(warc, B, C)
    rows = [(c.url, c.outcome, c.hop, c.memento_at and c.memento_at.day) for c in taken.captures]
    assert rows == [(A, "ok", 0, 1), (B, "moved", 0, 2), (C, "not_found", 0, 2), (A, "ok", 1, 3)]
    moved, arrived = taken.captures[1], taken.captures[3]
    assert (moved.fetch_id, moved.location, moved.original_url) == (arrived.fetch_id, "/a", arrived.original_url)
    assert len({capture.fetch_id for capture in taken.captures}) == 3


def test_what_is_held_is_not_copied_again(take: Take, warc: Path, store: RawStore) -> None:
    take(warc, A)
    assert take(warc, A).captures == ()
    assert [capture.url for capture in take(warc, A, C).captures] == [C]
    assert len(read_captures(store.raw)) == 3


def test_two_redirects_in_a_circle_end(take: Take, tmp_path: Path) -> None:
    circle: list[Page] = [
        (A, "2026-03-01T00:00:00Z", "302 Found", [("Location", B)], b""),
        (B, "2026-03-01T00:00:00Z", "302 Found", [("Location", A)], b""),
    ]
    assert len(take(write(tmp_path / "circle.warc.gz", circle), A).captures) == 2


def test_chunked_and_gzipped_payloads_are_read_whole(take: Take, store: RawStore, tmp_path: Path) -> None:
    squeezed = gzip.compress(b"<p>said</p>")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(squeezed), squeezed)
    headers = [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
    (capture,) = take(
        write(tmp_path / "chunked.warc.gz", [(A, "2026-03-01T00:00:00Z", "200 OK", headers, chunked)]), A
    ).captures
    assert read_entity(store.raw, capture, {}).body == b"<p>said</p>"


def test_an_equal_payload_at_a_later_date_is_unchanged(take: Take, store: RawStore, tmp_path: Path) -> None:
    pages: list[Page] = [(A, f"2026-03-0{day}T00:00:00Z", "200 OK", [], b"same") for day in (1, 2)]
    first, second = take(write(tmp_path / "same.warc.gz", pages), A).captures
    assert (second.outcome, second.revisit_of) == ("unchanged_digest", first.capture_id)
    assert read_entity(store.raw, second, {first.capture_id: first}).body == b"same"


def test_a_revisit_record_takes_the_payload_it_refers_to(take: Take, store: RawStore, tmp_path: Path) -> None:
    path = write(tmp_path / "revisit.warc.gz", PAGES[1:2])
    digest = "sha1:" + "A" * 32
    with path.open("rb") as file:
        from warcio.archiveiterator import ArchiveIterator

        digest = next(
            r.rec_headers.get_header("WARC-Payload-Digest") for r in ArchiveIterator(file) if r.rec_type == "response"
        )
    with path.open("ab") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        dated = {"WARC-Date": "2026-03-09T00:00:00Z"}
        writer.write_record(
            writer.create_revisit_record(C, digest, A, "2026-03-01T00:00:00Z", http_headers=head, warc_headers_dict=dated)
        )
    (capture,) = take(path, C).captures
    assert read_entity(store.raw, capture, {}).body == b"<p>first</p>"


@pytest.mark.parametrize("told_digest", [None, "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"], ids=["no digest", "digest of nothing"])
@pytest.mark.parametrize("has_head", [True, False])
def test_a_304_of_another_archive_is_the_answer_that_still_stood(
    take: Take, store: RawStore, tmp_path: Path, told_digest: str | None, has_head: bool
) -> None:
    path = write(tmp_path / "revisit.warc.gz", PAGES[:2])
    told = {
        "WARC-Date": "2026-03-02T00:00:00Z",
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
        "WARC-Refers-To-Target-URI": A,
        "WARC-Refers-To-Date": "2026-03-01T00:00:00.500000Z",  # the answer's own date has seconds only
    }
    with path.open("ab") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        head = StatusAndHeaders("304 Not Modified", [("ETag", '"1"')], protocol="HTTP/1.1") if has_head else None
        more = told | ({"WARC-Payload-Digest": told_digest} if told_digest else {})
        writer.write_record(writer.create_warc_record(A, "revisit", http_headers=head, warc_headers_dict=more))
    taken = take(path, A)
    assert taken.rejections == ()
    first, still, _ = taken.captures
    assert (still.outcome, still.http_status, still.revisit_of) == ("unchanged_digest", 200, first.capture_id)
    by_id = {capture.capture_id: capture for capture in taken.captures}
    bodies = [read_entity(store.raw, capture, by_id).body for capture in taken.captures]
    assert bodies == [b"<p>first</p>", b"<p>first</p>", b"<p>second</p>"]


def test_whole_records_are_read_and_each_other_one_is_a_rejection(take: Take, tmp_path: Path) -> None:
    brotli: Page = (B, "2026-03-01T00:00:00Z", "200 OK", [("Content-Encoding", "br")], b"\x0b\x02")
    path = write(tmp_path / "bad.warc.gz", [brotli, *PAGES[:2]])
    data = path.read_bytes()
    path.write_bytes(data + gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n")[:-9])
    taken = take(path, A, B)
    assert len(taken.captures) == 2
    assert [(r.reason, r.subject, r.position) for r in taken.rejections] == [
        ("torn_record", "bad.warc.gz", 0),
        ("unsupported_record", "bad.warc.gz", 1),
    ]


def test_a_record_with_another_digest_than_it_declares_is_refused(take: Take, tmp_path: Path) -> None:
    path = write(tmp_path / "plain.warc", PAGES[:2], gzipped=False)
    path.write_bytes(path.read_bytes().replace(b"<p>first</p>", b"<p>fifth</p>"))
    taken = take(path, A)
    assert len(taken.captures) == 1
    assert [r.reason for r in taken.rejections] == ["bad_digest"]


def test_a_damaged_record_does_not_hide_those_behind_it(take: Take, warc: Path, tmp_path: Path) -> None:
    data = bytearray(warc.read_bytes())
    place = data.index(b"\x1f\x8b\x08", 100)
    data[place + 60] ^= 0xFF
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(data)
    taken = take(broken, A)
    assert [read.url for read in taken.captures] == [A]
    assert [r.reason for r in taken.rejections] == ["torn_record"]


def test_one_gzip_stream_over_all_records_is_refused_with_its_remedy(take: Take, tmp_path: Path) -> None:
    plain = write(tmp_path / "plain.warc", PAGES, gzipped=False)
    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress(plain.read_bytes()))
    (refused,) = take(path, A).rejections
    assert refused.reason == "unsupported_record"
    assert "recompress" in (refused.evidence or "")


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b"])
def test_what_is_no_archive_gives_nothing_and_breaks_nothing(take: Take, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.warc.gz"
    path.write_bytes(content)
    taken = take(path, A)
    assert (taken.captures, taken.absent) == ((), (A,))
    assert len(taken.rejections) == 1


def test_an_absent_archive_is_unreadable(take: Take, tmp_path: Path) -> None:
    assert [r.reason for r in take(tmp_path / "absent.warc.gz", A).rejections] == ["unreadable"]


@pytest.mark.parametrize("gzipped", [True, False])
def test_an_imported_archive_gives_every_page_without_copying_its_bytes(
    store: RawStore, constants: CaptureConstants, tmp_path: Path, gzipped: bool
) -> None:
    path = write(tmp_path / "whole.warc", PAGES, gzipped=gzipped)
    taken = import_warc(store, path, "whole.warc", publishers=Publishers(()), held=(), constants=constants)
    assert len(taken.captures) == len(PAGES)
    store.close()
    captures = read_captures(store.raw)
    assert captures == list(taken.captures)
    assert {capture.warc_file for capture in captures} == {captures[0].warc_file}
    assert captures[0].warc_file.startswith("warc/imported/")
    bodies = sorted(read_entity(store.raw, capture, {}).body for capture in captures)
    assert bodies == sorted(payload for *_, payload in PAGES)
    again = import_warc(store, path, "whole.warc", publishers=Publishers(()), held=captures, constants=constants)
    assert again.captures == ()
    assert len(list((store.raw / "warc" / "imported").iterdir())) == 1
