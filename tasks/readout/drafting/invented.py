"""A page in the mark-up of another, with invented words: what a layout's fixture is, since pages of others are not stored."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from readout.drafting.selectors import ancestors
from readout.extract.html import SKIPPED, Page

_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Words that rules go by: labels of by-lines, dates, kinds and speakers, in the languages of our publishers.
_KEPT = frozenset(
    re.findall(
        r"\w+",
        "by and with of the on at for to in published updated posted press release statement remarks readout transcript fact sheet joint"
        " notice question answer laughter applause inaudible source distributed via am pm et edt est gmt utc bst cet january february"
        " march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday"
        " tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun",
    )
)
_KEPT_HAN = re.compile(
    r"来源|來源|记者|記者|作者|编辑|編輯|发布时间|更新时间|时间|日期|[年月日号时分]|问|答|讲话|声明|简报|实录|星期[一二三四五六日天]?"
)
_SYLLABLES = ("ba", "co", "de", "fi", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "so", "ta", "ve", "zi")
_CHARACTERS = "山水风云花鸟春秋江河湖海林木石竹松梅兰菊东南西北青红白金玉明清远近高低长安和平光阳星雨雪田村桥路"
_KEPT_ATTRIBUTES = (
    "class",
    "id",
    "itemprop",
    "itemscope",
    "itemtype",
    "rel",
    "role",
    "datetime",
    "lang",
    "name",
    "property",
    "type",
)
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "source", "wbr", "col", "area", "embed", "track", "param", "base"}
)
_LEFT_OUT = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "-comment", "link", "img", "source"}
)
_CHILDREN_MAX = 40  # of one element inside the text: a fixture shows the mark-up, it need not be long
_DEPTH_MAX = 150  # of elements; Python gives up at some 490
_ASIDE_CHARACTERS = 400  # of an element beside the marks that is kept as it is: more is a menu or other stories


def invented_page(page: Page, marks: Sequence[LexborNode], kept: Sequence[LexborNode], suffix: str | None) -> str:
    """The page's skeleton around the marks, every word of it another.

    Args:
        page: the page.
        marks: elements that the layout's rules find; they and what is around them stay.
        kept: elements whose words are kept, because a rule reads them: the date and the kind, which nobody owns.
        suffix: the site's name behind the title; kept, because the layout takes it off.
    """
    inside = {mark.mem_id for mark in marks}
    above = {outer.mem_id for mark in marks for outer in ancestors(mark)}
    writer = _Writer(inside, above, {node.mem_id for node in kept})
    root = page.parser.root
    language = root.attributes.get("lang") if root is not None else None
    title = page.parser.css_first("head > title")
    words = invent((title.text() if title is not None else "").removesuffix(suffix or "")) + (suffix or "")
    head = f'<meta charset="utf-8">\n<title>{html.escape(words.strip())}</title>'
    body = writer.children(page.body, is_text=False) if page.body is not None else ""
    start = f'<html lang="{html.escape(language)}">' if language else "<html>"
    return f"<!doctype html>\n<!-- Invented words in the mark-up of a real page. -->\n{start}\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n"


def invent(text: str) -> str:
    """Every word replaced by an invented one of the same length and case, the same one each time; numbers stay.

    >>> invent("By Jane Roe: Jane met 12 envoys."), invent("By Jane Roe") in invent("By Jane Roe: no")
    ('By Como Cov: Como ves 12 colili.', True)
    """
    kept = [(found.start(), found.end()) for found in _KEPT_HAN.finditer(text)]
    out = _WORD.sub(lambda found: found[0] if _HAN.search(found[0]) else _word(found[0]), text)
    return "".join(
        _han(letter) if _HAN.match(letter) and not any(start <= place < end for start, end in kept) else letter
        for place, letter in enumerate(out)
    )


def _word(word: str) -> str:
    low = word.casefold()
    if low in _KEPT or len(low) != len(word):
        return word
    digest = hashlib.sha256(low.encode()).digest()
    made = "".join(_SYLLABLES[byte % len(_SYLLABLES)] for byte in digest)[: len(word)].ljust(len(word), "a")
    return "".join(new.upper() if old.isupper() else new for old, new in zip(word, made, strict=True))


def _han(letter: str) -> str:
    return _CHARACTERS[hashlib.sha256(letter.encode()).digest()[0] % len(_CHARACTERS)]


class _Writer:
    """Writes the tree below an element, to a bounded depth: a fixture of more levels shows nothing that one of fewer does not."""

    def __init__(self, inside: set[int], above: set[int], kept: set[int]) -> None:
        self.inside, self.above, self.kept = inside, above, kept
        self.depth = 0

    def children(self, node: LexborNode, *, is_text: bool, keep_words: bool = False) -> str:
        """What stands inside an element."""
        parts: list[str] = []
        count = 0
        for child in node.iter(include_text=True):
            if child.is_text_node:
                text = child.text_content or ""
                parts.append(html.escape(text if keep_words else invent(text), quote=False))
            elif written := self.element(child, is_text=is_text, keep_words=keep_words):
                count += 1
                if count <= _CHILDREN_MAX or child.mem_id in self.above | self.inside:
                    parts.append(written)
        return "".join(parts)

    def element(self, node: LexborNode, *, is_text: bool, keep_words: bool) -> str:
        """One element, or nothing where it is no use to a fixture."""
        tag, identity = node.tag or "", node.mem_id
        if tag in _LEFT_OUT or (tag in SKIPPED and not is_text) or self.depth >= _DEPTH_MAX:
            return ""
        is_mark, is_above = identity in self.inside, identity in self.above
        if not (is_text or is_mark or is_above) and len(node.text(deep=True)) > _ASIDE_CHARACTERS:
            return ""
        start = f"<{tag}{_attributes(node)}>"
        if tag in _VOID:
            return start
        words = keep_words or identity in self.kept
        self.depth += 1
        inner = self.children(node, is_text=is_text or is_mark, keep_words=words)
        self.depth -= 1
        return f"{start}{inner}</{tag}>"


def _attributes(node: LexborNode) -> str:
    values = [(name, node.attributes.get(name)) for name in _KEPT_ATTRIBUTES if name in node.attributes]
    if node.tag == "a" and node.attributes.get("href"):
        values.append(("href", "/" + hashlib.sha256((node.attributes["href"] or "").encode()).hexdigest()[:8]))
    return "".join(f' {name}="{html.escape(value)}"' if value is not None else f" {name}" for name, value in values)
