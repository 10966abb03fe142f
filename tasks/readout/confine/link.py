"""Messages over a pair of sockets: their length, then their bytes."""

from __future__ import annotations

import socket
import struct
import time

READY, DONE, FAILED, MEMORY = b"R", b"D", b"F", b"M"
"""First byte of an answer: started; the answer, pickled; what was raised, pickled, with its traceback; no memory left."""
_LENGTH = struct.Struct("!Q")
_PIECE = 1 << 20


class Link:
    """One end. Both directions raise TimeoutError when time is up, EOFError when the other end is gone."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def send(self, message: bytes, seconds: float | None = None) -> None:
        """Send a message whole; `seconds` None waits for ever."""
        self._end.settimeout(seconds)
        try:
            self._end.sendall(_LENGTH.pack(len(message)) + message)
        except (BrokenPipeError, ConnectionError) as error:
            raise EOFError from error

    def receive(self, seconds: float | None = None) -> bytes:
        """The next message, whole, within the seconds."""
        until = None if seconds is None else time.monotonic() + seconds
        length: int = _LENGTH.unpack(self._bytes(_LENGTH.size, until))[0]
        return self._bytes(length, until)

    def close(self) -> None:
        """Let go of this end: the other finds that out."""
        self._end.close()

    def _bytes(self, count: int, until: float | None) -> bytes:
        parts: list[bytes] = []
        while count:
            if until is not None and time.monotonic() >= until:
                raise TimeoutError
            self._end.settimeout(None if until is None else max(until - time.monotonic(), 0.001))
            try:
                part = self._end.recv(min(count, _PIECE))
            except ConnectionError as error:
                raise EOFError from error
            if not part:
                raise EOFError
            parts.append(part)
            count -= len(part)
        return b"".join(parts)
