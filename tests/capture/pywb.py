"""A real pywb on loopback, and a shim in front of it that speaks as the Wayback Machine does, or fails as it may."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

BINARIES = Path(__file__).resolve().parents[2] / ".tools" / "pywb" / "bin"
COLLECTION = "keep"
IS_REQUIRED = os.environ.get("READOUT_REQUIRE_PYWB") == "1"  # read here: the tests' own environment has no READOUT_*
COLUMNS = ("timestamp", "original", "statuscode", "mimetype", "digest")
NAMES = {"original": "url", "statuscode": "status", "mimetype": "mime"}  # Wayback's name: pywb's


def need_pywb() -> None:
    """Skip where there is no pywb, unless it is required."""
    if not (BINARIES / "pywb").is_file():
        if IS_REQUIRED:
            pytest.fail("READOUT_REQUIRE_PYWB is set, but .tools/pywb/bin/pywb is not here: make pywb")
        pytest.skip("no web archive here: make pywb")


@contextmanager
def running_pywb(folder: Path, warcs: Sequence[Path] = (), raw: Path | None = None) -> Iterator[int]:
    """The port of a pywb with one collection, `COLLECTION`.

    Args:
        folder: of its own, empty.
        warcs: what it replays; pywb copies them and makes its own index.
        raw: a data/raw to replay where it stands, by the index of ours in it, instead.
    """
    need_pywb()
    if raw:
        collections = {COLLECTION: {"index": str(raw / ".index/index.cdxj"), "archive_paths": f"{raw}/"}}
        (folder / "config.yaml").write_text(json.dumps({"collections": collections}))
    else:
        for name in ("archive", "indexes"):
            (folder / "collections" / COLLECTION / name).mkdir(parents=True)
        command = [BINARIES / "wb-manager", "add", COLLECTION, *warcs]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
    port = free_port()
    log = (folder / "pywb.log").open("wb")
    command = [BINARIES / "pywb", "-b", "127.0.0.1", "-p", str(port), "-d", folder]
    with log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process:
        try:
            wait_for(port, process)
            yield port
        finally:
            process.terminate()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server takes connections."""
    for _ in range(600):
        assert process.poll() is None, "pywb ended; see pywb.log"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("pywb does not listen")


def ask(port: int, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body of an answer, as they come."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})  # else pywb takes the coding off, and only in part
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()
    finally:
        connection.close()


@dataclass
class Wayback:
    """The shim: `/cdx/search/cdx` and `/web/…` in the Wayback Machine's shapes, answered by pywb.

    Attributes:
        pywb: port of the archive behind it; None: `held` is all there is.
        held: by address the copies that need no archive behind it: 14 digits and a body each, oldest first.
        mode: `plain`, or how the archive fails: `429`, `html`, `down` (all answers 503), `bare` (no Memento-Datetime).
        asked: moment and path of every request.
    """

    pywb: int | None = None
    held: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict[str, list[tuple[str, bytes]]])
    mode: str = "plain"
    port: int = 0
    asked: list[tuple[float, str]] = field(default_factory=list)

    def paths(self, start: str) -> list[str]:
        """What was asked for below a path."""
        return [path for _, path in self.asked if path.startswith(start)]

    def answer(self, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        """What the archive says to a request."""
        failures: dict[str, tuple[int, bytes]] = {
            "429": (429, b"slow down"),
            "down": (503, b"away"),
            "html": (200, b"<p>hello"),
        }
        if self.mode in failures:
            status, body = failures[self.mode]
            return status, [("Content-Type", "text/html")], body
        if path.startswith("/cdx/"):
            return 200, [("Content-Type", "application/json")], json.dumps(self._rows(path)).encode()
        status, headers, body = self._copy(path.removeprefix("/web/"))
        kept = [(name, value) for name, value in headers if self.mode != "bare" or name != "Memento-Datetime"]
        return status, kept, body

    def _copy(self, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        if self.pywb is not None:
            return ask(self.pywb, f"/{COLLECTION}/{path}")
        timestamp, _, url = path.partition("id_/")
        body = dict(self.held.get(url, [])).get(timestamp)
        if body is None:
            return 404, [], b"not archived"
        at = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return 200, [("Content-Type", "text/html"), ("Memento-Datetime", format_datetime(at, usegmt=True))], body

    def _rows(self, path: str) -> list[list[str]]:
        """One array with a head row, as Wayback gives it, of pywb's JSON lines; an empty array where there is nothing."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if self.pywb is None:
            held = self.held.get(query["url"], [])
            rows = [[timestamp, query["url"], "200", "text/html", f"D{hash(body)}"] for timestamp, body in held]
        else:
            _, _, body = ask(self.pywb, f"/{COLLECTION}/cdx?{urlencode({'url': query['url'], 'output': 'json'})}")
            found = [json.loads(line) for line in body.splitlines()]
            rows = [[row[NAMES.get(name, name)] for name in COLUMNS] for row in found if row["status"] == "200"]
        return [list(COLUMNS), *rows[int(query["limit"]) :]] if rows else []


@contextmanager
def wayback(pywb: int | None = None) -> Iterator[Wayback]:
    """A running shim."""
    shim = Wayback(pywb)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shim.asked.append((time.monotonic(), self.path))
            status, headers, body = shim.answer(self.path)
            self.send_response_only(status)
            for name, value in headers:
                if name not in {"Content-Length", "Transfer-Encoding"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of the standard library
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shim.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield shim
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
