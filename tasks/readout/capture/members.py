"""WARC records as they lie in a file: one gzip member each, or plain; what is not whole is named, never returned.

Own reading, because the libraries return a torn last record as if it were whole (capture.md 9).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

STEP_BYTES = 1 << 14
HEAD_BYTES_MAX = 1 << 16
GZIP_MAGIC = b"\x1f\x8b\x08"
PLAIN_MAGIC = b"WARC/1."
TRAILER = b"\r\n\r\n"
CONTENT_LENGTH = re.compile(rb"(?mi)^content-length:[ \t]*(\d{1,15})\s*$")  # no file is longer than 15 digits tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One whole record."""

    offset: int  # of its gzip member, or of its first byte in a plain file
    length: int
    headers: Mapping[str, str]  # names in lower case
    block: bytes  # at most as many bytes as the reader asked for
    block_bytes: int  # as long as it really is

    @property
    def type(self) -> str:
        """WARC-Type."""
        return self.headers.get("warc-type", "")

    @property
    def id(self) -> str:
        """WARC-Record-ID, angle brackets included."""
        return self.headers.get("warc-record-id", "")

    @property
    def uri(self) -> str:
        """WARC-Target-URI; some writers put it in angle brackets."""
        return self.headers.get("warc-target-uri", "").removeprefix("<").removesuffix(">")


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch that is no whole record."""

    offset: int
    end: int
    is_tail: bool  # nothing whole follows
    is_torn: bool  # the data run out; else they are whole gzip, but not one record


def scan(file: BinaryIO, limit: int) -> Iterator[Record | Damage]:
    """Every whole record in order, and every stretch that is none.

    Args:
        file: open for reading, seekable.
        limit: most bytes of a block that are kept.
    """
    size, offset = file.seek(0, 2), 0
    while offset < size:
        found = record_at(file, offset, limit)
        if not isinstance(found, Record):
            start = offset
            following = _next_whole(file, start + 1, limit)
            yield Damage(start, following.offset if following else size, following is None, found)
            if following is None:
                return
            found = following
        yield found
        offset = found.offset + found.length


def last_record(file: BinaryIO, limit: int) -> Record | None:
    """The record that a file ends with, if that is a gzip member and begins in its last 64 KiB; without reading the rest."""
    size = file.seek(0, 2)
    start = max(0, size - HEAD_BYTES_MAX)
    file.seek(start)
    window = file.read()
    place = len(window)
    while (place := window.rfind(GZIP_MAGIC, 0, place)) >= 0:
        found = record_at(file, start + place, limit)
        if isinstance(found, Record) and found.offset + found.length == size:
            return found
    return None


def record_at(file: BinaryIO, offset: int, limit: int) -> Record | bool:
    """The whole record that begins there; otherwise whether it is torn, as opposed to complete but no record."""
    file.seek(offset)
    magic = file.read(len(PLAIN_MAGIC))
    if magic == PLAIN_MAGIC:
        return _plain_at(file, offset, limit)
    if not magic.startswith(GZIP_MAGIC):
        return GZIP_MAGIC.startswith(magic[: len(GZIP_MAGIC)])
    file.seek(offset)
    inflate, kept, size, used = zlib.decompressobj(31), bytearray(), 0, 0
    pending = b""
    while not inflate.eof:
        if not (pending := pending or file.read(STEP_BYTES)):
            return True
        try:
            out = inflate.decompress(pending, 1 << 20)
        except zlib.error:
            return True
        size += len(out)
        kept += out[: max(0, limit + HEAD_BYTES_MAX - len(kept))]
        rest = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
        used, pending = used + len(pending) - len(rest), b"" if inflate.eof else rest
    return _record(bytes(kept), offset, used, size, limit) or False


def _plain_at(file: BinaryIO, offset: int, limit: int) -> Record | bool:
    file.seek(offset)
    head = file.read(HEAD_BYTES_MAX)
    end = head.find(TRAILER)
    length = CONTENT_LENGTH.search(head[: end + 2]) if end >= 0 else None
    if not length:
        return True
    start, block_bytes = offset + end + len(TRAILER), int(length[1])
    if start + block_bytes > file.seek(0, 2):
        return True  # no system seeks as far as some lengths say
    file.seek(start + block_bytes)
    if file.read(len(TRAILER)) != TRAILER:
        return True
    file.seek(offset)
    whole = end + len(TRAILER) + block_bytes + len(TRAILER)
    return _record(file.read(min(whole, limit + HEAD_BYTES_MAX)), offset, whole, whole, limit) or False


def _record(data: bytes, offset: int, length: int, size: int, limit: int) -> Record | None:
    """A record, if the inflated data are exactly one: head, block, and the two empty lines."""
    head, _, block = data.partition(TRAILER)
    declared = CONTENT_LENGTH.search(head + b"\r\n")
    if not head.startswith(PLAIN_MAGIC) or not declared:
        return None
    block_bytes = int(declared[1])
    if size != len(head) + len(TRAILER) + block_bytes + len(TRAILER):
        return None
    lines = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n")[1:])
    headers = {name.strip().lower(): value.strip() for name, _, value in lines}
    kept = block[: min(block_bytes, limit)]
    return Record(offset=offset, length=length, headers=headers, block=kept, block_bytes=block_bytes)


def _next_whole(file: BinaryIO, start: int, limit: int) -> Record | None:
    """The first whole record that begins at or behind a place."""
    while (place := _find_magic(file, start)) is not None:
        if isinstance(found := record_at(file, place, limit), Record):
            return found
        start = place + 1
    return None


def _find_magic(file: BinaryIO, start: int) -> int | None:
    overlap = len(PLAIN_MAGIC) - 1
    file.seek(start)
    window, at = b"", start
    while step := file.read(STEP_BYTES):
        window += step
        places = [place for magic in (GZIP_MAGIC, PLAIN_MAGIC) if (place := window.find(magic)) >= 0]
        if places:
            return at + min(places)
        cut = max(0, len(window) - overlap)
        window, at = window[cut:], at + cut
    return None
