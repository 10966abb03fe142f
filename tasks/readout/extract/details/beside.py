"""What stands beside a title: the nodes behind it, without what is not shown or belongs to other parts of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborNode

from readout.extract.html import SKIPPED

PROSE_CHARACTERS = 250
"""A piece of print that long is the text itself."""
_NO_BYLINE = frozenset({"nav", "footer", "figure", "form"})  # a name in a figure is the photographer's
_NODES_MAX = 250  # behind the title: deck, by-line, date, buttons, picture
# Parts that are not the page's own text; "has-sidebar" and "comments-open" stand on the whole page, a foot may be the post's.
_OTHERS = re.compile(
    r"comment|sidebar|widget|respond\b|reply|related|recommend|promo|newsletter|popular|trending|latest|read-?(?:more|also|next)|carousel|slider"
    r"|media-?box|player|audio|video|gallery|most-|menu|navi|footer|cookie|modal|popup|share|social|breadcrumb|caption|licen[sc]e|tags\b|tag-?cloud"
)
_NOT_OTHERS = re.compile(
    r"(?:has|no|with|hide|left|right)-?(?:comment|sidebar|widget|reply|video|audio|share|gallery)\w*|comments?-(?:open|closed|status\w*)|widget blog"
    r"|(?:post|entry|article|story)-{1,2}footer|\w[\w-]*-tags\b|(?:post|entry|article|hentry)[\w-]* .*"
)


def nodes_behind(heading: LexborNode) -> Iterator[LexborNode]:
    """The nodes that follow a heading in the document, without what is not shown or not the page's own."""
    following = _next_outside(heading)
    for _ in range(_NODES_MAX):
        if following is None:
            return
        node = following
        is_shown = node.tag not in SKIPPED and node.tag not in _NO_BYLINE and not node.is_comment_node
        is_inside = is_shown and not node.is_text_node and not is_of_others(node)
        if is_inside or node.is_text_node:
            yield node
        inner = node.child if is_inside else None
        following = inner if inner is not None else _next_outside(node)


def _next_outside(node: LexborNode) -> LexborNode | None:
    """The node after this one and all that is in it; None at the end of the body."""
    outer: LexborNode | None = node
    while outer is not None and outer.tag != "body":
        if (following := outer.next) is not None:
            return following
        outer = outer.parent
    return None


def is_of_others(node: LexborNode) -> bool:
    """Whether an element's names say that it is no part of the page's own text."""
    names = names_of(node.attributes)
    return bool(names) and _OTHERS.search(names) is not None and _OTHERS.search(_NOT_OTHERS.sub("", names)) is not None


def names_of(attributes: Mapping[str, str | None]) -> str:
    """Classes and id of an element, in lower case."""
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower()
