"""README.md of a release: what it is, what is in it, what changed, what is missing, how to read and cite it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

from readout.releases.contracts.rows import rows_of
from readout.releases.records import ReleaseRecord
from readout.releases.streams import Stream
from readout.text.alignment.aligner import WITHOUT_DICTIONARY

UNKNOWN = "not known"
READING = """## How to read

```python
import pandas as pd
from pathlib import Path

root = Path("data/processed/latest").resolve()   # once, first: then every table is of the same release
documents, passages = pd.read_parquet(root / "documents"), pd.read_parquet(root / "passages")
```
DuckDB: `SELECT * FROM 'documents/*.parquet'`; Polars: `pl.scan_parquet("documents/")`. Columns, keys and references are in
datapackage.json; `sha256sum -c SHA256SUMS` checks every file. Row order and file boundaries mean nothing. Part files are shared
between releases: do not write into them.
"""
DICTIONARY = """Translations were paired with the help of [CC-CEDICT](https://cc-cedict.org), a Chinese-English dictionary by its community under
[CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/); `alignments.method` names its version. Nothing of it is in the tables.
"""
NO_DICTIONARY = (
    "Translations were paired without a dictionary, by numbers, Latin words and lengths alone: expect more that is not found.\n"
)
Tables = Mapping[str, Stream]


def describe_release(record: ReleaseRecord, tables: Tables, parent: ReleaseRecord | None) -> str:
    """The page as Markdown; says nothing that release.json and the tables do not."""
    parts = (
        _head(record), _counts(record), _schema_changes(record, parent), _publishers(tables), _translations(tables), _gaps(tables),
        READING, _origin(record),
    )  # fmt: skip
    return "\n".join(part for part in parts if part)


def licences_of(documents: Stream) -> list[tuple[str | None, str | None]]:
    """Each publisher with the licence of its texts, once, sorted."""
    return sorted(set(rows_of(documents, "publisher", "licence")), key=lambda pair: (pair[0] or "", pair[1] or ""))


def _head(record: ReleaseRecord) -> str:
    before = f"It follows release {record.parent}." if record.parent else "It is the first."
    return (
        f"# Release {record.release}\n\n"
        "Diplomatic press documents as tables: what was cited, captured and extracted, in which language, by whom, and which "
        f"texts are copies of which. Published {record.created_at:%Y-%m-%d %H:%M:%S} UTC. {before} It never changes.\n"
    )


def _counts(record: ReleaseRecord) -> str:
    since = f" since release {record.parent}" if record.parent else ""
    rows = "\n".join(
        f"| {table} | {each.rows} | {each.changes.added} | {each.changes.changed} | {each.changes.removed} |"
        for table, each in record.tables.items()
    )
    return f"## Tables, and changes{since}\n\n| table | rows | added | changed | removed |\n| --- | --: | --: | --: | --: |\n{rows}\n"


def _schema_changes(record: ReleaseRecord, parent: ReleaseRecord | None) -> str:
    if parent is None:
        return ""
    changed = [
        table
        for table, each in record.tables.items()
        if table in parent.tables and parent.tables[table].schema_id != each.schema_id
    ]
    return f"Columns changed in: {', '.join(changed)}.\n" if changed else "No table changed its columns.\n"


def _publishers(tables: Tables) -> str:
    counts = Counter(rows_of(tables["documents"], "publisher", "licence"))
    rows = "\n".join(
        f"| {publisher or UNKNOWN} | {counts[publisher, licence]} | {licence or UNKNOWN} |"
        for publisher, licence in licences_of(tables["documents"])
    )
    return f"## Publishers and licences\n\n| publisher | documents | licence of the texts |\n| --- | --: | --- |\n{rows}\n"


def _translations(tables: Tables) -> str:
    methods = {method for (method,) in rows_of(tables["alignments"], "method")}
    parts = [DICTIONARY] if any("cc-cedict" in method for method in methods) else []
    parts += [NO_DICTIONARY] if any(method.endswith(f"/{WITHOUT_DICTIONARY}") for method in methods) else []
    return "## Translations\n\n" + "\n".join(parts) if parts else ""


def _gaps(tables: Tables) -> str:
    """Hosts that never answered with a page, and the oldest citation that nothing was captured for."""
    asked: dict[str, bool] = {}
    for url, purpose, via, outcome in rows_of(tables["captures"], "url", "purpose", "via", "outcome"):
        if purpose == "page" and via != "file":
            host = urlsplit(url).hostname or url
            asked[host] = asked.get(host, False) or outcome in ("ok", "unchanged", "unchanged_digest", "moved")
    silent = sorted(host for host, answered in asked.items() if not answered)
    lines = [f"* No page could be had from: {', '.join(silent)}."] if silent else []
    if oldest := _oldest_unanswered(tables):
        lines.append(f"* Oldest citation without its document: {oldest}.")
    return "## Known gaps\n\n" + "\n".join(lines or ["* None known."]) + "\n"


def _oldest_unanswered(tables: Tables) -> str | None:
    cited = rows_of(tables["citations"], "document_id", "position", "url_key", "cited_document_id")
    first: dict[str, tuple[int, str]] = {}  # of each document the first citation without an answer
    for document_id, place, key, found in cited:
        if key and not found:
            first.setdefault(document_id, (place, key))
    seen = rows_of(tables["documents"], "document_id", "first_seen_at") if first else ()
    open_ones = [(moment, document_id, *first[document_id]) for document_id, moment in seen if document_id in first]
    if not open_ones:
        return None
    moment, document_id, position, key = min(open_ones)
    return f"`{key}`, cited by {document_id} (citation {position}), seen {moment:%Y-%m-%d}"


def _origin(record: ReleaseRecord) -> str:
    return (
        f"## Made from\n\n* code {record.code_version}, derivation `{record.derivation}`\n* configuration `{record.config}`\n"
        f"* {record.raw.warc_files} WARC files, {record.raw.bytes} bytes, `{record.raw.digest}`\n"
        f"* runs: {len(record.run_ids)}, named in release.json\n"
        f"\nCite as: readout, release {record.release}, derivation and configuration as above.\n"
    )
