"""What the tests of capture share: small limits, made exchanges, a store, and a server of which every byte is chosen."""

from __future__ import annotations

import socket
import ssl
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from readout.capture.exchange import Exchange, ResponseHead, parse_head
from readout.capture.fetch import Client
from readout.capture.intake import Taken, take_cited
from readout.capture.politeness import Slots
from readout.capture.visit import Line
from readout.capture.warc import RawStore, read_captures
from readout.constants.capture import CaptureConstants
from readout.discover.targets import Target
from readout.publishers import Publishers

BEGIN = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def real() -> CaptureConstants:
    """The project's own."""
    sections = tomllib.loads((Path(__file__).resolve().parents[2] / "config" / "pipeline.toml").read_text(encoding="utf-8"))
    return CaptureConstants(**sections["capture"])


@pytest.fixture(scope="session")
def constants(real: CaptureConstants) -> CaptureConstants:
    """The project's own, made quick and small."""
    return replace(
        real,
        wire_bytes_max=100_000,
        decoded_bytes_max=200_000,
        connect_seconds=2.0,
        read_seconds=0.6,
        deadline_seconds=1.5,
        tries_seconds_max=0.0,  # nothing is tried twice; tests of that say so
        retry_wait_seconds=0.01,
        delay_seconds=0.0,
        slot_poll_seconds=0.005,
    )


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A data/raw of the test's own."""
    return tmp_path / "data" / "raw"


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that moves on a second whenever it is read."""
    seconds = iter(range(1_000_000))
    return lambda: BEGIN + timedelta(seconds=next(seconds))


@pytest.fixture
def store(raw: Path, clock: Callable[[], datetime], constants: CaptureConstants) -> Iterator[RawStore]:
    """A store that closes itself."""
    with RawStore(raw, "run", clock, constants) as store:
        yield store


def head_of(text: str) -> ResponseHead:
    """A response head from its lines."""
    parsed = parse_head(text.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    assert parsed
    return parsed[0]


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    """Makes an ok exchange with a body; any field can be given."""

    def make(body: bytes | None = b"<p>said</p>", url: str = "https://news.example/a", **given: object) -> Exchange:
        made = Exchange(
            purpose="page",
            url_key=url,
            original_url=url,
            url=url,
            publisher=None,
            via="live",
            outcome="ok",
            fetch_id="fetch",
            request=b"GET /a HTTP/1.1\r\nHost: news.example\r\nUser-Agent: readout\r\n\r\n",
            response=head_of("HTTP/1.1 200 OK\nContent-Type: text/html"),
            entity=body,
        )
        return replace(made, **given)

    return make


Reply = bytes | Callable[[socket.socket], None]


@dataclass
class Server:
    """A loopback server that sends what a test wrote, byte for byte."""

    port: int
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[float, str, str]] = field(default_factory=list)  # moment, host, path
    heads: list[bytes] = field(default_factory=list)

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for _, _, path in self.asked]

    def answer(self, connection: socket.socket) -> None:
        """Read one request's head and send the reply of its path."""
        with connection:
            connection.settimeout(5)
            head = b""
            while b"\r\n\r\n" not in head:
                if not (data := connection.recv(65536)):
                    return
                head += data
                if head.startswith(b"\x16\x03"):  # a TLS hello: this server speaks no TLS
                    connection.sendall(NOT_FOUND)
                    return
            path = head.split(b" ", 2)[1].decode()
            host = head.partition(b"Host: ")[2].partition(b"\r\n")[0].decode()
            self.asked.append((time.monotonic(), host, path))
            self.heads.append(head)
            reply = self.replies.get(host + path, self.replies.get(path, NOT_FOUND))
            if callable(reply):
                reply(connection)
            else:
                connection.sendall(reply)


NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"


@pytest.fixture
def server() -> Iterator[Server]:
    """A running server; its thread ends with the test."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1])
    listener.settimeout(0.05)
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with suppress(OSError):
                server.answer(connection)

    thread = threading.Thread(target=run)
    thread.start()
    yield server
    stop.set()
    thread.join()
    listener.close()


async def nobody(host: str, port: int) -> list[str]:
    """A resolver that knows no name."""
    raise OSError(-2, f"no address for {host}:{port}")


@pytest.fixture(scope="session")
def context() -> ssl.SSLContext:
    """One for all tests: making it is dear."""
    return httpx.create_ssl_context(trust_env=False)


@pytest.fixture
def line(server: Server, constants: CaptureConstants, context: ssl.SSLContext, tmp_path: Path) -> Line:
    """The real client, with two names mapped to the server and a resolver that knows no other."""
    hosts: dict[str, tuple[str, int]] = dict.fromkeys(("news.example", "other.example"), ("127.0.0.1", server.port))
    return Line(
        client=Client("readout/test (+mailto:a@news.example)", constants, test_hosts=hosts, resolve=nobody, context=context),
        slots=Slots(folder=tmp_path / "state", poll_seconds=constants.slot_poll_seconds),
        publishers=Publishers(()),
        constants=constants,
    )


@pytest.fixture
def take(store: RawStore, constants: CaptureConstants) -> Callable[..., Taken]:
    """Takes the captures of some addresses from an archive."""

    def cited(path: Path, *urls: str) -> Taken:
        wanted = {url: Target(url_fetch=url, url_key=url, source="citation") for url in urls}
        held = read_captures(store.raw)
        return take_cited(store, path, path.name, wanted, publishers=Publishers(()), held=held, constants=constants)

    return cited
