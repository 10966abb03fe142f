"""A drafted layout tried on its page: what it gives beside the general rules; rules that give something else are taken out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readout.extract.context import Context
from readout.extract.details.metadata import Metadata, page_metadata
from readout.extract.html import Page
from readout.extract.layouts import Chosen
from readout.extract.pages import Read, layout_blocks, read_page
from readout.extract.passages import assemble
from readout.publishers import Layout, Publisher, Publishers
from readout.text.copies.overlap import cover

_LOSS_MAX = 0.005  # of the general rules' text, by one selector of `drop`: a line of a long text


@dataclass(frozen=True, slots=True)
class Expected:
    """What the general rules make of the page: the text without title, by-line and date, and the metadata."""

    text: str
    metadata: Metadata


def expected_of(read: Read, metadata: Metadata) -> Expected:
    """What a layout has to find."""
    lines = [(one.kind, read.content.text[one.start : one.end]) for one in read.content.passages]
    own = [
        line for kind, line in lines if kind not in ("byline", "dateline") and not (kind == "heading" and line == read.title)
    ]
    return Expected("\n".join(own) or read.content.text, metadata)


def text_by(page: Page, layout: Layout, owner: Publisher, context: Context) -> str:
    """The text that a layout finds on a page."""
    return assemble(layout_blocks(page, Chosen(owner, layout)), context.constants).text


def sound(page: Page, layout: Layout, owner: Publisher, expected: Expected, context: Context) -> Layout:
    """The layout without the rules that take from the text, or read another date or other authors."""
    kept: list[str] = []
    found = cover(expected.text, text_by(page, layout.model_copy(update={"drop": ()}), owner, context))[0]
    for css in layout.drop:
        tried = layout.model_copy(update={"drop": (*kept, css)})
        if cover(expected.text, text_by(page, tried, owner, context))[0] >= found - _LOSS_MAX:
            kept.append(css)
    layout = layout.model_copy(update={"drop": tuple(kept)})
    known, mine = expected.metadata, metadata_by(page, layout, owner, context)
    names, own = ([author.name.casefold() for author in one.authors] for one in (known, mine))
    if known.published_on is not None and mine.published_on != known.published_on:
        layout = layout.model_copy(update={"published": None})
    return layout.model_copy(update={"authors": None}) if names and names != own else layout


def metadata_by(page: Page, layout: Layout, owner: Publisher, context: Context) -> Metadata:
    """What a page says of itself, read by a layout."""
    owner = owner.model_copy(
        update={"layout": (layout.model_copy(update={"fingerprint": None, "since": None, "until": None}),)}
    )
    own = replace(context, publisher=owner, publishers=Publishers((owner,)))
    return page_metadata(page, read_page(page, own), own)
