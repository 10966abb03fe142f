"""Tables of invented documents that keep every contract."""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from readout.constants.releases import ReleaseConstants
from readout.model import (
    TABLES,
    Alignment,
    Alteration,
    Author,
    Capture,
    Citation,
    Document,
    Evidence,
    Passage,
    Rejection,
    Relation,
    Run,
    Section,
    SharedSpan,
    Turn,
)
from readout.releases.records import About, Raw
from readout.releases.schema import to_arrow

NOON = datetime(2024, 4, 28, 12, tzinfo=UTC)
PIPELINE = Path(__file__).parents[2] / "config/pipeline.toml"
Rows = dict[str, list[Any]]

TEXTS = ["We met.", "We did not meet.", "They agreed."]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def shipped(**changed: Any) -> ReleaseConstants:
    """The constants of config/pipeline.toml."""
    settings = tomllib.loads(PIPELINE.read_text(encoding="utf-8"))["releases"]
    return ReleaseConstants(**{**settings, "small_file_tables": tuple(settings["small_file_tables"]), **changed})


def small_files(**changed: Any) -> ReleaseConstants:
    """Constants under which a few rows make several files, none of them merged."""
    few = {"file_bytes": 1, "small_file_bytes": 1, "sample_bytes": 1, "remnant_rows": 0, "lock_seconds": 20.0}
    return shipped(**{**few, **changed})


def about(run: str | None = "run-1", runs: Sequence[str] = ("run-1",), **changed: Any) -> About:
    given: dict[str, Any] = {
        "run_id": run,
        "run_ids": tuple(runs),
        "code_version": "0.1.0",
        "derivation": "sha256:d",
        "config": "sha256:c",
        "raw": Raw(warc_files=1, bytes=10, digest="sha256:r"),
        "created_at": NOON,
    }
    return About(**{**given, **changed})


def document_id(number: int) -> str:
    return f"{NOON + timedelta(seconds=number):%Y%m%dT%H%M%SZ}-{sha256(f'page {number}')[:10]}"


def capture_id(number: int) -> str:
    return f"{NOON + timedelta(seconds=number):%Y%m%dT%H%M%S}.000000Z-{sha256(f'record {number}')[:8]}"


def changed(row: Any, **columns: Any) -> Any:
    """The row with other values in some columns, right or wrong."""
    return dataclasses.replace(row, **columns)


def make_rows(texts: Sequence[str]) -> Rows:
    """All tables of documents with these texts of two lines: a label's turn, and a line with a citation.

    The first document has an earlier revision; the second is a copy of the first, altered, and aligned with it.
    """
    rows: Rows = {table: [] for table in TABLES}
    rows["runs"].append(make_run())
    for number, line in enumerate(texts):
        add_document(rows, number, f"MINISTER: {line}\nSee https://press.example/{number} too")
    if len(texts) > 1:
        _add_history(rows)
        _add_relations(rows)
    rows["rejections"].append(
        Rejection(stage="intake", subject="empty.txt", position=0, reason="empty", evidence=None, capture_id=None)
    )
    return rows


def make_tables(texts: Sequence[str]) -> dict[str, pa.Table]:
    return arrow(make_rows(texts))


def arrow(rows: Rows) -> dict[str, pa.Table]:
    return {table: to_arrow(table, each) for table, each in rows.items()}


def make_run(run_id: str = "run-1") -> Run:
    return Run(
        run_id=run_id, trigger="cli", watchlist=None, request="{}", window_since=None, window_until=None, started_at=NOON,
        captured_at=NOON + timedelta(hours=1), state="closed", planned_count=0, captured_count=0, ok_count=0, outcomes=(),
        code_version="0.1.0", config_digest="sha256:c",
    )  # fmt: skip


def make_capture(number: int) -> Capture:
    url = f"https://press.example/{number}"
    return Capture(
        capture_id=capture_id(number), fetch_id=f"fetch {number}", run_id="run-1", purpose="page", url_key=url, original_url=url,
        url=url, publisher="press", via="live", attempt=1, hop=0, location=None, outcome="ok", outcome_observed="ok", reason=None,
        quality=None, robots_rule=None, retry_after_seconds=None, http_status=200, content_type="text/html",
        sniffed_type="text/html", charset="utf-8", charset_source="bom", etag=None, last_modified=None, wire_bytes=1,
        entity_bytes=1, payload_digest="sha1:x", entity_sha256=sha256(url), fetched_at=NOON + timedelta(seconds=number),
        memento_at=None, elapsed_seconds=0.25, ip_address="192.0.2.1", tls_version=None, warc_file="warc/a.warc.gz",
        warc_offset=number, warc_length=1, record_id=f"<urn:uuid:{number}>", revisit_of=None,
    )  # fmt: skip


