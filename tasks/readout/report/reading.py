"""Rows of one document from a release on disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from readout.errors import BadRequest

Row = dict[str, Any]


def release_folder(latest: Path) -> Path:
    """The release that `latest` names now, resolved once so that all tables are of one release.

    Raises:
        BadRequest: nothing has been published there.
    """
    if not latest.exists():
        raise BadRequest(
            f"there is no release in {latest.parent}", "run `readout ingest` first, or name the dataset by --data DIR"
        )
    return latest.resolve()


def find_document(release: Path, wanted: str) -> Row:
    """The document with that id, address or key, or the only one whose id or file name begins so.

    Raises:
        BadRequest: no document or several fit; names a few.
    """
    wanted = os.fsencode(wanted).decode(errors="backslashreplace")  # as the keys of files are written
    documents = ds.dataset(release / "documents")
    fits = (
        ((ds.field("document_id") >= wanted) & (ds.field("document_id") < wanted + "\uffff"))  # it begins with that
        | (ds.field("url_key") == wanted)
        | (ds.field("url") == wanted)
        | ((ds.field("url_key") >= f"file:{wanted}") & (ds.field("url_key") < f"file:{wanted}\uffff"))
    )
    rows: list[Row] = documents.to_table(filter=fits).sort_by("document_id").to_pylist()
    names = ("document_id", "url_key", "url")
    found = [row for row in rows if wanted in {row[name] for name in names} or row["url_key"] == f"file:{wanted}"] or rows
    if len(found) != 1:
        some = ", ".join(f"{row['document_id']} ({row['url_key']})" for row in found[:5])
        problem = f"{len(found)} documents fit {wanted!r}: {some}" if found else f"no document {wanted!r} in {release}"
        raise BadRequest(problem, "give a whole document_id, an address or a file's name")
    return found[0]


def rows_of(release: Path, table: str, **wanted: object) -> list[Row]:
    """Rows of a table with those values, ordered by position where there is one."""
    found = table_of(release, table, **wanted)
    return (found.sort_by("position") if "position" in found.column_names else found).to_pylist()


def table_of(release: Path, table: str, **wanted: object) -> pa.Table:
    """Rows of a table with those values, as Arrow."""
    dataset = ds.dataset(release / table)
    condition: Any = None
    for name, value in wanted.items():
        part = ds.field(name) == pa.scalar(value, dataset.schema.field(name).type)
        condition = part if condition is None else condition & part
    return dataset.to_table(filter=condition)
