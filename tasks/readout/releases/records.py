"""release.json: what a release says about itself, as typed values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from readout.errors import NewerFormat, StoreDamaged

FORMAT = 1
"""Grows when a release could no longer be read rightly by an older readout."""
RECORD = "release.json"
RESTORE = "Restore it from a backup, or move data/processed away and run `readout rebuild`: data/raw holds all that is needed."
"""What to do about damage to published data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How many rows of a table differ from the parent release."""

    added: int
    changed: int
    removed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One part file: `key_min` and `key_max` are of the key's first column, null without rows."""

    name: str
    sha256: str
    bytes: int
    rows: int
    key_min: str | None
    key_max: str | None
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRecord:
    """One table of a release; `content` is the sum over its files."""

    schema_id: str
    rows: int
    content: str
    changes: Changes
    files: tuple[FileRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """What of data/raw the release was made from."""

    warc_files: int
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What only the publisher's caller knows about a release."""

    run_id: str | None  # the run that publishes; None for a rebuild
    run_ids: tuple[str, ...]  # every run whose captures the tables cover
    code_version: str
    derivation: str
    config: str
    raw: Raw
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRecord:
    """The whole of release.json."""

    format: int
    release: int
    parent: int | None
    restores: int | None
    hold: str | None
    created_at: datetime
    run_ids: tuple[str, ...]
    code_version: str
    derivation: str
    config: str
    raw: Raw
    copied_files: int
    tables: Mapping[str, TableRecord]


@dataclass(frozen=True, slots=True)
class Release:
    """A published release: where it is and what it says about itself."""

    path: Path
    record: ReleaseRecord

    @property
    def number(self) -> int:
        """Its place in history, from 1."""
        return self.record.release

    @property
    def contents(self) -> dict[str, str]:
        """Digest of every table's rows, to compare with `hashes.contents_of`."""
        return {table: record.content for table, record in self.record.tables.items()}


def make_record(about: About, parent: int | None, tables: Mapping[str, TableRecord], copied_files: int) -> ReleaseRecord:
    """The record of the release that follows `parent` (None: of the first one)."""
    return ReleaseRecord(
        format=FORMAT,
        release=1 if parent is None else parent + 1,
        parent=parent,
        restores=None,
        hold=None,
        created_at=about.created_at,
        run_ids=about.run_ids,
        code_version=about.code_version,
        derivation=about.derivation,
        config=about.config,
        raw=about.raw,
        copied_files=copied_files,
        tables=tables,
    )


_RECORD = TypeAdapter(ReleaseRecord)


def encode_record(record: ReleaseRecord) -> bytes:
    """The bytes of release.json."""
    return _RECORD.dump_json(record, indent=1) + b"\n"


def read_release(path: Path) -> Release:
    """Read the record of the release in a directory.

    Raises:
        NewerFormat: a newer readout wrote it.
        StoreDamaged: there is no record, it is damaged, or it speaks of another number.
    """
    try:
        written = (path / RECORD).read_bytes()
        newest = json.loads(written)["format"]
        if isinstance(newest, int) and newest > FORMAT:
            raise NewerFormat(
                f"{path} was written by a newer readout (format {newest}, ours is {FORMAT})", "Update readout, then run again."
            )
        record = _RECORD.validate_json(written)
    except (FileNotFoundError, NotADirectoryError) as error:
        if not path.exists():
            raise  # the whole release went while we looked: the caller begins again
        raise StoreDamaged(
            f"{path} holds no {RECORD}: readout never leaves such a folder", f"If it is empty, remove it. {RESTORE}"
        ) from error
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(f"{path / RECORD} is damaged: {_first_line(error)}", RESTORE) from error
    if f"{record.release:08d}" != path.name:
        raise StoreDamaged(f"{path / RECORD} speaks of release {record.release}: the folder was renamed or copied", RESTORE)
    return Release(path, record)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
