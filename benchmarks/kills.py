"""Kill -9 of a process that writes captures: nothing acknowledged is lost, nothing torn is served, no group is incomplete.

    python benchmarks/kills.py [KILLS]

KILLS is 100 by default. A third of the writers are killed at random moments from outside, the others kill themselves at each
named step of the store in turn. After each kill the data are recovered as a run does at its start, and everything is checked:
what was acknowledged against what is read back, to the byte, and every file as by `readout verify --raw`. Five kills share a
folder, so that a later run goes on where earlier ones were killed. The last line is one JSON object; exit code 1 on any loss.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from readout.capture.exchange import Exchange, parse_head
from readout.capture.records import RunRecord, open_record, recover_records, this_process
from readout.capture.verify import verify_raw
from readout.capture.warc import STEPS, RawStore, read_captures, read_entity, recover
from readout.constants.capture import CaptureConstants
from readout.model import Capture

HOME = Path(__file__).resolve().parents[1]
FILE_BYTES = 4_000_000  # a WARC file is rotated after some exchanges, so that its renaming is hit, too
BODY_BYTES = 1_500_000  # large enough for a kill to fall into the middle of a write
KILLS_TO_A_FOLDER = 5


@dataclass
class Tally:
    """What came of all kills."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    torn: int = 0  # served with other bytes than were kept
    incomplete: int = 0  # files with anything but whole groups
    unordered: int = 0
    cut: int = 0  # files of which recovery cut or removed something
    steps: Counter[str] = field(default_factory=Counter)

    def is_met(self) -> bool:
        """Whether nothing was lost."""
        return not (self.lost or self.torn or self.incomplete or self.unordered)


def main() -> int:
    """Kill, recover, check, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", nargs="?", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", metavar="RAW", type=Path, help="be a writer (used by the benchmark itself)")
    parser.add_argument("--step", default="")
    parser.add_argument("--pass", dest="passes", type=int, default=1)
    options = parser.parse_args()
    if options.write:
        return write(options.write, options.seed, options.step, options.passes)
    tally = Tally()
    while tally.kills < options.kills:
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(min(KILLS_TO_A_FOLDER, options.kills - tally.kills)):
                chance = random.Random(options.seed * 1000 + tally.kills)  # noqa: S311 - to be repeated, nothing secret
                kill_once(Path(folder) / "raw", tally, chance)
    for step, count in sorted(tally.steps.items()):
        sys.stdout.write(f"{step:16} {count:4} kills\n")
    figures = {
        name: getattr(tally, name) for name in ("kills", "acknowledged", "lost", "torn", "incomplete", "unordered", "cut")
    }
    sys.stdout.write("  ".join(f"{name} {value}" for name, value in figures.items()) + "\n")
    sys.stdout.write(json.dumps({"benchmark": "kills", **figures}) + "\n")
    return 0 if tally.is_met() else 1


def kill_once(raw: Path, tally: Tally, chance: random.Random) -> None:
    """One writer, killed; then recovery and every check."""
    before = {capture.capture_id for capture in read_captures(raw)}
    step = "" if tally.kills % 3 == 0 else STEPS[tally.kills * 2 // 3 % len(STEPS)]
    command = [sys.executable, __file__, "--write", str(raw), "--seed", str(chance.randrange(10**9)), "--step", step]
    # Renames come once in a few exchanges, records three times in each: the pass is chosen so that it is reached.
    command += ["--pass", str(chance.randint(1, 3 if "rename" in step or "file" in step else 12))]
    acknowledged = dict(killed(command, None if step else chance))
    tally.kills += 1
    tally.steps[step or "random moment"] += 1
    tally.cut += sum("cut off" in line or "removed" in line for line in recover(raw) if " 0 bytes" not in line)
    recover_records(raw)
    check(raw, before, acknowledged, tally)


def killed(command: list[str], chance: random.Random | None) -> Iterator[tuple[str, str]]:
    """What a writer acknowledged before it was killed, from outside or by itself: capture id and digest of the bytes."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        if chance:
            for _ in range(chance.randint(0, 12)):
                yield _told(child.stdout.readline())
            time.sleep(chance.random() * 0.03)
            child.kill()
        for line in child.stdout:
            if line.endswith("\n"):
                yield _told(line)
    if child.returncode != -signal.SIGKILL:
        raise SystemExit(f"a writer ended with {child.returncode} before it was killed")


