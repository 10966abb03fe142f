"""The few lines that a run ends with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from readout.report.results import IngestResult

TABLES_SHOWN = ("captures", "documents", "citations", "sections", "passages", "turns", "relations", "rejections")


def summary(result: IngestResult) -> str:
    """A run in about a dozen lines: what came in, what it became, where it is and how to read it."""
    lines = [headline(result), ""]
    if result.captured:
        lines.append(f"  captured    {sum(result.captured.values()):>5}   {_counts(result.captured)}")
    if result.rows:
        lines.extend(_table_line(result, name) for name in TABLES_SHOWN if name != "captures" or not result.captured)
    if result.failed_fetches:
        lines.append(f"  not had     {result.failed_fetches:>5}   addresses could not be fetched; table captures says why")
    if result.refused_inputs:
        lines.append(f"  refused     {result.refused_inputs:>5}   given files; table rejections says why")
    if result.folder:
        lines += ["", f"  Parquet     {_near(result.folder)}", f"  read it     {reading_line(result)}"]
    return "\n".join(lines)


def reading_line(result: IngestResult) -> str:
    """The documents in pandas."""
    root = _near(result.folder.parent.parent / "latest") if result.folder else ""
    return f'pandas.read_parquet("{root}/documents")'


def _near(path: Path) -> Path:
    """The path as one would type it here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def headline(result: IngestResult) -> str:
    """What came of the run, in one line."""
    name = result.watchlist or "files"
    if result.is_new:
        before = f", after release {result.parent}" if result.parent is not None else ", the first"
        return f"release {result.release}{before}: {name}, {_documents(result)}"
    if result.is_stopped:
        return f"stopped before publishing: {name}, {sum(result.captured.values())} captures wait for the next run"
    if result.release is None:
        return f"nothing to publish: {name} gave nothing"
    return f"nothing new: {name}, release {result.release} stands"


def _documents(result: IngestResult) -> str:
    changes = result.changes.get("documents")
    if changes is None:
        return "no document changed"
    return f"{changes.added} documents added, {changes.changed} changed, {changes.removed} removed"


def _table_line(result: IngestResult, name: str) -> str:
    detail = {"sections": result.sections, "relations": result.relations, "rejections": result.rejections}.get(name, {})
    return f"  {name:<11} {result.rows.get(name, 0):>5}   {_counts(detail)}".rstrip()


def _counts(counts: Mapping[str, int]) -> str:
    """`12 ok, 1 moved`: most first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count} {name}" for name, count in ordered)


def result_as_json(result: IngestResult) -> dict[str, Any]:
    """The result for a script."""
    return {**asdict(result), "folder": str(result.folder) if result.folder else None, "exit_code": result.exit_code}
