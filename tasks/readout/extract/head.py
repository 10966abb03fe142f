"""What the head of a page says about it: title, meta elements, JSON-LD. Claims, not facts."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from readout.constants.extract import ExtractConstants
from readout.extract.html import Page, fold, node_text

_COMMA = re.compile(r",(\s*[}\]])")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|HowTo|Recipe|Report|NewsItem|PressRelease|Statement|ClaimReview)$")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_METAS_MAX = 50  # of one name: authors have one each
_NODES_MAX = 2000  # of one page; a graph has tens

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """The head map of a page."""

    title: str
    metas: Mapping[str, tuple[str, ...]]  # lower-case name, property or id -> contents, in order
    nodes: tuple[Node, ...]  # all JSON-LD objects, @graph flattened, in order
    language: str | None

    def meta(self, *names: str) -> str | None:
        """The first of these meta elements that holds something."""
        return next((self.metas[name][0] for name in names if self.metas.get(name)), None)

    def all_of(self, name: str) -> tuple[str, ...]:
        """All contents of the meta elements of that name."""
        return self.metas.get(name, ())

    def articles(self) -> tuple[Node, ...]:
        """JSON-LD objects that are an article of some sort."""
        return tuple(node for node in self.nodes if any(_ARTICLE_TYPES.search(kind) for kind in types_of(node)))

    def pages(self) -> tuple[Node, ...]:
        """JSON-LD objects that describe the page as a web page."""
        return tuple(node for node in self.nodes if any(kind.endswith("WebPage") for kind in types_of(node)))


def read_head(page: Page, constants: ExtractConstants) -> Head:
    """Title, metas, JSON-LD and declared language of a page."""
    metas: dict[str, tuple[str, ...]] = {}
    for node in page.parser.css("meta"):
        content = fold(node.attributes.get("content") or node.attributes.get("value") or "")
        for key in ("property", "name", "itemprop", "id", "http-equiv"):
            name = (node.attributes.get(key) or "").strip().lower()
            if name and content:
                metas[name] = (*metas.get(name, ())[: _METAS_MAX - 1], content)
    root = page.parser.root
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "").strip() if root is not None else ""
    # Only the head's own title: pictures (svg) have titles, too.
    title = node_text(page.parser.css_first("head > title") or page.parser.css_first("title"))
    return Head(title, metas, tuple(_json_ld(page, constants.json_ld_characters_max)), language or None)


def types_of(node: Node) -> Sequence[str]:
    """The @type of a JSON-LD object, one name or several."""
    value = node.get("@type")
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in cast("list[object]", value) if isinstance(item, str)) if isinstance(value, list) else ()


def text_of(value: object) -> str:
    """A JSON-LD value as one line of text; entities unescaped; empty for what is no text."""
    if isinstance(value, list) and value:
        return text_of(cast("list[object]", value)[0])
    if isinstance(value, dict):
        return text_of(cast("dict[str, object]", value).get("@value"))
    return fold(html.unescape(_clean(value))) if isinstance(value, str) else ""


def _clean(text: str) -> str:
    """Without control characters, and with halves of surrogate pairs replaced: JSON can spell what UTF-8 cannot."""
    return _CONTROL.sub(" ", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _json_ld(page: Page, most: int) -> Iterator[Node]:
    count = 0
    for script in page.parser.css('script[type*="ld+json"]'):
        text = script.text(deep=True)
        if len(text) > most:
            continue
        for node in _flatten(_loads(text)):
            count += 1
            if count > _NODES_MAX:
                return
            yield node


def _loads(text: str) -> object:
    """JSON as sites write it: control characters in strings, trailing commas, HTML comments around it."""
    text = _WRAPPING.sub("", text).strip()
    for attempt in (text, _COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(value: object) -> Iterator[Node]:
    """Objects of a JSON-LD value: lists and @graph opened, iteratively and in order."""
    stack = [value]
    while stack:
        top = stack.pop()
        if isinstance(top, list):
            stack.extend(reversed(cast("list[object]", top)))
        elif isinstance(top, dict):
            node = cast("dict[str, object]", top)
            if "@type" in node:
                yield node
            stack.append(node.get("@graph"))
            stack.append(node.get("mainEntity"))
