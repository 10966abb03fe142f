"""A web server on loopback, in a process of its own, that notes when it saw what: for the benchmarks of capture.

Every name of `HOSTS` is served; a page is some 20 kB of text that no other page has, robots.txt is what the benchmark says.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from readout.discover.plan import HostQueue
from readout.discover.targets import Target
from readout.settings import Config, Settings, load_config

HOME = Path(__file__).resolve().parents[1]
SENTENCE = "The ministers met in the harbour city and spoke of the ferry, the cables and the price of salt. "
PARAGRAPHS = 40


@dataclass
class Seen:
    """What the server saw, in the machine's monotonic seconds."""

    requests: list[tuple[float, float, str, str]] = field(default_factory=list)  # arrived, answered, host, path
    connections: list[tuple[float, float, str]] = field(default_factory=list)  # opened, closed, host of the first request


@contextmanager
def serving(robots: Mapping[str, str]) -> Iterator[tuple[int, Connection]]:
    """The port of a running server, and the pipe through which it tells what it saw once it is sent anything.

    Args:
        robots: text of robots.txt by host; other hosts have none.
    """
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(dict(robots), there), daemon=True)
    process.start()
    try:
        yield here.recv(), here
    finally:
        process.terminate()
        process.join()


def seen(pipe: Connection) -> Seen:
    """What the server saw so far."""
    pipe.send("tell")
    return pipe.recv()


def config_for(data: Path, port: int, hosts: Sequence[str], delay_seconds: float) -> Config:
    """The project's configuration with these hosts on loopback and another delay; the state stands beside the data."""
    settings = Settings(
        home=HOME,
        contact="mailto:bench@press.example",
        state_dir=data.parent / "state",
        test_hosts=dict.fromkeys(hosts, ("127.0.0.1", port)),
    )
    config = load_config(settings, data=data)
    capture = replace(config.constants.capture, delay_seconds=delay_seconds, slot_poll_seconds=0.005)
    # A made-up page cannot be in a web archive, and the archive is not on loopback.
    memento = replace(config.constants.memento, cdx="", web="")
    return replace(config, constants=replace(config.constants, capture=capture, memento=memento))


def queue_of(host: str, paths: Sequence[str], delay_seconds: float) -> HostQueue:
    """What is wanted of a host."""
    urls = [f"http://{host}{path}" for path in paths]
    targets = tuple(Target(url_fetch=url, url_key=url.replace("http:", "https:"), source="request") for url in urls)
    return HostQueue(host=host, publisher=None, delay_seconds=delay_seconds, targets=targets)


def page(path: str) -> bytes:
    """The page of a path."""
    body = "".join(f"<p>{number} of {path}. {SENTENCE * 5}</p>" for number in range(PARAGRAPHS))
    return f"<!DOCTYPE html><html><head><title>Page {path}</title></head><body><h1>{path}</h1>{body}</body></html>".encode()


def _serve(robots: dict[str, str], pipe: Connection) -> None:
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(robots, pipe))


async def _run(robots: dict[str, str], pipe: Connection) -> None:
    noted = Seen()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer all requests of a connection, and note when each came."""
        opened, first = time.monotonic(), ""
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                arrived = time.monotonic()
                path = head.split(b" ", 2)[1].decode()
                host = head.lower().partition(b"\r\nhost: ")[2].partition(b"\r\n")[0].decode().partition(":")[0]
                first = first or host
                is_last = b"connection: close" in head.lower()
                writer.write(_reply(host, path, robots, is_last=is_last))
                await writer.drain()
                noted.requests.append((arrived, time.monotonic(), host, path))
                if is_last:
                    break
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        noted.connections.append((opened, time.monotonic(), first))

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=500)
    pipe.send(server.sockets[0].getsockname()[1])
    asyncio.get_running_loop().add_reader(pipe.fileno(), lambda: (pipe.recv(), pipe.send(noted)))
    await server.serve_forever()


def _reply(host: str, path: str, robots: Mapping[str, str], *, is_last: bool) -> bytes:
    if path == "/robots.txt":
        body, kind = robots.get(host, "").encode(), "text/plain"
        status = "200 OK" if host in robots else "404 Not Found"
    else:
        body, kind, status = page(path), "text/html; charset=utf-8", "200 OK"
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += ["Connection: close"] if is_last else []
    return "\r\n".join([*lines, "", ""]).encode() + body
