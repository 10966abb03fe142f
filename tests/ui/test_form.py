"""`readout up` as an operator meets it: a real server and worker, a real browser that fills the form, a schedule that fires."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

playwright = pytest.importorskip("playwright.sync_api")

HOME = Path(__file__).resolve().parents[2]
PATIENCE = 150.0  # seconds that a busy machine may take for what takes ten
pytestmark = pytest.mark.server
# Chromium refuses to run as root without --no-sandbox; the rest keeps it off the network.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
MINUTELY = """# Fires every minute.
title = "Every minute"
documents = ["notes/*.txt"]
schedule = { cron = "* * * * *", timezone = "UTC" }
"""


@dataclass(frozen=True)
class Running:
    """A checkout of its own that is up."""

    home: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def base(self) -> str:
        """Address of the server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def releases(self) -> Path:
        """Folder of the releases."""
        return self.home / "data/processed/releases"


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.5)
    pytest.fail(f"{what}: not within {PATIENCE:.0f} s")


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("READOUT_", "PREFECT_"))}
    return kept | {"READOUT_HOME": str(home), "PREFECT_API_URL": "http://127.0.0.1:1/api"}  # the user's own: never used


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`readout up` in a copy of the checkout with one more watchlist, which fires every minute."""
    home = tmp_path_factory.mktemp("up")
    for folder in ("config", "flows", "data/raw/sample"):
        shutil.copytree(HOME / folder, home / folder)
    (home / "config/watchlists/minutely.toml").write_text(MINUTELY, encoding="utf-8")
    (home / "notes").mkdir()
    (home / "notes/note.txt").write_text("The ministers met on Monday and agreed to meet again.\n", encoding="utf-8")
    command = [sys.executable, "-m", "readout"]
    subprocess.run([*command, "deployments", "--write"], cwd=home, env=environment(home), check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (home / "up.log").open("w") as log:
        process = subprocess.Popen(
            [*command, "up", "--port", str(port)],
            cwd=home,
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stderr=log,
            text=True,
        )
    try:
        wait_for(lambda: process.poll() is not None or "is up" in (home / "up.log").read_text(), "readout up")
        assert process.poll() is None, (home / "up.log").read_text()
        yield Running(home, port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@pytest.fixture(scope="module")
def context(running: Running) -> Iterator[Any]:
    """A browser that can reach nothing but our server."""
    chromium = os.environ.get("READOUT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        message = "no Chromium found: apt-get install chromium, or set READOUT_CHROMIUM"
        pytest.fail(message) if os.environ.get("READOUT_REQUIRE_BROWSER") else pytest.skip(message)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 1400, "height": 1800})
        context.route(lambda url: not url.startswith((running.base, "data:")), lambda route: route.abort())
        context.set_default_timeout(PATIENCE * 1000)
        yield context
        browser.close()


def api(context: Any, running: Running, path: str, **options: Any) -> Any:
    """One answer of the server; a locked SQLite says 503 for a moment, which is Prefect's way and not ours to test."""

    def ask() -> Any:
        answer = context.request.fetch(f"{running.base}/api/{path}", **options)
        return answer if answer.status != 503 else None

    answer = wait_for(ask, f"an answer to {path}")
    assert answer.ok, f"{path}: {answer.status} {answer.text()[:300]}"
    return answer.json()


def open_form(context: Any, running: Running, deployment: str) -> Any:
    page = context.new_page()
    page.goto(f"{running.base}/v2/deployments/deployment/{api(context, running, f'deployments/name/{deployment}')['id']}/run")
    page.get_by_role("button", name="Submit").wait_for()
    return page


def field(page: Any, title: str) -> Any:
    """The row of a field of the form."""
    return page.locator("label").filter(has_text=re.compile(rf"^{title}( \(Optional\))?$")).locator("xpath=../../..")


