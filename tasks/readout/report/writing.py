"""A page written to a file that a user named."""

from __future__ import annotations

from pathlib import Path

from readout.errors import BadRequest


def write_page(path: Path, page: str) -> None:
    """Write a page; a file of that name is replaced.

    Raises:
        BadRequest: the file cannot be written.
    """
    try:
        path.write_text(page, encoding="utf-8", errors="replace")
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror}", "name a file in a folder that exists") from error
