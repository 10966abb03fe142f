"""The way of an HTML page: layout or generic route, the guard between them, passages and metadata."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readout.constants.extract import ExtractConstants
from readout.extract.context import Context
from readout.extract.evidence import Candidate
from readout.extract.generic import Generic, generic_blocks
from readout.extract.head import Head, read_head
from readout.extract.html import Page, node_text
from readout.extract.layouts import Chosen, choose, content_nodes
from readout.extract.passages import Content, assemble
from readout.extract.titles import title_candidates
from readout.extract.walk import Block, walk
from readout.model import Completeness
from readout.text.overlap import cover


@dataclass(frozen=True, slots=True)
class Read:
    """What a page holds, before its metadata."""

    content: Content
    chosen: Chosen | None
    head: Head
    titles: tuple[Candidate, ...]
    completeness: Completeness
    warnings: tuple[tuple[str, str], ...]  # reason, evidence
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str | None:
        """The best candidate."""
        return self.titles[0].value if self.titles else None


def read_page(page: Page, context: Context) -> Read:
    """The text of a page by its layout, else by the generic route."""
    constants, publisher = context.constants, context.publisher
    head = read_head(page, constants)
    chosen = choose(page, publisher, context.day, context.publishers)
    titles = tuple(title_candidates(page, head, chosen, publisher, constants))
    title = titles[0].value if titles else None
    if chosen is None:
        generic = generic_blocks(page, constants)
        content = _with_residue(assemble(generic.blocks, constants, title=title), generic)
        return Read(content, None, head, titles, "full" if generic.is_sure else "partial", (), generic.notes)
    blocks = layout_blocks(page, chosen)
    if not blocks:
        generic = generic_blocks(page, constants)
        content = _with_residue(assemble(generic.blocks, constants, stop=chosen.layout.stop, title=title), generic)
        return Read(content, chosen, head, titles, "partial", (("layout_missed", chosen.name),), generic.notes)
    content = assemble(blocks, constants, stop=chosen.layout.stop, title=title)
    return _guarded(page, Read(content, chosen, head, titles, "full", ()), constants)


def layout_blocks(page: Page, chosen: Chosen) -> list[Block]:
    """The passages inside the nodes that a layout names."""
    layout = chosen.layout
    nodes = content_nodes(page, layout)
    skip = page.chrome | {found.mem_id for node in nodes for selector in layout.drop for found in node.css(selector)}
    return walk(nodes, page.base_url, skip=skip, every_break=layout.paragraphs == "br")


def _guarded(page: Page, read: Read, constants: ExtractConstants) -> Read:
    """The layout's text, unless the page holds much more that contains it: then the layout is stale."""
    mine = read.content.text
    least = max(len(mine) / constants.stale_share, len(mine) + constants.stale_characters_min)
    prose = sum(len(node_text(node)) for node in page.parser.css("p"))
    if prose < least:  # nothing more to find: no need to ask the slow extractor
        return read
    generic = generic_blocks(page, constants)
    other = _with_residue(assemble(generic.blocks, constants, title=read.title), generic)
    if not generic.is_sure or len(other.text) < least:
        return replace(read, notes=generic.notes)
    name = read.chosen.name if read.chosen else ""
    if cover(mine, other.text)[0] >= constants.stale_cover:
        return replace(read, content=other, completeness="partial", warnings=(("layout_stale", name),))
    return read


def _with_residue(content: Content, generic: Generic) -> Content:
    return replace(content, residue=(*content.residue, *generic.residue))
