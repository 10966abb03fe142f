"""A text and its translation side by side in the terminal, and what is left over on either side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.cells import cell_len, set_cell_size

from readout.report.reading import Row, rows_of
from readout.report.terminal import table

PASSAGE_CELLS, SENTENCE_CELLS = 300, 4_000
"""Shown of each side, in cells of the terminal: enough of a paragraph to know it by, all of a sentence."""


def alignments_of(release: Path, document_id: str) -> list[Row]:
    """Rows of the document's alignments, whichever side it is, those of one pair together."""
    own = rows_of(release, "alignments", document_id=document_id)
    others = [row for row in rows_of(release, "alignments", other_id=document_id) if row["document_id"] != document_id]
    return sorted([*own, *others], key=lambda row: (row["document_id"], row["other_id"], row["position"]))


def pairs_of(release: Path, document: Row, *, level: str) -> str:
    """All pairs that the document is a side of; "" where it has no translation and is none.

    Args:
        release: its folder.
        document: one row of documents.
        level: `passage` or `sentence`.
    """
    rows = [row for row in alignments_of(release, document["document_id"]) if row["level"] == level]
    names = sorted({(row["document_id"], row["other_id"]) for row in rows})
    ids = sorted({name for pair in names for name in pair})
    texts = {row["document_id"]: row["text"] for row in rows_of(release, "documents", document_id=ids)} if ids else {}
    shown = [_pair([row for row in rows if (row["document_id"], row["other_id"]) == pair], texts, document) for pair in names]
    return "\n".join(shown)


def _pair(rows: Sequence[Row], texts: Mapping[str, str], document: Row) -> str:
    """One pair of texts, its rows in the order of the texts."""
    most = SENTENCE_CELLS if rows[0]["level"] == "sentence" else PASSAGE_CELLS
    shown = [
        (
            _side(texts[row["document_id"]], row["start"], row["end"], most),
            _side(texts[row["other_id"]], row["other_start"], row["other_end"], most),
            ", ".join([*([row["kind"]] if row["kind"] != "matched" else []), *row["flags"]]),
        )
        for row in rows
    ]
    titles = [_title(rows[0], column, document) for column in ("document_id", "other_id")]
    return table((*titles, "look at"), shown, share=titles)


def _title(row: Row, column: str, document: Row) -> str:
    """What a side is, and whose, where it is not on this page."""
    name = "translation" if column == "document_id" else "original"
    return name if row[column] == document["document_id"] else f"{name} {row[column]}"


def _side(text: str, start: int | None, end: int | None, most: int) -> str:
    if start is None or end is None:
        return ""
    flat = " ".join(text[start:end].split())
    return flat if cell_len(flat) <= most else f"{set_cell_size(flat, most - 1).rstrip()}…"
