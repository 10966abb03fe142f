"""One parse of a page, after cheap checks that keep hostile ones away from the parser."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from readout.constants.extract import ExtractConstants

_ATTRIBUTES = r"[^<>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^<>\"']*+)*+"
_RAW_TEXT = ("script", "style", "textarea", "title")  # their content is no mark-up
# Elements of raw text and comments, each whole; where their end is missing, all the rest is theirs.
_RAW = "|".join(rf"(?i:{n})(?![a-zA-Z0-9-]){_ATTRIBUTES}>[^<]*+(?:<(?!/(?i:{n}))[^<]*+)*+" for n in _RAW_TEXT)
_WHOLE = rf"(?=[sStT])(?:{_RAW})|!--(?:[^-]*+(?:-(?!->)[^-]*+)*+-->|.*)"
# Name of each tag, with "/" where it closes; none where it does both.
_NAMES = re.compile(
    rf"<(?:{_WHOLE}|(/?[a-zA-Z][a-zA-Z0-9-]*+){_ATTRIBUTES}(?<!/)>|[a-zA-Z][a-zA-Z0-9-]*+{_ATTRIBUTES}>)", re.DOTALL
)
_OPENING = re.compile(rf"<(?:{_WHOLE}|[a-zA-Z]({_ATTRIBUTES})>)", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
# Elements without an end tag, or whose end tag may be left out: counting them would call old pages deep.
_NEVER_DEEP = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt",
    "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rt", "rp", "html", "head", "body",
))  # fmt: skip
_NO_STEP = frozenset(("", *_NEVER_DEEP, *(f"/{name}" for name in (*_NEVER_DEEP, *_RAW_TEXT))))


class _Steps(dict[str, int]):
    """What a tag does to the depth: 1, -1 or 0; worked out once for each name."""

    def __missing__(self, name: str) -> int:
        self[name] = step = 0 if name.lower() in _NO_STEP else -1 if name[0] == "/" else 1
        return step


# What extractors drop themselves, after they have built trees of it and copied them: two thirds of a page. JSON-LD stays,
# which may hold the text. In a tree that is written out again each of these ends where it seems to.
_UNREAD = re.compile(
    r"<(?:(script|style|svg)(?=[ >])(?![^>]*ld\+json)(?:[^<>\"]|\"[^\"]*+\")*+>[^<]*+(?:<(?!/\1>)[^<]*+)*+</\1>"
    r"|!--[^-]*+(?:-(?!->)[^-]*+)*+-->|(?:link|meta)(?=[ >])(?:[^<>\"]|\"[^\"]*+\")*+>)"
)
# An absolute address that joining would not change, and a path that it would put behind the host: no step is "." or "..".
_PLAIN = re.compile(r"https?://[a-z0-9][a-z0-9.-]*+/[A-Za-z0-9_~%+=@&-][A-Za-z0-9/_.~%+=@&-]*+")
_PATH = re.compile(r"(?:/[A-Za-z0-9_~%+=@&-][A-Za-z0-9_.~%+=@&-]*+)++/?(?:\?[A-Za-z0-9_.~%+=@&/-]++)?")
_ORIGIN = re.compile(r"(https?://[a-z0-9][a-z0-9.-]*+)[/?#]")
_BLANKS = re.compile(r"\s")
REPLAY_CHROME = "#wm-ipp-base, #wm-ipp, #wm-ipp-print, #donato, .wb-autocomplete-suggestions"
"""Banners of the Wayback Machine: on every page that it replays, and on no page itself."""
SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "math",
        "select",
        "option",
        "button",
        "textarea",
        "head",
        "title",
        "canvas",
        "audio",
        "video",
        "map",
        "datalist",
        "dialog",
    ]
)
"""Elements whose text is not the page's."""


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page; the tree is read, never changed."""

    parser: LexborHTMLParser
    base_url: str
    nul_count: int
    chrome: frozenset[int]  # `mem_id` of what a web archive's replay put into the page

    @property
    def body(self) -> LexborNode | None:
        """The body element."""
        return self.parser.body


def parse(text: str, url: str) -> Page:
    """The tree as the HTML standard builds it; NULs are out and counted."""
    nul_count = text.count("\0")
    parser = LexborHTMLParser(text.replace("\0", "") if nul_count else text)
    chrome = frozenset(node.mem_id for node in parser.css(REPLAY_CHROME))
    return Page(parser, _base_url(parser, url), nul_count, chrome)


def readable_source(page: Page) -> str:
    """The repaired tree written out again for an extractor of text: without scripts, styles, drawings, comments and metas."""
    return _UNREAD.sub("", page.parser.html or "")


def find_danger(text: str, constants: ExtractConstants) -> str | None:
    """Why a page must not be parsed: `too_deep`, `too_costly`, or None; one pass over its tags."""
    if max(map(len, text.split(">"))) > constants.tag_characters_max and _has_costly_tag(text, constants):
        return "too_costly"
    steps = list(map(_Steps().__getitem__, _NAMES.findall(text)))
    heights = list(accumulate(steps, initial=0))
    if max(heights) - min(heights) <= constants.depth_max:  # however many end tags too many there are
        return None
    return "too_deep" if _deepest(steps) > constants.depth_max else None


def _deepest(steps: Iterable[int]) -> int:
    """The greatest depth, where an end tag too many ends nothing."""
    depth = deepest = 0
    for step in steps:
        depth = max(0, depth + step)
        deepest = max(deepest, depth)
    return deepest


def _has_costly_tag(text: str, constants: ExtractConstants) -> bool:
    """Whether a tag has so many attributes that comparing each with each takes minutes; blanks between quotes part none."""
    long = (found for found in _OPENING.findall(text) if len(found) > constants.tag_characters_max)
    return any(len(_BLANKS.findall(_QUOTED.sub("", found))) > constants.tag_attributes_max for found in long)


def visible_text(node: LexborNode | None, skip: Container[int] = ()) -> str:
    """All text below a node that a reader may see, white space folded; iterative.

    Args:
        node: where to begin.
        skip: `mem_id` of nodes that are left out.
    """
    if node is None:
        return ""
    parts: list[str] = []
    inner = node.child
    while inner is not None:
        if inner.is_text_node:
            parts.append(inner.text_content or "")
        down = None if inner.tag in SKIPPED or inner.mem_id in skip else inner.child
        inner = down if down is not None else _next_in(inner, node)
        if down is None:
            parts.append(" ")
    return fold("".join(parts))


def _next_in(node: LexborNode, root: LexborNode) -> LexborNode | None:
    """The node after this one and all that is in it; None at the end of the root."""
    while (following := node.next) is None:
        outer = node.parent
        if outer is None or outer.mem_id == root.mem_id:
            return None
        node = outer
    return following


def node_text(node: LexborNode | None) -> str:
    """Text of a small node such as a title or a by-line, white space folded."""
    return "" if node is None else fold(node.text(deep=True, separator=" "))


def fold(text: str) -> str:
    r"""White space of any kind, no-break space too, as one space; none at the ends.

    >>> fold("  MR\u00a0MILLER: \n Thanks. ")
    'MR MILLER: Thanks.'
    """
    return " ".join(text.split())


def _base_url(parser: LexborHTMLParser, url: str) -> str:
    base = parser.css_first("base[href]")
    href = (base.attributes.get("href") or "").strip() if base is not None else ""
    joined = absolute(url, href) if href else None
    return joined or url


def absolute(base_url: str, href: str) -> str | None:
    """An address of the page as an absolute http or https one; None for what is none."""
    if _PLAIN.fullmatch(href):  # as most are, and joining takes ten times as long as this
        return href
    if _PATH.fullmatch(href) and (origin := _ORIGIN.match(base_url)):
        return origin[1] + href
    try:
        joined = urljoin(base_url, href.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc else None
