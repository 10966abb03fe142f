"""Live on loopback and offline from the archive give the same documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from readout import pipeline
from readout.report.results import IngestResult
from readout.requests import IngestRequest
from readout.settings import Settings, load_config
from sample.expectations import Expectations, load_expectations
from sample.findings import Findings
from sample.make_sample import HERE, Site, load_site
from sample.serve import LIVE_WATCHLIST, SampleServer, hosts, make_home

EXPECTED = load_expectations(1)
PASSES = 2
PARTS = {
    "sections": ("position", "language", "start", "end"),
    "turns": ("position", "label", "speaker", "questioner", "start", "end"),
    "citations": ("position", "kind", "raw", "start", "end"),
}


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site()


def findings_of(result: IngestResult | None, expectations: Expectations) -> Findings:
    assert result is not None
    assert result.folder is not None
    return Findings(result.folder, expectations, load_config(Settings(home=HERE.parents[1])).publishers)


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    config = load_config(Settings(home=HERE.parents[1]), data=tmp_path_factory.mktemp("offline"))
    return findings_of(pipeline.ingest(IngestRequest(), config, run_id="offline"), EXPECTED)


@pytest.fixture(scope="module")
def live(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """Two passes over the served site; the second meets the silent edit."""
    folder = tmp_path_factory.mktemp("live")
    home = make_home(folder / "home", site)
    with SampleServer(site) as server:
        settings = Settings(home=home, contact="mailto:tests@readout.example", state_dir=folder, test_hosts=server.addresses)
        config = load_config(settings)
        pipeline.ingest(IngestRequest(watchlist=LIVE_WATCHLIST, mode="new"), config, run_id="pass-1")
        server.pass_number = 2
        second = pipeline.ingest(IngestRequest(watchlist=LIVE_WATCHLIST, mode="refresh"), config, run_id="pass-2")
    return findings_of(second, EXPECTED)


def documents(findings: Findings) -> dict[str, dict[str, Any]]:
    fields = ("revision", "title", "published_on", "languages", "text")
    return {row["url_key"]: {field: row[field] for field in fields} for row in findings.rows("documents")}


def parts(findings: Findings, table: str) -> dict[str, list[Mapping[str, Any]]]:
    keys = {row["document_id"]: row["url_key"] for row in findings.rows("documents")}
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(findings.rows(table), key=lambda row: (keys[row["document_id"]], row["position"])):
        found.setdefault(keys[row["document_id"]], []).append({field: row[field] for field in PARTS[table]})
    return found


def test_live_and_offline_give_the_same_documents(live: Findings, offline: Findings) -> None:
    assert documents(live) == documents(offline)


@pytest.mark.parametrize("table", PARTS)
def test_live_and_offline_give_the_same_parts(live: Findings, offline: Findings, table: str) -> None:
    assert parts(live, table) == parts(offline, table)


def test_live_and_offline_keep_the_same_superseded_text(live: Findings, offline: Findings) -> None:
    old = [
        {(row["url_key"], row["revision"], row["text"]) for row in side.rows("document_history")} for side in (live, offline)
    ]
    assert old[0] == old[1]
    assert len(old[0]) == 1


@pytest.mark.parametrize(
    ("name", "outcome"), [("joint-statement", "not_found"), ("wall", "challenge"), ("press-short", "moved")]
)
def test_what_cannot_be_had_live_ends_as_in_the_archive(live: Findings, name: str, outcome: str) -> None:
    outcomes = [capture["outcome"] for capture in live.captures(name)]
    assert len(outcomes) == PASSES
    assert outcomes[0] == outcome
    assert "ok" not in outcomes


def test_every_page_came_over_the_network(live: Findings) -> None:
    assert {capture["via"] for capture in live.rows("captures")} == {"live", "file"}


def test_robots_are_asked_before_the_first_page_of_each_host(live: Findings, site: Site) -> None:
    pages = [capture for capture in live.rows("captures") if capture["via"] == "live"]
    for host in hosts(site):
        of_host = [
            capture["purpose"] for capture in sorted(pages, key=lambda row: row["capture_id"]) if f"//{host}/" in capture["url"]
        ]
        assert of_host[0] == "robots", host
