"""What a release says, by the short names of expected.toml: the other side of `expectations`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from readout.discover.urls import url_key
from readout.publishers import Publishers
from sample.expectations import Expectations

Row = dict[str, Any]


class Findings:
    """All tables of one release as rows."""

    def __init__(self, release: Path, expectations: Expectations, publishers: Publishers) -> None:
        self._release, self._expectations, self._publishers = release.resolve(), expectations, publishers
        self._tables: dict[str, list[Row]] = {}

    def rows(self, table: str) -> list[Row]:
        """All rows of a table."""
        if table not in self._tables:
            self._tables[table] = pq.read_table(self._release / table).to_pylist()
        return self._tables[table]

    def key(self, name: str) -> str:
        """The url_key behind a short name."""
        address = self._expectations.address(name)
        return address if address.startswith("file:") else url_key(address, self._publishers)

    def captures(self, name: str) -> list[Row]:
        """Captures of a page or file, oldest first."""
        found = [c for c in self.rows("captures") if c["url_key"] == self.key(name) and c["purpose"] == "page"]
        return sorted(found, key=lambda capture: capture["capture_id"])

    def document(self, name: str) -> Row:
        """The one document at that address."""
        found = [document for document in self.rows("documents") if document["url_key"] == self.key(name)]
        assert len(found) == 1, f"{name}: {len(found)} documents"
        return found[0]

    def name_of(self, document_id: str | None) -> str:
        """The short name of a document; "" for none."""
        keys = {document["document_id"]: document["url_key"] for document in self.rows("documents")}
        return next((name for name in self._expectations.names if document_id and self.key(name) == keys[document_id]), "")

    def of(self, table: str, name: str) -> list[Row]:
        """A document's rows of a table, in order of position."""
        wanted = self.document(name)["document_id"]
        return sorted((row for row in self.rows(table) if row["document_id"] == wanted), key=lambda row: row["position"])

    def relations(self, one: str, other: str) -> list[Row]:
        """Relations between two documents, either way round."""
        pair = (self.document(one)["document_id"], self.document(other)["document_id"])
        return [r for r in self.rows("relations") if (r["document_id"], r["other_id"]) in (pair, pair[::-1])]


def differences(found: Row, wanted: dict[str, Any], names: Iterable[str]) -> list[str]:
    """The fields among `names` that are expected and come out otherwise, told in words."""
    return [
        f"{name}: {found[name]!r}, expected {wanted[name]!r}"
        for name in names
        if name in wanted and found[name] != wanted[name]
    ]
