"""One document for reading: where it is from, its sections, speakers, citations and relations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from readout.report.pairs import alignments_of, pairs_of
from readout.report.reading import Row, find_document, release_folder, rows_of
from readout.report.revisions import revisions_of, revisions_table
from readout.report.terminal import shortened, table

PARTS = ("sections", "turns", "citations")


def document_page(latest: Path, wanted: str, *, in_sentences: bool = False) -> str:
    """The document as a page for the terminal; beside its translation, by passages or by sentences."""
    release = release_folder(latest)
    document = find_document(release, wanted)
    pieces = [_head(document), _sections(release, document)]
    pieces += [_turns(release, document), _citations(release, document), _relations(release, document)]
    pieces.append(revisions_table(release, document))
    pieces.append(pairs_of(release, document, level="sentence" if in_sentences else "passage"))
    return "\n".join(piece for piece in pieces if piece)


def document_as_json(latest: Path, wanted: str) -> dict[str, Any]:
    """The document's row and those of its parts; times as ISO text."""
    release = release_folder(latest)
    document = find_document(release, wanted)
    parts = {name: rows_of(release, name, document_id=document["document_id"]) for name in (*PARTS, "passages")}
    return _plain(
        {
            "document": document,
            **parts,
            "relations": relations_of(release, document["document_id"]),
            "revisions": revisions_of(release, document),
            "alignments": alignments_of(release, document["document_id"]),
        }
    )


def relations_of(release: Path, document_id: str) -> list[Row]:
    """Relations of the document, from either side."""
    others = [row for row in rows_of(release, "relations", other_id=document_id) if row["document_id"] != document_id]
    return [*rows_of(release, "relations", document_id=document_id), *others]


def _head(document: Row) -> str:
    dated = document["published_at"] or document["published_on"]
    lines = [
        document["title"] or "(no title)",
        f"  {document['document_id']}  revision {document['revision']}  {document['kind']}",
        f"  {document['url']}",
        f"  publisher {document['publisher'] or 'unknown'}, published {dated or 'unknown'}, layout {document['layout']}",
        f"  {len(document['text']):,} characters in {document['passage_count']} passages; {', '.join(document['languages'])}",
    ]
    if document["canonical_id"] not in (None, document["document_id"]):
        lines.append(f"  copy of {document['canonical_id']} ({document['canonical_reason']})")
    return "\n".join(lines)


def _sections(release: Path, document: Row) -> str:
    rows = rows_of(release, "sections", document_id=document["document_id"])
    shown = [
        (
            s["position"],
            s["language"],
            s["start"],
            s["end"],
            s["passage_count"],
            shortened(document["text"][s["start"] : s["end"]], 160),
        )
        for s in rows
    ]
    return table(
        ("section", "language", "start", "end", "passages", "begins"),
        shown,
        right=("section", "start", "end", "passages"),
        cut=("begins",),
    )


def _turns(release: Path, document: Row) -> str:
    rows = rows_of(release, "turns", document_id=document["document_id"])
    if not rows:
        return ""
    shown = [
        (t["position"], t["speaker"], t["role"], _asker(t), shortened(document["text"][t["label_end"] : t["end"]], 160))
        for t in rows
    ]
    return table(("turn", "speaker", "role", "asked by", "says"), shown, right=("turn",), cut=("says",))


def _asker(turn: Row) -> str:
    if not turn["questioner"]:
        return ""
    outlet = f", {turn['outlet']}" if turn["outlet"] else ""
    guess = " (by floor)" if turn["attribution"] == "floor" else ""
    return f"{turn['questioner']}{outlet}{guess}"


def _citations(release: Path, document: Row) -> str:
    rows = rows_of(release, "citations", document_id=document["document_id"])
    shown = [(c["position"], c["kind"], c["publisher"], c["raw"], c["cited_document_id"]) for c in rows]
    return table(("cites", "kind", "publisher", "as written", "document"), shown, right=("cites",)) if rows else ""


def _relations(release: Path, document: Row) -> str:
    own = document["document_id"]
    rows = relations_of(release, own)
    shown = [
        (
            r["kind"] if r["document_id"] == own else f"is the other of {r['kind']}",
            r["other_id"] if r["document_id"] == own else r["document_id"],
            f"{r['score']:.2f}",
            r["reason"],
        )
        for r in rows
    ]
    return table(("relation", "document", "score", "because of"), shown, right=("score",)) if rows else ""


def _plain(value: Any) -> Any:
    """Times and days as ISO text, for JSON."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
