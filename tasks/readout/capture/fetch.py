"""One request, and everything that was seen of its answer. The only module that imports an HTTP client.

HTTP/1.1 through a pool of httpcore with a network backend of ours, because the address must be the one that was checked,
and because outcomes are told from the bytes on the wire, never from the text of an error.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import httpcore
import httpx

from readout.capture.addresses import Address, RefusedError, Resolver, addresses_of, system_resolver
from readout.capture.coding import decode
from readout.capture.exchange import Answer, ResponseHead, text_of
from readout.capture.outcomes import is_media
from readout.capture.wire import Wire
from readout.constants.capture import CaptureConstants
from readout.model import Outcome

PORTS = frozenset({80, 443})
Headers = Sequence[tuple[str, str]]


class Tee(httpcore.AsyncNetworkStream):
    """A stream that notes what passes; under TLS only the plain text."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, wire: Wire) -> None:
        self._stream, self._wire = stream, wire

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read and note."""
        data = await self._stream.read(max_bytes, timeout)
        self._wire.take(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Note and write."""
        self._wire.sent += buffer
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the stream."""
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Go on under TLS."""
        self._wire.phase = "tls"
        stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        self._wire.phase = "open"
        tls = stream.get_extra_info("ssl_object")
        self._wire.tls = tls.version() if tls else None
        return Tee(stream, self._wire)

    def get_extra_info(self, info: str) -> Any:
        """What the stream knows."""
        return self._stream.get_extra_info(info)


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Resolves once, checks every answer, dials what was checked."""

    def __init__(
        self, resolve: Resolver, dialler: httpcore.AsyncNetworkBackend, test_hosts: Mapping[str, tuple[str, int]], wire: Wire
    ) -> None:
        self._resolve, self._dialler, self._test_hosts, self._wire = resolve, dialler, test_hosts, wire

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's addresses that answers."""
        if port not in PORTS:
            raise RefusedError("bad_port", str(port))
        failure: Exception | None = None
        for address in await self._addresses(host, port, timeout):
            self._wire.ip = address.ip
            try:
                stream = await self._dialler.connect_tcp(address.ip, address.port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            self._wire.phase = "open"
            return Tee(stream, self._wire)
        raise failure or RefusedError("dns_error", host)

    async def _addresses(self, host: str, port: int, timeout: float | None) -> Sequence[Address]:
        try:
            async with asyncio.timeout(timeout):
                return await addresses_of(host, port, self._resolve, self._test_hosts)
        except TimeoutError as error:
            raise RefusedError("dns_error", f"{host}: no answer within {timeout} s") from error

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - the signature of httpcore
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - the signature of httpcore
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise RefusedError("bad_scheme", path)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._dialler.sleep(seconds)


@cache
def system_context() -> ssl.SSLContext:
    """One for all clients of a process: making it takes 40-160 ms (capture.md 7.1)."""
    return httpx.create_ssl_context(trust_env=False)


class Client:
    """Makes single requests; follows nothing, repeats nothing, believes nothing."""

    def __init__(
        self,
        user_agent: str,
        constants: CaptureConstants,
        *,
        test_hosts: Mapping[str, tuple[str, int]],
        resolve: Resolver = system_resolver,
        dialler: httpcore.AsyncNetworkBackend | None = None,
        context: ssl.SSLContext | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._user_agent, self._constants, self._test_hosts = user_agent, constants, test_hosts
        self._resolve, self._monotonic = resolve, monotonic
        self._dialler: Any = dialler or httpcore.AnyIOBackend()  # its stub is no AsyncNetworkBackend
        self._context = context or system_context()

    async def get(self, url: str, more: Headers = (), *, seconds: float | None = None) -> Answer:
        """Ask for an address that `url_fetch` has passed; whatever happens is the answer.

        Args:
            url: what to ask for.
            more: headers besides those of every request: conditions, a cookie.
            seconds: what is left of the deadline; all of it where nothing is said.
        """
        wire, began = Wire(self._constants.wire_bytes_max, self._constants.broken_bytes_max), self._monotonic()
        try:
            async with asyncio.timeout(self._constants.deadline_seconds if seconds is None else seconds):
                answer = self._judged(await self._entity(self._request(url, more), wire), wire)
        except (RefusedError, TimeoutError, httpx.InvalidURL, UnicodeError, *HTTP_ERRORS) as error:
            outcome, reason = named(error, wire)
            answer = Answer(outcome=outcome, reason=reason, wire=bytes(wire.received))
        return replace(
            answer,
            request=bytes(wire.sent).partition(b"\r\n\r\n")[0],
            head=wire.head,
            wire_bytes=wire.size,
            elapsed_seconds=self._monotonic() - began,
            ip_address=wire.ip,
            tls_version=wire.tls,
        )

    async def _entity(self, request: httpcore.Request, wire: Wire) -> bytes | None:
        """The entity, de-chunked; None for a media type that is not read."""
        backend = PinnedBackend(self._resolve, self._dialler, self._test_hosts, wire)
        async with httpcore.AsyncConnectionPool(ssl_context=self._context, network_backend=backend, max_connections=1) as pool:
            response = await pool.handle_async_request(request)
            try:
                wire.head = wire.final_head() or _head_of(response)
                if is_media(wire.head):
                    return None
                return b"".join([piece async for piece in response.aiter_stream()])
            finally:
                await response.aclose()

    def _request(self, url: str, more: Headers) -> httpcore.Request:
        parsed = httpx.URL(url)
        seconds = self._constants
        target = httpcore.URL(scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path)
        headers = [
            (b"Host", parsed.netloc),
            (b"User-Agent", self._user_agent.encode("ascii", "replace")),
            (b"Accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            (b"Accept-Encoding", b"gzip"),
            (b"Connection", b"close"),
            *((name.encode("ascii"), value.encode()) for name, value in more),
        ]
        silence = dict.fromkeys(("read", "write", "pool"), seconds.read_seconds)
        return httpcore.Request(
            "GET", target, headers=headers, extensions={"timeout": {"connect": seconds.connect_seconds} | silence}
        )

    def _judged(self, entity: bytes | None, wire: Wire) -> Answer:
        if wire.head is None or entity is None:
            return Answer(outcome="unsupported_type", reason=wire.head and wire.head.header("content-type"))
        decoded = decode(entity, wire.head.encodings(), self._constants.decoded_bytes_max)
        if decoded.problem:
            return Answer(outcome=decoded.problem, reason=decoded.note, wire=bytes(wire.received))
        return Answer(entity=entity, body=decoded.body, reason=decoded.note)


HTTP_ERRORS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)
BY_KIND: tuple[tuple[tuple[type[Exception], ...], Outcome], ...] = (
    ((TimeoutError,), "deadline"),
    ((httpcore.ConnectTimeout,), "timeout_connect"),
    ((httpcore.TimeoutException,), "timeout_read"),
    ((httpx.InvalidURL, UnicodeError, httpcore.LocalProtocolError, httpcore.UnsupportedProtocol), "bad_url"),
)


def named(error: Exception, wire: Wire) -> tuple[Outcome, str]:
    """The outcome of an exchange that broke, from what the wire saw."""
    reason = str(error) or f"{type(error).__name__} after {wire.size} bytes"
    if isinstance(error, RefusedError):
        return error.outcome, error.reason
    for kinds, outcome in BY_KIND:
        if isinstance(error, kinds):
            return outcome, reason
    if isinstance(error, httpcore.ConnectError):
        return "tls_error" if wire.phase == "tls" else "connect_error", reason
    if not wire.size:
        return "reset", reason
    is_cut = wire.has_ended or isinstance(error, httpcore.NetworkError)
    return "truncated" if wire.head and is_cut else "protocol_error", reason


def _head_of(response: httpcore.Response) -> ResponseHead:
    """The head as the client read it, where its bytes were not kept."""
    headers = tuple((text_of(name), text_of(value)) for name, value in response.headers)
    return ResponseHead(version="HTTP/1.1", status=response.status, phrase="", headers=headers, raw=b"")
