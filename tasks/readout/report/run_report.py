"""What a run shows in Prefect's pages: a report in Markdown, and tables of outcomes and rejections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from readout.report.results import IngestResult
from readout.report.summary import headline, reading_line

ROWS_MAX = 200  # an artifact is looked at, not searched
TABLES = (
    "captures",
    "documents",
    "document_history",
    "citations",
    "sections",
    "passages",
    "turns",
    "relations",
    "rejections",
    "runs",
)


def run_report(result: IngestResult) -> str:
    """The run in Markdown: what it took in, what it became, what was published, how to read it."""
    parts = [f"# {headline(result)}", _captured(result), _tables(result)]
    parts += [_counts("Sections by language", "language", result.sections), _counts("Relations", "kind", result.relations)]
    parts += [_counts("Dropped, with reason", "stage: reason", result.rejections)]
    if result.folder:
        parts.append(f"## Read it\n\n`{result.folder}`\n\n```python\nimport pandas\n{reading_line(result)}\n```")
    return "\n\n".join(part for part in parts if part)


def message(result: IngestResult) -> str:
    """The final state's message: `release 42: +18 documents, 3 rejected`."""
    if not result.is_new:
        return "nothing new" if result.release is not None else "nothing to publish"
    documents = result.changes["documents"]
    changed = f", {documents.changed} changed" if documents.changed else ""
    return f"release {result.release}: +{documents.added} documents{changed}, {result.changes['rejections'].added} rejected"


def outcome_rows(result: IngestResult) -> list[dict[str, Any]]:
    """Rows of the artifact `outcomes`: this run's captures by outcome, most first."""
    return _limited(_rows("outcome", result.captured), "captures")


def rejection_rows(result: IngestResult) -> list[dict[str, Any]]:
    """Rows of the artifact `rejections`: the release's rejections by stage and reason, most first."""
    return _limited(_rows("stage: reason", result.rejections), "rejections")


def _captured(result: IngestResult) -> str:
    if not result.captured:
        return "Nothing was captured by this run."
    lines = [_counts("Captured by this run", "outcome", result.captured)]
    if result.failed_fetches:
        lines.append(f"{result.failed_fetches} addresses could not be fetched; table `captures` says why.")
    if result.refused_inputs:
        lines.append(f"{result.refused_inputs} given files were refused; table `rejections` says why.")
    return "\n\n".join(lines)


def _tables(result: IngestResult) -> str:
    if not result.rows:
        return ""
    rows = [(name, result.rows[name], *_changes(result, name)) for name in TABLES]
    return "## Tables\n\n" + _markdown(("table", "rows", "added", "changed", "removed"), rows)


def _changes(result: IngestResult, name: str) -> tuple[int, int, int]:
    changes = result.changes.get(name)
    return (changes.added, changes.changed, changes.removed) if changes else (0, 0, 0)


def _counts(title: str, what: str, counts: Mapping[str, int]) -> str:
    if not counts:
        return ""
    return f"## {title}\n\n" + _markdown((what, "count"), [(row[what], row["count"]) for row in _rows(what, counts)])


def _rows(what: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{what: name, "count": count} for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _limited(rows: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    if len(rows) <= ROWS_MAX:
        return rows
    first = next(iter(rows[0]))
    return [*rows[:ROWS_MAX], {first: f"and {len(rows) - ROWS_MAX} more, see table {table}", "count": None}]


def _markdown(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(str(value).replace("|", "\\|") for value in line) + " |" for line in lines)