def _told(line: str) -> tuple[str, str]:
    capture_id, digest = line.split()
    return capture_id, digest


def check(raw: Path, before: set[str], acknowledged: dict[str, str], tally: Tally) -> None:
    """Count everything that is not as it must be."""
    captures = {capture.capture_id: capture for capture in read_captures(raw)}
    new = set(captures) - before
    tally.acknowledged += len(acknowledged)
    tally.lost += len((before | set(acknowledged)) - set(captures))
    # A group that was whole, but killed before it was acknowledged, may stay: its bytes are checked like all others.
    tally.torn += sum(
        digest_of(raw, captures[capture_id], captures) != acknowledged.get(capture_id) for capture_id in new & set(acknowledged)
    )
    tally.incomplete += sum(not found.is_sound or found.state == "open" for found in verify_raw(raw))
    tally.unordered += bool(before and new and min(new) <= max(before)) + (sorted(acknowledged) != list(acknowledged))


def digest_of(raw: Path, capture: Capture, by_id: dict[str, Capture]) -> str:
    """Digest of the bytes that are served for a capture."""
    return hashlib.sha256(read_entity(raw, capture, by_id).body).hexdigest()


def write(raw: Path, seed: int, step: str, passes: int) -> int:
    """Keep exchanges of every kind until killed; tell each one once it is acknowledged."""
    sections = tomllib.loads((HOME / "config" / "pipeline.toml").read_text(encoding="utf-8"))
    constants = replace(CaptureConstants(**sections["capture"]), warc_bytes_max=FILE_BYTES)
    open_record(raw, record_of(f"run{seed}"))
    with RawStore(raw, f"run{seed}", lambda: datetime.now(UTC), constants, step=killer(step, passes)) as store:
        last: list[Capture] = []
        for exchange, digest in exchanges(random.Random(seed), last):  # noqa: S311 - to be repeated, nothing secret
            capture = store.keep(exchange)
            last[:] = [capture] if capture.payload_digest and not capture.revisit_of else last
            sys.stdout.write(f"{capture.capture_id} {digest}\n")
            sys.stdout.flush()
    return 0


def killer(step: str, passes: int) -> Callable[[str], None]:
    """Ends this process when a step is taken for the given time."""
    left = passes

    def told(name: str) -> None:
        """Count the step that was taken."""
        nonlocal left
        left -= name == step
        if name == step and not left:
            os.kill(os.getpid(), signal.SIGKILL)

    return told


def exchanges(chance: random.Random, last: list[Capture]) -> Iterator[tuple[Exchange, str]]:
    """Answers, revisits, broken answers and refusals for ever, each with the digest of what must be read back."""
    head = parse_head(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    assert head
    held = b""
    for number in range(10**6):
        url = f"https://news.example/{number}"
        made = Exchange(
            purpose="page", url_key=url, original_url=url, url=url, publisher=None, via="live", outcome="ok", fetch_id="f",
            request=b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n", response=head[0],
        )  # fmt: skip
        kind = chance.choice(("answer", "answer", "answer", "revisit", "broken", "refused"))
        body = chance.randbytes(chance.randint(0, BODY_BYTES))
        if kind == "revisit" and last:
            yield replace(made, outcome="unchanged", revisit_of=last[0]), hashlib.sha256(held).hexdigest()
        elif kind == "broken":
            yield replace(made, outcome="truncated", wire=body, response=None), hashlib.sha256(b"").hexdigest()
        elif kind == "refused":
            yield replace(made, outcome="dns_error", response=None), hashlib.sha256(b"").hexdigest()
        else:
            held = body
            yield replace(made, entity=body), hashlib.sha256(body).hexdigest()


def record_of(run_id: str) -> RunRecord:
    """A run's record, of this process."""
    return RunRecord(
        run_id=run_id, trigger="cli", watchlist=None, request="{}", window_since=None, window_until=None,
        started_at=datetime.now(UTC), code_version="0", config_digest="0", owner=this_process(),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
