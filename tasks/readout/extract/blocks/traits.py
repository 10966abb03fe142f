"""What can be seen of a block: its length, links, punctuation, words of chrome, and the elements around it.

Traits are numbers between 0 and 1 by name; what is 0 is left out. No trait names a word of a text's language but those of
`residue` and `lines`, and none names a site.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain

import numpy as np
import numpy.typing as npt

from readout.extract.blocks.marks import bare, without_ascii
from readout.extract.blocks.places import Place, places_from_without
from readout.extract.blocks.walk import Block
from readout.extract.lines import line_kind
from readout.extract.residue import is_residue

Traits = dict[str, float]
Column = npt.NDArray[np.float64]
"""A number for each block."""
Names = tuple[str, ...]

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
_STOPS, _COMMAS = ".!?。！？", ",，、;；"
_NO_DIGITS = bytes(code for code in range(128) if not chr(code).isdigit())
_NO_CAPITALS = bytes(code for code in range(128) if not chr(code).isupper())
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


@dataclass(frozen=True, slots=True)
class Seen:
    """The traits of all blocks of a page: numbers by name, and the names of those that a block has or has not.

    Many blocks share the names that their place gives them, or their words, so each such tuple is weighed once.
    """

    numbers: dict[str, Column]
    names: list[tuple[Names, Names]]  # of its place, of its words

    def rows(self) -> list[Traits]:
        """The traits of each block by name."""
        parts = [(name, column.tolist()) for name, column in self.numbers.items()]
        return [
            dict.fromkeys((*place, *words), 1.0) | {name: values[n] for name, values in parts if values[n]}
            for n, (place, words) in enumerate(self.names)
        ]

    def weighed(self, weights: Mapping[str, float]) -> Column:
        """The sum of each block's traits by their weights; a trait without a weight counts nothing."""
        sums = {names: sum(weights.get(name, 0.0) for name in names) for names in set(chain.from_iterable(self.names))}
        total = np.array([sums[place] + sums[words] for place, words in self.names])
        for name, column in self.numbers.items():
            total += weights.get(name, 0.0) * column
        return total


def said(titles: Sequence[str], descriptions: Sequence[str]) -> Said:
    """Titles and descriptions as blocks are compared with them: letters and digits alone, no capitals."""
    keys = (_key(text)[:80] for text in descriptions)
    return Said(frozenset(map(_key, titles)) - {""}, tuple(sorted({key for key in keys if len(key) > 20})))


def size_of(block: Block) -> int:
    """Characters of a block; a Han character or kana says about as much as two others."""
    text = block.text
    return len(text) if text.isascii() else len(text) + len(_HAN.findall(text))


def traits_of(blocks: Sequence[Block], told: Said) -> Seen:
    """The traits of each block by itself."""
    around = _around([block.place for block in blocks])
    counts = Counter(block.text for block in blocks)
    sizes = [size_of(block) for block in blocks]
    marks = [
        (*_marks(block, size, told), *(("repeated",) if counts[block.text] > 1 else ()))
        for block, size in zip(blocks, sizes, strict=True)
    ]
    places = [around[block.place.identity] if block.place is not None else () for block in blocks]
    return Seen(_numbers(blocks, sizes), list(zip(places, marks, strict=True)))


def _numbers(blocks: Sequence[Block], sizes: Sequence[int]) -> dict[str, Column]:
    texts = [block.text for block in blocks]
    heads = [text[:_LOOKED_AT] for text in texts]
    before = list(accumulate(sizes, initial=0))
    return {
        "size": np.array([math.log1p(size) / 8 for size in sizes]),
        "links": np.array([block.link_share for block in blocks]),
        "stops": np.array([min(_count(text, _STOPS), 5) / 5 for text in texts]),
        "commas": np.array([min(_count(text, _COMMAS), 6) / 6 for text in texts]),
        "digits": np.array([sum(map(str.isdigit, without_ascii(head, _NO_DIGITS))) / len(head) for head in heads]),
        "place on page": np.array(before[:-1]) / (before[-1] or 1),
    }


def _count(text: str, characters: str) -> int:
    return sum(map(text.count, characters))


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
    capitals = sum(map(str.isupper, without_ascii(head, _NO_CAPITALS)))
    if capitals and capitals > 0.6 * (letters := sum(map(str.isalpha, head))) and letters > 4:
        yield "capitals"
    if text.endswith((":", "：")):
        yield "colon"
    if "©" in head or "opyright" in head:
        yield "copyright"
    if "|" in text or "›" in text or "»" in text:
        yield "bars"


@dataclass(frozen=True, slots=True, eq=False)
class _Setting:
    """What is around the blocks of all places that have the same tags and names around them: most pages repeat few."""

    outer: _Setting | None
    inside: frozenset[str]
    words: frozenset[str]  # of the place itself
    above: frozenset[str]  # of the place and all around it
    names: Names
    inner: dict[tuple[str, str, bool], _Setting]


def _around(places: Sequence[Place | None]) -> dict[int, Names]:
    """The traits that each place gives to the blocks in it: elements around it, words in names near it and further out."""
    nothing: frozenset[str] = frozenset()
    page = _Setting(None, nothing, nothing, nothing, (), {})
    found: dict[int, _Setting] = {}
    for place in places_from_without(places):
        outer = page if place.outer is None else found[place.outer.identity]
        key = (place.tag, place.names, place.is_hidden)
        if key not in outer.inner:
            outer.inner[key] = _setting(place, outer)
        found[place.identity] = outer.inner[key]
    return {identity: setting.names for identity, setting in found.items()}


@lru_cache(maxsize=1024)  # a site's pages call their elements the same
def _words_in(names: str) -> frozenset[str]:
    low = names.lower()
    return frozenset([name for name, search in _WORDS.items() if search(low)] if low else ())


def _setting(place: Place, outer: _Setting) -> _Setting:
    words = _words_in(place.names if place.tag != "body" else "")  # a body's names are of the kind of page
    own = ([f"in {place.tag}"] if place.tag in _AROUND else []) + (["hidden"] if place.is_hidden else [])
    inside = outer.inside.union(own)
    near = words | outer.words
    far = outer.outer.above - near if outer.outer is not None else frozenset[str]()
    names = (
        *sorted(inside),
        *(f"near {word}" for word in sorted(near)),
        *(f"far {word}" for word in sorted(far)),
        f"tag {place.tag}",
    )
    return _Setting(outer, inside, words, outer.above | words, names, {})


def _key(text: str) -> str:
    return bare(text).casefold()
