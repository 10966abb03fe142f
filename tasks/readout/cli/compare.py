"""`readout compare`: two documents beside each other, what was altered between them first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(compare)


def compare(
    one: Annotated[str, typer.Argument(metavar="A", help="A document as in `show`; @N behind it: its revision N.")],
    other: Annotated[str, typer.Argument(metavar="B", help="The document or revision to compare it with.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one HTML file with both texts side by side.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The alterations as JSON.")] = False,
) -> None:
    """What was altered between two documents, the gravest first. The original is told from the copy by the release."""
    from readout.report.comparing import compare_documents
    from readout.report.comparison_html import comparison_html
    from readout.report.comparison_text import comparison_as_json, comparison_page
    from readout.report.writing import write_page
    from readout.settings import load_config

    comparison = compare_documents(load_config(), one, other)
    if html:
        write_page(html, comparison_html(comparison))
        typer.echo(str(html))
    elif as_json:
        typer.echo(json.dumps(comparison_as_json(comparison), ensure_ascii=False))
    else:
        typer.echo(comparison_page(comparison))
