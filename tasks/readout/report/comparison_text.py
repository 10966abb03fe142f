"""Two documents beside each other on a terminal, the gravest alterations first; and as JSON."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from readout.report.comparing import NAMES, Comparison
from readout.report.reading import Row
from readout.report.terminal import shortened, table
from readout.text.alterations.finding import Found

AROUND = 30
"""Characters shown on either side of a change."""
SHOWN = 240
"""Characters shown of a change; the whole stands in the HTML page and in the table."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""A text may not steer a terminal, nor break a page."""
DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")
"""Marks of direction: named, for with them a text can look like another one."""


def printable(text: str) -> str:
    """The text with what cannot be printed replaced, and marks of direction named.

    >>> printable(f"a{chr(27)}[2J {chr(0x202E)}")
    'a�[2J [U+202E]'
    """
    plain = UNPRINTABLE.sub("\ufffd", text)
    return DIRECTION.sub(lambda match: f"[U+{ord(match.group()):04X}]", plain)


def comparison_page(comparison: Comparison) -> str:
    """The comparison as text, as wide as the terminal."""
    pieces = [_head("original", comparison.original), _head("copy", comparison.copy), _summary(comparison)]
    if comparison.rows:
        rows = [_row(comparison, row) for row in comparison.by_severity]
        pieces.append(table(("severity", "kind", "original", "copy"), rows, right=("severity",)))
    return "\n".join(pieces)


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """Both documents' names, the relation, and every alteration with its places."""
    return {
        "original": _name(comparison.original),
        "copy": _name(comparison.copy),
        "relation": comparison.relation,
        "alterations": [_plain(comparison, row) for row in comparison.by_severity],
    }


def counted(comparison: Comparison) -> list[tuple[int, int]]:
    """How many alterations there are of each severity, gravest first; summary rows count for all they stand for."""
    counts = Counter[int]()
    for row in comparison.rows:
        counts[row.severity] += row.count
    return [(severity, counts[severity]) for severity in NAMES if counts[severity]]


def _head(role: str, document: Row) -> str:
    dated = document["published_at"] or document["published_on"] or "no date"
    lines = [
        f"{role:8}  {document['title'] or '(no title)'}",
        f"          {document['document_id']} revision {document['revision']}, {document['publisher'] or 'unknown publisher'}, {dated}",
        f"          {document['url']}",
    ]
    return printable("\n".join(lines))


def _summary(comparison: Comparison) -> str:
    relation = f"relation: {comparison.relation}" if comparison.relation else "no relation is recorded between these two texts"
    counts = [f"{count} {NAMES[severity]} ({severity})" for severity, count in counted(comparison)]
    return f"\n{relation}; " + ("altered: " + ", ".join(counts) if counts else "nothing was altered")


def _row(comparison: Comparison, row: Found) -> tuple[object, ...]:
    where = row.where
    kind = " ".join((row.kind, *(f"+{also}" for also in row.also), *([f"x{row.count}"] if row.count > 1 else [])))
    return (
        row.severity,
        kind,
        marked(comparison.original["text"], where.start, where.end),
        marked(comparison.copy["text"], where.other_start, where.other_end),
    )


def marked(text: str, start: int, end: int) -> str:
    """A stretch in brackets with what stands around it.

    >>> marked("they will not go", 10, 13)
    'they will [not] go'
    """
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    left, right = "…" if start > AROUND else "", "…" if end + AROUND < len(text) else ""
    return printable(shortened(f"{left}{before}[{shortened(text[start:end], SHOWN)}]{after}{right}", SHOWN + 2 * AROUND + 4))


def _name(document: Row) -> dict[str, Any]:
    return {name: document[name] for name in ("document_id", "revision", "title", "url")}


def _plain(comparison: Comparison, row: Found) -> dict[str, Any]:
    where = row.where
    return {
        "severity": row.severity, "kind": row.kind, "also": list(row.also), "count": row.count,
        "start": where.start, "end": where.end, "copy_start": where.other_start, "copy_end": where.other_end,
        "before": comparison.original["text"][where.start : where.end],
        "after": comparison.copy["text"][where.other_start : where.other_end],
    }  # fmt: skip
