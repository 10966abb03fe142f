"""Where in the tree a block stands: the block elements around it, with what their attributes call them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_NAMED = ("class", "id", "role", "itemprop", "data-component", "data-testid")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True, eq=False)  # not frozen: a page has thousands, and that would triple the time to make one
class Place:
    """A block element: its tag, its names, the block element around it."""

    identity: int  # `mem_id` of the node
    tag: str
    names: str  # values of class, id and the like, with a blank between two
    is_hidden: bool
    outer: Place | None

    def chain(self) -> Iterator[Place]:
        """This element and those around it, from within."""
        place: Place | None = self
        while place is not None:
            yield place
            place = place.outer


def place_of(identity: int, tag: str, attributes: Mapping[str, str | None], outer: Place | None) -> Place:
    """The place that a block element makes."""
    if not attributes:
        return Place(identity, tag, "", is_hidden=False, outer=outer)
    names = " ".join([value for name in _NAMED if (value := attributes.get(name))])
    style = attributes.get("style")
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true" or bool(style and _UNSEEN.search(style))
    return Place(identity, tag, names, is_hidden=hidden, outer=outer)
