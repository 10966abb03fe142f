"""The raw archive: what is acknowledged comes back, to the byte, in a form that other tools read."""

from __future__ import annotations

import gzip
import resource
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from readout.capture.exchange import Exchange, parse_head
from readout.capture.fields import capture_id
from readout.capture.revisits import as_revisit, last_payloads
from readout.capture.warc import RawStore, read_captures, read_entity
from readout.constants.capture import CaptureConstants
from readout.errors import CannotWrite, RawDamaged
from readout.model import Capture

Make = Callable[..., Exchange]


def warcs(raw: Path) -> list[Path]:
    return sorted(raw.rglob("*.warc.gz*"))


def record_types(raw: Path) -> list[str]:
    types: list[str] = []
    for path in warcs(raw):
        with path.open("rb") as file:
            types += [record.rec_type for record in ArchiveIterator(file)]
    return types


def passes_warcio_check(path: Path) -> bool:
    return Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0


def test_what_is_kept_is_read_back_as_it_was_acknowledged(store: RawStore, raw: Path, exchange: Make) -> None:
    kept = [store.keep(exchange(b"one")), store.keep(exchange(b"two", url="https://news.example/b"))]
    assert read_captures(raw) == kept
    assert [read_entity(raw, capture, {}).body for capture in kept] == [b"one", b"two"]
    store.close()
    assert read_captures(raw) == kept
    assert [read_entity(raw, capture, {}).body for capture in kept] == [b"one", b"two"]


def test_a_group_is_response_request_metadata_and_passes_warcio_check(store: RawStore, raw: Path, exchange: Make) -> None:
    store.keep(exchange())
    store.close()
    assert record_types(raw) == ["warcinfo", "response", "request", "metadata"]
    assert passes_warcio_check(warcs(raw)[0])
    with warcs(raw)[0].open("rb") as file:
        _, response, request, metadata = [
            (r.rec_headers, r.http_headers, r.content_stream().read()) for r in ArchiveIterator(file)
        ]
    assert request[1].to_str().startswith("GET /a HTTP/1.1\r\n")
    assert metadata[0].get_header("Content-Type") == "application/warc-fields"
    assert metadata[0].get_header("WARC-Concurrent-To") == response[0].get_header("WARC-Record-ID")


