"""One `readout up` on each database and one browser for all tests of operation: starting them takes most of a minute."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from postgres import ABSENT, find_binaries, loopback_postgres

from readout.server import free_port
from sample.make_sample import load_site
from sample.serve import SampleServer, make_home
from ui.operating import FLAGS, HOME, NO_BROWSER, PATIENCE, Operator, Running, chromium

MINUTELY = """# Fires every minute.
title = "Every minute"
documents = ["notes/*.txt"]
schedule = { cron = "* * * * *", timezone = "UTC" }
"""


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Running]]:
    """`readout up` on SQLite and, where one is installed, on a Postgres; side by side, for each waits most of its start."""
    with ExitStack() as parts:
        if find_binaries():
            variables = {"READOUT_SERVER_DATABASE": parts.enter_context(loopback_postgres())}
            homes = {"postgres": (minutely_home(tmp_path_factory.mktemp("postgres")), variables)}
        else:
            homes = {}
        home = minutely_home(tmp_path_factory.mktemp("sqlite"))
        site = parts.enter_context(SampleServer(load_site()))
        variables = {
            "READOUT_CONTACT": "tests@readout.example",
            "READOUT_TEST_HOSTS": site.test_hosts,
            "READOUT_STATE_DIR": str(home / "state"),
        }
        runnings = {}
        for name, (folder, given) in {"sqlite": (home, variables), **homes}.items():
            runnings[name] = Running(folder, free_port(), given)
            parts.callback(runnings[name].end)
        for one in runnings.values():
            one.wait()
        yield runnings


def minutely_home(parent: Path) -> Path:
    """The sample with a watchlist that fires every minute, and one whose hosts are really fetched, on loopback."""
    home = make_home(parent, load_site())
    for folder in ("flows", "data/raw/sample"):
        shutil.copytree(HOME / folder, home / folder)
    (home / "config/watchlists/minutely.toml").write_text(MINUTELY, encoding="utf-8")
    (home / "notes").mkdir()
    (home / "notes/note.txt").write_text("The ministers met on Monday and agreed to meet again.\n", encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def running(started: dict[str, Running]) -> Running:
    """The one on SQLite."""
    return started["sqlite"]


@pytest.fixture(scope="session")
def on_postgres(started: dict[str, Running]) -> Running:
    """The one on Postgres."""
    if "postgres" not in started:
        pytest.fail(ABSENT) if os.environ.get("READOUT_REQUIRE_POSTGRES") else pytest.skip(ABSENT)
    return started["postgres"]


@pytest.fixture(scope="module")
def operator(running: Running) -> Iterator[Operator]:
    """Somebody with a browser that can reach nothing but our server; no longer than its module, for it runs an event loop."""
    playwright = pytest.importorskip("playwright.sync_api")
    browser_path = chromium()
    if not browser_path:
        pytest.fail(NO_BROWSER) if os.environ.get("READOUT_REQUIRE_BROWSER") else pytest.skip(NO_BROWSER)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=FLAGS)
        context = browser.new_context(viewport={"width": 1400, "height": 1800})
        context.route(lambda url: not url.startswith((running.base, "data:")), lambda route: route.abort())
        context.set_default_timeout(PATIENCE * 1000)
        yield Operator(context, running)
        browser.close()
