"""Rows of one document from a release on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from readout.errors import BadRequest, StoreDamaged

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
    fits = (
        ((ds.field("document_id") >= wanted) & (ds.field("document_id") < wanted + "\uffff"))  # it begins with that
        | (ds.field("url_key") == wanted)
        | (ds.field("url") == wanted)
        | ((ds.field("url_key") >= f"file:{wanted}") & (ds.field("url_key") < f"file:{wanted}\uffff"))
    )
    rows: list[Row] = _read(release, "documents", lambda _: fits).sort_by("document_id").to_pylist()
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
    """Rows of a table with those values (a list or set: any of them), as Arrow.

    Raises:
        StoreDamaged: a part file is missing or damaged.
    """
    return _read(release, table, lambda schema: _condition(schema, wanted))


def column_of(release: Path, table: str, column: str, **wanted: object) -> list[Any]:
    """One column of the rows with those values; nothing else is read but what the values are looked up in.

    Raises:
        StoreDamaged: a part file is missing or damaged.
    """
    return _read(release, table, lambda schema: _condition(schema, wanted), [column])[column].to_pylist()


def _condition(schema: pa.Schema, wanted: Mapping[str, object]) -> ds.Expression:
    parts = [_is(ds.field(name), value, schema.field(name).type) for name, value in wanted.items()]
    return reduce(and_, parts, ds.scalar(True))  # noqa: FBT003 - the value itself


def _is(field: ds.Expression, value: object, kind: pa.DataType) -> ds.Expression:
    if isinstance(value, list | set | frozenset | tuple):
        return field.isin(pa.array(list(value), kind))
    return field == pa.scalar(value, kind)


def _read(
    release: Path, table: str, condition: Callable[[pa.Schema], ds.Expression], columns: Sequence[str] | None = None
) -> pa.Table:
    try:
        dataset = ds.dataset(release / table)
        return dataset.to_table(filter=condition(dataset.schema), columns=list(columns) if columns else None)
    except (OSError, pa.ArrowInvalid) as error:
        raise StoreDamaged(
            f"table {table} of {release} cannot be read: {str(error).splitlines()[0]}",
            "`readout check` says more; restore the file from a backup, or run `readout rebuild`",
        ) from error
