"""`readout ingest` and `readout rebuild`: the commands that can publish."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal
from uuid import uuid4

import typer

from readout.errors import BadRequest

UNCHANGED = 4
Stage = Literal["take_in", "plan", "capture", "extract", "text", "relate", "publish"]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(ingest)
    app.command()(plan)
    app.command()(rebuild)


def ingest(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WATCHLIST|FILE|DIR|URL]...", help="A watchlist of config/watchlists, or files, folders and addresses."
        ),
    ] = None,
    mode: Annotated[str | None, typer.Option(help="new: what is due; refresh: all of it now; offline: no request.")] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Only what was published from this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Only what was published up to this day.")] = None,
    documents_max: Annotated[int | None, typer.Option(metavar="N", help="Fetch at most N addresses.")] = None,
    note: Annotated[str | None, typer.Option(help="A remark that is kept with the run.")] = None,
    stop_after: Annotated[Stage, typer.Option(help="Last stage to run; a later run publishes what was captured.")] = "publish",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be taken in and fetched; change nothing.")
    ] = False,
    flow: Annotated[bool, typer.Option("--flow", help="Run as the Prefect flow, on a server of its own.")] = False,
    fail_on_unchanged: Annotated[bool, typer.Option("--fail-on-unchanged", help="Exit with 4 when nothing is new.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The result as JSON.")] = False,
) -> None:
    """Citing documents in, one release out."""
    from readout.cli.requesting import build_request, run_as_flow
    from readout.settings import load_config

    if (flow or dry_run) and (as_json or fail_on_unchanged or stop_after != "publish"):
        raise BadRequest(
            "--json, --fail-on-unchanged and --stop-after go neither with --flow nor with --dry-run", "leave one of the two out"
        )
    config = load_config()
    asked = {"mode": mode, "since": since, "until": until, "documents_max": documents_max, "note": note}
    request = build_request(sources or [], {name: value for name, value in asked.items() if value is not None}, config)
    from readout import pipeline
    from readout.report.foreseen import foreseen_page
    from readout.report.summary import result_as_json, summary

    job = pipeline.prepare(request, config, run_id=str(uuid4()), trigger="cli", clock=pipeline.utc_now)
    if dry_run:
        typer.echo(foreseen_page(pipeline.describe(job)))
        raise typer.Exit
    pipeline.require_contact(job)
    if flow:
        raise typer.Exit(run_as_flow(config, request))
    result = pipeline.ingest(request, config, run_id=job.run_id, stop_after=stop_after)
    typer.echo(json.dumps(result_as_json(result), ensure_ascii=False) if as_json else summary(result))
    if fail_on_unchanged and not (result.is_new or result.is_stopped or result.exit_code):
        raise typer.Exit(UNCHANGED)
    raise typer.Exit(result.exit_code)


def plan(
    watchlist: Annotated[str, typer.Argument(metavar="WATCHLIST", help="A watchlist of config/watchlists.")],
    mode: Annotated[str, typer.Option(help="new: what is due; refresh: all of it; offline: no request.")] = "new",
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Only what was published from this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Only what was published up to this day.")] = None,
    documents_max: Annotated[int | None, typer.Option(metavar="N", help="Fetch at most N addresses.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The whole plan as JSON.")] = False,
) -> None:
    """What a run would ask for: host by host, what is due, why and where, and what is not. No request is made."""
    from readout.settings import load_config, watchlist_names

    config = load_config()
    if watchlist not in watchlist_names(config):
        raise BadRequest(f"there is no watchlist {watchlist!r}", f"there are: {', '.join(sorted(watchlist_names(config)))}")
    from readout import pipeline
    from readout.report.foreseen import foreseen_as_json, foreseen_page
    from readout.requests import request_of

    asked = {"watchlist": watchlist, "mode": mode, "since": since, "until": until, "documents_max": documents_max}
    request = request_of({name: value for name, value in asked.items() if value is not None})
    seen = pipeline.describe(pipeline.prepare(request, config, run_id=str(uuid4()), trigger="cli", clock=pipeline.utc_now))
    typer.echo(json.dumps(foreseen_as_json(seen), ensure_ascii=False) if as_json else foreseen_page(seen))


def rebuild(
    check: Annotated[bool, typer.Option("--check", help="Compare with the current release; publish nothing.")] = False,
    into: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep the tables in this new folder, to compare two rebuilds by the byte."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The result as JSON.")] = False,
) -> None:
    """Everything right of data/raw again, without network."""
    from readout import pipeline
    from readout.report.rebuilding import comparison, comparison_as_json
    from readout.settings import load_config

    if into and into.exists():
        raise BadRequest(f"{into} is there already", "name a folder that does not exist yet")
    result = pipeline.rebuild(load_config(), check=check, into=into)
    typer.echo(json.dumps(comparison_as_json(result)) if as_json else comparison(result))
    raise typer.Exit(result.exit_code)
