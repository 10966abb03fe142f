"""Features of texts that earlier runs have read, so that a run reads only what is new; derived, and made again where it is lost."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import numpy as np

from readout.text.alignment.link_features import Codes, features_of

log = logging.getLogger("readout")
FILE = "features.sqlite"
SCHEMA = "CREATE TABLE IF NOT EXISTS feature (digest BLOB PRIMARY KEY, codes BLOB NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID"
WAIT_SECONDS = 2
"""For another run that writes; beyond, everything is read again."""


LEFT_ALONE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
"""Errors that say nothing against the file: it is another run's, or may not be written."""


class FeatureStore:
    """Gives the features of a text; what it had to compute is kept for the next run.

    A row is found by the digest of the text and of the code that reads it, and carries a checksum: a damaged row, or a file
    that is no database, is computed again. A file that cannot be written costs the next run time, and is no error.
    """

    def __init__(self, folder: Path | None, made_by: str, compute: Callable[[str, str], Codes] = features_of) -> None:
        """Open the file in the folder; None: nothing is kept."""
        self._made_by, self._compute = made_by, compute
        self._asked: list[bytes] = []
        self._fresh: dict[bytes, bytes] = {}
        self._file = _open(folder / FILE) if folder else None

    def __enter__(self) -> FeatureStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not self._file:
            return
        try:
            if error is None:
                self._keep(self._file)
        except sqlite3.Error as refused:
            log.warning("the features of texts were not kept, the next run reads them again: %s", refused)
        finally:
            self._file.close()

    def features(self, text: str, language: str) -> Codes:
        """Features of a text in that language."""
        digest = hashlib.sha256(f"{self._made_by} {language}\n{text}".encode("utf-8", "surrogatepass")).digest()
        self._asked.append(digest)
        stored = self._fresh.get(digest) or self._stored(digest)
        if stored is None:
            stored = self._fresh[digest] = self._compute(text, language).astype("<u4").tobytes()
        return np.frombuffer(stored, "<u4").astype(np.uint32)

    def _stored(self, digest: bytes) -> bytes | None:
        if not self._file:
            return None
        try:
            row = self._file.execute("SELECT codes, sum FROM feature WHERE digest = ?", (digest,)).fetchone()
        except sqlite3.Error:
            return None
        return row[0] if row and zlib.crc32(digest + row[0]) == row[1] else None

    def _keep(self, file: sqlite3.Connection) -> None:
        """Add what is new; drop what nobody asked for where that is most of the file."""
        with file:
            rows = ((digest, codes, zlib.crc32(digest + codes)) for digest, codes in self._fresh.items())
            file.executemany("INSERT OR REPLACE INTO feature VALUES (?, ?, ?)", rows)
            (count,) = file.execute("SELECT count(*) FROM feature").fetchone()
            if count > 2 * len(self._asked):
                file.execute("CREATE TEMP TABLE asked (digest BLOB PRIMARY KEY)")
                file.executemany("INSERT OR IGNORE INTO asked VALUES (?)", ((digest,) for digest in self._asked))
                file.execute("DELETE FROM feature WHERE digest NOT IN (SELECT digest FROM asked)")


def _open(path: Path) -> sqlite3.Connection | None:
    """The file; a new one in the place of one that is none; None where there can be none."""
    for _ in range(2):
        file = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = sqlite3.connect(path, timeout=WAIT_SECONDS)
            file.execute(SCHEMA)
            file.execute("SELECT digest, codes, sum FROM feature LIMIT 1").fetchone()
        except (sqlite3.Error, OSError) as error:
            if file:
                file.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in LEFT_ALONE or not _remove(path):
                log.warning("%s is not used, the features of all texts are read again: %s", path, error)
                return None
            log.warning("%s is made again: %s", path, error)
        else:
            return file
    return None


def _remove(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
