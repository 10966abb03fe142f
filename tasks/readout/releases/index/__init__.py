"""The relations index on disk: relations of a growing set of texts, equal to those of one batch whatever came when.

Derived, in no release. What it holds is a function of the SET of units: `sync` compares that with the units it is given
and changes what differs, so neither the split into runs nor their order matters, and a killed run does no harm.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from readout.constants.relations import RelationConstants
from readout.model import Rejection, Relation
from readout.releases.index.database import explaining, make_database, open_database, seal
from readout.releases.index.intake import Intake, TextOf
from readout.releases.index.kept_rows import Rows, decode
from readout.releases.index.meetings import Search
from readout.releases.index.units import digest_of, in_pieces
from readout.text.copies.relations import refusals
from readout.text.copies.units import Unit

T = TypeVar("T")
Name = tuple[str, int]
"""document_id and revision of a unit."""


class RelationIndex:
    """The index in one folder, for one writer at a time; leave the `with` block without an error to keep it."""

    def __init__(self, folder: Path, made_by: str, constants: RelationConstants) -> None:
        """Open the index, or begin an empty one where there is none that was `made_by` the same code and configuration.

        Raises:
            CannotWrite: read-only, no permission, disk full.
        """
        self._folder, self._made_by, self._constants = folder, made_by, constants
        with explaining(folder):
            self._database = open_database(folder, made_by)

    def __enter__(self) -> RelationIndex:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            seal(self._database, self._folder, self._made_by)
        else:
            self._database.close()

    def sync(self, units: Sequence[Unit]) -> None:
        """Let the index hold these units and no others.

        Args:
            units: every text of every document; each is read once, one that is new or compared once or twice more.

        Raises:
            ValueError: two units have one document_id and revision.
            CannotWrite: disk full.
        """
        with explaining(self._folder):
            try:
                self._sync(units)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                    raise
                self._begin_anew()
                self._sync(units)

    def update(self, gone: Iterable[Name], units: Iterable[Unit], text_of: Callable[[Name], str]) -> None:
        """Take units out and put others in.

        Args:
            gone: names of units that are in the index.
            units: new ones; none has the name of one that stays.
            text_of: the text of any unit that is then in the index.
        """

        def text(number: int) -> str:
            """The text of a unit by its number."""
            row = self._database.execute("SELECT document_id, revision FROM unit WHERE number = ?", (number,)).fetchone()
            return text_of((row[0], row[1]))

        numbers = [self._number(name) for name in gone]
        self._database.execute("BEGIN")
        self._update(numbers, units, text)
        self._database.execute("COMMIT")

    def relations(self) -> Iterator[Relation]:
        """All relations, sorted by their key."""
        rows = self._database.execute("SELECT * FROM relation ORDER BY document_id, revision, other_id, other_revision, kind")
        return map(decode, rows)

    def rejections(self) -> list[Rejection]:
        """The units that could not be compared."""
        rows = self._database.execute(
            "SELECT document_id, revision, refused, beginning FROM unit WHERE refused IS NOT NULL ORDER BY document_id, revision"
        )
        return list(refusals((*row, beginning.decode("utf-8", "surrogatepass")) for *row, beginning in rows))

    def _begin_anew(self) -> None:
        self._database.close()
        self._database = make_database(self._folder)

    def _sync(self, units: Sequence[Unit]) -> None:
        total = self._note_given(units)
        gone = [
            number
            for (number,) in self._database.execute(
                "SELECT number FROM unit LEFT JOIN temp.given USING (document_id, revision) WHERE unit.digest IS NOT given.digest"
            )
        ]
        if len(gone) > self._constants.index_gone_share * total:
            self._begin_anew()
            self._note_given(units)
            gone = []
        places = [
            place
            for (place,) in self._database.execute(
                "SELECT place FROM temp.given LEFT JOIN unit USING (document_id, revision) WHERE unit.digest IS NOT given.digest "
                "ORDER BY place"
            )
        ]
        self._bring_in(units, gone, places)

    def _bring_in(self, units: Sequence[Unit], gone: list[int], places: list[int]) -> None:
        def text(number: int) -> str:
            """The text of a unit by its number."""
            place = self._database.execute(
                "SELECT place FROM unit JOIN temp.given USING (document_id, revision) WHERE number = ?", (number,)
            ).fetchone()
            return units[place[0]].text

        pieces = in_pieces(places, self._constants.index_units)
        first = next(pieces, [])
        self._database.execute("BEGIN")
        self._update(gone, (units[place] for place in first), text)
        for piece in pieces:
            self._update([], (units[place] for place in piece), text)
        self._database.execute("COMMIT")

    def _update(self, gone: Iterable[int], units: Iterable[Unit], text_of: TextOf) -> None:
        intake = Intake(self._database, text_of, self._constants)
        intake.take_out(gone)
        intake.put_in(units)
        changes = intake.settle()
        found = Search(self._database, changes, self._constants).run()
        Rows(self._database, text_of, self._constants).update(changes, found)

    def _note_given(self, units: Sequence[Unit]) -> int:
        """Keep the names and digests of what is to be in the index; their number."""
        self._database.execute("DELETE FROM temp.given")
        try:
            self._database.executemany(
                "INSERT INTO temp.given VALUES (?, ?, ?, ?)",
                ((unit.document_id, unit.revision, digest_of(unit), place) for place, unit in enumerate(units)),
            )
        except sqlite3.IntegrityError as error:
            raise ValueError("two units have the same document_id and revision") from error
        return len(units)

    def _number(self, name: Name) -> int:
        row = self._database.execute("SELECT number FROM unit WHERE document_id = ? AND revision = ?", name).fetchone()
        return row[0]
