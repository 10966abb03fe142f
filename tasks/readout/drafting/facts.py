"""Where a page prints its title, date, authors and kind, found by the values that the general rules read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from selectolax.lexbor import LexborNode

from readout.drafting.date_formats import day_of, format_of
from readout.drafting.selectors import ancestors, selector_of, steps_of
from readout.drafting.zones import zone_for
from readout.extract.dates import read_iso
from readout.extract.details.kinds import kind_of
from readout.extract.details.metadata import Metadata
from readout.extract.html import Page, node_text
from readout.extract.lines import is_kind_word
from readout.publishers import AuthorsRule, KindRule, PublishedRule

_TITLES = "h1, h2, h3, [class*=title], [class*=headline], [id*=title]"
_SMALL = "time, span, p, div, li, em, small, td, dd, h4, h5, h6, a, address, b, strong, i"
_SMALL_MAX = 4000  # elements looked at
_DATE_CHARACTERS = 90  # of a line that is a date with its labels
_BYLINE_MORE = 80  # characters of a by-line besides its names: "By", roles, a mail address
_BYLINES = "[class*=byline], [class*=author], [class*=writer], [rel=author]"
_BY = re.compile(r"by\s|作者|记者|文[/／]", re.IGNORECASE)
_CHROME = frozenset({"nav", "footer", "aside"})
_KEY = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """One rule of the draft: its selector, what it yields on the page, and whether a second source agrees."""

    key: str
    css: str
    value: str
    is_sure: bool
    node: LexborNode = field(repr=False)


def find_title(page: Page, metadata: Metadata) -> Fact | None:
    """The element that prints the title."""
    wanted = _key(metadata.title or "")
    nodes = [node for node in page.parser.css(_TITLES) if wanted and _key(node_text(node)) == wanted and not _in_chrome(node)]
    for node in sorted(nodes, key=lambda node: node.tag or ""):  # h1 before h2; the innermost of nested ones comes last
        if css := selector_of(page, node, _says(node)):
            others = {one.source for one in metadata.evidence if one.field == "title" and _key(one.value) == wanted}
            return Fact("title", css, node_text(node), is_sure=len(others - {"heading", "h1"}) > 0, node=node)
    only = [node for node in page.parser.css("h1") if node_text(node) and not _in_chrome(node)]
    if len(only) == 1 and (css := selector_of(page, only[0], _says(only[0]))):
        return Fact("title", css, node_text(only[0]), is_sure=False, node=only[0])
    return None


def find_published(page: Page, metadata: Metadata, near: LexborNode | None, host: str) -> tuple[Fact, PublishedRule] | None:
    """The element that prints the date, and how to read it."""
    day = metadata.published_on
    nodes = [node for node in _small(page, _DATE_CHARACTERS) if day is not None and _day_of(node) == day]
    node = _nearest(nodes, near)
    if node is None or (css := selector_of(page, node, _says(node))) is None:
        return None
    text = node_text(node)
    prefix, pattern = (None, None) if node.attributes.get("datetime") else format_of(re.split(r"\s*[/|]\s*Updated", text)[0])
    zone = zone_for(host, metadata)
    rule = PublishedRule(css=css, formats=(pattern,) if pattern else (), zone=zone, prefix=prefix)
    claims = [one for one in metadata.evidence if one.field == "published" and one.value.startswith(str(day))]
    machine = any(one.source.startswith(("json-ld", "meta")) for one in claims)
    return Fact("published", css, text, is_sure=machine or node.attributes.get("datetime") is not None, node=node), rule


def find_authors(page: Page, metadata: Metadata, near: LexborNode | None) -> tuple[Fact, AuthorsRule] | None:
    """The by-line: the element that names exactly the authors, else one that its class names so."""
    names = [author.name for author in metadata.authors]
    most = sum(map(len, names)) + _BYLINE_MORE
    nodes = [
        node for node in _small(page, most) if names and all(name.casefold() in node_text(node).casefold() for name in names)
    ]
    if not names:
        nodes = [
            node for node in page.parser.css(_BYLINES) if _BY.match(node_text(node)[:_BYLINE_MORE]) and not _in_chrome(node)
        ]
    node = _nearest(nodes, near)
    if node is None or (css := selector_of(page, node, _says(node))) is None:
        return None
    text = node_text(node)
    first, _, rest = text.partition(",")
    has_role = len(names) == 1 and first.casefold().endswith(names[0].casefold()) and 0 < len(rest.split()) <= 8
    rule = AuthorsRule(css=css, role="after-comma" if has_role else None)
    claimed = {one.source for one in metadata.evidence if one.field == "authors"}
    return Fact("authors", css, text, is_sure=len(claimed) > 1, node=node), rule


def find_kind(page: Page, near: LexborNode | None) -> tuple[Fact, KindRule] | None:
    """The label that says what sort of document it is."""
    nodes = [node for node in _small(page, 30) if is_kind_word(node_text(node))]
    node = _nearest(nodes, near)
    if node is None or (css := selector_of(page, node)) is None:
        return None
    text = node_text(node)
    kind = kind_of(text, (), default="page", has_byline=False)
    return Fact("kind", css, text, is_sure=False, node=node), KindRule(css=css, map={text: kind})


def _small(page: Page, most: int) -> Iterator[LexborNode]:
    """Elements of at most so many characters, outside menus and the like, that hold text of their own or of inline parts."""
    for node in page.parser.css(_SMALL)[:_SMALL_MAX]:
        if 0 < len(node.text(deep=True)) <= 3 * most and 0 < len(node_text(node)) <= most and not _in_chrome(node):
            yield node


def _nearest(nodes: Iterable[LexborNode], near: LexborNode | None) -> LexborNode | None:
    """The one nearest to the title, in steps up from it; of nested ones the innermost with a name of its own."""
    around = [near, *ancestors(near)] if near is not None else []
    depth = {node.mem_id: level for level, node in enumerate(around)}

    def rank(node: LexborNode) -> tuple[int, bool, bool, int]:
        """Levels up to what holds both; whether it has no time for machines; whether it has no lasting name; its length."""
        above = [node, *ancestors(node)]
        meets = next((depth[one.mem_id] for one in above if one.mem_id in depth), len(around))
        is_nameless = len(steps_of(node)) == 1 and node.tag != "time"
        return meets, not node.attributes.get("datetime"), is_nameless, len(node_text(node))

    return min(nodes, key=rank, default=None)


def _says(node: LexborNode) -> Callable[[Sequence[LexborNode]], bool]:
    """Whether all matches say what the element says: a rule reads every one."""
    text = node_text(node)

    def fits(found: Sequence[LexborNode]) -> bool:
        """Whether these matches do, the element among them."""
        return any(one.mem_id == node.mem_id for one in found) and all(node_text(one) in ("", text) for one in found)

    return fits


def _day_of(node: LexborNode) -> date | None:
    if machine := node.attributes.get("datetime"):
        found = read_iso(machine)
        return found.day if found else None
    return day_of(node_text(node))


def _in_chrome(node: LexborNode) -> bool:
    return any(outer.tag in _CHROME for outer in ancestors(node))


def _key(text: str) -> str:
    return _KEY.sub("", text).casefold()
