"""What bytes are: by their content first, by the declared type only where the content does not say."""

from __future__ import annotations

import codecs
import json
import re
import zlib

HEAD_BYTES = 4096
HTML, TEXT, PDF, FEED, XML, JSON, GZIP = (
    "text/html", "text/plain", "application/pdf", "application/rss+xml", "application/xml", "application/json",
    "application/gzip",
)  # fmt: skip
BINARY = "application/octet-stream"
EMPTY = "application/x-empty"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", GZIP),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"\x7fELF", BINARY),
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What begins a page, after white space and comments.
_DOCUMENT = re.compile(rb"(?:\s|<!--.*?-->)*<(?:!doctype\s+html|html|head|body|frameset)\b", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(
    rb"<(?:!doctype|html|head|body|title|meta|link|script|style|div|p|a|br|span|table|ul|ol|h[1-6]|article|section|main|b|i|font"
    rb"|img|center|pre|blockquote|form)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_OPENS = re.compile(rb"\s*<[a-zA-Z!?]")
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_XHTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_CONTROLS = bytes(frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b\x00") | {127})


def sniff(body: bytes, declared: str | None) -> str:
    """The media type that the bytes show.

    Args:
        body: the entity.
        declared: the Content-Type header, or None for a file taken in.

    Returns:
        A media type; `application/x-empty` for nothing but white space, `application/octet-stream` for what is no text.
    """
    if not body.strip():
        return EMPTY
    if magic := _magic(body):
        return magic
    head = _head(body)
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50:  # text has none; noise has every tenth byte
        return BINARY
    return _text_type(body, head, (declared or "").split(";")[0].strip().lower(), is_file=declared is None)


def unpack(body: bytes, most: int) -> bytes | None:
    """A gzip body, once and bounded; None where it is broken or larger than `most` bytes."""
    inflater = zlib.decompressobj(31)
    try:
        plain = inflater.decompress(body, most)
    except zlib.error:
        return None
    return None if inflater.unconsumed_tail else plain


def _magic(body: bytes) -> str | None:
    if b"%PDF-" in body[:1024]:
        return PDF
    if body[4:8] == b"ftyp":
        return "video/mp4"
    if body[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(body[8:12], "video/x-msvideo")
    return next((name for magic, name in _MAGIC if body.startswith(magic)), None)


def _head(body: bytes) -> bytes:
    """The first bytes as if they were in an ASCII-like encoding."""
    head = body[:HEAD_BYTES]
    for bom, codec in _BOMS:
        if head.startswith(bom):
            head = head[len(bom) :].decode(codec, "ignore").encode()
    return head.replace(b"\0", b"")


def _text_type(body: bytes, head: bytes, declared: str, *, is_file: bool) -> str:
    if _DOCUMENT.match(head):
        return HTML
    if _XML.match(head) or _FEED.match(head.lstrip()):
        return FEED if _FEED.search(head) else HTML if _XHTML.search(head) else XML
    if head.lstrip()[:1] in (b"{", b"[") and _is_json(body):
        return JSON
    # A text file may speak of tags; only one that begins with some tag, and has a known one, is a page.
    if declared == TEXT or (is_file and not _OPENS.match(head)):
        return TEXT
    return HTML if _TAG.search(head) or _TAG.search(body[: 16 * HEAD_BYTES]) else TEXT


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
