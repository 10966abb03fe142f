"""What `readout verify --raw` says: one line for each file of data/raw, and what to do about those that are not sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readout.capture.verify import FileCheck, verify_raw
from readout.errors import StoreDamaged
from readout.model import Capture
from readout.releases.records import RESTORE, Release
from readout.releases.schema import from_arrow
from readout.releases.store import Store
from readout.settings import Config


def check_raw(config: Config, told: Callable[[int], object]) -> Iterator[FileCheck]:
    """Every file of data/raw checked, and every capture of the head release looked for.

    Args:
        config: where the data are.
        told: how many bytes were read, each time some were.

    Raises:
        StoreDamaged, NewerFormat: the head release cannot be read.
    """
    store = Store(config.data / "processed", config.constants.releases)
    release = store.head()

    def named() -> Iterator[Capture]:
        """The captures that the head release names, from the beginning each time."""
        return _captures_of(release) if release else iter(())

    return verify_raw(config.data / "raw", named, told)


def _captures_of(release: Release) -> Iterator[Capture]:
    """The captures that a release names, batch by batch: never the whole table."""
    for part in release.record.tables["captures"].files:
        path = release.path / "captures" / part.name
        if not path.is_file():
            raise StoreDamaged(f"{path} is missing", RESTORE)
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield from from_arrow("captures", pa.Table.from_batches([batch]))


def check_line(check: FileCheck) -> str:
    """A file as text; problems and remedy on lines of their own."""
    counted = f"{check.captures:,} captures  " if check.records else ""
    lines = [f"{check.state:9} {check.file}  {counted}{check.bytes:,} bytes"]
    lines += [f"          {problem}" for problem in check.problems]
    return "\n".join([*lines, f"          -> {check.remedy}"] if check.remedy else lines)


def summary(checks: Sequence[FileCheck]) -> str:
    """All files in one line."""
    captures, size = (sum(getattr(check, name) for check in checks) for name in ("captures", "bytes"))
    bad = len(unsound(checks))
    verdict = f"{bad} need care" if bad else "sound"
    return f"{len({check.file for check in checks}):,} files, {captures:,} captures, {size:,} bytes: {verdict}"


def unsound(checks: Sequence[FileCheck]) -> set[str]:
    """The files that need care."""
    return {check.file for check in checks if not check.is_sound}


def check_as_json(check: FileCheck) -> dict[str, Any]:
    """A file as values."""
    return asdict(check) | {"is_sound": check.is_sound}
