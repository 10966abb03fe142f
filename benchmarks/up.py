"""`readout up`: how long until the form can be filled, and whether anything is left when it is stopped or killed.

Target: warm start to a visible Submit button (without Chromium: to an answering page) under 30 s in the median, and after SIGTERM
no process is left, 20 of 20, every second time with a run under way. Also once each: SIGINT, kill -9 of the worker,
kill -9 of `readout up` itself with a start after it.

    python benchmarks/up.py [ROUNDS]
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from readout.leftovers import MARK, marked
from readout.server import NO_PROXY, ask, free_port

HOME = Path(__file__).resolve().parents[1]
ROUNDS = 20
WARM_SECONDS_MAX = 30.0
PATIENCE_SECONDS = 180.0
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
Look = Callable[[str], None]


class Up:
    """One `readout up`, and everything it starts."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port, self.log = home, port, home / "up.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("READOUT_", "PREFECT_"))}
        self.started = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "readout", "up", "--port", str(port)],
                cwd=home, env=kept | {"READOUT_HOME": str(home)}, stdin=subprocess.DEVNULL, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def base(self) -> str:
        """Address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def ready(self, look: Look) -> float:
        """Seconds from the start to a form that can be filled."""
        wait_for(lambda: "is up" in self.log.read_text() or self.process.poll() is not None, "readout up")
        if self.process.poll() is not None:
            raise SystemExit(f"readout up ended:\n{self.log.read_text()}")
        look(f"{self.base}/v2/deployments/deployment/{self.ask('deployments/name/ingest/sample')['id']}/run")
        return time.monotonic() - self.started

    def ask(self, path: str, content: dict[str, Any] | None = None) -> Any:
        """An answer of the server."""
        return ask(f"{self.base}/api", path, content, method="GET" if content is None else "POST")

    def start_run(self) -> str:
        """Start the sample and wait until it is under way; the run's id."""
        deployment = self.ask("deployments/name/ingest/sample")["id"]
        run = self.ask(f"deployments/{deployment}/create_flow_run", {})["id"]
        wait_for(lambda: self.ask(f"flow_runs/{run}")["state_type"] in {"RUNNING", "COMPLETED"}, "the run")
        return run

    def worker(self) -> int:
        """Process id of the worker."""
        out = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", "worker start"], capture_output=True, text=True, check=True
        )
        return int(out.stdout)

    def mark(self) -> str:
        """What all its processes bear."""
        return json.loads((self.home / ".prefect/up.json").read_text())[MARK]


def wait_for(condition: Callable[[], Any], what: str) -> None:
    """Look again and again; end the benchmark where it never comes true."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise SystemExit(f"{what}: not within {PATIENCE_SECONDS:.0f} s")
        time.sleep(0.05)


def stopped(up: Up, number: signal.Signals, victim: int | None = None) -> tuple[float, int, int]:
    """Send the signal (to `up`, or to one of its processes): seconds until `up` is gone, its exit code, processes left."""
    mark, sent = up.mark(), time.monotonic()
    os.kill(victim or up.process.pid, number)
    code = up.process.wait(PATIENCE_SECONDS)
    return time.monotonic() - sent, code, len(marked(mark))


@contextmanager
def looking() -> Iterator[Look]:
    """How a page is looked at: by Chromium until Submit can be pressed, else by asking for it."""
    chromium = os.environ.get("READOUT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        yield lambda address: NO_PROXY.open(address, timeout=60).close()
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - needed with a browser only

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)

        def look(address: str) -> None:
            """Open the form, and wait until it can be sent."""
            page = browser.new_page()
            page.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
            page.goto(address)
            page.get_by_role("button", name="Submit").wait_for(timeout=PATIENCE_SECONDS * 1000)
            page.close()

        yield look
        browser.close()


def rounds(home: Path, port: int, count: int, look: Look) -> list[dict[str, Any]]:
    """Start and SIGTERM, so many times; the first finds no database."""
    found: list[dict[str, Any]] = []
    for number in range(count + 1):
        up = Up(home, port)
        ready = up.ready(look)
        if number % 2:
            up.start_run()
        seconds, code, left = stopped(up, signal.SIGTERM)
        found.append({"ready": ready, "stop": seconds, "code": code, "left": left})
        kind = "cold" if not number else "with a run" if number % 2 else "idle"
        print(f"{number:>3}  {kind:<10}  up in {ready:5.1f} s, down in {seconds:4.1f} s, exit {code}, {left} left", flush=True)
    return found


def accidents(home: Path, port: int, look: Look) -> dict[str, bool]:
    """What happens once each; whether it ended as it should."""
    told: dict[str, bool] = {}
    up = Up(home, port)
    up.ready(look)
    _, code, left = stopped(up, signal.SIGINT)
    told["SIGINT: exit 0, nothing left"] = (code, left) == (0, 0)
    up = Up(home, port)
    up.ready(look)
    up.start_run()
    _, code, left = stopped(up, signal.SIGKILL, up.worker())
    said = "the worker ended by itself, with exit code -9" in up.log.read_text()
    told["worker killed: said, exit 1, nothing left"] = (code, left, said) == (1, 0, True)
    up = Up(home, port)
    up.ready(look)
    run = up.start_run()
    mark = up.mark()
    _, _, left = stopped(up, signal.SIGKILL)
    again = Up(home, port)
    again.ready(look)
    told["readout up killed: the next start ends what was left"] = left > 0 and not marked(mark)
    told["readout up killed: its run is closed"] = again.ask(f"flow_runs/{run}")["state_type"] in {"CRASHED", "COMPLETED"}
    again.start_run()
    told["readout up killed: the next run need not wait"] = True
    _, code, left = stopped(again, signal.SIGTERM)
    told["and SIGTERM then: exit 0, nothing left"] = (code, left) == (0, 0)
    return told


def main() -> int:
    """All rounds, then the accidents; a line each, then the JSON line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory(prefix="readout-up-") as folder, looking() as look:
        home, port = Path(folder), free_port()
        for name in ("config", "flows", "data/raw/sample"):
            shutil.copytree(HOME / name, home / name)
        found = rounds(home, port, count, look)
        told = accidents(home, port, look)
    for what, as_it_should in told.items():
        print(f"{'ok ' if as_it_should else 'BAD'}  {what}")
    warm = [one["ready"] for one in found[1:]]
    clean = sum((one["code"], one["left"]) == (0, 0) for one in found[1:])
    met = statistics.median(warm) < WARM_SECONDS_MAX and clean == count and all(told.values())
    figures = {
        "benchmark": "up",
        "cold_seconds": round(found[0]["ready"], 1),
        "warm_seconds_median": round(statistics.median(warm), 1),
        "warm_seconds_max": round(max(warm), 1),
        "stop_seconds_median": round(statistics.median(one["stop"] for one in found), 1),
        "clean_stops": f"{clean} of {count}",
        "accidents": told,
        "target_met": met,
    }
    print(json.dumps(figures))
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
