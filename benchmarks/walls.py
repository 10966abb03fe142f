"""Recognition of walls, soft 404s and outages on the labelled set of tests/extract/walls.

Targets: recall >= 95 % and 0 false alarms, on the half that the rules were tuned on and on the held-out half.
Prints each case that went wrong and a table by half; the last line is one JSON object; exit code 1 where a target is missed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME / "tests"))

from extract.walls import halves  # noqa: E402 - the set stands with the tests
from extract.walls.judging import Judge, load_judge  # noqa: E402 - as above
from extract.walls.site import Case  # noqa: E402 - as above

RECALL_MIN = 0.95


@dataclass(frozen=True, slots=True)
class Score:
    """What became of one half."""

    walls: int
    found: int  # judged anything but ok
    named: int  # judged with an outcome that is right
    good: int
    false_alarms: int

    @property
    def is_met(self) -> bool:
        """Whether the targets are met."""
        return self.found >= RECALL_MIN * self.walls and self.false_alarms == 0


def main() -> int:
    """Judge every case and print what came of it; `--blind` keeps the names of the held-out half to itself."""
    judge = load_judge(HOME)
    scores = {
        name: score(name, cases, judge, is_blind="--blind" in sys.argv and name == "held-out")
        for name, cases in halves().items()
    }
    sys.stdout.write(
        f"{'half':12} {'walls':>6} {'found':>6} {'recall':>7} {'outcome right':>14} {'good':>5} {'false alarms':>13}\n"
    )
    for name, one in scores.items():
        row = f"{name:12} {one.walls:6} {one.found:6} {one.found / one.walls:7.3f} {one.named / one.walls:14.3f}"
        sys.stdout.write(f"{row} {one.good:5} {one.false_alarms:13}\n")
    figures = {
        name: {"recall": one.found / one.walls, "named": one.named / one.walls, "false_alarms": one.false_alarms}
        for name, one in scores.items()
    }
    sys.stdout.write(json.dumps({"benchmark": "walls", **figures}) + "\n")
    return 0 if all(one.is_met for one in scores.values()) else 1


def score(half: str, cases: list[Case], judge: Judge, *, is_blind: bool) -> Score:
    """One half; cases that went wrong are printed."""
    verdicts = [(case, judge(case)) for case in cases]
    for case, verdict in verdicts:
        if verdict.outcome not in case.outcomes and not is_blind:
            wanted = "/".join(sorted(case.outcomes))
            sys.stdout.write(f"{half:12} {case.name:40} {verdict.outcome} instead of {wanted}: {verdict.reason}\n")
    walls = [(case, verdict) for case, verdict in verdicts if not case.is_good]
    return Score(
        walls=len(walls),
        found=sum(verdict.outcome != "ok" for _, verdict in walls),
        named=sum(verdict.outcome in case.outcomes for case, verdict in walls),
        good=len(cases) - len(walls),
        false_alarms=sum(case.is_good and verdict.outcome != "ok" for case, verdict in verdicts),
    )


if __name__ == "__main__":
    sys.exit(main())
