"""The flow on a real Prefect server: the one module that starts one, for it takes a quarter of a minute."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from readout import pipeline
from readout.errors import BadRequest
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
