"""The small files of a release: datapackage.json, README.md, SHA256SUMS, release.json."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from readout.releases.fields import ROW_HASH, Field, fields_of, key_of
from readout.releases.readme import describe_release, licences_of
from readout.releases.records import RECORD, ReleaseRecord, TableRecord, encode_record
from readout.releases.streams import Stream
from readout.releases.words import ROW_HASH_DESCRIPTION, describe_table

PACKAGE, README, SUMS = "datapackage.json", "README.md", "SHA256SUMS"
TYPES = {
    "text": "string",
    "time": "datetime",
    "day": "date",
    "count": "integer",
    "share": "number",
    "flag": "boolean",
    "record": "object",
}
"""Names of our types in the Data Package standard."""


def package_files(record: ReleaseRecord, tables: Mapping[str, Stream], parent: ReleaseRecord | None) -> dict[str, bytes]:
    """The files beside the tables, in the order in which they must be written: release.json last.

    Args:
        record: what release.json says.
        tables: the rows, for counts by publisher, licences and gaps.
        parent: the release before, to say what became of the columns.
    """
    files = {
        PACKAGE: _json(describe_package(record, tables)),
        README: describe_release(record, tables, parent).encode(),
        RECORD: encode_record(record),
    }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for table, each in record.tables.items():
        sums |= {f"{table}/{file.name}": file.sha256 for file in each.files}
    written = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    return {PACKAGE: files[PACKAGE], README: files[README], SUMS: written.encode(), RECORD: files[RECORD]}


def describe_package(record: ReleaseRecord, tables: Mapping[str, Stream]) -> dict[str, Any]:
    """datapackage.json as a value: every table's files, fields, keys and references (Data Package standard)."""
    licences = [
        {"name": publisher or "unknown", "title": licence or "not stated"}
        for publisher, licence in licences_of(tables["documents"])
    ]
    return {
        "profile": "data-package",
        "name": "readout",
        "title": f"readout, release {record.release}",
        "version": str(record.release),
        "created": record.created_at.isoformat(),
        **({"licenses": licences} if licences else {}),
        "resources": [_resource(table, each) for table, each in record.tables.items()],
    }


def _resource(table: str, record: TableRecord) -> dict[str, Any]:
    return {
        "name": table.replace("_", "-"),
        "title": table,
        "description": describe_table(table),
        "path": [f"{table}/{file.name}" for file in record.files],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": sum(file.bytes for file in record.files),
        "rows": record.rows,
        "files": [
            {"path": f"{table}/{file.name}", "hash": f"sha256:{file.sha256}", "bytes": file.bytes, "rows": file.rows}
            for file in record.files
        ],
        "schema": {
            "fields": [*(_field(field) for field in fields_of(table)), _row_hash_field()],
            "primaryKey": list(key_of(table)),
            "foreignKeys": [_foreign_key(field) for field in fields_of(table) if field.column.references],
        },
    }


def _field(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if field.nullable else {"required": True}
    if field.choices and not field.many:
        constraints["enum"] = list(field.choices)
    described = {
        "name": field.name,
        "type": "array" if field.many else TYPES[field.kind],
        "description": field.column.description,
        "unit": field.column.unit,
        "constraints": constraints,
    }
    return {name: value for name, value in described.items() if value}


def _row_hash_field() -> dict[str, Any]:
    return {"name": ROW_HASH, "type": "string", "description": ROW_HASH_DESCRIPTION, "constraints": {"required": True}}


def _foreign_key(field: Field) -> dict[str, Any]:
    target = field.column.references or ""
    resource = target.replace("_", "-")
    return {"fields": [field.name], "reference": {"resource": resource, "fields": list(key_of(target))}}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
