"""`readout publisher new`: a publisher's file and an invented page in its mark-up, from one page that is there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborNode

from readout.configuration import read_toml
from readout.drafting.draft import Draft, draft_of
from readout.drafting.files import toml_of
from readout.drafting.fixtures import fixture_of, fixture_toml
from readout.drafting.identity import host_of
from readout.drafting.invented import invented_page
from readout.errors import BadRequest
from readout.extract.context import Context, context_of
from readout.extract.details.metadata import page_metadata
from readout.extract.html import Page, parse
from readout.extract.layouts import Chosen, choose, content_nodes, selectors
from readout.extract.pages import read_page
from readout.extract.verdicts.verdict import Reading, read
from readout.model import Capture
from readout.model.drafts import Entity
from readout.publishers import Layout, Publisher, Publishers
from readout.releases.disk import writing
from readout.report.terminal import shortened, table
from readout.settings import Config

PAGES = Path("tests/extract/pages")
"""Where the invented pages of layouts stand, below the home."""

_NOTHING = "give a page with an article, a statement or the like, as its site sends it: HTML, saved whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One page: its bytes, its address, when it was got, and what to call it in messages."""

    body: bytes
    url: str
    at: datetime
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft, and the files that it makes."""

    draft: Draft
    known_as: str | None  # the layout of a file that reads the page already
    files: dict[Path, str]  # relative to where they are written


def address_in(body: bytes) -> str | None:
    """The address that a saved page gives as its own."""
    page = parse(body[:2_000_000].decode("utf-8", "replace"), "")
    named = (("link[rel=canonical]", "href"), ('meta[property="og:url"]', "content"))
    found = ((page.parser.css_first(css), name) for css, name in named)
    urls = (node.attributes.get(name) or "" for node, name in found if node is not None)
    return next((url.strip() for url in urls if host_of(url.strip())), None)


def drafted_from(source: Source, name: str | None, config: Config) -> Drafted:
    """The draft for a page.

    Args:
        source: the page.
        name: id of the publisher's file, where one was asked for.
        config: constants, and the publishers that are known.

    Raises:
        BadRequest: what was given is no page, a wall, or holds no text.
    """
    # As nobody's page, so that no layout reads it and the general rules can be seen.
    context = replace(context_of_page(source.url, source.at, config), publisher=None, publishers=Publishers(()))
    page = _page_of(read(Entity(status=200, headers=(), body=source.body), context), source)
    draft = draft_of(page, context, name, list(strangers(config, host_of(source.url))))
    if draft is None:
        raise BadRequest(f"{source.name} holds no text that could be a document's", _NOTHING)
    known = choose(page, config.publishers.of_host(host_of(source.url)), context.day, config.publishers)
    files = {Path(f"{draft.publisher.id}.toml"): toml_of(draft, source.url)}
    return Drafted(draft=draft, known_as=known.name if known else None, files=files | _fixture(page, draft.publisher, context))


def strangers(config: Config, host: str) -> Iterable[Page]:
    """The pages of other publishers that a fingerprint must not match."""
    own = config.publishers.of_host(host)
    for path in sorted((config.home / PAGES).glob("*/*.html")):
        if own is None or path.parent.name != own.id:
            yield parse(path.read_text(encoding="utf-8", errors="replace"), "")


def context_of_page(url: str, at: datetime, config: Config) -> Context:
    """The context of a page that no capture is known of: as if it had been fetched then, from that address."""
    row: dict[str, Any] = dict.fromkeys(one.name for one in fields(Capture))
    row |= {"capture_id": "", "purpose": "page", "via": "live", "url": url, "original_url": url, "url_key": url}
    row |= {"attempt": 1, "hop": 0, "outcome": "ok", "outcome_observed": "ok", "fetched_at": at}
    return context_of(Capture(**row), config.publishers, config.constants.extract)


def write_draft(drafted: Drafted, places: dict[Path, Path], *, force: bool) -> list[Path]:
    """Write the files, once the publisher's has been read back.

    Args:
        drafted: the draft.
        places: where each of its files goes.
        force: whether files that are there may be overwritten.

    Raises:
        BadRequest: a file is there already.
        CannotWrite: a folder cannot be written.
    """
    held = [path for path in places.values() if path.exists()]
    if held and not force:
        raise BadRequest(f"{held[0]} is there already", "give another --id or --output, or --force to overwrite it")
    publisher = drafted.draft.publisher
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{publisher.id}.toml"
        path.write_text(drafted.files[Path(path.name)], encoding="utf-8")
        read_toml(path, Publisher, id=publisher.id)
    for name, path in places.items():
        with writing(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(drafted.files[name], encoding="utf-8")
    return list(places.values())


def draft_page(drafted: Drafted) -> str:
    """What the draft is sure of, and what to look at."""
    rows = [
        (one.key, "sure" if one.is_sure else "look", shortened(one.rule, 60), shortened(one.value, 50), one.advice)
        for one in drafted.draft.findings
    ]
    lines = [table(("key", "", "rule", "gives", "look at"), rows)]
    if drafted.known_as:
        lines.append(f"layout {drafted.known_as} reads this page already: compare before you add another")
    return "\n".join(lines)


def draft_as_json(drafted: Drafted) -> dict[str, Any]:
    """The draft for a script."""
    draft = drafted.draft
    return {
        "id": draft.publisher.id,
        "found": round(draft.found, 4),
        "known_as": drafted.known_as,
        "findings": [
            {"key": f.key, "rule": f.rule, "value": f.value, "is_sure": f.is_sure, "advice": f.advice} for f in draft.findings
        ],
    }


def _page_of(reading: Reading, source: Source) -> Page:
    kind, outcome = reading.verdict.sniffed_type, reading.verdict.outcome
    if reading.page is None and reading.problem is None:
        raise BadRequest(f"{source.name} is no web page but {kind}", _NOTHING)
    if outcome != "ok" or reading.page is None:
        why = reading.evidence or reading.verdict.reason or reading.problem or ""
        what = outcome if outcome != "ok" else reading.problem
        raise BadRequest(f"{source.name} is not the page itself: {what} ({shortened(why, 80)})", _NOTHING)
    return reading.page


def _fixture(page: Page, publisher: Publisher, context: Context) -> dict[Path, str]:
    """The invented page and what it turns into, read by the drafted layout."""
    if not publisher.layout:
        return {}
    [layout] = publisher.layout
    marks, kept = _marks(page, layout)
    text = invented_page(page, marks, kept, layout.title_suffix)
    url = f"https://{publisher.domains[0]}/invented-page/"
    made = parse(text, url)
    capture = replace(context.capture, url=url, original_url=url, url_key=url)
    own = replace(context, capture=capture, publisher=publisher, publishers=Publishers((publisher,)))
    found = read_page(made, own)
    fixture = fixture_of(url, context.day, Chosen(publisher, layout), found, page_metadata(made, found, own))
    folder = Path(publisher.id)
    return {folder / f"{layout.name}.html": text, folder / f"{layout.name}.toml": fixture_toml(fixture)}


def _marks(page: Page, layout: Layout) -> tuple[Sequence[LexborNode], Sequence[LexborNode]]:
    """The elements that the layout's rules find, and those among them whose words the rules read."""
    read_by_words = [rule.css for rule in (layout.kind, layout.published) if rule]
    others = [
        *selectors(layout.title),
        *([layout.authors.css] if layout.authors else []),
        *([layout.place] if layout.place else []),
    ]
    marks = [page.parser.css_first(css) for css in (layout.fingerprint, *others, *read_by_words) if css]
    kept = [node for css in read_by_words for node in page.parser.css(css)]
    return [*(node for node in marks if node is not None), *content_nodes(page, layout)], kept
