"""A release while it is built: part files written or linked into a directory that nobody reads yet."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow.parquet as pq

from readout.constants.releases import ReleaseConstants
from readout.errors import ContractBroken, StoreDamaged
from readout.releases.contracts import check_row_hashes
from readout.releases.cutting import cut
from readout.releases.disk import Disk, link_or_copy, put
from readout.releases.failpoints import Failpoint
from readout.releases.hashes import add_contents
from readout.releases.records import RESTORE, FileRecord, TableRecord
from readout.releases.schema import schema_id, schema_of
from readout.releases.streams import Stream, stream_files
from readout.releases.upsert import TablePlan


class Staging:
    """Builds table directories below one path; `copied_files` counts the links that the system refused."""

    def __init__(self, path: Path, parent: Path | None, disk: Disk, failpoint: Failpoint, constants: ReleaseConstants) -> None:
        self.path, self.parent = path, parent
        self.copied_files = 0
        self._disk, self._failpoint, self._constants = disk, failpoint, constants
        self._fresh: set[str] = set()  # sha256 of files written here, not linked

    def build(self, plan: TablePlan) -> TableRecord:
        """Write and link one table's part files, and make them durable.

        Raises:
            StoreDamaged: a file of the parent is not what its name and record say.
            FileNotFoundError: the parent's file or this directory went away.
        """
        folder = self.path / plan.table
        self._disk.make_directory(folder)
        files = [self._link(plan.table, file) for file in plan.keep]
        names = {file.name: file for file in files}
        for rows in plan.write:
            for part in cut(rows, self._constants):
                if part.record.name in names:
                    raise StoreDamaged(f"two part files of {plan.table} are named {part.record.name}", RESTORE)
                put(self._disk, folder / part.record.name, part.content)
                self._failpoint("file_written")
                self._fresh.add(part.record.sha256)
                files.append(part.record)
                names[part.record.name] = part.record
        self._disk.sync(folder)
        self._failpoint("table_done")
        return _table_record(plan, files)

    def read(self, record: TableRecord, table: str) -> Stream:
        """A built table as it is on the disk, every file's schema and the new files' digests checked.

        Raises:
            ContractBroken: a file's columns are not the table's, or a digest does not hold.
        """
        for file in record.files:
            path = self.path / table / file.name
            if not pq.read_schema(path).equals(schema_of(table)):
                raise ContractBroken(
                    f"table {table}, file {file.name}: its columns are not the table's",
                    "Make the table with readout.releases.schema.to_arrow: a release has one schema per table.",
                )
            if file.sha256 in self._fresh:
                check_row_hashes(stream_files(table, [path]))
        return stream_files(table, [self.path / table / file.name for file in record.files])

    def _link(self, table: str, file: FileRecord) -> FileRecord:
        if self.parent is None:
            message = f"{table}/{file.name} cannot be linked: there is no parent"
            raise ValueError(message)
        source = self.parent / table / file.name
        if hashlib.sha256(source.read_bytes()).hexdigest() != file.sha256:
            raise StoreDamaged(f"{source} is not the file that was published under this name", RESTORE)
        if not link_or_copy(self._disk, source, self.path / table / file.name):
            self.copied_files += 1
        self._failpoint("file_linked")
        return file


def _table_record(plan: TablePlan, files: list[FileRecord]) -> TableRecord:
    content = add_contents(*(file.content for file in files))
    if content != plan.content:
        raise ContractBroken(
            f"table {plan.table}: its files hold other rows than were given",
            "Nothing was published. This is a fault of readout.releases.upsert: please report it with both releases.",
        )
    return TableRecord(
        schema_id=schema_id(schema_of(plan.table)),
        rows=sum(file.rows for file in files),
        content=content,
        changes=plan.changes,
        files=tuple(sorted(files, key=lambda file: (file.key_min or "", file.key_max or "", file.name))),
    )
