"""One `readout up` and one browser for all tests of the pages: starting them takes most of a minute."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

from sample.make_sample import load_site
from sample.serve import SampleServer, make_home
from ui.operating import FLAGS, HOME, NO_BROWSER, PATIENCE, Operator, Running, chromium, free_port

MINUTELY = """# Fires every minute.
title = "Every minute"
documents = ["notes/*.txt"]
schedule = { cron = "* * * * *", timezone = "UTC" }
"""


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`readout up` with the sample, a watchlist that fires every minute, and one whose hosts are really fetched, on loopback."""
    home = make_home(tmp_path_factory.mktemp("up"), load_site())
    for folder in ("flows", "data/raw/sample"):
        shutil.copytree(HOME / folder, home / folder)
    (home / "config/watchlists/minutely.toml").write_text(MINUTELY, encoding="utf-8")
    (home / "notes").mkdir()
    (home / "notes/note.txt").write_text("The ministers met on Monday and agreed to meet again.\n", encoding="utf-8")
    with SampleServer(load_site()) as site:
        variables = {
            "READOUT_CONTACT": "tests@readout.example",
            "READOUT_TEST_HOSTS": site.test_hosts,
            "READOUT_STATE_DIR": str(home / "state"),
        }
        started = Running(home, free_port(), variables)
        try:
            started.wait()
            yield started
        finally:
            if started.process.poll() is None:
                started.stop()


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
