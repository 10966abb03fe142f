"""What the fault server sends: heads, bodies and plays that take their time."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from capture.faults.server import Play, Request

SENTENCES = (
    "The two ministers met on Friday and spoke about trade, visas and the climate. ",
    "They agreed to meet again in the autumn, their spokespersons said in the evening. ",
    "Neither side took questions after the meeting, which lasted for three hours.",
)
TEXT = "".join(SENTENCES)


def html(text: str = TEXT, title: str = "Ministers meet", meta: str = "") -> str:
    """A page of one paragraph."""
    return f"<!DOCTYPE html><html><head>{meta}<title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"


PAGE = html().encode()


def reply(body: bytes = PAGE, status: str = "200 OK", *headers: str, kind: str = "text/html; charset=utf-8") -> bytes:
    """An answer as it should be."""
    typed = [f"Content-Type: {kind}"] if kind else []
    lines = [f"HTTP/1.1 {status}", *typed, f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def moved(location: str | None, status: str = "302 Found", *headers: str) -> bytes:
    """A redirect; without a location it has none."""
    return reply(b"moved", status, *([] if location is None else [f"Location: {location}"]), *headers)


def coded(coding: str, body: bytes) -> bytes:
    """An answer under a content coding."""
    return reply(body, "200 OK", f"Content-Encoding: {coding}")


def gzip_bomb(size: int) -> bytes:
    """Megabytes of zeros in one gzip member, made of one block that is repeated."""
    squeeze, block = zlib.compressobj(9, zlib.DEFLATED, -15), b"\0" * 1_000_000
    # After a full flush the next block knows nothing of the one before: equal zeros give equal bytes.
    once = squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(size // len(block)):
        check = zlib.crc32(block, check)
    tail = struct.pack("<II", check, size)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + once * (size // len(block)) + squeeze.flush() + tail


def chunks(body: bytes, size: int = 40) -> bytes:
    """A body in chunks, without the last one."""
    parts = (body[place : place + size] for place in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


def chunked(body: bytes = PAGE, *headers: str, trailer: bytes = b"") -> bytes:
    """An answer in chunks."""
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", "Transfer-Encoding: chunked", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + chunks(body) + b"0\r\n" + trailer + b"\r\n"


async def reset(_: Request, writer: asyncio.StreamWriter) -> None:
    """Break the connection before the first byte."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def silence(_: Request, writer: asyncio.StreamWriter) -> None:
    """Begin, and say no more."""
    writer.write(b"HTTP/1.1 200 OK\r\n")
    await writer.drain()
    await asyncio.sleep(60)


def drops(first: bytes) -> Play:
    """After the first bytes one now and then: no single silence is too long."""

    async def play(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            await writer.drain()
            await asyncio.sleep(0.1)
            writer.write(b"x")

    return play


async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
    """A body without end, as fast as it is taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        writer.write(b"<p>more</p>" * 1000)
        await writer.drain()


def not_modified(name: str, value: str) -> Play:
    """A page with a validator, and 304 for who has it already."""

    async def play(request: Request, writer: asyncio.StreamWriter) -> None:
        asked = request.header({"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[name])
        writer.write(reply(b"", "304 Not Modified") if asked == value else reply(PAGE, "200 OK", f"{name}: {value}"))

    return play


async def later(_: Request, writer: asyncio.StreamWriter) -> None:
    """429 with the date of the second after next."""
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    writer.write(reply(b"slow down", "429 Too Many Requests", f"Retry-After: {then}"))


def wants_cookie(otherwise: bytes) -> Play:
    """The page for who brings the cookie, else something else."""

    async def play(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(reply() if "consent=yes" in (request.header("Cookie") or "") else otherwise)

    return play


def raw_deflate(body: bytes) -> bytes:
    """Deflate without its zlib header, as some servers send it."""
    return zlib.compress(body)[2:-4]


def two_members(body: bytes) -> bytes:
    """One gzip stream of two members."""
    middle = len(body) // 2
    return gzip.compress(body[:middle]) + gzip.compress(body[middle:])


def small_pdf(text: str) -> bytes:
    """A PDF of one page and one line."""
    stream = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % text.encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), list[int]()
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
