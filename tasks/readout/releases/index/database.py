"""The file of the relations index: one SQLite database, and a stamp that says by whom it was made and that it is whole.

The database is written without a journal: while it is, there is no stamp, and without a stamp it is made again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readout.errors import CannotWrite
from readout.releases.disk import writing

FILE, STAMP = "relations.sqlite", "relations.json"
FORMAT = 1
"""Of the tables below; an index of another one is made again."""
CACHE_KIB = 65_536
"""Of pages in memory, however large the index is."""
SCHEMA = """
CREATE TABLE unit (
    number INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL, revision INTEGER NOT NULL, digest BLOB NOT NULL, seen INTEGER NOT NULL,
    class INTEGER, refused TEXT, beginning BLOB, fields TEXT NOT NULL, UNIQUE (document_id, revision)
);
CREATE INDEX unit_of_class ON unit (class, seen, document_id, revision);
CREATE INDEX unit_refused ON unit (document_id, revision) WHERE refused IS NOT NULL;
CREATE TABLE class (
    number INTEGER PRIMARY KEY AUTOINCREMENT, norm_hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, tokens INTEGER NOT NULL,
    head INTEGER, seen INTEGER, document_id TEXT, revision INTEGER, owner INTEGER, page INTEGER
);
CREATE TABLE keys (class INTEGER PRIMARY KEY, print BLOB NOT NULL, paragraph BLOB, address BLOB);
CREATE TABLE print (key INTEGER, class INTEGER, PRIMARY KEY (key, class)) WITHOUT ROWID;
CREATE TABLE paragraph (key INTEGER, class INTEGER, PRIMARY KEY (key, class)) WITHOUT ROWID;
CREATE TABLE address (key INTEGER, class INTEGER, PRIMARY KEY (key, class)) WITHOUT ROWID;
CREATE TABLE print_level (key INTEGER PRIMARY KEY, level INTEGER NOT NULL);
CREATE TABLE paragraph_level (key INTEGER PRIMARY KEY, level INTEGER NOT NULL);
CREATE TABLE address_level (key INTEGER PRIMARY KEY, level INTEGER NOT NULL);
CREATE TABLE pair (one INTEGER, other INTEGER, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX pair_other ON pair (other, one);
CREATE TABLE relation (
    document_id TEXT, revision INTEGER, other_id TEXT, other_revision INTEGER, kind TEXT, source INTEGER NOT NULL,
    one INTEGER NOT NULL, other INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (document_id, revision, other_id, other_revision, kind)
) WITHOUT ROWID;
CREATE INDEX relation_one ON relation (one, source, other);
CREATE INDEX relation_other ON relation (other, source, one);
"""
TEMPORARY = """
CREATE TEMP TABLE wanted (key INTEGER PRIMARY KEY);
CREATE TEMP TABLE given (
    document_id TEXT, revision INTEGER, digest BLOB, place INTEGER, PRIMARY KEY (document_id, revision)
) WITHOUT ROWID;
"""


def open_database(folder: Path, made_by: str) -> sqlite3.Connection:
    """The index as it was sealed, or an empty one where there is none, other code made it, or it is not whole.

    Args:
        folder: where it lies; made if absent.
        made_by: digest of all that decides what it holds besides the texts.

    Raises:
        CannotWrite: read-only, no permission, disk full.
    """
    if not is_sealed(folder, made_by):
        return make_database(folder)
    (folder / STAMP).unlink()
    return _connect(folder / FILE)


def make_database(folder: Path) -> sqlite3.Connection:
    """An empty index in the place of whatever is there. Raises as `open_database`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (STAMP, FILE):
        (folder / name).unlink(missing_ok=True)
    connection = _connect(folder / FILE)
    connection.executescript(SCHEMA)
    return connection


def seal(connection: sqlite3.Connection, folder: Path, made_by: str) -> None:
    """Close the index and vouch for it."""
    connection.close()
    stamp = {"format": FORMAT, "made_by": made_by, "sha256": _digest(folder / FILE)}
    (folder / STAMP).write_text(json.dumps(stamp), encoding="utf-8")


def is_sealed(folder: Path, made_by: str) -> bool:
    """Whether the index is there, whole to the byte, and made by this code and configuration."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return stamp == {"format": FORMAT, "made_by": made_by, "sha256": _digest(folder / FILE)}
    except (OSError, ValueError):
        return False


@contextmanager
def explaining(folder: Path) -> Iterator[None]:
    """Turn refusals to write into an error that says what to do; a damaged file remains SQLite's own error.

    Raises:
        CannotWrite: read-only, no permission, disk full, or a file stands where the folder must be.
    """
    try:
        with writing(folder):
            yield
    except sqlite3.OperationalError as error:
        refused = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
        if error.sqlite_errorcode & 0xFF not in refused:
            raise
        raise CannotWrite(
            f"the relations index in {folder} cannot be written: {error}",
            "Free some space there, or make the folder writable for this user, and run again.",
        ) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE_KIB}", "locking_mode = EXCLUSIVE"):
        connection.execute(f"PRAGMA {pragma}")
    connection.executescript(TEMPORARY)
    return connection


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
