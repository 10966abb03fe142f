"""A server that misbehaves to order: raw asyncio on loopback, every byte and every pause chosen by the case."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Play = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]
Reply = bytes | Play

NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    moment: float
    host: str
    path: str
    head: bytes

    def header(self, name: str) -> str | None:
        """A header's value."""
        for line in self.head.decode("utf-8", "replace").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None


@dataclass
class FaultServer:
    """Answers each path by its replies one after another, the last one for ever; notes what was asked and sent."""

    replies: Mapping[str, Sequence[Reply]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    sent: list[bytearray] = field(default_factory=list)  # of each request
    connections: int = 0
    port: int = 0

    def play(self, replies: Mapping[str, Sequence[Reply]]) -> None:
        """Begin another case."""
        self.replies, self.requests, self.sent = replies, [], []

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.path for request in self.requests]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request's head, send its reply, close."""
        self.connections += 1
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):  # cancelled: the test is over
                await self._play(_request(await reader.readuntil(b"\r\n\r\n")), writer)
                writer.close()
                await writer.wait_closed()
        finally:
            writer.transport.abort()

    async def _play(self, request: Request, writer: asyncio.StreamWriter) -> None:
        turn = sum(one.path == request.path for one in self.requests)
        self.requests.append(request)
        noted = bytearray()
        self.sent.append(noted)
        replies = self.replies.get(request.path, [NOT_FOUND])
        reply = replies[min(turn, len(replies) - 1)]
        spy = _Spy(writer, noted)
        if callable(reply):
            await reply(request, spy)  # type: ignore[arg-type] - the spy has what a play uses of a writer
        else:
            spy.write(reply)
        await spy.drain()


class _Spy:
    """A writer that notes what is written."""

    def __init__(self, writer: asyncio.StreamWriter, noted: bytearray) -> None:
        self._writer, self._noted = writer, noted
        self.transport = writer.transport

    def write(self, data: bytes) -> None:
        if len(self._noted) < 5_000_000:  # an endless body needs no twin
            self._noted += data
        self._writer.write(data)

    async def drain(self) -> None:
        await self._writer.drain()

    def get_extra_info(self, name: str) -> object:
        return self._writer.get_extra_info(name)


def _request(head: bytes) -> Request:
    text = head.decode("utf-8", "replace")
    host = next((line[5:].strip() for line in text.split("\r\n") if line.lower().startswith("host:")), "")
    return Request(time.monotonic(), host, text.split(" ", 2)[1], head)


@contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[FaultServer]:
    """A server in a thread of its own; with a context it speaks TLS."""
    server, loop = FaultServer(), asyncio.new_event_loop()
    started, done = threading.Event(), asyncio.Event()

    async def serve() -> None:
        listener = await asyncio.start_server(server.answer, "127.0.0.1", 0, ssl=context, limit=1 << 20)
        server.port = listener.sockets[0].getsockname()[1]
        started.set()
        await done.wait()
        listener.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # what was aborted closes in the loop's next turn

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    started.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
        loop.close()
