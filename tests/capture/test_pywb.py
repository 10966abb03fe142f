"""A real pywb as the web archive: what it keeps is what we get, down to the byte, and a page that is gone still has a text."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from capture.pywb import COLLECTION, Wayback, ask, running_pywb, wayback
from readout import pipeline
from readout.capture.mementos import chosen, mementos_of
from readout.capture.warc import read_captures, read_entity
from readout.releases.store import Store
from readout.requests import IngestRequest
from readout.settings import Config, Settings, load_config

HOME = Path(__file__).resolve().parents[2]
URL = "http://gone.example/harbour-tariffs-minister-meets-press/"
SENTENCES = "<p>The minister of the harbour met the press about new tariffs on Monday, and he answered all questions.</p>" * 6
WALL = "<html><head><title>Just a moment...</title></head><body><h1>Just a moment...</h1><p>Verify you are human.</p></body></html>"


def page(day: str) -> bytes:
    return f"<html><head><title>Tariffs</title></head><body><article><h1>Tariffs, {day}</h1>{SENTENCES}</article></body></html>".encode()


COPIES = [
    ("2023-05-01T08:00:00Z", page("May 2023")),
    ("2024-04-26T08:00:00Z", page("April 2024")),
    ("2025-11-01T08:00:00Z", WALL.encode()),
]


@pytest.fixture(scope="module")
def pywb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an archive that holds the copies."""
    folder = tmp_path_factory.mktemp("pywb")
    warc = folder / "copies.warc.gz"
    with warc.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for moment, body in COPIES:
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))], protocol="HTTP/1.1")  # fmt: skip
            record = writer.create_warc_record(URL, "response", payload=io.BytesIO(body), length=len(body), http_headers=head, warc_headers_dict={"WARC-Date": moment})  # fmt: skip
            writer.write_record(record)
            record.raw_stream.close()
    (folder / "root").mkdir()
    with running_pywb(folder / "root", [warc]) as port:
        yield port


@pytest.fixture
def archive(pywb: int) -> Iterator[Wayback]:
    """The same in Wayback's shapes."""
    with wayback(pywb) as shim:
        yield shim


def test_raw_copies_differ_from_what_was_archived(pywb: int) -> None:
    for moment, body in COPIES:
        timestamp = re.sub(r"\D", "", moment)
        status, headers, got = ask(pywb, f"/{COLLECTION}/{timestamp}id_/{URL}")
        assert (status, got) == (200, body)
        assert "Memento-Datetime" in dict(headers)


def test_the_index_in_wayback_s_shape_is_not_understood(archive: Wayback) -> None:
    _, _, body = archive.answer(f"/cdx/search/cdx?url={URL}&output=json&limit=-1000")
    assert json.loads(body)[0] == ["timestamp", "original", "statuscode", "mimetype", "digest"]
    found = mementos_of(body)
    assert [memento.timestamp for memento in found] == ["20230501080000", "20240426080000", "20251101080000"]
    assert [memento.timestamp[:4] for memento in chosen(found, datetime(2024, 4, 28, tzinfo=UTC).date(), 3)] == [
        "2024",
        "2025",
        "2023",
    ]


class Gone(BaseHTTPRequestHandler):
    """A site that has lost all its pages."""

    def do_GET(self) -> None:
        """Say so."""
        self.send_response(404)
        self.end_headers()
        self.wfile.write(b"not found")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of the standard library
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[int]:
    """The port of that site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gone)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def config_of(archive: Wayback, site: int, tmp_path: Path) -> Config:
    """A project whose web archive is the shim, with a document that cites the lost page."""
    home = tmp_path / "home"
    shutil.copytree(HOME / "config", home / "config")
    (home / "documents").mkdir()
    (home / "documents" / "note.txt").write_text(f"Harbour notes\n\nApril 28, 2024\n\nThe minister spoke: {URL}\n", "utf-8")
    constants = home / "config" / "pipeline.toml"
    text = constants.read_text("utf-8")
    for name, value in (("cdx", '"http://keep.example/cdx/search/cdx"'), ("web", '"http://keep.example/web"'), ("delay_seconds", "0.0"), ("cdx_gap_seconds", "0.0")):  # fmt: skip
        text = re.sub(rf"(?m)^{name} = [^#\n]+", f"{name} = {value} ", text)
    constants.write_text(text, "utf-8")
    watchlist = 'title = "Lost"\nnetwork = true\ndocuments = ["documents/*.txt"]\n'
    (home / "config" / "watchlists" / "lost.toml").write_text(watchlist, "utf-8")
    hosts = {"gone.example": ("127.0.0.1", site), "keep.example": ("127.0.0.1", archive.port)}
    settings = Settings(home=home, contact="mailto:tests@readout.example", state_dir=tmp_path / "state", test_hosts=hosts)
    return load_config(settings, data=tmp_path / "data")


def rows(config: Config, table: str) -> list[dict[str, Any]]:
    store = Store(config.data / "processed", config.constants.releases)
    head = store.head()
    assert head is not None
    return store.read(head, table).to_pylist()


def document(config: Config) -> dict[str, Any]:
    [found] = [row for row in rows(config, "documents") if row["url_key"].startswith("https://gone.example/")]
    return found


def test_a_page_that_is_gone_has_no_text_although_an_archive_keeps_it(config_of: Config, archive: Wayback) -> None:
    result = pipeline.ingest(IngestRequest(watchlist="lost", mode="new"), config_of, run_id="first")
    assert result is not None
    assert result.exit_code == 0
    found = document(config_of)
    assert found["title"] == "Tariffs"
    assert found["text"].startswith("The minister of the harbour met the press")
    captures = {row["capture_id"]: row for row in rows(config_of, "captures")}
    made = captures[found["capture_id"]]
    assert (made["via"], made["outcome"], f"{made['memento_at']:%Y-%m-%d}") == ("memento", "ok", "2024-04-26")
    raw = read_captures(config_of.data / "raw")
    kept = next(one for one in raw if one.capture_id == found["capture_id"])
    assert read_entity(config_of.data / "raw", kept, {}).body == COPIES[1][1]
    assert {row["outcome"] for row in captures.values() if row["via"] == "live" and row["purpose"] == "page"} == {"not_found"}
    [citation] = [row for row in rows(config_of, "citations") if row["url_key"] == found["url_key"]]
    assert citation["cited_document_id"] == found["document_id"]


def test_a_later_failure_takes_the_text_away_or_makes_a_revision(config_of: Config, archive: Wayback) -> None:
    pipeline.ingest(IngestRequest(watchlist="lost", mode="new"), config_of, run_id="first")
    before = document(config_of)
    archive.mode = "down"
    again = pipeline.ingest(IngestRequest(watchlist="lost", mode="refresh"), config_of, run_id="second")
    assert again is not None
    assert again.exit_code == 3
    after = document(config_of)
    assert {name: after[name] for name in ("document_id", "revision", "text", "capture_id")} == {
        name: before[name] for name in ("document_id", "revision", "text", "capture_id")
    }
    assert [
        row["outcome"] for row in rows(config_of, "captures") if row["run_id"] == "second" and row["purpose"] == "page"
    ] == [
        "not_found",
        "archive_error",
    ]
