"""What stands inside a layout's body and is no part of the text: what a draft drops, and what it leaves to be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from readout.drafting.bodies import bare
from readout.drafting.selectors import steps_of
from readout.extract.html import SKIPPED, node_text
from readout.extract.residue import is_residue

_WIDGET = re.compile(
    r"(?:^|[-_])(?:share|sharing|social|tools?|comments?|related|recommend(?:ed)?|read-?more|more|newsletters?|subscribe|signup|promos?"
    r"|advert(?:isement)?|ads?|cookies?|breadcrumbs?|pagination|widget|sidebar|tags?|toc|nav|menu|author-bio|bio|footer)(?:[-_]|$)",
    re.IGNORECASE,
)
_TAGS = frozenset({"aside", "nav", "form", "footer"})
_LINKS_MIN = 0.7  # share of letters in links: a list of other pages
_DROPS_MAX = 12
_LEFT_MAX = 5


def find_widgets(
    bodies: Sequence[LexborNode], text: str, facts: Sequence[LexborNode]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Selectors of what to drop, and the words of what is left in although the generic route left it out.

    Args:
        bodies: the nodes of the body.
        text: the generic text.
        facts: elements that give title, date, authors, kind: no part of the text where they stand inside the body.
    """
    lines = {bare(line) for line in text.split("\n")}
    inside = {fact.mem_id for fact in facts}
    drop: list[str] = []
    left: list[str] = []
    for node in _strangers(bodies, lines, bare(text)):
        if _is_widget(node, inside):
            drop += [css] if (css := _own_step(node, bodies, lines)) else []
        elif not is_residue(words := node_text(node), linked=False):
            left.append(words)
    return tuple(dict.fromkeys(drop))[:_DROPS_MAX], tuple(left[:_LEFT_MAX])


def _strangers(bodies: Sequence[LexborNode], lines: set[str], whole: str) -> Iterator[LexborNode]:
    """The outermost elements inside the bodies none of whose words the generic route took."""
    stack = [child for body in reversed(bodies) for child in reversed(list(body.iter(include_text=False)))]
    while stack:
        node = stack.pop()
        if node.tag in SKIPPED or not (words := bare(node.text(deep=True, separator=" "))):
            continue
        if words in lines or (len(words) > 3 and words in whole):
            continue
        if any(bare(part) in lines or (len(bare(part)) > 3 and bare(part) in whole) for part in _parts(node)):
            stack.extend(reversed(list(node.iter(include_text=False))))
        else:
            yield node


def _parts(node: LexborNode) -> list[str]:
    """The runs of text inside an element."""
    return [part for part in node.text(deep=True, separator="\x02").split("\x02") if bare(part)]


def _is_widget(node: LexborNode, facts: set[int]) -> bool:
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".split()
    if node.tag in _TAGS or any(_WIDGET.search(name) for name in names):
        return True
    if node.mem_id in facts or any(inner.mem_id in facts for inner in node.css("*")):
        return True
    words, linked = len(bare(node_text(node))), sum(len(bare(node_text(one))) for one in node.css("a"))
    return linked >= _LINKS_MIN * words or is_residue(node_text(node), linked=linked > 0)


def _own_step(node: LexborNode, bodies: Sequence[LexborNode], lines: set[str]) -> str | None:
    """A step of the element that matches no part of the text; a bare tag only where its name says what it is."""
    named, tag = steps_of(node)[:-1], node.tag or ""
    for step in (*named, tag) if tag in _TAGS else named:
        found = [one for body in bodies for one in body.css(step) if one.mem_id != body.mem_id]
        if found and not any(bare(line) in lines for one in found for line in _parts(one) if len(bare(line)) > 3):
            return step
    return None
