"""The way of an HTML page: layout or generic route, the guard between them, passages and metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from readout.constants.extract import ExtractConstants
from readout.extract.blocks.generic import Generic, generic_blocks, told_by
from readout.extract.blocks.walk import Block, walk
from readout.extract.context import Context
from readout.extract.details.evidence import Candidate
from readout.extract.details.titles import title_candidates
from readout.extract.guard import claims_of, fit_of, may_be_stale
from readout.extract.head import Head, read_head
from readout.extract.html import Page
from readout.extract.layouts import Chosen, choose, content_nodes
from readout.extract.passages import Content, assemble
from readout.model import Completeness
from readout.publishers import Publisher


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
    blocks = layout_blocks(page, chosen) if chosen else []
    if chosen is None or not blocks:
        generic = generic_blocks(page, told_by([one.value for one in titles], head), constants)
        content = _with_residue(
            assemble(generic.blocks, constants, stop=chosen.layout.stop if chosen else (), title=title), generic
        )
        completeness: Completeness = "full" if generic.is_sure and chosen is None else "partial"
        warnings = _missed(publisher, chosen, titles)
        return Read(content, chosen, head, titles, completeness, warnings, generic.notes)
    content = assemble(blocks, constants, stop=chosen.layout.stop, title=title)
    return _guarded(page, Read(content, chosen, head, titles, "full", _untitled(chosen, titles)), chosen, constants)


def _missed(publisher: Publisher | None, chosen: Chosen | None, titles: Sequence[Candidate]) -> tuple[tuple[str, str], ...]:
    """The warnings for a layout that found no text, or for a page of a publisher's own on which none of its layouts fits."""
    if chosen is not None:
        return (("layout_missed", f"{chosen.name}: body"), *_untitled(chosen, titles))
    return (("layout_missed", f"{publisher.id}: fingerprint"),) if publisher and publisher.layout else ()


def _untitled(chosen: Chosen, titles: Sequence[Candidate]) -> tuple[tuple[str, str], ...]:
    """The warning for a layout whose selectors find no title: every page has one."""
    found = any(one.source.startswith("layout ") for one in titles)
    return () if found or not chosen.layout.title else (("layout_missed", f"{chosen.name}: title"),)


def layout_blocks(page: Page, chosen: Chosen) -> list[Block]:
    """The passages inside the nodes that a layout names."""
    layout = chosen.layout
    nodes = content_nodes(page, layout)
    skip = page.chrome | {found.mem_id for node in nodes for selector in layout.drop for found in node.css(selector)}
    return walk(nodes, page.base_url, skip=skip, every_break=layout.paragraphs == "br")


def _guarded(page: Page, read: Read, chosen: Chosen, constants: ExtractConstants) -> Read:
    """The layout's text, unless the page holds much more of which it is a part: then the layout is stale."""
    mine = read.content.text
    if not may_be_stale(page, mine, chosen.layout, constants):
        return read
    generic = generic_blocks(page, told_by([one.value for one in read.titles], read.head), constants)
    other = _with_residue(assemble(generic.blocks, constants, stop=chosen.layout.stop, title=read.title), generic)
    fit = fit_of(mine, other.text, claims_of(read.head), constants) if generic.is_sure else "fits"
    if fit == "fits":
        return replace(read, notes=generic.notes)
    content = other if fit == "give_way" else read.content
    return replace(
        read, content=content, completeness="partial", warnings=(*read.warnings, ("layout_stale", f"{chosen.name}: body"))
    )


def _with_residue(content: Content, generic: Generic) -> Content:
    return replace(content, residue=(*content.residue, *generic.residue))
