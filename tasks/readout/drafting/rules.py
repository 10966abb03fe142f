"""Which rules of a layout match a page that it reads."""

from __future__ import annotations

from collections.abc import Mapping

from readout.extract.details.metadata import Metadata
from readout.extract.html import Page, node_text
from readout.extract.pages import Read
from readout.publishers import Layout

RULES = ("fingerprint", "title", "body", "published", "authors", "kind", "place")
"""The rules of a layout that a page can fail, in the order in which they are told."""


def rules_of(layout: Layout) -> tuple[str, ...]:
    """The rules that a layout has."""
    has = {rule: bool(getattr(layout, rule)) for rule in RULES if rule != "body"}
    return tuple(rule for rule in RULES if rule == "body" or has[rule])


def matches(page: Page, layout: Layout, read: Read, metadata: Metadata) -> Mapping[str, bool]:
    """For each rule of the layout whether it gave something on a page.

    Args:
        page: the page.
        layout: the one that was chosen for it: its fingerprint matches.
        read: the page's text.
        metadata: what was read of it besides.
    """
    given = {one.field for one in metadata.evidence if one.source.startswith("layout ")}
    is_whole = not any(evidence.endswith(": body") for _, evidence in read.warnings)
    found = {"fingerprint": True, "body": is_whole, **{rule: rule in given for rule in ("title", "published", "authors")}}
    for rule, css in (("kind", layout.kind.css if layout.kind else None), ("place", layout.place)):
        found[rule] = css is not None and any(node_text(node) for node in page.parser.css(css))
    return {rule: found[rule] for rule in rules_of(layout)}
