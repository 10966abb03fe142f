"""Where in the tree a block stands: the block elements around it, with what their attributes call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_NAMED = ("class", "id", "role", "itemprop", "data-component", "data-testid")
_NAMES_MAX = 200  # characters; longer lists of classes are made by machines and say no more (our choice)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A block element: its tag, its names, the block element around it."""

    identity: int  # `mem_id` of the node
    tag: str
    names: str  # values of class, id and the like, with a blank between two
    is_hidden: bool
    depth: int  # block elements around it
    outer: Place | None


def place_of(identity: int, tag: str, attributes: Mapping[str, str | None], outer: Place | None) -> Place:
    """The place that a block element makes."""
    depth = outer.depth + 1 if outer is not None else 0
    if not attributes:
        return Place(identity, tag, "", is_hidden=False, depth=depth, outer=outer)
    names = " ".join([value for name in _NAMED if (value := attributes.get(name))])[:_NAMES_MAX]
    style = attributes.get("style")
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true" or bool(style and _UNSEEN.search(style))
    return Place(identity, tag, names, is_hidden=hidden, depth=depth, outer=outer)


def places_from_without(places: Iterable[Place | None]) -> list[Place]:
    """The places and all that are around them, each once, outer before inner; linear however deep they are."""
    known: dict[int, Place] = {}
    for inner in places:
        new: list[Place] = []
        place = inner
        while place is not None and place.identity not in known:
            new.append(place)
            place = place.outer
        known.update((one.identity, one) for one in reversed(new))
    return list(known.values())
