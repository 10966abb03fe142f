"""The history of a page: each text it had, when we first saw it, and what it changed of the one before."""

from __future__ import annotations

from pathlib import Path

from readout.report.comparison_text import printable
from readout.report.reading import Row, rows_of
from readout.report.terminal import shortened, table

COLUMNS = ("revision", "seen", "characters", "edits", "gravest", "before", "after", "notes")
SHOWN = 80
"""Characters shown of an edit."""


def revisions_table(release: Path, document: Row) -> str:
    """A line for each text of a page, the newest last; nothing for a page that never changed and is still there."""
    revisions = revisions_of(release, document)
    if len(revisions) < 2 and not document["removed_at"]:
        return ""
    lines = table(COLUMNS, [_row(one) for one in revisions], right=("revision", "characters", "edits"))
    gone = f"  gone since {document['removed_at']:%Y-%m-%d %H:%M}; the last text is kept" if document["removed_at"] else ""
    return f"{lines}\n{gone}".rstrip()


def revisions_of(release: Path, document: Row) -> list[Row]:
    """Each text of a page, oldest first: revision, updated_at, characters, notes, and the alterations it made."""
    texts = [*rows_of(release, "document_history", document_id=document["document_id"]), document]
    made = rows_of(release, "alterations", document_id=document["document_id"], relation="revision")
    return [
        {
            "revision": text["revision"],
            "updated_at": text["updated_at"],
            "characters": len(text["text"]),
            "notes": text["notes"],
            "alterations": [row for row in made if row["revision"] == text["revision"]],
        }
        for text in sorted(texts, key=lambda text: text["revision"])
    ]


def _row(revision: Row) -> tuple[object, ...]:
    edits = sorted(revision["alterations"], key=lambda row: (-row["severity"], row["position"]))
    gravest = edits[0] if edits else None
    return (
        revision["revision"],
        f"{revision['updated_at']:%Y-%m-%d %H:%M}",
        f"{revision['characters']:,}",
        sum(row["count"] for row in edits) if revision["revision"] > 1 else None,
        f"{gravest['kind']} ({gravest['severity']})" if gravest else None,
        printable(shortened(gravest["before"], SHOWN)) if gravest else None,
        printable(shortened(gravest["after"], SHOWN)) if gravest else None,
        printable("; ".join(revision["notes"])),
    )
