"""What a rebuild found, table by table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from readout.report.terminal import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A rebuild beside the release that was the head when it began."""

    head: int | None
    published: int | None  # release that holds the difference
    equal: Mapping[str, bool]  # by table: whether its rows are the head's
    rows: Mapping[str, int]
    pending: tuple[str, ...]  # runs that the head does not cover, left out of a check

    @property
    def exit_code(self) -> int:
        """1 where a check found a difference."""
        return 0 if self.published is not None or all(self.equal.values()) or self.head is None else 1


def comparison(result: Comparison) -> str:
    """The comparison as a table and one line."""
    rows = [(name, result.rows[name], "equal" if equal else "differs") for name, equal in result.equal.items()]
    same = sum(result.equal.values())
    lines = [table(("table", "rows", "content"), rows, right=("rows",))]
    lines.append(
        f"{same} of {len(rows)} tables equal release {result.head}" if result.head is not None else "no release to compare with"
    )
    if result.published is not None:
        lines.append(f"the difference was published as release {result.published}")
    if result.pending:
        lines.append(f"pending, in no release yet: {', '.join(result.pending)}")
    return "\n".join(lines)


def comparison_as_json(result: Comparison) -> dict[str, Any]:
    """The comparison for a script."""
    return asdict(result)
