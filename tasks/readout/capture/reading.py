"""Reads data/raw back: the rows from the metadata records, an entity from its record; nothing else is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeGuard

from readout.capture.coding import dechunk, decode
from readout.capture.exchange import Place, is_chunked, parse_head
from readout.capture.fields import FORMAT, capture_of, read_fields
from readout.capture.members import Damage, Record, last_record, record_at, scan
from readout.errors import NewerFormat, RawDamaged
from readout.model import Capture
from readout.model.drafts import Entity

OPEN = ".open"
METADATA_BYTES_MAX = 1 << 20
RECORD_BYTES_MAX = 1 << 30  # far above any [capture] limit: only a file of another hand could hold more
REPAIR = "Restore the file from a backup; or move it out of data/raw and run `readout rebuild` without its captures."


def read_captures(raw: Path) -> list[Capture]:
    """All acknowledged captures, sorted by capture_id.

    Raises:
        RawDamaged: a finished WARC file is not as we left it.
        NewerFormat: a newer readout wrote it.
    """
    captures = [capture for path in warc_files(raw) for capture in captures_in(raw, path)]
    return sorted(captures, key=lambda capture: capture.capture_id)


def captures_of_run(raw: Path, run_id: str) -> list[Capture]:
    """All acknowledged captures of one run, in order; reads no other run's files, for a file bears its run's name."""
    files = [path for path in warc_files(raw) if path.name.startswith(f"{run_id}-")]
    captures = [capture for path in files for capture in captures_in(raw, path) if capture.run_id == run_id]
    return sorted(captures, key=lambda capture: capture.capture_id)


def warc_files(raw: Path) -> list[Path]:
    """Our WARC files, those still being written included; a file's folders are the day of its captures."""
    folders = "warc/[0-9][0-9][0-9][0-9]/[0-9][0-9]/[0-9][0-9]"
    # In this order, because a writer renames from the first to the second: none is missed, though one may be seen twice.
    being_written = set(raw.glob(f"{folders}/*.warc.gz{OPEN}"))
    finished = set(raw.glob(f"{folders}/*.warc.gz"))
    return sorted(finished | {path for path in being_written if finished_name(path) not in finished})


def finished_name(path: Path) -> Path:
    """Where a WARC file stands, or will stand, once it is closed."""
    return path.with_name(path.name.removesuffix(OPEN))


def captures_in(raw: Path, path: Path) -> Iterator[Capture]:
    """The acknowledged captures of one WARC file, in the order in which they were written.

    Of a file that is still open, the last group may be incomplete: it was never acknowledged and is passed over.
    """
    final = finished_name(path)
    name = final.relative_to(raw).as_posix()
    places: dict[str, Place] = {}
    torn_at: int | None = None
    with open_warc(path) as file:
        for found in scan(file, METADATA_BYTES_MAX):
            if isinstance(found, Damage):
                torn_at = found.offset
            if torn_at is not None and (path == final or is_commit(found, final)):
                raise RawDamaged(f"data/raw/{name} holds no whole record at byte {torn_at}", REPAIR)
            if isinstance(found, Damage) or torn_at is not None:
                continue
            if found.type != "metadata":
                places[found.id] = place_of(name, found)
                continue
            main = places.get(found.headers.get("warc-concurrent-to", ""), place_of(name, found))
            yield row_of(found, main, name)
            places.clear()


def is_commit(found: Record | Damage, path: Path) -> TypeGuard[Record]:
    """Whether it commits a group of that WARC file: a metadata record of the run whose name the file bears.

    Behind a torn record that is the sign of damage; other whole records there may be part of what was being written: the
    bytes of a page that is a WARC file itself.
    """
    if isinstance(found, Damage) or found.type != "metadata":
        return False
    run_id = path.name.rpartition("-")[0]
    return f"\r\nrun_id: {run_id}\r\n".encode() in found.block


def newest_moment(raw: Path) -> datetime | None:
    """The newest `fetched_at` in data/raw: it is in the last day's files, because a file never spans two days."""
    files = warc_files(raw)
    for folder in sorted({path.parent for path in files}, reverse=True):
        moments = [_newest_in(raw, path) for path in files if path.parent == folder]
        if known := [moment for moment in moments if moment]:
            return max(known)
    return None


