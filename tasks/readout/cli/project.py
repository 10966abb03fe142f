"""`readout check`, `watchlist`, `dictionary` and `commands`: the configuration, and the documents made from the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from readout.errors import BadConfig, BadRequest

WriteOption = Annotated[bool, typer.Option("--write", help="Write the file anew.")]
CheckOption = Annotated[bool, typer.Option("--check", help="Exit with 2 where the file is stale.")]
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
DRAFT = """\
# What this watchlist is for, and who looks at it.
title = {title}
network = false # true: addresses are fetched; set READOUT_CONTACT first

# Citing documents, globs below the home or the data folder; what they cite is captured.
documents = []
# Further addresses.
urls = []

# schedule = {{ cron = "15 5 * * *", timezone = "Europe/Berlin" }}

# [[feed]] # also [[sitemap]] and [[section]], a page of links; of what they list, entries with one of these words are captured
# url = "https://news.example/feed/"
# include = ["minister", "joint statement"]

# [[warc]] # an archive on disk: cited = look up what is wanted, all = take every page in it
# path = "archives/*.warc.gz"
# take = "cited"
"""
watchlists = typer.Typer(help="Watchlists: what a run looks at.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(check)
    app.add_typer(watchlists, name="watchlist")
    app.command()(dictionary)
    app.command()(commands)
    app.command()(deployments)
    app.command()(up)
    app.command()(doctor)


def check(
    configuration: Annotated[bool, typer.Option("--configuration", help="Only the configuration, not the release.")] = False,
) -> None:
    """Check every file of config/, and the contracts of the current release."""
    from readout.settings import load_config, read_watchlist, watchlist_names

    config = load_config()
    names = watchlist_names(config)
    for name in names:
        read_watchlist(config, name)
    typer.echo(f"configuration: {len(config.publishers.all)} publishers, {len(names)} watchlists: sound")
    if not configuration:
        from readout.report.checking import check_release

        typer.echo(check_release(config))


@watchlists.command("new")
def watchlist_new(
    name: Annotated[str, typer.Argument(help="Name of the file, without .toml.")],
    title: Annotated[str | None, typer.Option(help="What it is, in a few words.")] = None,
) -> None:
    """Write a watchlist to start from."""
    from readout.settings import load_config

    if not NAME.fullmatch(name):
        raise BadRequest(f"{name!r} is no name of a watchlist", "use small letters, digits, - and _")
    path = load_config().home / "config" / "watchlists" / f"{name}.toml"
    text = DRAFT.format(title=json.dumps(title or name, ensure_ascii=False))
    if path.exists():
        raise BadRequest(f"{path} is there already", "edit it, or choose another name")
    path.write_text(text, encoding="utf-8")
    typer.echo(f"{path}\nnext: edit it, then `readout ingest {name} --dry-run`")


def dictionary(write: WriteOption = False, check: CheckOption = False) -> None:
    """The data dictionary: every table, key and column."""
    from readout.releases.dictionary import dictionary as text

    _document("docs/dictionary.md", text(), "dictionary", write=write, check=check)


def commands(write: WriteOption = False, check: CheckOption = False) -> None:
    """Every command with its options."""
    from readout.cli.reference import reference

    _document("docs/commands.md", reference(), "commands", write=write, check=check)


def deployments(write: WriteOption = False, check: CheckOption = False) -> None:
    """The Prefect deployments, one for each watchlist: prefect.yaml."""
    from readout.deployments import deployments as text
    from readout.settings import load_config, read_watchlist, watchlist_names

    config = load_config()
    made = text([read_watchlist(config, name) for name in watchlist_names(config)])
    _document("prefect.yaml", made, "deployments", write=write, check=check)


def up(port: Annotated[int, typer.Option(help="Port on loopback.", min=1, max=65535)] = 4200) -> None:
    """Start a Prefect server with its pages, the deployments and a worker; Ctrl-C stops all of it."""
    from readout.settings import load_config
    from readout.up import up as start

    start(load_config(), port)


def doctor() -> None:
    """See whether everything that a run needs is here; exit code 1 where something is broken."""
    from readout.doctor import examine
    from readout.report.terminal import table

    findings = examine()
    typer.echo(table(("what", "state", "detail"), [(f.what, f.state, f.detail) for f in findings]))
    raise typer.Exit(1 if any(finding.state == "broken" for finding in findings) else 0)


def _document(file: str, text: str, command: str, *, write: bool, check: bool) -> None:
    """Print a generated file, write it, or say that the one in the checkout is stale."""
    if not write and not check:
        typer.echo(text, nl=False)
        return
    from readout.settings import load_config

    path: Path = load_config().home / file
    if write:
        path.write_text(text, encoding="utf-8")
    elif not path.is_file() or path.read_text(encoding="utf-8") != text:
        raise BadConfig(f"{path} is stale", f"run `readout {command} --write` (or `make docs`) and commit it")
