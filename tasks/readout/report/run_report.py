"""What a run shows in Prefect's pages: a report in Markdown, and tables of outcomes and rejections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from readout.model import TABLES
from readout.report.details import Details, Due, Host
from readout.report.results import IngestResult
from readout.report.summary import headline, reading_line

ROWS_MAX = 200  # an artifact is looked at, not searched
LINES_MAX = 40  # of one table in the report, which is read from top to bottom
SLOWEST = 5
KINDS = {"url": "with an address", "implied": "naming a source without one", "broken_link": "with a link whose target was lost"}


def run_report(result: IngestResult, details: Details) -> str:
    """The run in Markdown, under 50 kB: what it found, captured, extracted and dropped, what was published, how to read it."""
    parts = [f"# {headline(result)}", _origin(result), _discovered(result, details), _captured(result, details)]
    parts += [_slowest(details.hosts), _extracted(result, details), _unfit(details)]
    parts += [_counts("Rejected (whole release)", "stage: reason", result.rejections), _published(result)]
    parts += [_due(details), _reading(result)]
    return "\n\n".join(part for part in parts if part) + "\n"


def message(result: IngestResult) -> str:
    """The final state's message: `release 42: +18 documents, 3 rejected`."""
    if not result.is_new:
        return "nothing new" if result.release is not None else "nothing to publish"
    documents = result.changes["documents"]
    changed = f", {documents.changed} changed" if documents.changed else ""
    return f"release {result.release}: +{documents.added} documents{changed}, {result.changes['rejections'].added} rejected"


def outcome_rows(details: Details) -> list[dict[str, Any]]:
    """Rows of the artifact `outcomes`: this run's captures by host and outcome, the busiest host first."""
    rows = [
        {"host": host.name, "purpose": purpose, "outcome": outcome, "captures": count}
        for host in details.hosts
        for (purpose, outcome), count in sorted(host.outcomes.items(), key=lambda item: (-item[1], item[0]))
    ]
    return _limited(rows, "captures")


def rejection_rows(result: IngestResult) -> list[dict[str, Any]]:
    """Rows of the artifact `rejections`: the release's rejections by stage and reason, most first."""
    rows = [{"stage: reason": name, "count": count} for name, count in _most_first(result.rejections)]
    return _limited(rows, "rejections")


def _origin(result: IngestResult) -> str:
    return f"Watchlist `{result.watchlist or 'none: files and addresses'}`, run `{result.run_id}`."


def _discovered(result: IngestResult, details: Details) -> str:
    if not result.rows:
        return ""
    kinds = ", ".join(f"{count:,} {KINDS.get(kind, kind)}" for kind, count in _most_first(details.citations))
    lines = [f"{result.rows['citations']:,} citations in the release" + (f": {kinds}." if kinds else ".")]
    lines.append(f"{details.cited_held:,} of them lead to a document that is held.")
    lines.append(f"This run planned to fetch {details.planned:,} addresses.")
    return "## Discovered\n\n" + " ".join(lines)


def _captured(result: IngestResult, details: Details) -> str:
    if not details.hosts:
        return "## Captured by this run\n\nNothing: nothing was due, and nothing new was given."
    rows = [
        (_host(host), sum(host.pages.values()), _joined(host.pages), _joined(host.others), f"{host.entity_bytes / 1024:,.0f}")
        for host in details.hosts
    ]
    columns = ("host", "pages", "outcomes", "besides", "kB")
    lines = ["## Captured by this run", _total(details.hosts), _markdown(columns, rows, right=(1, 4))]
    if result.failed_fetches:
        lines.append(f"{result.failed_fetches:,} addresses could not be fetched; `captures.outcome` and `reason` say why.")
    if result.refused_inputs:
        lines.append(f"{result.refused_inputs:,} given files were refused; table `rejections` says why.")
    return "\n\n".join(lines)


def _total(hosts: Sequence[Host]) -> str:
    pages, others = Counter[str](), Counter[str]()
    for host in hosts:
        pages.update(host.pages)
        others.update(host.others)
    besides = f" Besides: {_joined(others)}." if others else ""
    return f"{pages.total():,} captures of pages and files: {_joined(pages)}.{besides}"


def _host(host: Host) -> str:
    return f"`{host.name}`"  # as code, or the page makes a link of it that leads to the live site


