"""Pages that data/raw holds, as publishers' layouts are looked after with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from readout.capture.warc import read_captures, read_entity
from readout.discover.urls import url_fetch, url_key
from readout.extract.context import Context, context_of
from readout.extract.html import Page
from readout.extract.layouts import publisher_of
from readout.extract.verdicts.verdict import read
from readout.model import Capture
from readout.report.drafts import Source
from readout.settings import Config


@dataclass(frozen=True, slots=True)
class Held:
    """A captured page, parsed, and what is known of it besides."""

    page: Page
    context: Context

    @property
    def at(self) -> datetime:
        """When the page was as it is here."""
        return self.context.capture.memento_at or self.context.capture.fetched_at


def newest_page(config: Config, url: str) -> Source | str:
    """The newest capture of an address that is the page itself; else why there is none."""
    captures = read_captures(config.data / "raw")
    key, address = url_key(url, config.publishers), url_fetch(url)
    # A page that was moved answers under another address, in the same fetch.
    fetches = {one.fetch_id for one in captures if one.url_key == key or one.original_url == address}
    mine = [one for one in captures if one.fetch_id in fetches and one.purpose == "page"]
    by_id = {one.capture_id: one for one in captures}
    for capture in reversed(mine):
        if capture.entity_sha256 and capture.http_status:
            entity = read_entity(config.data / "raw", capture, by_id)
            if read(entity, context_of(capture, config.publishers, config.constants.extract)).verdict.outcome == "ok":
                return Source(body=entity.body, url=url, at=capture.memento_at or capture.fetched_at, name=url)
    return f"{mine[-1].outcome_observed}, {mine[-1].reason or 'no reason given'}" if mine else "nothing was captured"


def pages_by_publisher(config: Config, ids: Sequence[str], most: int) -> dict[str, list[Held]]:
    """The newest captured pages of each publisher's own hosts, in order of their time; walls and the like are passed over.

    Args:
        config: where the data are.
        ids: the publishers.
        most: pages of each.
    """
    captures = read_captures(config.data / "raw")
    by_id = {one.capture_id: one for one in captures}
    own: dict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        owner = publisher_of(capture, config.publishers) if _may_be_page(capture) else None
        if owner is not None and owner.id in ids:
            own[owner.id].append(capture)
    return {name: list(_parsed(list_, by_id, config, most)) for name, list_ in own.items()}


def _may_be_page(capture: Capture) -> bool:
    is_held = capture.entity_sha256 is not None and capture.revisit_of is None
    return capture.purpose == "page" and is_held and capture.outcome_observed in ("ok", "suspect_content")


def _parsed(captures: Sequence[Capture], by_id: Mapping[str, Capture], config: Config, most: int) -> Iterator[Held]:
    newest = sorted(captures, key=lambda one: (one.memento_at or one.fetched_at, one.capture_id))[-most:]
    for capture in newest:
        context = context_of(capture, config.publishers, config.constants.extract)
        reading = read(read_entity(config.data / "raw", capture, by_id), context)
        if reading.page is not None and reading.verdict.outcome == "ok":
            yield Held(reading.page, context)
