"""The releases of a dataset, newest last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from readout.releases.records import Release, read_release
from readout.report.terminal import table

COLUMNS = ("release", "created", "documents", "added", "changed", "removed", "captures", "relations", "files copied")


def releases_of(processed: Path) -> Iterator[Release]:
    """Every release that is on disk, in order."""
    for path in sorted((processed / "releases").glob("[0-9]*")):
        yield read_release(path)


def history(processed: Path) -> str:
    """The releases as a table; the last line names the head."""
    found = list(releases_of(processed))
    if not found:
        return f"no release yet in {processed}: run `readout ingest`"
    rows = [_row(release) for release in found]
    numbers = tuple(name for name in COLUMNS if name != "created")
    return table(COLUMNS, rows, right=numbers) + f"\nlatest: {found[-1].path}"


def history_as_json(processed: Path) -> Iterator[dict[str, Any]]:
    """One object for each release: number, parent, time, rows and changes by table."""
    for release in releases_of(processed):
        record = release.record
        yield {
            "release": record.release,
            "parent": record.parent,
            "created_at": record.created_at.isoformat(),
            "path": str(release.path),
            "rows": {name: t.rows for name, t in record.tables.items()},
            "changes": {
                name: {"added": t.changes.added, "changed": t.changes.changed, "removed": t.changes.removed}
                for name, t in record.tables.items()
            },
        }


def _row(release: Release) -> tuple[object, ...]:
    record, tables = release.record, release.record.tables
    changes = tables["documents"].changes
    return (
        record.release,
        f"{record.created_at:%Y-%m-%d %H:%M}",
        tables["documents"].rows,
        changes.added,
        changes.changed,
        changes.removed,
        tables["captures"].rows,
        tables["relations"].rows,
        record.copied_files,
    )
