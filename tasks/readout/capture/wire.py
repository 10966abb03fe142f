"""What went over one connection, noted byte for byte: outcomes are told from it, never from the text of an error."""

from __future__ import annotations

from dataclasses import dataclass, field

from readout.capture.addresses import RefusedError
from readout.capture.exchange import HEAD_END, ResponseHead, parse_head

INTERIM_MAX = 16  # 1xx heads before the answer; browsers see one or two


@dataclass(slots=True)
class Wire:
    """What went over one connection, in plain text; of what came, the beginning is kept."""

    limit: int  # bytes that may come
    kept_max: int  # bytes of them that are kept
    size: int = 0  # bytes that came
    phase: str = "connect"  # connect, tls, open
    has_ended: bool = False  # the other side closed
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    head: ResponseHead | None = None
    ip: str | None = None
    tls: str | None = None

    def take(self, data: bytes) -> None:
        """Note what came; too much of it ends the exchange."""
        self.received += data[: max(0, self.kept_max - self.size)]
        self.size += len(data)
        self.has_ended = self.has_ended or not data
        if self.size > self.limit:
            raise RefusedError("too_big", f"more than {self.limit} bytes")

    def final_head(self) -> ResponseHead | None:
        """The head of the answer as it came; those of 1xx before it are passed over. None where it was not kept."""
        raw = bytes(self.received)
        for _ in range(INTERIM_MAX):
            parsed = parse_head(raw)
            if parsed is None or not HEAD_END.search(raw):
                return None
            if parsed[0].status >= 200:
                return parsed[0]
            raw = parsed[1]
        return None
