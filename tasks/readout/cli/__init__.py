"""The `readout` command. Results go to stdout, everything else to stderr; nothing heavy is imported before it is needed."""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from readout import __version__
from readout.cli import compare, data, export, ingest, project, publisher, verify
from readout.errors import BadRequest, ReadoutError

app = typer.Typer(
    name="readout",
    help="Diplomatic press documents in, trusted Parquet out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
GLOBAL_FLAGS = frozenset({"-v", "-vv", "--verbose", "-q", "--quiet"})
INTERRUPTED = 130
for module in (ingest, data, compare, export, verify, project, publisher):
    module.register(app)


def _show_version(value: bool) -> None:  # noqa: FBT001 - the shape Typer asks of a callback
    if value:
        typer.echo(f"readout {__version__}")
        raise typer.Exit


@app.callback()
def options(
    data_folder: Annotated[str | None, typer.Option("--data", help="Data folder instead of HOME/data.", metavar="DIR")] = None,
    verbose: Annotated[int, typer.Option("-v", "--verbose", count=True, help="Say more on stderr.")] = 0,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say only what went wrong.")] = False,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Diplomatic press documents in, trusted Parquet out."""
    if data_folder == "":
        raise BadRequest("--data names no folder", "give a folder, or leave it out for HOME/data")
    if data_folder:
        os.environ["READOUT_DATA"] = str(Path(data_folder).absolute())  # child processes are to see it, too
    level = logging.WARNING if quiet else logging.DEBUG if verbose else logging.INFO
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    logging.getLogger("readout").setLevel(level)


def globals_first(arguments: list[str]) -> list[str]:
    """The arguments with the options of all commands in front, where the parser wants them; they may stand anywhere.

    >>> globals_first(["ingest", "sample", "--data", "d", "-q"])
    ['--data', 'd', '-q', 'ingest', 'sample']
    """
    front, rest, left = [], [], iter(arguments)
    for argument in left:
        if argument == "--":
            rest += [argument, *left]
        elif argument == "--data":
            if (value := next(left, None)) is None:
                return [argument]  # the parser says that its folder is missing
            front += [argument, value]
        elif argument in GLOBAL_FLAGS or argument.startswith("--data="):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def main() -> None:
    """Run the command; an error of ours is two lines on stderr and its exit code.

    Exit codes: 0 done or nothing new, 1 a broken promise of ours, 2 bad input, 3 some fetches failed or inputs were
    refused, 4 nothing new with --fail-on-unchanged, 130 interrupted.
    """
    for stop in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(stop) is signal.SIG_DFL:  # nohup has it ignored
            signal.signal(stop, signal.default_int_handler)  # as Ctrl-C: child processes are ended, files closed
    try:
        app(args=globals_first(sys.argv[1:]))
    except ReadoutError as error:
        typer.echo(f"readout: {error}", err=True)
        sys.exit(error.exit_code)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Typer turns Ctrl-C into it without a word
            typer.echo("readout: interrupted; what was captured is kept, the next run goes on", err=True)
        raise
