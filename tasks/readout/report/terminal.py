"""Tables that read well on a terminal; widths of Chinese characters are counted as they are drawn."""

from __future__ import annotations

import io
import shutil
from collections.abc import Collection, Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDEST = 160  # longer lines are hard to follow on a wide screen


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Collection[str] = (),
    cut: Collection[str] = (),
    share: Collection[str] = (),
) -> str:
    """Rows under their column names.

    Args:
        columns: their names.
        rows: one value for each column; None is left blank.
        right: columns of numbers, right-aligned and never broken.
        cut: columns of prose, cut to one line of half the width; all others go on over several lines.
        share: columns that share the width evenly, with a line between rows.
    """
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, expand=bool(share), leading=1 if share else 0)
    for name in columns:
        drawn.add_column(
            name,
            justify="right" if name in right else "left",
            min_width=1 if name in share else len(name),
            ratio=1 if name in share else None,
            no_wrap=name in right or name in cut,
            overflow="ellipsis" if name in cut else "fold",
            max_width=terminal_width() // 2 if name in cut else None,
        )
    for row in rows:
        drawn.add_row(*(Text("" if value is None else str(value)) for value in row))
    return render(drawn)


def render(what: object) -> str:
    """What rich draws, as plain text, as wide as the terminal."""
    out = io.StringIO()
    Console(file=out, width=terminal_width(), color_system=None, legacy_windows=False).print(what)
    return "\n".join(line.rstrip() for line in out.getvalue().strip("\n").splitlines())


def terminal_width() -> int:
    """Columns to draw in."""
    return min(shutil.get_terminal_size((110, 24)).columns, WIDEST)


def shortened(text: str, size: int) -> str:
    """The text on one line, cut to about `size` characters, for a column that may cut it further.

    >>> shortened("one  two three", 9)
    'one two …'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= size else flat[: size - 1] + "…"
