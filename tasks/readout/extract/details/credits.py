"""Where a page prints who wrote it: elements that say they hold an author, and lines behind a word for "by"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from readout.extract.details.beside import PROSE_CHARACTERS, is_of_others, names_of, nodes_behind
from readout.extract.details.bylines import ends_in_label, is_byline, read_byline, unique
from readout.extract.html import Page, fold, node_text
from readout.model import Author

# Words in the names of classes and ids, in lower case. Alternatives begin with a letter and ignore no case: that is three times faster.
_CREDIT = re.compile(
    r"author|byline|by-line|by_line|autor|auteur|autore|writer|reporter|contributor|verfasser|redakteur|skribent|penulis|submitted|username|itemposter"
)
_NO_CREDIT = re.compile(
    r"image|img|avatar|photo|pict|bio\b|desc|about|social|twitter|facebook|mail|follow|icon|comment|count|share|title|role|job|position"
    r"|caption|licen[sc]e|related|recommend|teaser_|authors-?list|more|popular|trending|authoriz|authorit|typewriter"
)
_TEASER = re.compile(r"teaser|\bcard\b")
_NAMES = "[itemprop=name], [rel~=author], .fn, .author-name, .author_name, .authorname, a[href*='/author'], a[href*='/autor'], a[href*='/profil']"
_ANYWHERE = "[itemprop~=author], [rel~=author], [class*=author i], [class*=byline i], [class*=autor i], [class*=auteur i], .vcard .fn, .submitted, .username, .itemPoster"
_CHROME = frozenset({"nav", "form", "aside", "figure"})
_CREDIT_CHARACTERS = 160  # of a by-line with its date and buttons; more is a text about the author
BETWEEN = "; "
"""Between by-lines that stand in elements of their own."""
_NAMES_MAX = 6  # of one line; more are rubrics
_DEEP_IN_PAGE = 20  # elements around a by-line that are looked at
_DEEP = 8  # elements around a name within one by-line
_CONNECTOR = re.compile(r"\s*(?:,|;|&|and|und|et|y|e|en|og|och|with)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credit:
    """A by-line as the page prints it, and the names in it."""

    text: str
    source: str
    authors: tuple[Author, ...]


def credits_at(heading: LexborNode) -> list[Credit]:
    """By-lines between a heading and the text below it, elements that hold authors first."""
    pieces: list[str] = []
    found: list[Credit] = []
    long = 0
    read: LexborNode | None = None
    for node in nodes_behind(heading):
        if node.is_text_node:
            piece = fold(node.text_content or "")
            long += len(piece) >= PROSE_CHARACTERS
            if long > 1:
                break
            pieces.extend([piece] if piece else [])
        elif long == 0 and not _is_within(node, read) and _is_credit(node) and (credit := read_credit(node)):
            found.append(credit)
            read = node
    names = unique([author for one in found for author in one.authors])
    joined = [Credit(BETWEEN.join(one.text for one in found), "by-line", names)] if found else []
    return [*joined, *_printed(pieces)]


def credits_anywhere(page: Page) -> Iterator[Credit]:
    """Elements that say they hold an author, outside of menus, comments and lists of other stories."""
    for node in page.parser.css(_ANYWHERE)[:30]:
        if _is_credit(node) and not _among_others(node) and (credit := read_credit(node)):
            yield credit


def read_credit(node: LexborNode) -> Credit | None:
    """The names in one element: those in elements of their own, else those of its text."""
    text = node_text(node)
    if not text:
        text = fold(node.attributes.get("content") or "")
    if not text or len(text) > _CREDIT_CHARACTERS:
        return None
    whole = unique(read_byline(text))
    if len(whole) > _NAMES_MAX:
        whole = ()
    inner = unique(
        [author for one in node.css(_NAMES)[:10] if one.mem_id != node.mem_id for author in read_byline(node_text(one))]
    )
    names = {author.name for author in inner}
    is_whole = not inner or (len(whole) > len(inner) and names <= {author.name for author in whole} and _joins(text))
    authors = whole if is_whole else inner
    return Credit(text, "by-line", authors) if authors else None


def _joins(text: str) -> bool:
    return re.search(r"\b(?:and|und|et|y)\b|&", text, re.IGNORECASE) is not None


def _is_credit(node: LexborNode) -> bool:
    attributes = node.attributes
    if "author" in (attributes.get("itemprop") or "") or "author" in (attributes.get("rel") or "").split():
        return True
    names = names_of(attributes)
    return bool(names) and _CREDIT.search(names) is not None and not _NO_CREDIT.search(names)


def _is_within(node: LexborNode, outer: LexborNode | None) -> bool:
    inner: LexborNode | None = node
    for _ in range(_DEEP if outer is not None else 0):
        inner = inner.parent if inner is not None else None
        if inner is not None and outer is not None and inner.mem_id == outer.mem_id:
            return True
    return False


def _among_others(node: LexborNode) -> bool:
    """Whether an element is in a part of the page that is not its own text; the foot of an article is."""
    outer, in_foot = node.parent, False
    for _ in range(_DEEP_IN_PAGE):
        if outer is None or outer.tag == "body":
            return in_foot
        if outer.tag in _CHROME or is_of_others(outer) or _is_teaser(outer):
            return True
        if outer.tag == "article":
            in_foot = False
        in_foot = in_foot or outer.tag == "footer"
        outer = outer.parent
    return in_foot


def _is_teaser(node: LexborNode) -> bool:
    return _TEASER.search(names_of(node.attributes)) is not None


def _printed(pieces: Sequence[str]) -> Iterator[Credit]:
    """Lines that begin with a word for "by", the name in the same piece of print or in the next ones."""
    for place, piece in enumerate(pieces):
        if len(piece) > _CREDIT_CHARACTERS:
            continue
        line = piece
        if ends_in_label(piece):
            line = _joined(piece, pieces[place + 1 :])
        if is_byline(line) and (authors := unique(read_byline(line))):
            yield Credit(line, "printed by-line", authors)


def _joined(label: str, following: Sequence[str]) -> str:
    """A label with the names behind it: "By", "Jane Roe", "and", "Li Hua"."""
    line = label.rsplit("|", 1)[-1].strip()
    wants_name = True
    for piece in following[:8]:
        if not wants_name and not _CONNECTOR.match(piece):
            break
        line += f" {piece}"
        wants_name = _CONNECTOR.fullmatch(piece) is not None or piece.rstrip().endswith((",", "and", "und", "&"))
    return line
