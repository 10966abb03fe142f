"""The metadata record's fields: every column of `captures` that the place of the records does not give.

One `name: value` per line (`application/warc-fields`). A null is left out; backslash, CR and LF are escaped, so any text
comes back as it was.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from readout.capture.exchange import Place
from readout.model import Capture

FORMAT = 1
FROM_PLACE = frozenset({"capture_id", "warc_file", "warc_offset", "warc_length", "record_id"})
FROM_VERDICT = frozenset({"outcome", "quality", "sniffed_type", "charset", "charset_source"})
STORED = tuple(column.name for column in fields(Capture) if column.name not in FROM_PLACE | FROM_VERDICT)
NEVER_NULL = frozenset(
    {
        "fetch_id",
        "run_id",
        "purpose",
        "url_key",
        "original_url",
        "url",
        "via",
        "attempt",
        "hop",
        "outcome_observed",
        "fetched_at",
    }
)
TIMES = frozenset({"fetched_at", "memento_at"})
COUNTS = frozenset({"attempt", "hop", "http_status", "wire_bytes", "entity_bytes"})
SECONDS = frozenset({"retry_after_seconds", "elapsed_seconds"})
ESCAPES = {"\\": "\\\\", "\r": "\\r", "\n": "\\n"}
UNESCAPES = {written: meant for meant, written in ESCAPES.items()}


def capture_id(fetched_at: datetime, record_id: str) -> str:
    """`20240428T093000.123456Z-9c1f22ab`: the moment, and 8 hex digits of the record id's sha256."""
    stamp = fetched_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return f"{stamp}-{hashlib.sha256(record_id.encode()).hexdigest()[:8]}"


def write_fields(columns: Mapping[str, Any], head: bytes | None, place: Place | None) -> bytes:
    """The body of a metadata record.

    Args:
        columns: values by column of `captures`; those that are stored are taken.
        head: the answer's head as it came.
        place: where the entity lies, when that is an imported WARC.
    """
    values: dict[str, Any] = {"format": FORMAT} | {name: columns[name] for name in STORED}
    if head is not None:
        values["response_head"] = base64.b64encode(head).decode("ascii")
    if place:
        values |= {
            "in_file": place.warc_file,
            "in_offset": place.offset,
            "in_length": place.length,
            "in_record": place.record_id,
        }
    lines = (f"{name}: {_written(value)}\r\n" for name, value in values.items() if value is not None)
    return "".join(lines).encode("utf-8", "surrogatepass")


def read_fields(block: bytes) -> dict[str, str]:
    """The fields of a metadata record, unescaped, still as text."""
    lines = block.decode("utf-8", "surrogatepass").split("\r\n")
    pairs = (line.partition(": ") for line in lines if line)
    return {name: re.sub(r"\\[\\rn]", lambda found: UNESCAPES[found[0]], value) for name, _, value in pairs}


def capture_of(values: Mapping[str, str], place: Place) -> Capture:
    """The row that a metadata record's fields and the place of its entity make.

    Raises:
        KeyError: a column that is never null is missing.
        ValueError: a number or time is none.
    """
    if missing := NEVER_NULL - values.keys():
        raise KeyError(", ".join(sorted(missing)))
    columns: dict[str, Any] = {name: _read(name, values.get(name)) for name in STORED}
    if "in_file" in values:
        place = Place(
            warc_file=values["in_file"],
            offset=int(values["in_offset"]),
            length=int(values["in_length"]),
            record_id=values["in_record"],
        )
    return make_capture(columns, place)


def make_capture(columns: Mapping[str, Any], place: Place) -> Capture:
    """A row from its stored columns and its place; what only the verdict gives is as observed or null."""
    return Capture(
        **columns,
        capture_id=capture_id(columns["fetched_at"], place.record_id),
        outcome=columns["outcome_observed"],
        quality=None,
        sniffed_type=None,
        charset=None,
        charset_source=None,
        warc_file=place.warc_file,
        warc_offset=place.offset,
        warc_length=place.length,
        record_id=place.record_id,
    )


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return re.sub(r"[\\\r\n]", lambda found: ESCAPES[found[0]], str(value))


def _read(name: str, value: str | None) -> Any:
    if value is None:
        return None
    if name in TIMES:
        return datetime.fromisoformat(value)
    if name in COUNTS:
        return int(value)
    return float(value) if name in SECONDS else value
