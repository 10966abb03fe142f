"""One iterative walk of a content node: what stands between block elements becomes a passage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from readout.extract.blocks.cut import ANY_BREAK, TWO_BREAKS, Span, cut
from readout.extract.blocks.places import Place, place_of
from readout.extract.html import SKIPPED, absolute
from readout.model import PassageKind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "legend",
))  # fmt: skip
# Parts of a class or id that name a widget, a caption; parts, so that "comment" is not in "commentary".
_WIDGETS = frozenset((
    "share", "sharing", "sharer", "social", "addthis", "comment", "comments", "respond", "related", "recommend", "recommended",
    "newsletter", "newsletters", "subscribe", "signup", "promo", "promos", "advert", "advertisement", "ad", "ads", "cookie",
    "cookies", "breadcrumb", "breadcrumbs", "toolbar", "toolbox", "pagination", "widget", "sidebar", "tags",
))  # fmt: skip
_CAPTIONS = frozenset(("caption", "picture", "credit"))
_KINDS: dict[str, PassageKind] = {
    "li": "list", "dt": "list", "dd": "list", "blockquote": "quote", "figcaption": "caption", "caption": "caption",
}  # fmt: skip
# A table in which a cell holds more than a line is there for the page's look, not for its data.
_LAYOUT_TABLE = "ul, ol, h1, h2, h3, h4, blockquote, p + p, div + div, br + br, form"


@dataclass(slots=True)  # not frozen: a page has hundreds, and that would triple the time to make one
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
    # What was found out of an address, and of the names of an element: pages say the same of most elements.
    addresses: dict[str, str | None] = field(default_factory=dict[str, "str | None"])
    named: dict[str, tuple[bool, bool]] = field(default_factory=dict[str, "tuple[bool, bool]"])  # caption, widget

    def add(self, text: str) -> None:
        """Add to the passage."""
        self.pieces.append(text)
        self.length += len(text)

    def add_source(self, text: str) -> None:
        """Add a text node: a line break of the source is a blank, but in <pre>; from here on it stands for <br>."""
        self.add(text if self.pres else text.replace("\n", " ").replace("\r", " "))

    def flush(self) -> None:
        """End the passage."""
        if self.pieces:
            raw = "".join(self.pieces)
            if not raw.isspace():
                self._cut(raw)
            self.pieces, self.length = [], 0
        if self.links:
            self.links = []
        if self.open_links:
            self.open_links = [(identity, 0, href) for identity, _, href in self.open_links]

    def _cut(self, raw: str) -> None:
        _, kind, level = self.kinds[-1] if self.kinds else (0, "body", None)
        kind = "table" if self.table else kind
        pattern = ANY_BREAK if self.every_break or self.pres else TWO_BREAKS
        # An anchor that is still open reaches into the next passage.
        links = [*self.links, *((start, self.length, href) for _, start, href in self.open_links)]
        for text, spans, share in cut(raw, links, pattern, rows=self.table is not None):
            self.blocks.append(Block(text, kind, level, spans, share, bool(self.widgets), self.parent, self.place))

    def enter_link(self, node: LexborNode) -> None:
        """Take note of an anchor that leads anywhere."""
        address = (node.attributes.get("href") or "").strip()
        if not address or address.startswith("#"):
            return
        if address not in self.addresses:
            self.addresses[address] = absolute(self.base_url, address)
        if href := self.addresses[address]:
            self.open_links.append((node.mem_id, self.length, href))

    def leave_link(self, identity: int) -> None:
        """Close an anchor."""
        if self.open_links and self.open_links[-1][0] == identity:
            _, start, href = self.open_links.pop()
            self.links.append((start, self.length, href))

    def enter_block(self, node: LexborNode, tag: str, outer: LexborNode | None) -> None:
        """End the passage before a block element, and take note of what it is."""
        identity, attributes = node.mem_id, node.attributes
        if self.table is None:
            self.flush()
            self.parent = outer.mem_id if outer is not None else 0
            if tag == "table" and _is_data(node):
                self.table = identity
        elif tag == "tr":
            self.flush()
        else:
            self.add("\t" if tag in ("td", "th") else " ")
        self.place = place_of(identity, tag, attributes, self.place)
        is_caption, is_widget = self._named(attributes) if attributes else (False, False)
        if tag in _HEADINGS:
            self.kinds.append((identity, "heading", _HEADINGS[tag]))
        elif tag in _KINDS:
            self.kinds.append((identity, _KINDS[tag], None))
        elif is_caption and tag in ("p", "div"):
            self.kinds.append((identity, "caption", None))
        if tag == "pre":
            self.pres.append(identity)
        if is_widget or tag in ("aside", "form", "nav"):
            self.widgets.append(identity)

    def _named(self, attributes: Mapping[str, str | None]) -> tuple[bool, bool]:
        """Whether the names of an element are those of a caption, of a widget."""
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if names not in self.named:
            parts = names.lower().replace("-", " ").replace("_", " ").split()
            self.named[names] = not _CAPTIONS.isdisjoint(parts), not _WIDGETS.isdisjoint(parts)
        return self.named[names]

    def leave_block(self, identity: int, tag: str) -> None:
        """End the passage behind a block element, and close what it opened."""
        if self.table is None:
            self.flush()
        elif self.table == identity:
            self.flush()
            self.table = None
        elif tag == "tr":
            self.flush()
        else:
            self.add(" ")
        if self.place is not None and self.place.identity == identity:
            self.place = self.place.outer
        if self.kinds and self.kinds[-1][0] == identity:
            self.kinds.pop()
        if self.widgets and self.widgets[-1] == identity:
            self.widgets.pop()
        if self.pres and self.pres[-1] == identity:
            self.pres.pop()


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
    path: list[LexborNode] = []  # the elements that we are in
    if not _enter(root, root.parent, state):
        return
    path.append(root)
    node = root.child
    while path:
        if node is None:
            done = path.pop()
            _leave(done, done.tag or "", state)
            node = done.next if path else None
        elif _enter(node, path[-1], state):
            path.append(node)
            node = node.child
        else:
            node = node.next


def _enter(node: LexborNode, outer: LexborNode | None, state: _Walk) -> bool:
    """Take note of a node; True when its children are to be walked."""
    tag = node.tag or ""
    if tag == "-text":
        state.add_source(node.text_content or "")
        return False
    if tag in SKIPPED or tag.startswith("-"):
        return False
    if state.skip and node.mem_id in state.skip:
        _leave(node, tag, state)  # what is left out ends a passage all the same
        return False
    if tag == "br":
        state.add(" " if state.table else "\n")
        return False
    if tag in BLOCKS:
        state.enter_block(node, tag, outer)
    elif tag == "a":
        state.enter_link(node)
    return True


def _leave(node: LexborNode, tag: str, state: _Walk) -> None:
    if tag in BLOCKS:
        state.leave_block(node.mem_id, tag)
    elif tag == "a":
        state.leave_link(node.mem_id)


def _is_data(table: LexborNode) -> bool:
    if table.css_first(_LAYOUT_TABLE) is not None or len(table.css("table")) > 1:  # a selector matches the node itself, too
        return False
    return table.css_first("td + td, th + td, th + th") is not None
