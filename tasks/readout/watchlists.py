"""Watchlists as data: what a run looks at, one TOML file each; the file's name is the watchlist's id."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from readout.checked_values import Cron, WebAddress, Zone
from readout.publishers import Checked

Take = Literal["cited", "all"]


def _stays_below(pattern: str) -> str:
    path = PurePosixPath(pattern)
    if path.is_absolute() or ".." in path.parts or pattern.startswith("~") or "\\" in pattern:
        raise ValueError("leaves the home and data folders: write a path below one of them, without '..'")
    if not path.parts:
        raise ValueError("names no file")
    return pattern


Glob = Annotated[str, AfterValidator(_stays_below)]
"""A glob below the home or the data folder."""


class Schedule(Checked):
    """When the watchlist is due: a cron line of five fields in a time zone."""

    cron: Cron
    timezone: Zone = "UTC"


class LinkSource(Checked):
    """A feed, sitemap or page of links; of its links those are taken whose address or title has a word of `include`."""

    url: WebAddress
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class WarcSource(Checked):
    """WARC files on disk: an archive to look up what is wanted (`cited`), or a collection of its own (`all`)."""

    path: Glob
    take: Take = "cited"


class Watchlist(Checked):
    """What one line of work looks at; `id` is the name of its file."""

    id: str
    title: str
    schedule: Schedule | None = None
    network: bool = False
    depth: int = Field(default=1, ge=1, le=2)  # 2: citations of fetched pages are fetched once more
    documents: tuple[Glob, ...] = ()
    urls: tuple[WebAddress, ...] = ()
    stale_after_hours: int | None = Field(default=None, ge=1)
    feed: tuple[LinkSource, ...] = ()
    sitemap: tuple[LinkSource, ...] = ()
    section: tuple[LinkSource, ...] = ()
    warc: tuple[WarcSource, ...] = ()