def test_framing_headers_tell_the_truth_about_the_dechunked_entity(store: RawStore, raw: Path, exchange: Make) -> None:
    parsed = parse_head(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Title: \xe5\x8c\x97\xe4\xba\xac\r\n\r\n")
    assert parsed
    capture = store.keep(exchange(b"text", response=parsed[0]))
    headers = dict(read_entity(raw, capture, {}).headers)
    assert headers["X-Archive-Orig-Transfer-Encoding"] == "chunked"
    assert headers["Content-Length"] == "4"
    assert "Transfer-Encoding" not in headers
    assert headers["X-Title"].isascii()


def test_a_gzipped_entity_is_kept_as_sent_and_read_without_its_coding(store: RawStore, raw: Path, exchange: Make) -> None:
    sent = gzip.compress(b"first ") + gzip.compress(b"second")
    parsed = parse_head(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    assert parsed
    capture = store.keep(exchange(sent, response=parsed[0]))
    assert (capture.entity_bytes, read_entity(raw, capture, {}).body) == (12, b"first second")
    with warcs(raw)[0].open("rb") as file:
        stored = next(r.raw_stream.read() for r in ArchiveIterator(file) if r.rec_type == "response")
    assert stored == sent


@pytest.mark.parametrize(
    ("given", "types"),
    [
        ({"outcome": "dns_error", "response": None}, ["metadata"]),
        ({"outcome": "truncated", "wire": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal"}, ["resource", "metadata"]),
        ({"outcome": "unsupported_type"}, ["metadata"]),
    ],
)
def test_a_failed_exchange_is_never_a_record_of_the_page(
    store: RawStore, raw: Path, exchange: Make, given: dict[str, object], types: list[str]
) -> None:
    capture = store.keep(exchange(None, **given))
    assert record_types(raw) == ["warcinfo", *types]
    assert read_captures(raw) == [capture]
    assert read_entity(raw, capture, {}).body == b""
    with warcs(raw)[0].open("rb") as file:
        uris = [r.rec_headers.get_header("WARC-Target-URI") or "" for r in ArchiveIterator(file) if r.rec_type == "resource"]
    assert all(uri.startswith("urn:readout:wire:") for uri in uris)


def test_an_equal_payload_is_a_revisit_that_reads_the_earlier_bytes(store: RawStore, raw: Path, exchange: Make) -> None:
    first = store.keep(exchange(b"same"))
    again = store.keep(as_revisit(exchange(b"same"), last_payloads([first])))
    other = store.keep(as_revisit(exchange(b"new"), last_payloads([first, again])))
    assert (again.outcome, again.revisit_of, other.outcome) == ("unchanged_digest", first.capture_id, "ok")
    assert record_types(raw).count("revisit") == 1
    by_id = {capture.capture_id: capture for capture in read_captures(raw)}
    assert by_id[again.capture_id] == again
    assert read_entity(raw, again, by_id).body == b"same"
    store.close()
    assert passes_warcio_check(warcs(raw)[0])


def test_a_304_is_a_revisit_without_head_that_reads_the_earlier_bytes(store: RawStore, raw: Path, exchange: Make) -> None:
    first = store.keep(exchange(b"same"))
    parsed = parse_head(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
    assert parsed
    again = store.keep(exchange(None, outcome="unchanged", response=parsed[0], revisit_of=first))
    assert (again.http_status, again.etag, again.entity_bytes, again.revisit_of) == (304, '"1"', None, first.capture_id)
    assert record_types(raw)[-3:] == ["revisit", "request", "metadata"]
    with warcs(raw)[0].open("rb") as file:
        revisit = next(r.rec_headers for r in ArchiveIterator(file) if r.rec_type == "revisit")
    assert revisit.get_header("WARC-Profile").endswith("/server-not-modified")
    assert revisit.get_header("Content-Length") == "0"
    assert read_entity(raw, again, {first.capture_id: first}).body == b"same"
    store.close()
    assert read_captures(raw) == [first, again]
    assert passes_warcio_check(warcs(raw)[0])


def test_what_holds_no_payload_cannot_be_revisited(store: RawStore, exchange: Make) -> None:
    first = store.keep(exchange(b"same"))
    again = store.keep(exchange(b"same", outcome="unchanged_digest", revisit_of=first))
    with pytest.raises(ValueError, match="holds no payload"):
        store.keep(exchange(b"same", outcome="unchanged_digest", revisit_of=again))


def test_fetched_at_never_runs_backwards_whatever_the_clock_says(
    raw: Path, exchange: Make, constants: CaptureConstants
) -> None:
    moments = iter(
        [datetime(2026, 5, 2, 0, 0, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)]
    )
    with RawStore(raw, "one", lambda: next(moments), constants) as store:
        first, second = store.keep(exchange()), store.keep(exchange())
    with RawStore(raw, "two", lambda: next(moments), constants) as store:
        third = store.keep(exchange())
    assert second.fetched_at - first.fetched_at == third.fetched_at - second.fetched_at == timedelta(microseconds=1)
    assert [capture.capture_id for capture in read_captures(raw)] == [c.capture_id for c in (first, second, third)]


def test_a_capture_id_is_the_moment_and_the_record_ids_digest(store: RawStore, exchange: Make) -> None:
    capture = store.keep(exchange())
    assert capture.capture_id == capture_id(capture.fetched_at, capture.record_id)
    assert capture_id(datetime(2024, 4, 28, 9, 30, 0, 123456, UTC), "<urn:uuid:1>").startswith("20240428T093000.123456Z-")
    assert len(capture.capture_id) == len("20240428T093000.123456Z-9c1f22ab")


def test_a_file_never_spans_two_days_and_two_stores_never_share_one(
    raw: Path, exchange: Make, constants: CaptureConstants
) -> None:
    moments = iter(
        [
            datetime(2026, 5, 1, 23, 59, tzinfo=UTC),
            datetime(2026, 5, 2, 0, 1, tzinfo=UTC),
            datetime(2026, 5, 2, 0, 2, tzinfo=UTC),
        ]
    )
    first = RawStore(raw, "run", lambda: next(moments), constants)
    second = RawStore(raw, "run", lambda: next(moments), constants)
    first.keep(exchange())
    first.keep(exchange())
    second.keep(exchange())
    first.close()
    second.close()
    names = [path.relative_to(raw).as_posix() for path in warcs(raw)]
    assert names == ["warc/2026/05/01/run-0.warc.gz", "warc/2026/05/02/run-0.warc.gz", "warc/2026/05/02/run-1.warc.gz"]


def test_processes_of_one_run_never_write_into_one_file(raw: Path, exchange: Make, constants: CaptureConstants) -> None:
    def write(name: str) -> list[str]:
        with RawStore(raw, "run", lambda: datetime.now(UTC), constants) as store:
            return [store.keep(exchange(f"{name} {number}".encode())).capture_id for number in range(5)]

    with ThreadPoolExecutor(6) as pool:  # each store opens its own file, as processes would
        ids = sorted(capture_id for ids in pool.map(write, "abcdef") for capture_id in ids)
    assert [capture.capture_id for capture in read_captures(raw)] == ids
    assert len({capture.warc_file for capture in read_captures(raw)}) == 6


def test_a_full_disk_loses_nothing_that_was_acknowledged(store: RawStore, raw: Path, exchange: Make) -> None:
    first = store.keep(exchange(b"kept"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (warcs(raw)[0].stat().st_size + 100, hard))
    try:
        with pytest.raises(CannotWrite, match=r"run-0\.warc\.gz"):
            store.keep(exchange(b"lost"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    third = store.keep(exchange(b"after"))
    assert read_captures(raw) == [first, third]
    store.close()
    assert passes_warcio_check(warcs(raw)[0])


def test_a_changed_byte_in_a_finished_file_is_named_with_its_remedy(store: RawStore, raw: Path, exchange: Make) -> None:
    capture = store.keep(exchange(b"said " * 100))
    store.keep(exchange())
    store.close()
    data = bytearray(warcs(raw)[0].read_bytes())
    data[capture.warc_offset + capture.warc_length // 2] ^= 0xFF
    warcs(raw)[0].write_bytes(data)
    with pytest.raises(RawDamaged, match="backup"):
        read_entity(raw, capture, {})
    with pytest.raises(RawDamaged, match=str(capture.warc_offset)):
        read_captures(raw)


def test_a_capture_of_a_missing_file_says_which(store: RawStore, raw: Path, exchange: Make) -> None:
    capture = store.keep(exchange())
    store.close()
    warcs(raw)[0].unlink()
    with pytest.raises(RawDamaged, match=r"run-0\.warc\.gz is missing"):
        read_entity(raw, capture, {})


def test_an_entity_of_two_codings_is_read_back_though_the_step_between_is_larger(
    store: RawStore, raw: Path, exchange: Make
) -> None:
    parsed = parse_head(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\n\r\n")
    assert parsed
    capture = store.keep(exchange(gzip.compress(gzip.compress(b"short")), response=parsed[0]))
    assert read_entity(raw, capture, {}).body == b"short"


def test_an_entity_that_cannot_be_decoded_is_not_kept_as_one(store: RawStore, exchange: Make) -> None:
    parsed = parse_head(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    assert parsed
    with pytest.raises(ValueError, match="truncated"):
        store.keep(exchange(gzip.compress(b"text")[:-9], response=parsed[0]))


awkward = st.text(st.characters(exclude_categories=[]), max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=3000), url=awkward, note=st.none() | awkward, wire=st.binary(max_size=50))
def test_any_bytes_and_any_text_come_back(
    *, body: bytes, url: str, note: str | None, wire: bytes, exchange: Make, constants: CaptureConstants
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        with RawStore(raw, "run", lambda: datetime.now(UTC), constants) as store:
            made = exchange(body, url=url, reason=note, location=note)
            kept: list[Capture] = [
                store.keep(made),
                store.keep(replace(made, via="file", response=None)),
                store.keep(replace(made, entity=None, wire=wire)),
            ]
            assert read_captures(raw) == kept
        assert read_captures(raw) == kept
        assert [read_entity(raw, capture, {}).body for capture in kept] == [body, body, b""]
