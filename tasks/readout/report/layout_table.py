"""What `readout publisher check` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from readout.report.layout_check import LayoutCheck
from readout.report.terminal import table

_NUMBERS = ("pages", "captures", "stale", "missed")


def check_page(checks: Sequence[LayoutCheck]) -> str:
    """One row for each layout, and all of them in one line."""
    rows = [
        (
            one.name,
            "broken" if one.is_broken else "sound",
            one.pages,
            one.captures,
            one.stale,
            one.missed,
            "\n".join(one.problems),
        )
        for one in checks
    ]
    broken = sum(one.is_broken for one in checks)
    verdict = f"{broken} of {len(checks)} need care" if broken else "sound"
    lines = [table(("layout", "state", *_NUMBERS, "no longer as it was"), rows, right=_NUMBERS)] if rows else []
    return "\n".join([*lines, f"{len(checks)} layouts: {verdict}"])


def check_as_json(check: LayoutCheck) -> dict[str, Any]:
    """A layout as values."""
    rules = {
        rule: {"matched": one.matched, "missed": one.missed, "since": one.since.isoformat() if one.since else None}
        for rule, one in check.rules.items()
    }
    counts = {name: getattr(check, name) for name in _NUMBERS}
    return {"layout": check.name, "is_broken": check.is_broken, **counts, "rules": rules, "problems": check.problems}
