"""The published data: read the head, publish the next release.

Many may read at any time; writers are kept apart by a lock out of politeness, and by the commit's rename in truth.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
from filelock import FileLock, Timeout

from readout.constants.releases import ReleaseConstants
from readout.errors import HeadMoved, StoreDamaged
from readout.model import TABLES
from readout.releases.commit import STAGING, commit, newest_number, numbers, point_latest, release_path, sweep
from readout.releases.contracts import check_row_counts, check_tables
from readout.releases.diff import Index, index_stream
from readout.releases.disk import Disk, check_writable, discard, put, writing
from readout.releases.failpoints import Failpoint, nowhere
from readout.releases.hashes import compare_content
from readout.releases.package import package_files
from readout.releases.parquet import read_batches
from readout.releases.reading import read_table, stream_table
from readout.releases.records import RESTORE, About, Changes, Release, ReleaseRecord, TableRecord, make_record, read_release
from readout.releases.staging import Staging
from readout.releases.streams import Stream, Tables, as_stream
from readout.releases.upsert import TablePlan, plan_table

LOG = logging.getLogger(__name__)
RUNS = "runs"
"""The table whose rows alone are no reason to publish: they go with the next release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publish did."""

    number: int
    path: Path
    changes: Mapping[str, Changes]  # by table, against the parent
    copied_files: int
    already: bool = False  # this run had published the release before


class Store:
    """Releases below one folder (`data/processed`), which appears when the first is published."""

    def __init__(
        self, processed: Path, constants: ReleaseConstants, *, failpoint: Failpoint = nowhere, disk: Disk | None = None
    ) -> None:
        self.root = processed
        self._constants, self._failpoint, self._disk = constants, failpoint, disk or Disk()

    def head(self) -> Release | None:
        """The newest release; None: nothing was published yet.

        Raises:
            StoreDamaged: the newest folder is no whole release, or a foreign file lies among the releases.
            NewerFormat: a newer readout wrote it.
        """
        number = newest_number(self.root)
        return None if number is None else read_release(release_path(self.root, number))

    def history(self) -> Iterator[Release]:
        """All releases, newest first; those that retention emptied come without their files."""
        for number in reversed(numbers(self.root)):
            yield read_release(release_path(self.root, number))

    def read(self, release: Release, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """One table in memory: see `reading.read_table`."""
        return read_table(release, table, columns)

    def stream(self, release: Release, table: str) -> Stream:
        """One table batch by batch: see `reading.stream_table`."""
        return stream_table(release, table)

    def check(self) -> Release | None:
        """See, before any work, that a publish could be written and upon what; the head.

        Raises:
            CannotWrite: read-only, no permission, disk full.
            StoreDamaged, NewerFormat: as `head`.
        """
        check_writable(self._disk, self.root)
        return self.head()

    def build(self, tables: Tables, into: Path) -> dict[str, TableRecord]:
        """Write the part files of a first release of these tables into an empty folder, publishing nothing.

        The same rows give the same bytes, so two rebuilds can be compared file by file.
        """
        staging = Staging(into, None, self._disk, nowhere, self._constants)
        given = {table: as_stream(table, tables[table]) for table in TABLES}
        return {table: staging.build(self._plan(rows, index_stream(rows), None)) for table, rows in given.items()}

    def publish(
        self, tables: Tables, about: About, *, expected: int | None, accept: AbstractSet[str] = frozenset()
    ) -> Published | None:
        """Publish complete tables as the next release; what did not change is linked.

        Args:
            tables: all rows of each of the twelve tables, as `schema.to_arrow` makes them.
            about: run, code, configuration and raw data that they come from.
            expected: number of the head that they were planned on; None: there was none.
            accept: tables that may shrink by more than a contract allows.

        Returns:
            None when no row outside `runs` differs from the head.

        Raises:
            HeadMoved: the head is not `expected`; plan again.
            ContractBroken: a row must not be published; the head is as it was.
            CannotWrite: read-only, no permission, disk full; the head is as it was.
            StoreDamaged, NewerFormat: the head is not as we left it; nothing is built upon it.
        """
        check_writable(self._disk, self.root)
        given = {table: as_stream(table, tables[table]) for table in TABLES}
        indexes = {table: index_stream(rows) for table, rows in given.items()}
        with writing(self.root), self._writer():
            sweep(self._disk, self.root)
            return self._persist(lambda: self._publish(given, indexes, about, expected=expected, accept=accept))

    def _persist(self, attempt: Callable[[], Published | None]) -> Published | None:
        """Begin again while the parent is retired, or the staging directory swept, under our hands."""
        missing = ""
        for _ in range(self._constants.attempts):
            try:
                return attempt()
            except FileNotFoundError as error:
                missing = error.filename
        raise StoreDamaged(f"{missing} is missing, at every attempt", RESTORE)

    def _publish(
        self,
        tables: Mapping[str, Stream],
        indexes: Mapping[str, Index],
        about: About,
        *,
        expected: int | None,
        accept: AbstractSet[str],
    ) -> Published | None:
        head, contents = self.head(), {table: index.content for table, index in indexes.items()}
        point_latest(self._disk, self.root, nowhere)  # mends what a kill between commit and swap left
        if done := self._already(about, contents):
            return done
        if (head.number if head else None) != expected:
            raise HeadMoved(
                f"release {head.number if head else 'none'} is the newest, {expected or 'none'} was expected",
                "Another run published in between: run again.",
            )
        if not set(compare_content(contents, head.contents if head else _no_content())) - {RUNS}:
            return None
        plans = {table: self._plan(rows, indexes[table], head) for table, rows in tables.items()}
        with self._staging() as staging:
            record = self._build(staging, plans, about, head, accept)
            self._failpoint("before_commit")
            if not commit(self._disk, staging, release_path(self.root, record.release)):
                raise HeadMoved(f"another writer published release {record.release} first", "Run again.")
        self._failpoint("after_commit")
        point_latest(self._disk, self.root, self._failpoint)
        return _published(release_path(self.root, record.release), record)

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        """A path to build at; whatever still stands there afterwards goes."""
        path = self.root / f"{STAGING}{uuid4().hex}"
        try:
            yield path
        finally:
            discard(self._disk, path)

    def _already(self, about: About, contents: Mapping[str, str]) -> Published | None:
        """The release in which this run published this very content: a task that is tried again publishes once."""
        covering = takewhile(lambda release: about.run_id in release.record.run_ids, self.history())  # no older one can
        for release in covering:
            if not set(compare_content(contents, release.contents)) - {RUNS}:
                return _published(release.path, release.record, already=True)
        return None

    def _plan(self, rows: Stream, index: Index, head: Release | None) -> TablePlan:
        parent = head.record.tables.get(rows.table) if head else None
        folder = (head.path if head else self.root) / rows.table
        return plan_table(rows, index, parent, lambda file, columns: read_batches(folder / file.name, columns), self._constants)

    def _build(
        self, path: Path, plans: Mapping[str, TablePlan], about: About, head: Release | None, accept: AbstractSet[str]
    ) -> ReleaseRecord:
        staging = Staging(path, head.path if head else None, self._disk, self._failpoint, self._constants)
        self._disk.make_directory(self.root / "releases")
        self._disk.make_directory(path)
        self._disk.sync(self.root)
        self._failpoint("staging_made")
        records = {table: staging.build(plan) for table, plan in plans.items()}
        data = {table: staging.read(record, table) for table, record in records.items()}
        check_tables(data)
        before = {table: record.rows for table, record in head.record.tables.items()} if head else {}
        check_row_counts(before, {table: record.rows for table, record in records.items()}, accept, self._constants)
        self._failpoint("contracts_done")
        if staging.copied_files:
            LOG.warning("%d part files were copied, for the file system refused hard links", staging.copied_files)
        record = make_record(about, head.number if head else None, records, staging.copied_files)
        for name, content in package_files(record, data, head.record if head else None).items():
            put(self._disk, path / name, content)
        self._failpoint("record_written")
        self._disk.sync(path)
        return record

    @contextmanager
    def _writer(self) -> Iterator[None]:
        """Keep other writers waiting; a writer that hangs for long keeps nobody from publishing."""
        lock = FileLock(self.root / ".writer.lock")
        try:
            lock.acquire(timeout=self._constants.lock_seconds)
        except Timeout:
            LOG.warning("another writer has held %s for %g s: going on", lock.lock_file, self._constants.lock_seconds)
        try:
            yield
        finally:
            lock.release()


def _no_content() -> dict[str, str]:
    return dict.fromkeys(TABLES, f"{0:064x}")


def _published(path: Path, record: ReleaseRecord, *, already: bool = False) -> Published:
    changes = {table: each.changes for table, each in record.tables.items()}
    return Published(number=record.release, path=path, changes=changes, copied_files=record.copied_files, already=already)
