"""What can be seen of a block: its length, links, punctuation, words of chrome, and the elements around it.

Traits are numbers between 0 and 1 by name; what is 0 is left out. No trait names a word of a text's language but those of
`residue` and `lines`, and none names a site.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from readout.extract.lines import line_kind
from readout.extract.marks import bare
from readout.extract.places import Place, places_from_without
from readout.extract.residue import is_residue
from readout.extract.walk import Block

Traits = dict[str, float]

_AROUND = frozenset((
    "article", "main", "nav", "header", "footer", "aside", "form", "figure", "section", "blockquote", "table", "li", "td",
))  # fmt: skip
# What sites call their elements, in small letters; parts of words, because a class is "articleBody", "post__body" or "story-body-text".
_WORDS: dict[str, Callable[[str], object]] = {
    name: re.compile(words).search
    for name, words in {
        "body": r"(?:article|story|post|entry|news|content|main|detail|blog)[-_]{0,2}(?:body|text|content|copy|main|detail|con)"
        r"|paragraph|rich-?text|prose",
        "related": r"related|recommend|recirc|more-?(?:stories|news|from|on)|read-?(?:more|next|also)|teaser|trending|popular|most-"
        r"|mostread|latest|similar|also-|next-|upnext|hotnews|ranking",
        "service": r"share|social|newsletter|subscri|sign-?up|promo|advert|(?:^|[-_\s])ads?(?:[-_\s]|$)|sponsor|cookie|consent"
        r"|banner|paywall|login|register|donat|popup|modal|tool|widget|follow|copyright|print|app-|download",
        "comments": r"comment|respond|reply|discuss|pinglun|review",
        "menu": r"nav|menu|bread|crumb|foot|header|masthead|sidebar|side-|rail|pagin|pager|toc|skip|logo|search|top-?bar|bottom"
        r"|right-?col|aside",
        "facts": r"meta|byline|author|date|time|published|source|info|credit|bio|contributor|editor|tags?(?:[-_\s]|$)|keyword"
        r"|topic|catego|label|kicker|eyebrow",
        "picture": r"caption|credit|photo|image|img|picture|figure|gallery|slideshow|video|media|player|lightbox",
        "lead": r"lead|lede|intro|summary|standfirst|dek|subtitle|sub-?head|excerpt|abstract|teaser|description|zhaiyao|chapeau",
        "quote": r"quote|highlight",
        "box": r"box|inset|embed|inline|callout|fact|table",
    }.items()
}
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’」』»)）\]]*$")
_STOP = re.compile(r"[.!?。！？]")
_COMMA = re.compile(r"[,，、;；]")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LENGTHS = ((12, "a word"), (30, "words"), (70, "a line"), (150, "a sentence"), (350, "a paragraph"))
_LONG = "long"
_COMPARED = 500  # characters: no title is longer, and a description is known by its beginning
_LOOKED_AT = 200  # characters in which capitals and digits are counted: how a text begins is how it goes on


@dataclass(frozen=True, slots=True)
class Said:
    """What the head of a page says that its blocks may repeat."""

    titles: frozenset[str]
    descriptions: tuple[str, ...]


def said(titles: Sequence[str], descriptions: Sequence[str]) -> Said:
    """Titles and descriptions as blocks are compared with them: letters and digits alone, no capitals."""
    keys = (_key(text)[:80] for text in descriptions)
    return Said(frozenset(map(_key, titles)) - {""}, tuple(sorted({key for key in keys if len(key) > 20})))


def size_of(block: Block) -> int:
    """Characters of a block; a Han character or kana says about as much as two others."""
    text = block.text
    return len(text) if text.isascii() else len(text) + len(_HAN.findall(text))


def traits_of(blocks: Sequence[Block], told: Said) -> list[Traits]:
    """The traits of each block by itself."""
    around = _around([block.place for block in blocks])
    counts = Counter(block.text for block in blocks)
    sizes = [size_of(block) for block in blocks]
    total, before = sum(sizes) or 1, 0
    found: list[Traits] = []
    for block, size in zip(blocks, sizes, strict=True):
        traits = dict(around[block.place.identity]) if block.place is not None else {}
        traits.update(_numbers(block, size))
        traits["place on page"] = before / total
        traits.update((name, 1.0) for name in _marks(block, size, told))
        if counts[block.text] > 1:
            traits["repeated"] = 1.0
        before += size
        found.append(traits)
    return found


def _numbers(block: Block, size: int) -> Iterator[tuple[str, float]]:
    text = block.text
    yield "size", math.log1p(size) / 8
    yield "links", block.link_share
    yield "stops", min(len(_STOP.findall(text)), 5) / 5
    yield "commas", min(len(_COMMA.findall(text)), 6) / 6
    head = text[:_LOOKED_AT]
    yield "digits", sum(map(str.isdigit, head)) / len(head)


def _marks(block: Block, size: int, told: Said) -> Iterator[str]:
    """Names of the traits that a block has or has not."""
    text = block.text
    length = next((name for most, name in _LENGTHS if size < most), _LONG)
    yield length
    yield f"kind {block.kind}"
    if block.links:
        yield "all links" if block.link_share > 0.8 else "some links"
    if _SENTENCE_END.search(text):
        yield "sentence end"
        yield f"sentence end, {length}"
    if block.in_widget:
        yield "widget"
    if kind := line_kind(text):
        yield f"line {kind}"
    if is_residue(text, linked=bool(block.links)):
        yield "residue"
    yield from _repeats(_key(text[:_COMPARED]), size, told)
    yield from _looks(text)


def _repeats(key: str, size: int, told: Said) -> Iterator[str]:
    if key in told.titles:
        yield "title"
    elif size < 60 and len(key) > 6 and any(key in title for title in told.titles):
        yield "part of title"
    if any(key.startswith(one) or (len(key) > 20 and one.startswith(key)) for one in told.descriptions):
        yield "description"


def _looks(text: str) -> Iterator[str]:
    head = text[:_LOOKED_AT]
    letters = sum(map(str.isalpha, head))
    if letters > 4 and sum(map(str.isupper, head)) > 0.6 * letters:
        yield "capitals"
    if text.endswith((":", "：")):
        yield "colon"
    if "©" in head or "opyright" in head:
        yield "copyright"
    if "|" in text or "›" in text or "»" in text:
        yield "bars"


def _around(places: Sequence[Place | None]) -> dict[int, Traits]:
    """The traits that each place gives to the blocks in it: elements around it, words in names near it and further out."""
    inside: dict[int, frozenset[str]] = {}
    words: dict[int, frozenset[str]] = {}  # of the place itself
    above: dict[int, frozenset[str]] = {}  # of the place and all around it
    found: dict[int, Traits] = {}
    by_names: dict[str, frozenset[str]] = {"": frozenset()}
    nothing: frozenset[str] = frozenset()
    for place in places_from_without(places):
        me, outer = place.identity, place.outer
        own = {f"in {place.tag}"} if place.tag in _AROUND else set[str]()
        own |= {"hidden"} if place.is_hidden else set[str]()
        inside[me] = (inside[outer.identity] if outer is not None else nothing) | own
        if place.names not in by_names:
            low = place.names.lower()
            by_names[place.names] = frozenset(name for name, search in _WORDS.items() if search(low))
        words[me] = by_names[place.names] if place.tag != "body" else nothing  # a body's names are of the kind of page
        above[me] = (above[outer.identity] if outer is not None else nothing) | words[me]
        near = words[me] | (words[outer.identity] if outer is not None else nothing)
        far = above[outer.outer.identity] if outer is not None and outer.outer is not None else nothing
        names = [
            *sorted(inside[me]),
            *(f"near {word}" for word in sorted(near)),
            *(f"far {word}" for word in sorted(far - near)),
        ]
        found[me] = dict.fromkeys([*names, f"tag {place.tag}"], 1.0)
    return found


def _key(text: str) -> str:
    return bare(text).casefold()
