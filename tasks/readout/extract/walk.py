"""One iterative walk of a content node: what stands between block elements becomes a passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from readout.extract.cut import ANY_BREAK, TWO_BREAKS, Span, cut
from readout.extract.html import SKIPPED, absolute
from readout.extract.places import Place, place_of
from readout.model import PassageKind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "legend",
))  # fmt: skip
# A class or id that names a widget; matched against the parts of a name, so that "comment" is not in "commentary".
_WIDGET = re.compile(
    r"(?:^|[-_])(?:share|sharing|sharer|social|addthis|comments?|respond|related|recommend(?:ed)?|newsletters?|subscribe|signup"
    r"|promo|promos|advert|advertisement|ads?|cookies?|breadcrumbs?|toolbar|toolbox|pagination|widget|sidebar|tags)(?:[-_]|$)",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?:^|[-_\s])(?:caption|wp-caption-text|picture|photo-credit|credit)(?:[-_\s]|$)", re.IGNORECASE)
_KINDS: dict[str, PassageKind] = {
    "li": "list", "dt": "list", "dd": "list", "blockquote": "quote", "figcaption": "caption", "caption": "caption",
}  # fmt: skip
# A table in which a cell holds more than a line is there for the page's look, not for its data.
_LAYOUT_TABLE = "ul, ol, h1, h2, h3, h4, blockquote, p + p, div + div, br + br, form"


@dataclass(frozen=True, slots=True)
class Block:
    """A passage as the walk found it, with its links (start, end, address) and the share of its letters in links."""

    text: str
    kind: PassageKind
    level: int | None = None
    links: tuple[Span, ...] = ()
    link_share: float = 0.0
    in_widget: bool = False
    parent: int = 0  # identity of the block element's parent
    place: Place | None = field(default=None, repr=False, compare=False)  # the block element that it stands in


@dataclass(slots=True)
class _Walk:
    """What the walk knows at one place of the tree."""

    base_url: str
    skip: frozenset[int]
    every_break: bool
    blocks: list[Block] = field(default_factory=list[Block])
    pieces: list[str] = field(default_factory=list[str])
    length: int = 0
    links: list[Span] = field(default_factory=list[Span])
    open_links: list[Span] = field(default_factory=list[Span])  # node, start, address
    kinds: list[tuple[int, PassageKind, int | None]] = field(default_factory=list[tuple[int, PassageKind, "int | None"]])
    widgets: list[int] = field(default_factory=list[int])
    pres: list[int] = field(default_factory=list[int])
    table: int | None = None  # data table that we are in
    parent: int = 0
    place: Place | None = None

    def enter(self, node: LexborNode) -> bool:
        """Take note of a node; True when its children are to be walked."""
        tag = node.tag or ""
        if node.is_text_node:
            self._add(self._blanks(node.text_content or ""))
            return False
        if tag in SKIPPED or tag.startswith("-") or node.mem_id in self.skip:
            return False
        if tag == "br":
            self._add(" " if self.table else "\n")
            return False
        if tag in BLOCKS:
            self._enter_block(node, tag)
        elif tag == "a":
            self._enter_link(node)
        return True

    def leave(self, node: LexborNode) -> None:
        """Close what the node opened."""
        identity, tag = node.mem_id, node.tag or ""
        if self.open_links and self.open_links[-1][0] == identity:
            _, start, href = self.open_links.pop()
            self.links.append((start, self.length, href))
        if tag in BLOCKS:
            self._leave_block(identity, tag)
        if self.kinds and self.kinds[-1][0] == identity:
            self.kinds.pop()
        if self.widgets and self.widgets[-1] == identity:
            self.widgets.pop()
        if self.pres and self.pres[-1] == identity:
            self.pres.pop()

    def flush(self) -> None:
        """End the passage."""
        raw = "".join(self.pieces)
        if raw.strip():
            _, kind, level = self.kinds[-1] if self.kinds else (0, "body", None)
            kind = "table" if self.table else kind
            pattern = ANY_BREAK if self.every_break or self.pres else TWO_BREAKS
            # An anchor that is still open reaches into the next passage.
            links = [*self.links, *((start, self.length, href) for _, start, href in self.open_links)]
            for text, spans, share in cut(raw, links, pattern, rows=self.table is not None):
                self.blocks.append(Block(text, kind, level, spans, share, bool(self.widgets), self.parent, self.place))
        self.pieces, self.length, self.links = [], 0, []
        self.open_links = [(identity, 0, href) for identity, _, href in self.open_links]

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def _blanks(self, text: str) -> str:
        # A line break of the source is a blank, but in <pre>; "\n" stands for <br> from here on.
        return text if self.pres else text.replace("\n", " ").replace("\r", " ")

    def _enter_link(self, node: LexborNode) -> None:
        address = (node.attributes.get("href") or "").strip()
        if address and not address.startswith("#") and (href := absolute(self.base_url, address)):
            self.open_links.append((node.mem_id, self.length, href))

    def _enter_block(self, node: LexborNode, tag: str) -> None:
        if self.table is None:
            self.flush()
            self.parent = node.parent.mem_id if node.parent is not None else 0
            if tag == "table" and _is_data(node):
                self.table = node.mem_id
        elif tag == "tr":
            self.flush()
        else:
            self._add("\t" if tag in ("td", "th") else " ")
        attributes = node.attributes
        self.place = place_of(node.mem_id, tag, attributes, self.place)
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if tag in _HEADINGS:
            self.kinds.append((node.mem_id, "heading", _HEADINGS[tag]))
        elif tag in _KINDS:
            self.kinds.append((node.mem_id, _KINDS[tag], None))
        elif _CAPTION.search(names) and tag in ("p", "div"):
            self.kinds.append((node.mem_id, "caption", None))
        if tag == "pre":
            self.pres.append(node.mem_id)
        if tag in ("aside", "form", "nav") or any(_WIDGET.search(name) for name in names.split()):
            self.widgets.append(node.mem_id)

    def _leave_block(self, identity: int, tag: str) -> None:
        if self.table is None:
            self.flush()
        elif self.table == identity:
            self.flush()
            self.table = None
        elif tag == "tr":
            self.flush()
        else:
            self._add(" ")
        if self.place is not None and self.place.identity == identity:
            self.place = self.place.outer


def walk(nodes: Sequence[LexborNode], base_url: str, *, skip: Iterable[int] = (), every_break: bool = False) -> list[Block]:
    """The passages of the content nodes, in order, each text once.

    Args:
        nodes: content nodes, none inside another.
        base_url: what relative addresses are relative to.
        skip: `mem_id` of nodes that are left out with all that is in them.
        every_break: whether one `<br>` ends a passage; otherwise two in a row do.
    """
    state = _Walk(base_url, frozenset(skip), every_break)
    for root in nodes:
        _walk_one(root, state)
        state.flush()
    return state.blocks


def _walk_one(root: LexborNode, state: _Walk) -> None:
    if not state.enter(root):
        return
    node = root.child
    while node is not None:
        following = node.child if state.enter(node) else None
        while following is None:
            state.leave(node)
            if node.mem_id == root.mem_id:
                return
            following = node.next
            if following is None:
                parent = node.parent
                if parent is None:
                    return
                node = parent
                if node.mem_id == root.mem_id:
                    state.leave(node)
                    return
        node = following


def _is_data(table: LexborNode) -> bool:
    if table.css_first(_LAYOUT_TABLE) is not None or len(table.css("table")) > 1:  # a selector matches the node itself, too
        return False
    return table.css_first("td + td, th + td, th + th") is not None
