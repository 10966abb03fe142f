"""Every fault of the tests' table, each in a fresh process, with the project's own limits of size.

Targets: every case ends by its name, none as internal_error; none later than 0.5 s past its deadline; memory of the
process grows by less than 32 MB. Linux only: the peak is read from /proc. About three minutes.

Usage: python benchmarks/faults.py [words of a case's name]
"""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME / "tests"))

from capture.faults.cases import BY_NAME, CASES, Case  # noqa: E402 - the table stands with the tests
from capture.faults.certificates import Authority  # noqa: E402 - the table stands with the tests
from capture.faults.replies import reply  # noqa: E402 - the table stands with the tests
from capture.faults.running import SMALL, run  # noqa: E402 - the table stands with the tests
from capture.faults.server import FaultServer, running  # noqa: E402 - the table stands with the tests
from readout.constants.capture import CaptureConstants  # noqa: E402 - the table stands with the tests

LATE_SECONDS_MAX = 0.5
GROWTH_MB_MAX = 32.0
SECONDS = {"read_seconds": 2.0, "deadline_seconds": 5.0, "tries_seconds_max": 3.0, "connect_seconds": 2.0}
"""Long enough for the largest body on a busy machine."""
QUICK = {name: SMALL[name] for name in ("retry_wait_seconds", "delay_seconds", "slot_poll_seconds")}
PLAIN = BY_NAME["plain"]
OVER_TLS = Case(name="TLS", replies={"/a": [reply()]}, ends=("tls_error",), url="https://news.example/a")


@dataclass(frozen=True)
class Row:
    """What one process saw."""

    ends: list[str]
    is_internal: bool
    late_seconds: float
    growth_mb: float


def main(words: str) -> int:
    """Run the cases whose name holds the words; print a line for each, then the figures."""
    rows: dict[str, tuple[Row, bool]] = {}
    with tempfile.TemporaryDirectory() as folder, running() as server:
        root = Authority(Path(folder))
        for case in (case for case in CASES if words in case.name):
            rows[case.name] = told(case, case.ends, measure(case, server, root.path))
        contexts = {
            "TLS, expired": root.serving("news.example", timedelta(days=-1)),
            "TLS, another name": root.serving("other.example"),
            "TLS, nobody vouches": Authority(Path(tempfile.mkdtemp(dir=folder))).serving("news.example"),
        }
        for name, context in contexts.items():
            if words in name:
                rows[name] = over_tls(name, context, root)
    figures = {
        "benchmark": "faults",
        "cases": len(rows),
        "as_named": sum(good for _, good in rows.values()),
        "internal_errors": sum(row.is_internal for row, _ in rows.values()),
        "latest_ms_past_deadline": round(1000 * max(row.late_seconds for row, _ in rows.values())),
        "growth_mb_max": max(row.growth_mb for row, _ in rows.values()),
    }
    print(json.dumps(figures))
    return 0 if all(good and is_within(row) for row, good in rows.values()) else 1


def over_tls(name: str, context: ssl.SSLContext, root: Authority) -> tuple[Row, bool]:
    """A case of a certificate; nothing can be fetched before it to warm up."""
    case = replace(OVER_TLS, name=name)
    with running(context) as server:
        return told(case, case.ends, measure(case, server, root.path))


def is_within(row: Row) -> bool:
    """Whether the targets are met."""
    return not row.is_internal and row.late_seconds < LATE_SECONDS_MAX and row.growth_mb < GROWTH_MB_MAX


def told(case: Case, ends: tuple[str, ...], row: Row) -> tuple[Row, bool]:
    """Print the row of a case."""
    good = tuple(row.ends) == ends
    late = f"{1000 * row.late_seconds:8.0f} ms past"
    print(
        f"{case.name[:44]:44} {late} {row.growth_mb:6.1f} MB  {', '.join(row.ends)[-60:]}{'' if good else f'  WANTED {ends}'}",
        flush=True,
    )
    return row, good


def measure(case: Case, server: FaultServer, root: Path) -> Row:
    """One case in a fresh process: warmed up by a plain page, then measured."""
    command = [sys.executable, __file__, "--child", case.name, str(server.port), str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin
        assert child.stdout
        server.play(PLAIN.replies)
        assert child.stdout.readline() == "ready\n", case.name
        server.play(case.replies)
        child.stdin.write("go\n")
        child.stdin.flush()
        return Row(**json.loads(child.stdout.readline()))


def child(name: str, port: int, root: str) -> None:
    """The process of one case."""
    case = BY_NAME.get(name, OVER_TLS)
    sections = tomllib.loads((HOME / "config" / "pipeline.toml").read_text(encoding="utf-8"))
    constants = replace(CaptureConstants(**sections["capture"]), **SECONDS, **QUICK)
    context = ssl.create_default_context(cafile=root)
    with tempfile.TemporaryDirectory() as folder:
        run(PLAIN if case is not OVER_TLS else case, port, Path(folder) / "warm", context, constants)
        before = memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        print("ready", flush=True)
        sys.stdin.readline()
        ran = run(case, port, Path(folder) / "case", context, constants)
        row = Row(
            ends=[page.outcome_observed for page in ran.pages()],
            is_internal=any(capture.outcome == "internal_error" for capture in ran.captures),
            late_seconds=round(ran.late_seconds(constants.deadline_seconds), 3),
            growth_mb=round((memory("VmHWM") - before) / 1e6, 1),
        )
        print(json.dumps(asdict(row)), flush=True)


def memory(name: str) -> int:
    """A figure of this process in bytes."""
    status: Mapping[str, str] = dict(
        line.split(":", 1)
        for line in Path("/proc/self/status").read_text().splitlines()
        if ":" in line  # type: ignore[misc] - pairs
    )
    return int(status[name].split()[0]) * 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        sys.exit(main(" ".join(sys.argv[1:])))