def make_document(number: int, text: str) -> Document:
    moment = NOON + timedelta(seconds=number)
    url = f"https://press.example/{number}"
    return Document(
        document_id=document_id(number), revision=1, url=url, url_key=url, publisher="press", authority="official",
        capture_id=capture_id(number), first_seen_at=moment, updated_at=moment, removed_at=None, title=f"Page {number}",
        authors=(Author("A. Minister", "Minister"),), kind="remarks", published_on=moment.date(), published_at=None,
        published_precision="day", published_zone="UTC", page_dated_on=None, modified_at=None, place=None, dateline=None,
        declared_language="en", languages=("en",), text=text, text_sha256=sha256(text), passage_count=2, layout="generic",
        completeness="full", witness=None, notes=(), evidence=(Evidence("title", "Page", "h1", chosen=True),), licence="free",
        may_redistribute=True, canonical_id=document_id(number), canonical_reason="alone", cluster_size=1,
    )  # fmt: skip


def add_document(rows: Rows, number: int, text: str) -> None:
    rows["captures"].append(make_capture(number))
    rows["documents"].append(make_document(number, text))
    owner, cut = document_id(number), text.index("\n")
    spoken = text.index(": ") + 2
    rows["sections"].append(
        Section(
            document_id=owner, position=0, language="en", script="Latn", start=0, end=len(text), passage_count=2, letter_count=9,
            confidence=1.0, evidence="script",
        )
    )  # fmt: skip
    for position, (start, end) in enumerate(((0, cut), (cut + 1, len(text)))):
        rows["passages"].append(
            Passage(
                document_id=owner, position=position, section_position=0, turn_position=None if position else 0, start=start,
                end=end, text=text[start:end], kind="body", level=None, language="en", confidence=0.5, evidence="script",
                is_cut=False, embedded=(), script_outliers=(),
            )
        )  # fmt: skip
    rows["turns"].append(
        Turn(
            document_id=owner, position=0, section_position=0, label="MINISTER", label_end=spoken, speaker="A. Minister",
            role="principal", questioner=None, outlet=None, attribution="self", start=0, end=cut, first_passage=0, last_passage=0,
        )
    )  # fmt: skip
    raw = f"https://press.example/{number}"
    start = text.index(raw)
    rows["citations"].append(
        Citation(
            document_id=owner, position=0, kind="url", start=start, end=start + len(raw), raw=raw, found_in="text",
            context_before="See ", context_after=" too", url_fetch=raw, url_key=raw, host="press.example", publisher="press",
            title=None, published_on=None, note=None, cited_document_id=owner,
        )
    )  # fmt: skip


def _add_history(rows: Rows) -> None:
    first = rows["documents"][0]
    old = "An earlier text"
    rows["documents"][0] = dataclasses.replace(first, revision=2)
    rows["document_history"].append(
        dataclasses.replace(
            first, text=old, text_sha256=sha256(old), canonical_id=None, canonical_reason=None, cluster_size=None
        )
    )


def _add_relations(rows: Rows) -> None:
    pair: dict[str, Any] = {"document_id": document_id(1), "revision": 1, "other_id": document_id(0), "other_revision": 2}
    verdict: dict[str, Any] = {
        "score": 0.9, "cover": 0.9, "other_cover": 0.9, "longest_run": 9, "shared": 9, "rare_shared": 1, "rare_share": 0.5,
        "numerals_kept": 0, "numerals_changed": 0, "names_changed": 0, "day_gap": 0, "same_publisher": True, "same_url": False,
        "raw_equal": False, "spans": (SharedSpan(0, 8, 0, 8),), "section_position": None, "other_section_position": None,
        "reason": "near", "is_current": True, "method": "made/1",
    }  # fmt: skip
    rows["relations"] += [Relation(**pair, kind="near", **verdict), Relation(**pair, kind="translation_of", **verdict)]
    rows["alterations"].append(
        Alteration(
            **pair, position=0, relation="near", original="other", kind="wording", also=("name",), severity=3, start=0, end=8,
            other_start=0, other_end=8, passage=0, other_passage=0, before="MINISTER", after="MINISTER", context="", count=1, method="made/1",
        )
    )  # fmt: skip
    rows["alignments"].append(
        Alignment(
            document_id=document_id(1), other_id=document_id(0), position=0, section_position=0, other_section_position=0,
            level="passage", parent_position=None, kind="matched", passage=0, other_passage=0, passage_count=1, other_count=1,
            start=0, end=8, other_start=0, other_end=8, score=0.9, margin=0.1, flags=(), method="made/1",
        )
    )  # fmt: skip
