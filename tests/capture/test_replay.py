"""What is kept is what other tools read: digests hold for warcio and FastWARC, and a real pywb shows every page to the byte."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.checker import Checker

from capture.conftest import nobody
from capture.faults.cases import CASES, Case
from capture.faults.running import HOST, SMALL
from capture.faults.server import running
from capture.pywb import COLLECTION, ask, need_pywb, running_pywb
from capture.writers import CONSTANTS, only
from readout.capture.cdxj import INDEX, is_replayable, write_index
from readout.capture.coding import decode
from readout.capture.fetch import Client
from readout.capture.groups import target_uri
from readout.capture.intake import import_warc, take_cited
from readout.capture.politeness import Slots
from readout.capture.visit import Line, Visit, asking
from readout.capture.warc import RawStore, read_captures, read_entity
from readout.discover.targets import Target
from readout.model import Capture
from readout.publishers import Publishers

PAGES = frozenset({"ok", "unchanged", "unchanged_digest"})
WHOLE = [case for case in CASES if set(case.ends) <= PAGES | {"moved"}]
MORE = "https://copied.example/a?b=1&A=2"


@dataclass(frozen=True)
class Kept:
    """A data/raw of every fault that a page survives, of a memento's copy, and of an archive taken in whole."""

    raw: Path
    captures: list[Capture]

    def shown(self) -> list[Capture]:
        """The captures of pages: a redirect to itself is what pywb rightly does not replay."""
        return [capture for capture in self.captures if is_replayable(capture) and capture.outcome in PAGES]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, context: ssl.SSLContext) -> Kept:
    """Fetched over real sockets, each case an hour after the one before and each capture in a second of its own."""
    folder = tmp_path_factory.mktemp("replay")
    seconds, hour = count(), count()
    begin = [datetime(2026, 5, 1, tzinfo=UTC)]
    constants = replace(CONSTANTS, **SMALL)
    with (
        running() as server,
        RawStore(folder / "raw", "run", lambda: begin[0] + timedelta(seconds=next(seconds)), constants) as store,
    ):
        hosts = {HOST: ("127.0.0.1", server.port)}
        line = Line(
            client=Client("readout/test", constants, test_hosts=hosts, resolve=nobody, context=context),
            slots=Slots(folder=folder / "state", poll_seconds=constants.slot_poll_seconds),
            publishers=Publishers(()),
            constants=constants,
        )
        for case in WHOLE:
            begin[0] = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=next(hour))
            server.play(case.replies)
            asyncio.run(fetch(case, store, line))
    add_archives(folder)
    return Kept(folder / "raw", read_captures(folder / "raw"))


async def fetch(case: Case, store: RawStore, line: Line) -> None:
    """A case's visits; what earlier cases had is forgotten."""
    last: dict[str, Capture] = {}
    for _ in range(case.visits):
        visit = Visit(store, line, last)
        await visit.follow(asking(case.url, "page"))
        last = visit.last


def add_archives(folder: Path) -> None:
    """An archive copied record by record, and one taken in whole."""
    for name, url in (("cited", MORE), ("whole", "https://imported.example/a")):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\n<p>said</p>"
        lines = ["WARC-Type: response", f"WARC-Target-URI: {url}", "WARC-Date: 2025-03-01T00:00:00Z"]
        lines += [f"WARC-Record-ID: <urn:uuid:{name}>", f"Content-Length: {len(head)}"]
        (folder / f"{name}.warc").write_bytes("\r\n".join(["WARC/1.1", *lines, "", ""]).encode() + head + b"\r\n\r\n")
    publishers = Publishers(())
    with RawStore(folder / "raw", "given", lambda: datetime.now(UTC), CONSTANTS) as store:
        wanted = {MORE: Target(url_fetch=MORE, url_key=MORE, source="citation")}
        cited = take_cited(store, folder / "cited.warc", "c", wanted, publishers=publishers, held=(), constants=CONSTANTS)
        whole = import_warc(store, folder / "whole.warc", "w", publishers=publishers, held=(), constants=CONSTANTS)
    assert (len(cited.captures), len(whole.captures)) == (1, 1)


def test_every_case_is_there_with_revisits_of_both_kinds(kept: Kept) -> None:
    outcomes = [capture.outcome for capture in kept.shown()]
    assert len(outcomes) >= len(WHOLE) + 2
    assert {"ok", "unchanged", "unchanged_digest"} <= set(outcomes)


def test_warcio_and_fastwarc_find_every_digest_right(kept: Kept) -> None:
    for path in kept.raw.rglob("*.warc.gz"):
        assert Checker(only(path)).process_all() == 0
        with path.open("rb") as file:
            for record in ArchiveIterator(file, parse_http=False):
                assert record.verify_block_digest()
                if record.record_type == WarcRecordType.response:
                    record.parse_http()
                    assert record.verify_payload_digest()


def test_pywb_replays_every_page_to_the_byte_by_our_index(kept: Kept, tmp_path: Path) -> None:
    need_pywb()
    assert write_index(kept.raw) == sum(map(is_replayable, kept.captures))
    lines = (kept.raw / INDEX).read_bytes().splitlines()
    assert lines == sorted(lines)
    with running_pywb(tmp_path, raw=kept.raw) as port:
        differing = [name_of(capture) for capture in kept.shown() if not is_replayed(port, capture, kept)]
    assert differing == []


def test_pywb_replays_every_page_to_the_byte_by_its_own_index(kept: Kept, tmp_path: Path) -> None:
    need_pywb()
    warcs = [path for path in kept.raw.rglob("*.warc*") if path.is_file()]
    copies = [tmp_path / f"{number}-{path.name}" for number, path in enumerate(warcs)]  # pywb wants names of their own
    for path, copy in zip(warcs, copies, strict=True):
        copy.hardlink_to(path)
    with running_pywb(tmp_path, copies) as port:
        differing = [name_of(capture) for capture in kept.shown() if not is_replayed(port, capture, kept)]
    assert differing == []


def is_replayed(port: int, capture: Capture, kept: Kept) -> bool:
    """Whether pywb gives the bytes that we hold, under the moment of the capture."""
    by_id = {other.capture_id: other for other in kept.captures}
    moment = capture.memento_at or capture.fetched_at
    status, headers, body = ask(port, f"/{COLLECTION}/{moment:%Y%m%d%H%M%S}id_/{target_uri(capture.url)}")
    told = {name.lower(): value for name, value in headers}
    encodings = [told["content-encoding"]] if "content-encoding" in told else []
    holder = by_id[capture.revisit_of] if capture.revisit_of else capture
    is_right_moment = told.get("memento-datetime") == f"{moment:%a, %d %b %Y %H:%M:%S GMT}"
    is_same = decode(body, encodings, 10**7).body == read_entity(kept.raw, capture, by_id).body
    return is_right_moment and status == holder.http_status and is_same


def name_of(capture: Capture) -> str:
    """A capture in a failure's message."""
    return f"{capture.url} {capture.fetched_at:%Y%m%d%H%M%S} {capture.outcome}"
