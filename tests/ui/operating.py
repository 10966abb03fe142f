"""What the tests of `readout up` share: a checkout of its own that is up, and the form as a person meets it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readout.leftovers import MARK, marked
from readout.server import ask

HOME = Path(__file__).resolve().parents[2]
PATIENCE = 180.0  # seconds that a busy machine may take for what takes ten
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
# Chromium refuses to run as root without --no-sandbox; the rest keeps it off the network.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
NO_BROWSER = "no Chromium found: apt-get install chromium, or set READOUT_CHROMIUM"


@dataclass
class Running:
    """`readout up` in a home of its own, started when it is made."""

    home: Path
    port: int
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.log = self.home / "up.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "readout", "up", "--port", str(self.port)],
                cwd=self.home, env=environment(self.home) | self.variables, stdin=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip

    @property
    def base(self) -> str:
        """Address of the server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def mark(self) -> str:
        """What all its processes bear."""
        return json.loads((self.home / ".prefect/up.json").read_text())[MARK]

    def wait(self) -> None:
        """Until it says that it is up."""
        wait_for(lambda: self.process.poll() is not None or "readout is up" in self.log.read_text(), "readout up")
        assert self.process.poll() is None, self.log.read_text()

    def ask(self, path: str, content: Any = None, *, method: str = "POST") -> Any:
        """One question to its API."""
        return ask(f"{self.base}/api", path, content, method=method)

    def pause(self, deployment: str) -> None:
        """No further runs by its schedule."""
        found = self.ask(f"deployments/name/{deployment}", method="GET")["id"]
        self.ask(f"deployments/{found}", {"paused": True}, method="PATCH")

    def end(self) -> None:
        """Stop it, unless a test has."""
        if self.process.poll() is None:
            self.stop()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, list[int]]:
        """Its exit code, and the ids of processes that are left."""
        mark = self.mark
        self.process.send_signal(number)
        return self.process.wait(PATIENCE), marked(mark)


@dataclass
class Operator:
    """A person with a browser."""

    context: Any
    running: Running

    def api(self, path: str, **options: Any) -> Any:
        """One answer of the server; a locked SQLite says 503 for a moment, which is Prefect's way and not ours to test."""
        answer = self.ask(path, **options)
        assert answer.ok, f"{path}: {answer.status} {answer.text()[:300]}"
        return answer.json()

    def ask(self, path: str, **options: Any) -> Any:
        """The same, good or bad."""

        def once() -> Any:
            answer = self.context.request.fetch(f"{self.running.base}/api/{path}", **options)
            return answer if answer.status != 503 else None

        return wait_for(once, f"an answer to {path}")

    def create_run(self, deployment: str, request: dict[str, Any]) -> Any:
        """What the server answers to a run asked for without the form."""
        found = self.api(f"deployments/name/{deployment}")["id"]
        return self.ask(f"deployments/{found}/create_flow_run", method="POST", data={"parameters": {"request": request}})

    def open_form(self, deployment: str) -> Any:
        """The page of a deployment's form."""
        page = self.context.new_page()
        found = self.api(f"deployments/name/{deployment}")["id"]
        page.goto(f"{self.running.base}/v2/deployments/deployment/{found}/run")
        page.get_by_role("button", name="Submit").wait_for()
        return page

    def ended(self, run_id: str) -> Any:
        """The run in its last state."""
        return wait_for(lambda: (run := self.api(f"flow_runs/{run_id}"))["state_type"] in ENDED and run, "the run's end")

    def run_ids(self, watchlist: str) -> set[str]:
        """Every run of a watchlist's deployment, planned ones of a schedule included."""
        tags = {"flow_runs": {"tags": {"all_": [f"watchlist:{watchlist}"]}}}
        return {run["id"] for run in self.api("flow_runs/filter", method="POST", data=tags)}


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    """The first true answer."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.5)
    raise AssertionError(f"{what}: not within {PATIENCE:.0f} s")


def environment(home: Path) -> dict[str, str]:
    """The caller's variables without the caller's readout and Prefect."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("READOUT_", "PREFECT_"))}
    return kept | {"READOUT_HOME": str(home), "PREFECT_API_URL": "http://127.0.0.1:1/api"}  # the user's own: never used


def readout(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    command = [sys.executable, "-m", "readout", *arguments]
    return subprocess.run(
        command, cwd=home, env=environment(home), capture_output=True, text=True, check=False, timeout=PATIENCE
    )


def chromium() -> str | None:
    """The browser to use."""
    return os.environ.get("READOUT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def field_of(page: Any, title: str) -> Any:
    """The row of a field of the form."""
    return page.locator("label").filter(has_text=re.compile(rf"^{title}( \(Optional\))?$")).locator("xpath=../../..")


def press_submit(page: Any) -> str | None:
    """Id of the new run; None where the server was busy, or the press only cleared the last refusal, as Prefect's form does."""
    from playwright.sync_api import TimeoutError as Unanswered

    try:
        with page.expect_response(lambda response: response.url.endswith("/create_flow_run"), timeout=15_000) as answer:
            page.get_by_role("button", name="Submit").dispatch_event("click")
    except Unanswered:
        return None
    return answer.value.json()["id"] if answer.value.ok else None
