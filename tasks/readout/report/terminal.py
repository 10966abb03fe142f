"""Tables that read well on a terminal; widths of Chinese characters are counted as they are drawn."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDEST = 160  # longer lines are hard to follow on a wide screen


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "", right: Iterable[str] = ()) -> str:
    """Rows under their column names; the last column wraps, columns in `right` are right-aligned."""
    drawn = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", title_style="", pad_edge=False)
    numbers = set(right)
    for name in columns:
        drawn.add_column(name, justify="right" if name in numbers else "left", overflow="fold", no_wrap=name in numbers)
    for row in rows:
        drawn.add_row(*(Text("" if value is None else str(value)) for value in row))
    return render(drawn)


def render(what: object) -> str:
    """What rich draws, as plain text, as wide as the terminal."""
    width = min(shutil.get_terminal_size((110, 24)).columns, WIDEST)
    out = io.StringIO()
    Console(file=out, width=width, color_system=None, legacy_windows=False).print(what)
    return "\n".join(line.rstrip() for line in out.getvalue().strip("\n").splitlines())


def shortened(text: str, size: int) -> str:
    """The text on one line, cut to `size` characters.

    >>> shortened("one  two three", 9)
    'one two …'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= size else flat[: size - 1] + "…"
