"""`readout publisher new` and `check`: a publisher's file drafted from a page, and layouts that no longer match."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from readout.errors import BadRequest

if TYPE_CHECKING:
    from readout.report.drafts import Drafted, Source
    from readout.settings import Config

NOT_HAD = 3
publishers = typer.Typer(help="Publishers: who publishes, and in which mark-up.", no_args_is_help=True)
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(publishers, name="publisher")


@publishers.command("new")
def publisher_new(
    page: Annotated[str, typer.Argument(metavar="FILE|URL", help="A saved page, or the address of one, which is captured.")],
    name: Annotated[str | None, typer.Option("--id", help="Name of the file, without .toml; else made from the host.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Address of a saved page that does not say its own.")] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the draft there instead of into the project.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Draft config/publishers/<id>.toml and an invented page in its mark-up from one page; says what to look at."""
    from readout.cli.project import NAME
    from readout.drafting.identity import host_of
    from readout.report.drafts import draft_as_json, draft_page, drafted_from, write_draft
    from readout.settings import load_config

    if name is not None and not NAME.fullmatch(name):
        raise BadRequest(f"{name!r} is no name of a publisher's file", "use small letters, digits, - and _")
    config = load_config()
    source = _captured(page, config) if "://" in page else _saved(Path(page), url)
    owner = config.publishers.of_host(host_of(source.url))
    if owner is not None and output is None and not force:
        raise BadRequest(
            f"{host_of(source.url)} belongs to config/publishers/{owner.id}.toml already",
            "give --output DIR, and copy its [[layout]] into that file; `readout publisher check` says what is stale",
        )
    drafted = drafted_from(source, name, config)
    written = write_draft(drafted, _places(drafted, config, output), force=force)
    if as_json:
        typer.echo(json.dumps({**draft_as_json(drafted), "files": list(map(str, written))}, ensure_ascii=False))
        return
    typer.echo("\n".join([draft_page(drafted), "", *map(str, written)]))
    typer.echo("next: look at what is marked, then `readout check --configuration` and `readout publisher check`")


@publishers.command("check")
def publisher_check(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Publishers; without one, all that have layouts.")
    ] = None,
    captures: Annotated[
        int, typer.Option(metavar="N", min=0, help="Newest captured pages of each publisher to look at.")
    ] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, one layout a line.")] = False,
) -> None:
    """Try every layout on its invented pages and on the newest captures; exit 1 where one no longer reads its pages."""
    from readout.report.layout_check import check_layouts
    from readout.report.layout_table import check_as_json, check_page
    from readout.settings import load_config

    checks = check_layouts(load_config(), ids or [], captures)
    lines = [json.dumps(check_as_json(one), ensure_ascii=False) for one in checks] if as_json else [check_page(checks)]
    typer.echo("\n".join(lines))
    raise typer.Exit(1 if any(one.is_broken for one in checks) else 0)


def _places(drafted: Drafted, config: Config, output: Path | None) -> dict[Path, Path]:
    """Where each file of a draft goes."""
    from readout.report.drafts import PAGES

    top = output or config.home / "config" / "publishers"
    pages = output / "pages" if output else config.home / PAGES
    return {name: (top if name.parent == Path() else pages) / name for name in drafted.files}


def _saved(path: Path, url: str | None) -> Source:
    """A page from a file."""
    from readout.drafting.identity import host_of
    from readout.report.drafts import Source, address_in

    try:
        body, at = path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise BadRequest(
            f"{path} cannot be read: {error.strerror}", "give a saved page, or an address with https://"
        ) from error
    if not body.strip():
        raise BadRequest(f"{path} is empty", "give a page as its site sends it")
    address = url or address_in(body)
    if not address or not host_of(address):
        raise BadRequest(f"{path} does not say which address it has", "give it: --url https://…")
    return Source(body=body, url=address, at=at, name=str(path))


def _captured(url: str, config: Config) -> Source:
    """A page from its site, by the same polite way as any other: the contact is named, robots.txt is obeyed."""
    from readout import pipeline
    from readout.report.captured_pages import newest_page
    from readout.requests import request_of

    request = request_of({"watchlist": "", "urls": [url], "mode": "new"})
    pipeline.ingest(request, config, run_id=str(uuid4()), stop_after="capture")
    found = newest_page(config, url)
    if isinstance(found, str):
        typer.echo(
            f"readout: {url} could not be had: {found}\n  `readout plan` and table captures say more; a saved page will do, too",
            err=True,
        )
        raise typer.Exit(NOT_HAD)
    return found
