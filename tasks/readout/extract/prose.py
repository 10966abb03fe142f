"""What a page itself says: its lines without menus, header, footer and short links, and the names that it goes by."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from readout.extract.html import SKIPPED, Page, fold, node_text
from readout.extract.walk import BLOCKS

_FURNITURE = "nav, header, footer, dialog, [role=navigation], [role=banner], [role=contentinfo], [role=dialog], [hidden]"
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？…]*")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LETTER = re.compile(r"[^\W\d_]+")  # runs: one match for each letter takes six times as long
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_ASCII_LETTERS = string.ascii_letters.encode()
_PARTS = re.compile(r"\s+[-–—|·»:]\s+|\s*[|_｜]\s*")
_NAMES_MAX = 8  # headings of a long page: only the first can name it
_WEIGHED = 20_000  # characters; every rule asks whether a text is shorter than that
_OPEN, _CLOSE = "\x02", "\x03"  # stand around a link's text while lines are put together
_MENU_LINK = re.compile(f"{_OPEN}[^{_OPEN}{_CLOSE}]{{0,40}}{_CLOSE}")  # a headline is longer (our choice)


@dataclass(frozen=True, slots=True)
class Prose:
    """The words of a page that are its own."""

    names: tuple[str, ...]  # parts of the title and of the first headings of level 1
    lines: tuple[str, ...]  # of the body, headings too, white space folded
    letters: int  # weight of the lines, of a long text that of its beginning; see `weigh`

    @property
    def sentences(self) -> list[str]:
        """The sentences of the lines, trimmed."""
        return [part for line in self.lines for found in _SENTENCE.findall(line) if (part := found.strip())]


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


def prose_of(page: Page) -> Prose:
    """What a page says outside its furniture; one pass over the tree."""
    furniture = page.chrome | {node.mem_id for node in page.parser.css(_FURNITURE)}
    lines = tuple(_lines(page.body, furniture)) if page.body is not None else ()
    titles = [node_text(page.parser.css_first("title"))]
    titles += [node_text(node) for node in page.parser.css("h1")[:_NAMES_MAX]]
    return Prose(tuple(_name_parts(titles)), lines, weigh("\n".join(lines)[:_WEIGHED]))


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
