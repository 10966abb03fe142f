"""The flow on a real Prefect server: the one module that starts one, for it takes a quarter of a minute."""

from __future__ import annotations

import importlib.util
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from readout import pipeline
from readout.errors import BadRequest
from readout.leftovers import close_dead_runs, drop_deployments
from readout.report import progress
from readout.requests import IngestRequest
from readout.settings import Settings, load_config

HOME = Path(__file__).resolve().parents[2]
TEXT = "The two ministers met on Monday in the old customs house.\n\nThey agreed to meet again in the autumn, officials said.\n"
# Prefect's own clean-up at interpreter exit and its sqlite pool warn; neither is ours to mend.
pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"), pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def ingest() -> Iterator[ModuleType]:
    """flows/ingest.py, loaded by its path as Prefect does, with a server behind it."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    logging.getLogger("prefect").setLevel(logging.ERROR)
    with prefect_test_harness(server_startup_timeout=120), temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        specification = importlib.util.spec_from_file_location("ingest", HOME / "flows/ingest.py")
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        yield module


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READOUT_DATA", str(tmp_path / "data"))
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def contents(data: Path) -> dict[str, str]:
    from readout.releases.store import Store

    head = Store(data / "processed", load_config(Settings(home=HOME)).constants.releases).head()
    assert head is not None
    return head.contents


def test_the_flow_publishes_what_the_plain_pipeline_publishes(
    ingest: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READOUT_DATA", str(tmp_path / "flow"))
    result = ingest.ingest(IngestRequest())
    assert (result.release, result.is_new, result.exit_code) == (1, True, 0)
    plain = pipeline.ingest(IngestRequest(), load_config(Settings(home=HOME), data=tmp_path / "plain"), run_id="plain")
    assert plain is not None
    assert result.rows == plain.rows
    assert (result.sections, result.relations, result.rejections) == (plain.sections, plain.relations, plain.rejections)
    columns = ["url_key", "revision", "title", "text", "kind", "published_on", "layout"]
    of_flow, of_plain = (
        pd.read_parquet(tmp_path / name / "processed/latest/documents", columns=columns).sort_values("url_key")
        for name in ("flow", "plain")
    )
    assert of_flow.to_dict("records") == of_plain.to_dict("records")


def test_a_second_run_of_the_flow_publishes_nothing(ingest: ModuleType, note: Path, tmp_path: Path) -> None:
    request = IngestRequest(watchlist="", documents=(str(note),), mode="offline")
    assert ingest.ingest(request).is_new
    again = ingest.ingest(request)
    assert (again.is_new, again.release) == (False, 1)
    assert [path.name for path in (tmp_path / "data/processed/releases").iterdir()] == ["00000001"]


def test_a_run_of_nothing_is_no_failure(ingest: ModuleType, note: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = ingest.ingest(IngestRequest(watchlist="", documents=(str(empty),), mode="offline"))
    assert (result.release, result.is_new, result.exit_code) == (None, False, 0)


def test_a_request_that_cannot_be_meant_fails_the_run_before_any_work(ingest: ModuleType, note: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no watchlist 'smaple'"):
        ingest.ingest(IngestRequest(watchlist="smaple"))
    assert not (tmp_path / "data").exists()


def test_a_run_belongs_to_its_flow_run(ingest: ModuleType, note: Path, tmp_path: Path) -> None:
    request = IngestRequest(watchlist="", documents=(str(note),), mode="offline")
    state = ingest.ingest(request, return_state=True)
    runs = pd.read_parquet(tmp_path / "data/processed/latest/runs")
    assert runs["run_id"].tolist() == [str(state.state_details.flow_run_id)]
    assert runs["trigger"].tolist() == ["manual"]


def artifacts(key: str) -> list[dict[str, Any]]:
    """The stored versions of one artifact, oldest first."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])))
    return [artifact.model_dump() for artifact in sorted(found, key=lambda artifact: str(artifact.created))]


def test_a_run_shows_a_report_with_tables_that_a_reader_can_follow(ingest: ModuleType, note: Path, tmp_path: Path) -> None:
    ingest.ingest(IngestRequest(watchlist="", documents=(str(note),), mode="offline"))
    report = artifacts("run-report")[-1]["data"]
    assert "| `(files)` | 1 | 1 ok |  | 0 |" in report
    assert str(tmp_path / "data/processed/releases/00000001") in report
    assert artifacts("progress-extract") == []  # nobody waits for a bar of a second


def napping(stage: str, naps: list[float]) -> list[float]:
    """A flow of one stage whose tasks take so long; what its tasks gave."""
    from prefect import flow, task

    from readout import tasks

    @task(name="nap")
    def nap(seconds: float) -> float:
        time.sleep(seconds)
        if seconds > 1:
            raise BadRequest("overslept", "sleep less")
        return seconds

    @flow(name="napping")
    def stages() -> list[float]:
        return tasks.watch(stage, nap.map(naps))

    return stages()


def test_a_long_stage_shows_one_bar_that_ends_full(ingest: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "FIRST_SECONDS", 0.2)
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.5)
    naps = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert napping("a long stage", naps) == naps
    [bar] = artifacts("progress-a-long-stage")
    assert (bar["type"], bar["data"], bar["description"]) == ("progress", 100.0, "a long stage: 6 of 6 batches")


def test_a_failed_batch_fails_the_run_with_its_own_reason(ingest: ModuleType) -> None:
    with pytest.raises(BadRequest, match="overslept"):
        napping("failing", [0.0, 1.01, 0.0])


def test_a_bar_that_cannot_be_shown_does_not_end_the_run(
    ingest: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from readout import tasks

    monkeypatch.setattr(progress, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(
        tasks.artifacts, "create_progress_artifact", lambda *_, **__: (_ for _ in ()).throw(OSError("no server"))
    )
    assert napping("unseen", [0.0, 0.1]) == [0.0, 0.1]
    assert "not shown: no server" in caplog.text


def test_a_stage_without_tasks_is_over_at_once(ingest: ModuleType) -> None:
    assert napping("empty", []) == []


def test_runs_that_were_killed_with_their_server_are_closed_by_the_next(ingest: ModuleType) -> None:
    from prefect.client.orchestration import get_client
    from prefect.states import Running

    with get_client(sync_client=True) as client:
        run = client.create_flow_run(ingest.ingest, state=Running())
        assert close_dead_runs(str(client.api_url).rstrip("/")) == 1
        state = client.read_flow_run(run.id).state
    assert state is not None
    assert state.is_crashed()
    assert "killed while this ran" in str(state.message)


def test_the_deployment_of_a_watchlist_that_is_gone_is_removed_and_no_other(ingest: ModuleType) -> None:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        flow_id = client.create_flow(ingest.ingest)
        for name, tags in (("gone", ["watchlist:gone"]), ("kept", ["watchlist:kept"]), ("by-hand", ["watchlist:gone"])):
            client.create_deployment(flow_id, name, tags=["readout", "ingest", *tags])
        api = str(client.api_url).rstrip("/")
    assert drop_deployments(api, {"kept"}) == ["gone"]
    assert drop_deployments(api, {"kept"}) == []
