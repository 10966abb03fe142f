"""A loopback site whose pages a test changes between runs, and a project folder with a watchlist of the test's own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pyarrow.parquet as pq

from loopback_server import LoopbackServer
from readout import pipeline
from readout.report.results import IngestResult
from readout.requests import IngestRequest
from readout.settings import Config, Settings, load_config

HOME = Path(__file__).resolve().parents[1]
ARCHIVE = "archive.example"  # the web archive, which holds nothing
START = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
PARAGRAPHS = (
    "The two ministers met on Monday in the old customs house of the harbour town and spoke for three hours.",
    "They agreed to meet again in the autumn, and to let the ferries run between the two ports from June on.",
    "Neither side said anything about the islands, which both have claimed since the war of the last century.",
)


def page(title: str, *more: str) -> bytes:
    """A page of news that the generic extraction takes for one."""
    paragraphs = "".join(f"<p>{text}</p>" for text in (*PARAGRAPHS, *more))
    html = (
        f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body>"
    )
    return f"{html}</html>".encode()


def feed(*items: tuple[str, str, str]) -> bytes:
    """An RSS feed: title, link and publication time of each item."""
    rows = "".join(f"<item><title>{t}</title><link>{u}</link><pubDate>{at}</pubDate></item>" for t, u, at in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{rows}</channel></rss>'.encode()


@dataclass
class Answer:
    """What the site says at an address."""

    body: bytes
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    meet: Barrier | None = None  # nobody is answered until all who wait here have asked


@dataclass(frozen=True)
class Seen:
    """One request, and how many bytes of body it was given."""

    address: str  # host and path
    headers: dict[str, str]
    status: int
    body_bytes: int


class Site(LoopbackServer):
    """Serves whatever `pages` holds at the moment; conditional requests are answered where a page has an ETag."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts
        self.pages: dict[str, Answer] = {}
        self.seen: list[Seen] = []
        super().__init__(_handler_for(self))

    @property
    def addresses(self) -> dict[str, tuple[str, int]]:
        """Where each host is to be found."""
        return dict.fromkeys((*self.hosts, ARCHIVE), ("127.0.0.1", self.port))

    def asked(self) -> list[str]:
        """The addresses asked for since the last call, but for robots.txt, web archive and made-up ones."""
        beside = re.compile(rf"{ARCHIVE}/|.*/(robots\.txt|[0-9a-f]{{32}})$")
        found = [seen.address for seen in self.seen if not beside.match(seen.address)]
        self.seen.clear()
        return found


def _handler_for(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = self.headers.get("Host", "").partition(":")[0] + self.path
            nothing = (
                Answer(b"[]", "application/json") if address.startswith(ARCHIVE) else Answer(b"nothing", "text/plain", 404)
            )
            answer = site.pages.get(address, nothing)
            if answer.meet:
                answer.meet.wait(timeout=15)
            etag = answer.headers.get("ETag")
            unchanged = etag is not None and self.headers.get("If-None-Match") == etag
            body = b"" if unchanged else answer.body
            status = 304 if unchanged else answer.status
            site.seen.append(Seen(address, dict(self.headers), status, len(body)))
            self.send_response_only(status)
            for name, value in {"Content-Type": answer.type, **answer.headers}.items():
                self.send_header(name, value)
            if not unchanged:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server names it
            """Say nothing: the tests look at `seen`."""

    return Handler


class Watch:
    """Runs of one watchlist over a site, on a clock that the test sets."""

    def __init__(self, folder: Path, site: Site, watchlist: str, *, publishers: str = "") -> None:
        self.folder, self.site, self.now = folder, site, START
        home = folder / "home"
        shutil.copytree(HOME / "config", home / "config")
        constants = home / "config" / "pipeline.toml"
        # Nobody is to be spared on loopback; the tests of politeness are others.
        text = re.sub(r"(?m)^delay_seconds = [\d.]+", "delay_seconds = 0.0", constants.read_text("utf-8"))
        text = re.sub(r'(?m)^(cdx|web) = "https?://[^/"]+', rf'\1 = "http://{ARCHIVE}', text)
        constants.write_text(text, "utf-8")
        (home / "config" / "watchlists" / "watch.toml").write_text(f'title = "Watch"\nnetwork = true\n{watchlist}', "utf-8")
        if publishers:
            (home / "config" / "publishers" / "wire.toml").write_text(publishers, "utf-8")
        self.settings = Settings(home=home, contact="mailto:tests@readout.example", state_dir=folder, test_hosts=site.addresses)

    @property
    def config(self) -> Config:
        """The configuration of the next run."""
        return load_config(self.settings, data=self.folder / "data")

    def run(self, *, hours: float = 0.0, mode: str = "new", stop_after: str = "publish", **more: Any) -> IngestResult:
        """A run, so many hours after the last one."""
        self.now += timedelta(hours=hours)
        request = IngestRequest(watchlist="watch", mode=mode, **more)  # pyright: ignore[reportArgumentType] - checked by the model
        return pipeline.ingest(request, self.config, run_id=str(uuid4()), clock=self.clock, stop_after=stop_after)

    def clock(self) -> datetime:
        """The time that runs are given: it goes on by a millisecond each time."""
        self.now += timedelta(milliseconds=1)
        return self.now

    def rows(self, table: str, keep: Callable[[dict[str, Any]], bool] = lambda _: True) -> list[dict[str, Any]]:
        """Rows of the newest release, sorted by key."""
        return [row for row in pq.read_table(self.folder / "data/processed/latest" / table).to_pylist() if keep(row)]