def _newest_in(raw: Path, path: Path) -> datetime | None:
    """Of one file the last, for they increase; a finished file ends with it, so that little has to be read."""
    with open_warc(path) as file:
        last = last_record(file, METADATA_BYTES_MAX)
    if last and is_commit(last, path):
        return row_of(last, place_of(path.name, last), path.name).fetched_at
    return max((capture.fetched_at for capture in captures_in(raw, path)), default=None)


def read_entity(raw: Path, capture: Capture, by_id: Mapping[str, Capture]) -> Entity:
    """The bytes of a capture, content coding removed; of a revisit, those of the capture it refers to.

    Args:
        raw: the folder data/raw.
        capture: whose bytes; one that holds no entity gives an empty body.
        by_id: all captures by capture_id.

    Raises:
        RawDamaged: the record is not where the capture says, or its bytes have another digest.
    """
    holder = capture
    if capture.revisit_of:
        if capture.revisit_of not in by_id:
            raise RawDamaged(f"capture {capture.capture_id} refers to {capture.revisit_of}, which is not in data/raw", REPAIR)
        holder = by_id[capture.revisit_of]
    if holder.entity_sha256 is None or holder.entity_bytes is None:
        return Entity(status=capture.http_status, headers=(), body=b"")
    return entity_in(_record_of(raw, holder), holder, capture.http_status)


def entity_in(record: Record, holder: Capture, status: int | None) -> Entity:
    """The entity in the record of the capture that holds it, checked against what was kept.

    Raises:
        RawDamaged: it is no HTTP answer, or its bytes have another digest.
    """
    if record.type == "resource":
        return Entity(status=None, headers=(), body=_checked(holder, record.block, ()))
    if not (parsed := parse_head(record.block)):
        raise _damaged(holder, "its record is no HTTP answer")
    head, payload = parsed
    if is_chunked(head):  # a record of an imported WARC
        payload = dechunk(payload) or b""
    return Entity(status=status, headers=head.headers, body=_checked(holder, payload, head.encodings()))


def _checked(holder: Capture, payload: bytes, encodings: tuple[str, ...]) -> bytes:
    # With several codings the steps between may be larger than what comes out.
    limit = RECORD_BYTES_MAX if len(encodings) > 1 else holder.entity_bytes or 0
    body = decode(payload, encodings, limit).body
    if hashlib.sha256(body).hexdigest() != holder.entity_sha256:
        raise _damaged(holder, "its bytes have another digest than when they were kept")
    return body


def _record_of(raw: Path, holder: Capture) -> Record:
    path = raw / holder.warc_file
    try:
        with open_warc(path.with_name(path.name + OPEN)) as file:
            found = record_at(file, holder.warc_offset, RECORD_BYTES_MAX)
    except FileNotFoundError as error:
        raise RawDamaged(f"data/raw/{holder.warc_file} is missing", REPAIR) from error
    if not isinstance(found, Record) or found.length != holder.warc_length or found.id != holder.record_id:
        raise _damaged(holder, "its record is not whole")
    return found


def _damaged(holder: Capture, what: str) -> RawDamaged:
    place = f"data/raw/{holder.warc_file} at byte {holder.warc_offset}"
    return RawDamaged(f"capture {holder.capture_id} cannot be read: {what} ({place})", REPAIR)


def open_warc(path: Path) -> BinaryIO:
    """Open a WARC file for reading; one being written may be renamed at any moment, its content stays."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        return finished_name(path).open("rb")


def place_of(name: str, record: Record) -> Place:
    """Where a record lies in that file."""
    return Place(warc_file=name, offset=record.offset, length=record.length, record_id=record.id)


def row_of(record: Record, main: Place, name: str) -> Capture:
    """The row that a metadata record of that file tells.

    Raises:
        RawDamaged: a field is missing or garbled.
        NewerFormat: a newer readout wrote it.
    """
    try:
        values = read_fields(record.block)
        if int(values["format"]) > FORMAT:
            raise NewerFormat(f"data/raw/{name} has format {values['format']}, this readout knows {FORMAT}", "Update readout.")
        return capture_of(values, main)
    except (KeyError, ValueError) as error:
        raise RawDamaged(
            f"data/raw/{name}: the metadata record at byte {record.offset} lacks or garbles {error}", REPAIR
        ) from error
