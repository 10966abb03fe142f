"""The whole pipeline on the embedded sample: everything that expected.toml asks for up to the present issue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from readout import pipeline
from readout.report.results import IngestResult
from readout.report.summary import summary
from readout.requests import IngestRequest
from readout.settings import Settings, load_config
from sample.expectations import Entry, folded, load_expectations
from sample.findings import Findings, differences

ISSUE = 6  # the last one that is resolved
HOME = Path(__file__).resolve().parents[1]
EXPECTED = load_expectations(ISSUE)
EITHER_WAY = ("exact", "near", "template")
DUPLICATES = ("exact", "near", "contains", "quotes", "revision")


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> IngestResult:
    config = load_config(Settings(home=HOME), data=tmp_path_factory.mktemp("sample"))
    result = pipeline.ingest(IngestRequest(), config, run_id="sample-run")
    assert result is not None
    return result


@pytest.fixture(scope="module")
def findings(ingested: IngestResult) -> Findings:
    assert ingested.folder is not None
    return Findings(ingested.folder, EXPECTED, load_config(Settings(home=HOME)).publishers)


def entries(table: str) -> list[Any]:
    return [
        pytest.param(entry, id=entry.get("name") or "-".join(filter(None, [entry.get("document"), entry.get("other")])) or None)
        for entry in EXPECTED.of(table)
    ]


def test_the_sample_is_published_without_network(ingested: IngestResult) -> None:
    assert (ingested.exit_code, ingested.is_new, ingested.release) == (0, True, 1)


@pytest.mark.parametrize("entry", entries("count"))
def test_a_table_has_as_many_rows_as_expected(findings: Findings, entry: Entry) -> None:
    found = {name: len(findings.rows(name)) for name in entry if name != "issue"}
    assert found == {name: count for name, count in entry.items() if name != "issue"}


@pytest.mark.parametrize("entry", entries("capture"))
def test_every_capture_ends_as_expected(findings: Findings, entry: Entry) -> None:
    captures = findings.captures(entry["name"])
    assert [capture["outcome"] for capture in captures] == entry["outcomes"]
    if "charset" in entry:
        assert {capture["charset"] for capture in captures} == {entry["charset"]}
    if "location" in entry:
        assert findings.key(entry["location"]) in {c["url_key"] for c in findings.rows("captures")}


def test_what_nobody_cites_is_not_captured(findings: Findings) -> None:
    absent = [name for entry in EXPECTED.of("absent") for name in entry["names"]]
    assert absent
    assert [name for name in absent if findings.captures(name)] == []


@pytest.mark.parametrize("entry", entries("document"))
def test_a_document_is_as_expected(findings: Findings, entry: Entry) -> None:
    document = findings.document(entry["name"])
    found = {
        **document,
        "revisions": document["revision"],
        "publisher": document["publisher"] or "",
        "authors": [author["name"] for author in document["authors"]],
        "sections": [section["language"] for section in findings.of("sections", entry["name"])],
    }
    fields = ("revisions", "publisher", "authority", "title", "published_on", "page_dated_on", "authors", "sections")
    problems = differences(found, dict(entry), fields)
    text = folded(document["text"])
    problems += [f"lacks {part!r}" for part in entry.get("has", ()) if folded(part) not in text]
    problems += [f"has {part!r}" for part in entry.get("lacks", ()) if folded(part) in text]
    if not document["layout"].startswith(entry.get("layout", "")):
        problems.append(f"layout {document['layout']}")
    assert problems == []


@pytest.mark.parametrize("entry", entries("turns"))
def test_the_turns_are_as_expected(findings: Findings, entry: Entry) -> None:
    turns = findings.of("turns", entry["name"])
    assert [turn["label"] for turn in turns] == [wanted["label"] for wanted in entry["turns"]]
    text = findings.document(entry["name"])["text"]
    for turn, wanted in zip(turns, entry["turns"], strict=True):
        said = folded(text[turn["label_end"] : turn["end"]])
        assert said.startswith(wanted["begins"]), turn
        assert said.endswith(wanted["ends"]), turn
        found = {**turn, "questioner": turn["questioner"] or "", "outlet": turn["outlet"] or ""}
        assert differences(found, wanted, ("speaker", "role", "questioner", "outlet", "attribution")) == []


@pytest.mark.parametrize("entry", entries("citations"))
def test_the_citations_are_as_expected(findings: Findings, entry: Entry) -> None:
    citations = findings.of("citations", entry["name"])
    assert [[c["kind"], c["found_in"], c["raw"]] for c in citations] == entry["citations"]
    text = findings.document(entry["name"])["text"]
    assert all(text[c["start"] : c["end"]] == c["raw"] for c in citations if c["found_in"] == "text")
    if "cites" in entry:
        assert [findings.name_of(c["cited_document_id"]) for c in citations] == entry["cites"]


@pytest.mark.parametrize("entry", entries("rejection"))
def test_what_is_dropped_is_kept_with_its_reason(findings: Findings, entry: Entry) -> None:
    document_id = findings.document(entry["name"])["document_id"]
    found = [r for r in findings.rows("rejections") if r["stage"] == entry["stage"] and r["subject"] == document_id]
    assert any(r["reason"] == entry["reason"] and entry.get("evidence", "") in (r["evidence"] or "") for r in found), found


@pytest.mark.parametrize("entry", entries("relation"))
def test_a_relation_is_found(findings: Findings, entry: Entry) -> None:
    found = [r for r in findings.relations(entry["document"], entry["other"]) if r["kind"] == entry["kind"]]
    document_id = findings.document(entry["document"])["document_id"]
    if entry["kind"] not in EITHER_WAY:
        found = [r for r in found if r["document_id"] == document_id]
    if "revision" in entry:
        found = [r for r in found if r["revision"] == entry["revision"]]
    if "other_revision" in entry and found:
        assert entry["other_revision"] in {
            r["other_revision"] if r["document_id"] == document_id else r["revision"] for r in found
        }
    assert found, findings.relations(entry["document"], entry["other"])


@pytest.mark.parametrize("entry", entries("apart"))
def test_what_only_looks_alike_is_kept_apart(findings: Findings, entry: Entry) -> None:
    one, other = entry["names"]
    assert [r["kind"] for r in findings.relations(one, other) if r["kind"] in DUPLICATES] == []


def test_each_cluster_has_its_canonical_document(findings: Findings) -> None:
    wanted = {member: entry["canonical"] for entry in EXPECTED.of("cluster") for member in entry["members"]}
    names = [findings.name_of(document["document_id"]) for document in findings.rows("documents")]
    found = {name: findings.name_of(findings.document(name)["canonical_id"]) for name in names}
    assert found == {name: wanted.get(name, name) for name in names}


def test_no_copy_is_seen_between_documents_of_different_families(findings: Findings) -> None:
    families = [set(entry["names"]) for entry in EXPECTED.of("family")]
    rows = [row for row in findings.rows("relations") if row["kind"] in DUPLICATES]
    pairs = {(findings.name_of(row["document_id"]), findings.name_of(row["other_id"])) for row in rows}
    assert [pair for pair in pairs if pair[0] != pair[1] and not any(set(pair) <= family for family in families)] == []


def altered(findings: Findings, entry: Entry) -> list[dict[str, Any]]:
    """The alterations of the pair that the entry names, and of those texts where it names them."""
    document, other = (findings.document(entry[side])["document_id"] for side in ("document", "other"))
    return [
        row
        for row in findings.rows("alterations")
        if (row["document_id"], row["other_id"]) == (document, other)
        and all(row[name] == entry[name] for name in ("revision", "other_revision") if name in entry)
    ]


def text_of(findings: Findings, document_id: str, revision: int) -> str:
    rows = [*findings.rows("documents"), *findings.rows("document_history")]
    (text,) = [row["text"] for row in rows if (row["document_id"], row["revision"]) == (document_id, revision)]
    return text


@pytest.mark.parametrize(
    "entry", [pytest.param(entry, id=f"{entry['document']}-{entry['kind']}") for entry in load_expectations(6).of("alteration")]
)
def test_an_alteration_is_told(findings: Findings, entry: Entry) -> None:
    rows = [row for row in altered(findings, entry) if row["kind"] == entry["kind"]]
    if "count_min" in entry:
        assert len(rows) >= entry["count_min"]
        return
    (row,) = [row for row in rows if (row["before"].strip(), row["after"].strip()) == (entry["before"], entry["after"])]
    side = "" if row["original"] == "document" else "other_"
    unit = (row["document_id"], row["revision"]) if not side else (row["other_id"], row["other_revision"])
    text, place = text_of(findings, *unit), row[f"{side}start"]
    within = text.index(entry["within"])
    assert within <= place <= within + len(entry["within"])
    assert row["severity"] == 3


def test_no_alteration_of_weight_is_told_where_only_a_frame_was_put_around_a_text(findings: Findings) -> None:
    for copy in ("wire", "wire-print"):
        rows = altered(findings, {"document": copy, "other": "readout", "other_revision": 1})
        assert [row for row in rows if row["severity"] > 1] == []


def test_the_readme_shows_what_a_run_prints(ingested: IngestResult) -> None:
    counts = [
        line for line in summary(ingested).splitlines()[1:] if line and "  Parquet" not in line and "  read it" not in line
    ]
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    assert [line for line in counts if line not in readme] == [], "run `make clean-data run` and copy what it prints"
