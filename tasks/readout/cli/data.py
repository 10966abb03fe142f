"""`readout releases`, `show` and `trace`: what is published, and where each row comes from."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(releases)
    app.command()(show)
    app.command()(trace)


def releases(as_json: Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")] = False) -> None:
    """The history of the dataset: number, time, documents, what changed."""
    from readout.report.history import history, history_as_json
    from readout.settings import load_config

    processed = load_config().data / "processed"
    if as_json:
        for row in history_as_json(processed):
            typer.echo(json.dumps(row))
    else:
        typer.echo(history(processed))


def show(
    document: Annotated[str, typer.Argument(metavar="ID", help="A document_id, its beginning, an address or file:NAME.")],
    sentences: Annotated[bool, typer.Option("--sentences", help="Of translations show sentences, not paragraphs.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The rows as JSON.")] = False,
) -> None:
    """One document: where it is from, its sections, speakers, citations, relations, history, and its translation beside it."""
    from readout.report.documents import document_as_json, document_page
    from readout.settings import load_config

    latest = load_config().data / "processed" / "latest"
    if as_json:
        typer.echo(json.dumps(document_as_json(latest, document), ensure_ascii=False))
    else:
        typer.echo(document_page(latest, document, in_sentences=sentences))


def trace(
    row: Annotated[
        str, typer.Argument(metavar="ID[#PASSAGE]", help="A document as in `show`; after # the number of a passage.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Walk a document or passage back to its raw bytes, checking every digest on the way."""
    from readout.report.tracing import trace_as_json, trace_page
    from readout.settings import load_config

    data = load_config().data
    typer.echo(json.dumps(trace_as_json(data, row), ensure_ascii=False) if as_json else trace_page(data, row))
