"""`readout export`: the dataset in formats of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

formats = typer.Typer(help="Write the dataset in formats of other tools.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(formats, name="export")


@formats.command()
def tmx(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for the files; made if absent.")] = Path(),
    level: Annotated[
        str, typer.Option("--level", metavar="LEVEL", help="sentence, or passage for whole paragraphs.")
    ] = "sentence",
) -> None:
    """Aligned pairs as TMX 1.4 for translation tools, one file for each pair of languages; offsets and ids as properties."""
    from readout.report.tmx import export_tmx
    from readout.settings import load_config

    for written in export_tmx(load_config().data / "processed" / "latest", to, level):
        typer.echo(f"{written.path}  {written.pairs} pairs")
