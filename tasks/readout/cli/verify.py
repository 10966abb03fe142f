"""`readout verify`: is what lies on disk still what we wrote?"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Annotated

import typer

from readout.errors import BadRequest, RawDamaged

PROGRESS_SECONDS = 5.0  # a word now and then, so that nobody thinks it hangs


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(verify)


def verify(
    raw: Annotated[bool, typer.Option("--raw", help="Read all of data/raw: members, digests, order, what names them.")] = False,
    index: Annotated[
        bool, typer.Option("--index", help="If all is sound, write data/raw/.index/index.cdxj anew, for replay tools.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")] = False,
) -> None:
    """Check that nothing in the data folder was lost or changed; a line for each file, with what to do. Exit 1 on damage."""
    from readout.report.verifying import check_as_json, check_line, check_raw, summary, unsound
    from readout.settings import load_config

    if not raw:
        raise BadRequest("nothing to verify", "say --raw: `readout check` looks at the current release")
    config, checks = load_config(), []
    for check in check_raw(config, _progress()):
        checks.append(check)
        typer.echo(json.dumps(check_as_json(check), ensure_ascii=False) if as_json else check_line(check))
    if not as_json:
        typer.echo(summary(checks))
    if bad := len(unsound(checks)):
        raise RawDamaged(f"{bad} files of {config.data / 'raw'} need care", "Do what stands below each, then verify again.")
    if index:
        from readout.capture.cdxj import INDEX, write_index

        lines = write_index(config.data / "raw")
        logging.getLogger("readout").info("%-10s %s: %d lines", "index", config.data / "raw" / INDEX, lines)


def _progress() -> Callable[[int], None]:
    """Says now and then how many bytes were read."""
    log, size, said = logging.getLogger("readout"), 0, time.monotonic()

    def told(read: int) -> None:
        """Add bytes that were read; now and then say how many it is by now."""
        nonlocal size, said
        size += read
        if time.monotonic() - said >= PROGRESS_SECONDS:
            said = time.monotonic()
            log.info("%-10s %d MB read", "verify", size // 1_000_000)

    return told
