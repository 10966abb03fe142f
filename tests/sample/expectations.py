"""What the pipeline must find in the sample: expected.toml, as entries that a test goes through one by one.

The format is described at the head of expected.toml. Entries of later issues stay out until their issue is asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sample.make_sample import HERE

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expectations:
    """All that must hold up to one issue."""

    names: Mapping[str, str]
    tables: Mapping[str, tuple[Entry, ...]]

    def of(self, table: str) -> tuple[Entry, ...]:
        """The entries of one table of expected.toml, such as "document" or "relation"; none, where no such entry is due yet."""
        return self.tables.get(table, ())

    def address(self, name: str) -> str:
        """The address behind a short name: a URL, or `file:<name>`, which is a url_key already."""
        target = self.names[name]
        return target if "://" in target else f"file:{target}"


def load_expectations(issue: int) -> Expectations:
    """What must hold from that issue on: entries whose `issue` is not greater.

    Raises:
        KeyError: an entry without `issue`.
    """
    data = tomllib.loads((HERE / "expected.toml").read_text("utf-8"))
    names: dict[str, str] = data.pop("names")
    tables = {table: _due(entries, issue) for table, entries in data.items()}
    return Expectations(names=names, tables=tables)


def _due(entries: Entry | list[Entry], issue: int) -> tuple[Entry, ...]:
    """The entries due by then; a table that stands once is a list of one."""
    listed = entries if isinstance(entries, list) else [entries]
    return tuple(entry for entry in listed if entry["issue"] <= issue)


def folded(text: str) -> str:
    """The text with each run of white space, NBSP included, as one space: how expected.toml quotes."""
    return " ".join(text.split())
