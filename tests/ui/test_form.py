"""The form as an operator meets it: a real server and worker, a real browser, a release on disk; and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from readout.report.reading import table_of
from ui.operating import ENDED, Operator, Running, field_of, press_submit, wait_for

pytestmark = pytest.mark.server


def test_an_operator_fills_the_form_and_a_release_appears(running: Running, operator: Operator, tmp_path: Path) -> None:
    page = operator.open_form("ingest/sample")
    field_of(page, "Note").locator("fieldset textarea").first.fill("pressed by a test; $(touch never) `id`")
    page.screenshot(path=tmp_path / "form.png", full_page=True)
    run_id = wait_for(lambda: press_submit(page), "the run's creation")
    run = operator.ended(run_id)
    assert run["state_type"] == "COMPLETED", run["state"]
    assert re.fullmatch(r"release \d+: \+20 documents, \d+ rejected", run["state"]["message"])
    assert (run["name"], set(run["tags"])) == ("ingest sample offline", {"readout", "ingest", "watchlist:sample"})
    runs = pd.read_parquet(running.home / "data/processed/latest/runs").set_index("run_id")
    assert "$(touch never) `id`" in runs.loc[run_id, "request"]
    assert list(running.home.rglob("never")) == []


def test_a_watchlist_with_a_network_fetches_from_the_form_and_its_report_can_be_read(
    running: Running, operator: Operator, tmp_path: Path
) -> None:
    page = operator.open_form("ingest/sample-live")
    field_of(page, "Mode").get_by_text("new", exact=True).first.wait_for()
    run_id = wait_for(lambda: press_submit(page), "the run's creation")
    run = operator.ended(run_id)
    assert run["state_type"] == "COMPLETED", run["state"]
    latest = (running.home / "data/processed/latest").resolve()
    live = table_of(latest, "captures", run_id=run_id, via="live", purpose="page").to_pylist()
    had = {"ok", "unchanged", "unchanged_digest"}  # the sample's archive holds the same pages
    assert sum(capture["outcome"] in had for capture in live) >= 15
    assert {capture["ip_address"] for capture in live} <= {"127.0.0.1", None}
    page.goto(f"{running.base}/v2/runs/flow-run/{run_id}")
    page.get_by_text(run["name"]).first.wait_for()
    page.screenshot(path=tmp_path / "run.png", full_page=True)
    page.get_by_role("tab", name="Artifacts").click()
    page.get_by_text("run-report").first.click()
    page.get_by_role("heading", name="Captured by this run").wait_for()  # Markdown was rendered, not shown as text
    page.get_by_role("cell", name="www.averin-courier.example").first.wait_for()
    page.get_by_text(run["state"]["message"]).first.wait_for()
    page.screenshot(path=tmp_path / "report.png", full_page=True)


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_schedule_fires_within_its_minute_and_publishes(request: pytest.FixtureRequest, database: str) -> None:
    up: Running = request.getfixturevalue({"sqlite": "running", "postgres": "on_postgres"}[database])
    of_schedule = {"flow_runs": {"tags": {"all_": ["watchlist:minutely"]}}, "sort": "EXPECTED_START_TIME_ASC"}

    def ended() -> list[dict[str, Any]]:
        return [run for run in up.ask("flow_runs/filter", of_schedule) if run["state_type"] in ENDED]

    run = wait_for(ended, "the end of a scheduled run")[0]
    assert (run["state_type"], run["auto_scheduled"]) == ("COMPLETED", True), run["state"]
    runs = pd.read_parquet(up.home / "data/processed/latest/runs").set_index("run_id")
    assert runs.loc[run["id"], "trigger"] == "schedule"
    up.pause("ingest/minutely")  # once is enough; the next ones would only take time from the other tests


def test_values_against_the_forms_rules_start_nothing(operator: Operator) -> None:
    before = operator.run_ids("sample")
    for title, value in (("Watchlist", "../etc"), ("Watchlist", "$(touch never); rm"), ("At most", "99999")):
        page = operator.open_form("ingest/sample")
        posted: list[str] = []
        page.on("request", lambda request, to=posted: to.append(request.url) if request.method == "POST" else None)
        row = field_of(page, title)
        if title == "At most":
            row.get_by_role("tab", name="int").click()
        row.locator("fieldset textarea, fieldset input").first.fill(value)
        page.get_by_role("button", name="Submit").dispatch_event("click")
        wait_for(
            lambda page=page, posted=posted: (
                page.locator(":invalid").count() or any(url.endswith("/create_flow_run") for url in posted)
            ),
            "a refusal by the browser or the server",
        )
        page.wait_for_timeout(1000)
        page.close()
    assert operator.run_ids("sample") == before


def test_a_field_takes_no_value_of_a_wrong_type(operator: Operator) -> None:
    page = operator.open_form("ingest/sample")
    limit = field_of(page, "At most")
    limit.get_by_role("tab", name="int").click()
    number = limit.locator("fieldset input").first
    number.press_sequentially("many")
    assert number.input_value() == ""
    since = field_of(page, "Since")
    since.get_by_role("tab", name="date").click()
    since.get_by_role("button", name="Pick a date").click()
    page.get_by_placeholder("yyyy-MM-dd").fill("2026-02-30")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    since.get_by_role("button", name="Pick a date").wait_for()  # no day was picked


@pytest.mark.parametrize(
    "request_values",
    [{"documents_max": "many"}, {"mode": "fast"}, {"urls": "no list"}, {"mod": "new"}, {"watchlist": "$(touch never); rm"}],
    ids=json.dumps,
)
def test_values_of_a_wrong_type_are_refused_by_the_server_and_start_nothing(
    operator: Operator, request_values: dict[str, Any]
) -> None:
    before = operator.run_ids("sample")
    answer = operator.create_run("ingest/sample", request_values)
    assert answer.status == 409
    assert "Validation failed" in answer.text()
    assert operator.run_ids("sample") == before


def test_what_the_form_cannot_check_fails_before_any_work(running: Running, operator: Operator) -> None:
    asked = {  # each of another deployment, so that none waits for the last
        "ingest/sample": ({"watchlist": "smaple"}, "did you mean 'sample'"),
        "ingest/sample-live": ({"watchlist": "sample", "since": "2026-02-30"}, "invalid parameters"),
        "ingest/us-china": ({"watchlist": "sample", "since": "2024-05-02", "until": "2024-05-01"}, "invalid parameters"),
    }
    answers = {deployment: operator.create_run(deployment, values) for deployment, (values, _) in asked.items()}
    for deployment, (_, reason) in asked.items():
        run = operator.ended(answers[deployment].json()["id"])
        assert run["state_type"] == "FAILED"
        assert reason in run["state"]["message"]
        assert not list((running.home / "data/raw/runs").glob(f"{run['id']}*"))
