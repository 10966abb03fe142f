"""What a page itself says: its lines without menus, header, footer and short links, and the names that it goes by."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from selectolax.lexbor import LexborNode

from readout.extract.blocks.walk import BLOCKS
from readout.extract.html import SKIPPED, Page, fold, node_text

_FURNITURE = "nav, header, footer, dialog, [role=navigation], [role=banner], [role=contentinfo], [role=dialog], [hidden]"
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？…]*")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LETTER = re.compile(r"[^\W\d_]+")  # runs: one match for each letter takes six times as long
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_ASCII_LETTERS = string.ascii_letters.encode()
_PARTS = re.compile(r"\s+[-–—|·»:]\s+|\s*[|_｜]\s*")
_PLAIN = f"p:not(:has(a, [hidden], [role], {', '.join(sorted(SKIPPED))})), li:not(:has(*))"
_PARAGRAPHS_MAX = 30  # weigh more than any wall on all but pages of single lines
_TELLING = 1_000  # letters that tell a page's script (our choice)
_NAMES_MAX = 8  # headings of a long page: only the first can name it
_WEIGHED = 20_000  # characters; every rule asks whether a text is shorter than that
_OPEN, _CLOSE = "\x02", "\x03"  # stand around a link's text while lines are put together
_MENU_LINK = re.compile(f"{_OPEN}[^{_OPEN}{_CLOSE}]{{0,40}}{_CLOSE}")  # a headline is longer (our choice)


class Prose:
    """The words of a page that are its own; what takes a walk through the whole page is made when somebody asks."""

    def __init__(self, page: Page | None) -> None:
        self._page = page  # None: what is no page says nothing

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Parts of the title and of the first headings of level 1."""
        if self._page is None:
            return ()
        titles = [node_text(self._page.parser.css_first("title"))]
        titles += [node_text(node) for node in self._page.parser.css("h1")[:_NAMES_MAX]]
        return tuple(_name_parts(titles))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the body, headings too, white space folded."""
        body = self._page.body if self._page else None
        return () if body is None else tuple(_lines(body, self._furniture))

    @cached_property
    def letters(self) -> int:
        """Weight of the lines, of a long text that of its beginning; see `weigh`."""
        return weigh("\n".join(self.lines)[:_WEIGHED])

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """Some of the lines, found without that walk: of most pages they tell all that is asked of a page."""
        return tuple(islice(_paragraphs(self._page, self._furniture), _PARAGRAPHS_MAX)) if self._page else ()

    @property
    def sample(self) -> str:
        """Names and enough of the lines to tell the page's script."""
        texts = self.paragraphs if self._least >= _TELLING else self.lines
        return " ".join((*self.names, *texts))[:_WEIGHED]

    def weighs_more(self, letters: int) -> bool:
        """Whether the lines weigh more than so many letters."""
        return self._least > letters or self.letters > letters

    def has_lines(self, count: int) -> bool:
        """Whether there are at least so many lines."""
        return len(self.paragraphs) >= count or len(self.lines) >= count

    @property
    def sentences(self) -> list[str]:
        """The sentences of the lines, trimmed."""
        return [part for line in self.lines for found in _SENTENCE.findall(line) if (part := found.strip())]

    @cached_property
    def _least(self) -> int:
        return weigh("\n".join(self.paragraphs))

    @cached_property
    def _furniture(self) -> frozenset[int]:
        if self._page is None:
            return frozenset()
        return self._page.chrome | {node.mem_id for node in self._page.parser.css(_FURNITURE)}


def weigh(text: str) -> int:
    """Letters of a text; a Han character says about as much as two Latin letters.

    >>> weigh("Port closed."), weigh("港口关闭")
    (10, 8)
    """
    ascii_letters, foreign = ascii_letters_of(text)
    return ascii_letters + sum(map(len, _LETTER.findall(foreign))) + sum(map(len, _HAN.findall(foreign)))


def ascii_letters_of(text: str) -> tuple[int, str]:
    """How many ASCII letters a text has, and its other characters but ASCII: counting by patterns alone takes ten times as long.

    >>> ascii_letters_of("Port 港口, 2 août")
    (7, '港口û')
    """
    plain = text.encode("ascii", "ignore")
    foreign = "" if len(plain) == len(text) else "".join(_FOREIGN.findall(text))
    return len(plain) - len(plain.translate(None, _ASCII_LETTERS)), foreign


def _paragraphs(page: Page, furniture: frozenset[int]) -> Iterator[str]:
    """The page's paragraphs and items that are a line as they stand: outside its furniture, all their text in a row."""
    within: dict[int, bool] = {}  # parents of paragraphs: whether what is in them counts
    for node in page.parser.css(_PLAIN):
        outer = node.parent
        if outer is None or node.mem_id in furniture:
            continue
        if outer.mem_id not in within:
            within[outer.mem_id] = _counts(outer, furniture)
        if within[outer.mem_id] and (text := fold(node.text(deep=True))):
            yield text


def _counts(node: LexborNode, furniture: frozenset[int]) -> bool:
    """Whether what stands in an element is among the lines, and in no link: those may be a menu's."""
    outer: LexborNode | None = node
    while outer is not None:
        if outer.tag in SKIPPED or outer.tag == "a" or outer.mem_id in furniture:
            return False
        outer = outer.parent
    return True


def _lines(body: LexborNode, furniture: frozenset[int]) -> Iterator[str]:
    parts: list[str] = []
    node = body.child
    while node is not None:
        if node.is_text_node:
            text = node.text_content or ""
            parts.append(_unmarked(text) if _OPEN in text or _CLOSE in text else text)
        elif node.tag in BLOCKS:
            parts.append("\n")
        is_closed = node.tag in SKIPPED or node.mem_id in furniture
        inner = None if is_closed else node.child
        if inner is None:
            inner, ends = _after(node, body)
            parts.append(ends)
        elif node.tag == "a":
            parts.append(_OPEN)
        node = inner
    text = _unmarked(_MENU_LINK.sub(" ", "".join(parts)))
    return (line for raw in text.split("\n") if (line := fold(raw)))


def _unmarked(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _after(node: LexborNode, body: LexborNode) -> tuple[LexborNode | None, str]:
    """The node after this one and all that is in it, and the marks of what ends in between."""
    ends = ["\n"] if node.tag in BLOCKS else []
    while (following := node.next) is None:
        outer = node.parent
        if outer is None or outer.mem_id == body.mem_id:
            return None, "".join(ends)
        node = outer
        ends.append(_CLOSE if node.tag == "a" else "\n" if node.tag in BLOCKS else "")
    return following, "".join(ends)


def _name_parts(titles: Iterable[str]) -> Iterator[str]:
    """Each title, and its parts: the site's name stands before or behind the page's."""
    for title in filter(None, titles):
        yield title
        parts = _PARTS.split(title)
        if len(parts) > 1:
            yield from filter(None, parts)
