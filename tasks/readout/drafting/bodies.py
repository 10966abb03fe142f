"""Where the text of a page stands, as a layout can say it: found from what the generic route took for the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from readout.drafting.selectors import COMMON, ancestors, selector_of, steps_of
from readout.extract.context import Context
from readout.extract.html import Page
from readout.extract.layouts import Chosen, content_nodes
from readout.extract.pages import layout_blocks
from readout.extract.passages import assemble
from readout.publishers import Layout, Publisher
from readout.text.copies.overlap import cover

FOUND_MIN = 0.95
"""Share of the generic text that a body must hold: extractors differ by captions and by-lines, a twentieth (our choice)."""

_BARE = re.compile(r"[\W_]+")
_KEY = 25  # letters that make a passage unmistakable
_INSIDE_MIN = 0.97  # share of those passages that the next smaller element must hold to be gone into
_TRIED = 24  # selectors tried; each costs a walk of the page
_ELEMENTS_MAX = 3000  # below the container
_LINE = 60  # letters of a line that is a paragraph


@dataclass(frozen=True, slots=True)
class Body:
    """A selector for the text, and how well it does."""

    layout: Layout  # of body, body_all and paragraphs alone
    nodes: tuple[LexborNode, ...]
    found: float  # share of the generic text that it finds
    extra: float  # share of what it finds that the generic route left out


def find_body(page: Page, text: str, context: Context, owner: Publisher) -> Body | None:
    """The selector that finds the whole of the text and least besides; None where none finds enough."""
    keys = [key for line in text.split("\n") if len(key := bare(line)) >= _KEY] or [bare(text)]
    container = _container(page, keys)
    if container is None:
        return None
    tried = [_tried(page, layout, text, context, owner) for layout in _layouts(page, container, keys)]
    good = [body for body in tried if body.found >= FOUND_MIN]
    return min(good, key=_badness, default=None)  # of equals the first, which is the simplest


def _badness(body: Body) -> float:
    """What is too much and what is missing.

    A bare tag counts as a fiftieth, because the next page may have more of them; so do single paragraphs, because
    headings and lists are none.
    """
    last = (body.layout.body_all or str(body.layout.body)).rpartition(" ")[2]
    is_loose = not re.search(r"[.#\[]", last) or last.startswith("p.")
    return round(body.extra + (1 - body.found), 3) + (0.02 if is_loose else 0.0)


def bare(text: str) -> str:
    """Letters and digits alone: what two readings of one text have in common."""
    return _BARE.sub("", text)


def _tried(page: Page, layout: Layout, text: str, context: Context, owner: Publisher) -> Body:
    blocks = layout_blocks(page, Chosen(owner, layout))
    found, kept = cover(text, assemble(blocks, context.constants).text)
    return Body(layout, tuple(content_nodes(page, layout)), found, 1 - kept)


def _container(page: Page, keys: Sequence[str]) -> LexborNode | None:
    """The innermost element that holds nearly all of the passages."""
    node, total = page.body, sum(map(len, keys))
    while node is not None:
        inner = (child for child in node.iter(include_text=False) if _held(child, keys) >= _INSIDE_MIN * total)
        if (following := next(inner, None)) is None or following.tag == "p":
            return node
        node = following
    return None


def _held(node: LexborNode, keys: Sequence[str]) -> int:
    own = bare(node.text(deep=True, separator=" "))
    return sum(len(key) for key in keys if key in own)


def _layouts(page: Page, container: LexborNode, keys: Sequence[str]) -> Iterator[Layout]:
    """Layouts to try, the simplest first: the container, what is around it, then groups of alike elements within."""
    around = [container, *ancestors(container)][:4]
    singles = [css for node in around if (css := selector_of(page, node, _is_first(node)))]
    groups = list(_groups(page, container, keys))
    for css in dict.fromkeys(singles):
        yield Layout(name="draft", body=css, paragraphs=_paragraphs(page, css))
    for css in dict.fromkeys(groups[: _TRIED - len(singles)]):
        yield Layout(name="draft", body_all=css)


def _is_first(node: LexborNode) -> Callable[[Sequence[LexborNode]], bool]:
    """Whether the element is the first match that has text: the one that a layout takes."""

    def fits(found: Sequence[LexborNode]) -> bool:
        """Whether these matches do."""
        first = next((one for one in found if one.text(deep=True).strip()), None)
        return first is not None and first.mem_id == node.mem_id

    return fits


def _groups(page: Page, container: LexborNode, keys: Sequence[str]) -> Iterator[str]:
    """Steps that several elements of the container share and that together hold the passages."""
    counts: dict[str, int] = {}
    for node in container.css("div, section, p, article")[:_ELEMENTS_MAX]:
        for step in steps_of(node)[:-1]:
            counts[step] = counts.get(step, 0) + 1
    shared = [step for step, count in counts.items() if count > 1 or step.partition(".")[2] not in COMMON]
    total = sum(map(len, keys))
    for step in shared:
        own = bare(" ".join(node.text(deep=True, separator=" ") for node in page.parser.css(step)))
        if sum(len(key) for key in keys if key in own) >= _INSIDE_MIN * total:
            yield step


def _paragraphs(page: Page, css: str) -> str:
    """`br` where one line break ends a paragraph: most of the text stands outside of <p>, and its lines are long."""
    node = page.parser.css_first(css)
    if node is None or not node.css("br"):
        return "block"
    whole = len(bare(node.text(deep=True)))
    inside = sum(len(bare(one.text(deep=True))) for one in node.css("p, li, h2, h3, h4, blockquote"))
    if inside * 2 > whole:
        return "block"
    lines = len(node.css("br")) + 1
    return "br" if (whole - inside) / lines >= _LINE / 2 else "block"