def press_submit(page: Any) -> str | None:
    """Id of the new run; None where the server was busy, or the press only cleared the last refusal, as Prefect's form does."""
    try:
        with page.expect_response(lambda response: response.url.endswith("/create_flow_run"), timeout=15_000) as answer:
            page.get_by_role("button", name="Submit").dispatch_event("click")
    except playwright.TimeoutError:
        return None
    return answer.value.json()["id"] if answer.value.ok else None


def runs_of(context: Any, running: Running) -> list[Any]:
    return api(
        context, running, "flow_runs/filter", method="POST", data={"flow_runs": {"tags": {"all_": ["watchlist:sample"]}}}
    )


def test_an_operator_fills_the_form_and_a_release_appears(running: Running, context: Any, tmp_path: Path) -> None:
    page = open_form(context, running, "ingest/sample")
    field(page, "Note").locator("fieldset textarea").first.fill("pressed by a test; $(touch /tmp/never) `id`")
    run_id = wait_for(lambda: press_submit(page), "the run's creation")
    run = wait_for(
        lambda: (
            (found := api(context, running, f"flow_runs/{run_id}"))["state_type"] in {"COMPLETED", "FAILED", "CRASHED"}
            and found
        ),
        "the run",
    )
    assert run["state_type"] == "COMPLETED", run["state"]
    assert re.fullmatch(r"release \d+: \+20 documents, \d+ rejected", run["state"]["message"])
    assert (run["name"], set(run["tags"])) == ("ingest sample offline", {"readout", "ingest", "watchlist:sample"})
    runs = pd.read_parquet(running.home / "data/processed/latest/runs").set_index("run_id")
    assert "$(touch /tmp/never) `id`" in runs.loc[run_id, "request"]
    page.goto(f"{running.base}/v2/runs/flow-run/{run_id}")
    page.get_by_role("tab", name="Artifacts").click()
    page.get_by_text("run-report").first.wait_for()
    page.screenshot(path=tmp_path / "run.png", full_page=True)


def test_a_refused_value_starts_nothing(running: Running, context: Any) -> None:
    before = len(runs_of(context, running))
    page = open_form(context, running, "ingest/sample")
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.url.endswith("/create_flow_run") else None)
    field(page, "Watchlist").locator("fieldset textarea, fieldset input").first.fill("../etc")
    page.get_by_role("button", name="Submit").dispatch_event("click")
    page.wait_for_timeout(3000)
    assert page.locator(":invalid").count() or posted  # the browser refused it, or the server was asked
    assert len(runs_of(context, running)) == before


def test_an_unknown_watchlist_through_the_api_fails_before_any_work(running: Running, context: Any) -> None:
    deployment = api(context, running, "deployments/name/ingest/sample")["id"]
    body = {"parameters": {"request": {"watchlist": "smaple"}}}
    run_id = api(context, running, f"deployments/{deployment}/create_flow_run", method="POST", data=body)["id"]
    run = wait_for(
        lambda: (r := api(context, running, f"flow_runs/{run_id}"))["state_type"] in {"FAILED", "COMPLETED"} and r, "the run"
    )
    assert run["state_type"] == "FAILED"
    assert "did you mean 'sample'" in run["state"]["message"]


def test_a_schedule_fires_within_its_minute_and_publishes(running: Running) -> None:
    def published() -> bool:
        latest = running.home / "data/processed/latest/runs"
        return latest.exists() and "schedule" in set(pd.read_parquet(latest, columns=["trigger"])["trigger"])

    wait_for(published, "a release of a scheduled run")


def test_a_second_up_says_what_is_running(running: Running) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "readout", "up", "--port", "1"],
        cwd=running.home, env=environment(running.home), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert second.returncode == 2
    assert f"readout is up already: {running.base}" in second.stderr


def test_sigterm_stops_server_and_worker_and_leaves_no_process(running: Running) -> None:
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(60) == 0
    left = subprocess.run(["pgrep", "-f", str(running.port)], capture_output=True, text=True, check=False).stdout.split()
    assert left == []
    assert not (running.home / ".prefect/up.json").exists()