def _slowest(hosts: Sequence[Host]) -> str:
    asked = sorted((host for host in hosts if host.asked), key=lambda host: -host.span_seconds)[:SLOWEST]
    if not asked:
        return ""
    rows = [(_host(h), h.asked, *(f"{s:.2f}" for s in (h.span_seconds, h.busy_seconds, h.slowest_seconds))) for h in asked]
    columns = ("host", "requests", "first to last (s)", "in requests (s)", "slowest request (s)")
    return "## Slowest hosts\n\n" + _markdown(columns, rows, right=(1, 2, 3, 4))


def _extracted(result: IngestResult, details: Details) -> str:
    if not details.layouts:
        return ""
    parts = [f"## Extracted by this run\n\n{sum(details.layouts.values()):,} documents."]
    parts.append(_markdown(("layout", "documents"), _most_first(details.layouts), right=(1,)))
    parts.append(f"Sections of the whole release: {_joined(result.sections)}.")
    parts.append(f"Relations of the whole release: {_joined(result.relations) or 'none'}.")
    if details.without_dictionary:
        parts.append(
            "Translations were paired without a dictionary, by numbers and lengths alone: `pip install 'readout[align]'`."
        )
    return "\n\n".join(parts)


def _unfit(details: Details) -> str:
    if not details.unfit:
        return ""
    rows = [(layout, reason, count) for (layout, reason), count in sorted(details.unfit.items(), key=lambda one: -one[1])]
    title = "## Layouts that no longer fit\n\n`readout publisher check` says since when."
    return f"{title}\n\n" + _markdown(("layout: rule", "reason", "pages"), rows, right=(2,))


def _published(result: IngestResult) -> str:
    if not result.rows:
        return ""
    if result.is_new:
        after = f"after release {result.parent}" if result.parent is not None else "the first"
        line = f"Release {result.release}, {after}."
    else:
        line = f"Nothing by this run: release {result.release} stands."
    rows = [(name, result.rows[name], *_changes(result, name)) for name in TABLES if name in result.rows]
    table = _markdown(("table", "rows", "added", "changed", "removed"), rows, right=(1, 2, 3, 4))
    return f"## Published\n\n{line}\n\n{table}"


def _due(details: Details) -> str:
    lines = [_due_line(details.due)] if details.due.first_at or details.due.never else []
    if details.scheduled_at:
        lines.append(f"The next run by schedule starts at {details.scheduled_at:%Y-%m-%d %H:%M %Z}.")
    return "## Next due\n\n" + (" ".join(lines) or "Nothing is asked again by itself: no network, and no schedule.")


def _due_line(due: Due) -> str:
    first = f"The first address is due at {due.first_at:%Y-%m-%d %H:%M} UTC: " if due.first_at else ""
    never = f", {due.never:,} only in mode refresh (a rule of ours refuses them)" if due.never else ""
    return f"{first}{due.soon:,} within a day, {due.later:,} later{never}."


def _reading(result: IngestResult) -> str:
    if not result.folder:
        return ""
    return f"## Read it\n\n`{result.folder}`\n\n```python\nimport pandas\n\n{reading_line(result)}\n```"


def _changes(result: IngestResult, name: str) -> tuple[int, int, int]:
    changes = result.changes.get(name)
    return (changes.added, changes.changed, changes.removed) if changes else (0, 0, 0)


def _counts(title: str, what: str, counts: Mapping[str, int]) -> str:
    if not counts:
        return ""
    return f"## {title}\n\n" + _markdown((what, "count"), _most_first(counts), right=(1,))


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _joined(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in _most_first(counts))


def _limited(rows: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    if len(rows) <= ROWS_MAX:
        return rows
    first = next(iter(rows[0]))
    rest = dict.fromkeys(rows[0]) | {first: f"and {len(rows) - ROWS_MAX} more, see table {table}"}
    return [*rows[:ROWS_MAX], rest]


def _markdown(columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = ()) -> str:
    """A table; columns of numbers by their index, aligned right."""
    rows = list(rows)
    shown = [[_cell(value) for value in row] for row in rows[:LINES_MAX]]
    if len(rows) > LINES_MAX:
        shown.append([f"and {len(rows) - LINES_MAX:,} more", *[""] * (len(columns) - 1)])
    rule = ["---:" if index in right else "---" for index in range(len(columns))]
    return "\n".join("| " + " | ".join(line) + " |" for line in [columns, rule, *shown])


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|")
