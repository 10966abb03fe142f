"""Content codings: taken off within bounds, and never believed to be whole without their end."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readout.model import Outcome

GZIP = frozenset({"gzip", "x-gzip"})
NOT_ASKED_FOR = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})
GZIP_MAGIC = b"\x1f\x8b"
GZIP_HEADER = 16 + zlib.MAX_WBITS
EITHER_HEADER = 32 + zlib.MAX_WBITS
RAW_DEFLATE = -zlib.MAX_WBITS
CODINGS_MAX = 2  # applied one after another; real servers apply one, and each costs a pass over all that it gives
MEMBERS_MAX = 10_000  # of one gzip stream: blocks of 64 kB, as bgzip makes them, are 1,600 in 100 MB
STEP_BYTES = 4096
PIECE_BYTES = 1 << 18
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
CHUNK_END = re.compile(rb"\r?\n")


@dataclass(frozen=True, slots=True)
class Decoded:
    """An entity without its content coding, or why that cannot be had."""

    body: bytes
    problem: Outcome | None = None  # truncated, bomb, decode_error
    note: str | None = None


def decode(entity: bytes, encodings: Sequence[str], limit: int) -> Decoded:
    """Take the codings off, last applied first.

    Args:
        entity: as stored: framing removed, content coding kept.
        encodings: lower-case tokens in the order in which they were applied; unknown ones change nothing.
        limit: most bytes that any step may give.

    Returns:
        The body; `problem` says that it ended early, grew beyond the limit, or is broken.
    """
    note = None
    if len(encodings) > CODINGS_MAX:
        return Decoded(b"", "decode_error", f"{len(encodings)} content codings")
    for encoding in reversed(encodings):
        step = _without(encoding, entity, limit)
        if step.problem:
            return step
        entity, note = step.body, step.note or note
    return Decoded(entity, None, note)


def dechunk(payload: bytes) -> bytes | None:
    """A chunked payload without its framing; as it is where it is not chunked; None where the chunks end early.

    For archives of others only: what we keep ourselves is de-chunked before it is written.
    """
    if not CHUNK.match(payload):
        return payload
    body, place = bytearray(), 0
    while size := CHUNK.match(payload, place):
        if not (length := int(size[1], 16)):
            return bytes(body)  # what follows are trailers
        data = payload[size.end() : size.end() + length]
        end = CHUNK_END.match(payload, size.end() + length)
        if len(data) < length or not end:
            return None
        body += data
        place = end.end()
    return None


def _without(encoding: str, entity: bytes, limit: int) -> Decoded:
    if encoding in NOT_ASKED_FOR:
        return Decoded(b"", "decode_error", f"content coding {encoding!r} was not asked for")
    if not entity:
        return Decoded(entity)
    if encoding in GZIP:
        # One lone byte 1f may be a gzip cut short; anything else without the magic is a wrong label.
        is_gzip = GZIP_MAGIC.startswith(entity[:2])
        return _inflated(entity, limit, GZIP_HEADER) if is_gzip else Decoded(entity, None, "labelled gzip, but is not")
    if encoding == "deflate":
        step = _inflated(entity, limit, EITHER_HEADER)
        return _inflated(entity, limit, RAW_DEFLATE) if step.problem == "decode_error" else step
    return Decoded(entity)


def _inflated(data: bytes, limit: int, wbits: int) -> Decoded:
    """Measured before it is kept, so that a bomb costs time, but no memory."""
    size = 0
    try:
        for piece in _pieces(data, wbits):
            size += len(piece)
            if size > limit:
                return Decoded(b"", "bomb", f"expands beyond {limit} bytes")
    except EOFError:
        return Decoded(b"", "truncated", "compressed stream ends early")
    except zlib.error as error:
        return Decoded(b"", "decode_error", str(error))
    return Decoded(b"".join(_pieces(data, wbits)))


def _pieces(data: bytes, wbits: int) -> Iterator[bytes]:
    """A compressed stream inflated; of gzip all members: what follows the last one and is no member is padding.

    Raises:
        EOFError: it ends early.
        zlib.error: it is broken.
    """
    start, members = 0, 0
    while start == 0 or (wbits == GZIP_HEADER and _begins_member(data[start : start + 2])):
        if (members := members + 1) > MEMBERS_MAX:
            raise zlib.error(f"more than {MEMBERS_MAX} gzip members")
        inflate = zlib.decompressobj(wbits)
        while not inflate.eof:
            # In small steps, because `unused_data` is a copy: a file of a million tiny members must not cost its square.
            step = inflate.unconsumed_tail or data[start : start + STEP_BYTES]
            start += 0 if inflate.unconsumed_tail else len(step)
            piece = inflate.decompress(step, PIECE_BYTES)
            if not step and not piece and not inflate.eof:
                raise EOFError
            yield piece
        start -= len(inflate.unused_data)


def _begins_member(rest: bytes) -> bool:
    """Whether another gzip member follows, if only the first byte of one: then it is a member cut short."""
    return bool(rest) and GZIP_MAGIC.startswith(rest)
