"""Files and archives taken in: each becomes captures, or rejections that say why not."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from readout.capture.digests import payload_digest
from readout.capture.exchange import Exchange, Place
from readout.capture.foreign import ForeignWarc, Step
from readout.capture.recovery import sync_folder
from readout.capture.revisits import as_revisit, last_payloads
from readout.capture.warc import TICK, RawStore, make_folders
from readout.constants.capture import CaptureConstants
from readout.discover.targets import Target
from readout.errors import CannotWrite
from readout.model import Capture, Rejection
from readout.publishers import Publishers

TEXT_CONTROLS = frozenset(b"\t\n\x0b\x0c\r\x1b")  # ESC begins the shifts of ISO-2022
CONTROLS = bytes(code for code in range(0x20) if code not in TEXT_CONTROLS)
MARKED_TEXT = (b"\xff\xfe", b"\xfe\xff", b"%PDF-")  # UTF-16 and PDF hold controls and can be read
EVIDENCE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something is not taken in."""

    reason: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an archive gave."""

    captures: tuple[Capture, ...]
    rejections: tuple[Rejection, ...]
    absent: tuple[str, ...] = ()  # url_keys that were wanted and are not in it; no error


def held_files(captures: Iterable[Capture]) -> dict[str, str]:
    """sha256 of the newest bytes of each file taken in, by its key."""
    in_order = sorted(captures, key=lambda capture: capture.capture_id)
    return {capture.url_key: capture.entity_sha256 or "" for capture in in_order if capture.via == "file"}


def take_in_file(
    store: RawStore, path: Path, key: str, held: Mapping[str, str], constants: CaptureConstants
) -> Capture | Rejection | None:
    """Keep a document's bytes as a capture.

    Args:
        store: where to.
        path: the file.
        key: `file:<path below the folder given>`, the document's url_key.
        held: sha256 of the bytes that we have, by key; see `held_files`.
        constants: limits.

    Returns:
        The capture; None when the same bytes are already held under that key; or why it cannot be taken.
    """
    body = _read(path, constants)
    if isinstance(body, Refused):
        return _refused(key, body)
    if held.get(key) == hashlib.sha256(body).hexdigest():
        return None
    return store.keep(_file_exchange(key, body))


def _file_exchange(key: str, body: bytes) -> Exchange:
    return Exchange(
        purpose="page",
        url_key=key,
        original_url=key,
        url=key,
        publisher=None,
        via="file",
        outcome="ok",
        fetch_id=str(uuid4()),
        entity=body,
        wire_bytes=len(body),
    )


def _read(path: Path, constants: CaptureConstants) -> bytes | Refused:
    try:
        if not path.is_file():
            return Refused("unreadable", "not a regular file")
        if (size := path.stat().st_size) > constants.file_bytes_max:
            return Refused("too_large", f"{size} bytes, allowed are {constants.file_bytes_max}")
        body = path.read_bytes()
    except OSError as error:
        return _unreadable(error)
    if not body.strip():
        return Refused("empty", f"{len(body)} bytes")
    if is_binary(body, constants.control_share_max):
        return Refused("undecodable", f"begins with {body[:32]!r}")
    return body


def is_binary(body: bytes, control_share_max: float) -> bool:
    """Whether bytes are no text of any encoding that we decode: too many control bytes."""
    if body.startswith(MARKED_TEXT):
        return False
    return len(body) - len(body.translate(None, CONTROLS)) > control_share_max * len(body)


def take_cited(
    store: RawStore,
    warc: Path,
    key: str,
    wanted: Mapping[str, Target],
    *,
    publishers: Publishers,
    held: Sequence[Capture],
    constants: CaptureConstants,
) -> Taken:
    """Copy every capture of the wanted addresses, and of where they redirect, record by record into our own WARC.

    `fetched_at` is the moment of the intake and grows by a microsecond each; the record's own date is `memento_at`.

    Args:
        store: where to.
        warc: the archive, gzipped by record or plain.
        key: its path as it is named in rejections.
        wanted: targets by url_key.
        publishers: for keys and publishers of addresses.
        held: captures of data/raw: what is among them (same address, date and payload) is not taken again.
        constants: limits.
    """
    try:
        with ForeignWarc(warc, key, publishers, constants, wanted) as foreign:
            steps = foreign.follow({name: target.url_fetch for name, target in wanted.items()})
            captures = _keep(store, foreign, steps, held, None)
            absent = tuple(name for name in wanted if name not in foreign.pages)
            return Taken(captures=captures, rejections=tuple(foreign.rejections), absent=absent)
    except OSError as error:
        return Taken(captures=(), rejections=(_refused(key, _unreadable(error)),), absent=tuple(wanted))


def import_warc(
    store: RawStore, warc: Path, key: str, *, publishers: Publishers, held: Sequence[Capture], constants: CaptureConstants
) -> Taken:
    """Take an archive whole: link (else copy) it into data/raw and make a capture of every page in it.

    Only metadata records are written into our own WARC; they say where in the imported file the bytes are.

    Raises:
        CannotWrite: data/raw cannot be written.
    """
    try:
        with ForeignWarc(warc, key, publishers, constants) as foreign:
            if not foreign.pages:
                return Taken(captures=(), rejections=tuple(foreign.rejections))
            name = _bring_in(store.raw, warc)
            captures = _keep(store, foreign, foreign.everything(), held, name)
            return Taken(captures=captures, rejections=tuple(foreign.rejections))
    except OSError as error:
        return Taken(captures=(), rejections=(_refused(key, _unreadable(error)),))


def _keep(
    store: RawStore, foreign: ForeignWarc, steps: Sequence[Step], held: Sequence[Capture], imported: str | None
) -> tuple[Capture, ...]:
    known = {(capture.url, capture.memento_at, capture.payload_digest) for capture in held}
    last, begun, captures = last_payloads(held), store.now(), list[Capture]()
    for step in steps:
        exchange = foreign.exchange(step)
        if exchange is None:
            continue
        digest = None if exchange.entity is None else payload_digest(exchange.entity)
        if (exchange.url, exchange.memento_at, digest) in known:
            continue
        known.add((exchange.url, exchange.memento_at, digest))
        exchange = replace(exchange, fetched_at=begun + len(captures) * TICK)
        if imported:
            holder = step.page.holder
            place = Place(warc_file=imported, offset=holder.offset, length=holder.length, record_id=holder.record_id)
            exchange = replace(exchange, place=place)
        else:
            exchange = as_revisit(exchange, last)
        capture = store.keep(exchange)
        captures.append(capture)
        if capture.payload_digest and not capture.revisit_of:
            last[capture.url] = capture
    return tuple(captures)


def _bring_in(raw: Path, warc: Path) -> str:
    """Name below data/raw of the imported file; by its content, so the same file is there once."""
    with warc.open("rb") as file:
        is_plain = file.read(5) == b"WARC/"
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    target = raw / "warc" / "imported" / f"{digest[:16]}.warc{'' if is_plain else '.gz'}"
    part = target.with_name(f"{target.name}.part")
    try:
        make_folders(target.parent)
        if not target.exists():
            part.unlink(missing_ok=True)
            try:
                os.link(warc, part)
            except OSError:  # another file system, or one without links
                shutil.copyfile(warc, part)
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.rename(target)
            sync_folder(target.parent)
    except OSError as error:
        raise CannotWrite(
            f"{target} cannot be written: {error.strerror}", "Make room, or give another --data folder."
        ) from error
    return target.relative_to(raw).as_posix()


def _unreadable(error: OSError) -> Refused:
    return Refused("unreadable", error.strerror or str(error))


def _refused(key: str, why: Refused) -> Rejection:
    return Rejection(
        stage="intake",
        subject=key.removeprefix("file:"),
        position=0,
        reason=why.reason,
        evidence=why.evidence[:EVIDENCE_CHARACTERS],
        capture_id=None,
    )
