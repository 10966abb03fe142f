"""Lines of typeset pages to paragraphs: by gaps, sizes and indents; without running heads and page numbers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from readout.extract.lines import HEADING_CHARACTERS
from readout.extract.pdf import Line
from readout.model.drafts import Draft

_PAGE_NUMBER = re.compile(
    r"[-–—(]?\s*(?:(?:page|p\.|第)\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|页|頁|共)?\s*\d{0,4}\s*[页頁]?)?\s*[-–—)]?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?:;。！？：；…][\"'”’」』)）\]]*$")
_BULLET = re.compile(r"[•◦▪●○■–—*·-]\s|[(（]?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)）、]\s", re.IGNORECASE)
_WORD_BROKEN = re.compile(r"([^\W\d_]+)[-\u2010]$")
_BEGINS_LOWER = re.compile(r"[a-z\u00df-\u00ff]")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_EDGE_LINES = 2  # at the top and the foot of a page: where running heads and page numbers stand
_GAP = 1.35  # of the page's usual distance of lines: more begins a paragraph (our choice)
_SIZE = 1.12  # larger or smaller letters by more than this begin a paragraph
_HEADING = 1.15  # of the size of most letters: a short paragraph in larger ones is a heading
_INDENT = (0.8, 4.0)  # in letters: what a first line is set in by
_SHORT = 0.75  # of a full line: one that ends earlier ends its paragraph, with its sentence
_HYPHENATED = 0.03  # of lines that end in a hyphen: with more of them the text was hyphenated by its setter

# Letters as printers draw them: ligatures, and the radicals that browsers' PDFs give for some characters.
_LETTERS = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": None, "\u2010": "-", "\u0000": None,
    "⺠": "民", "⻅": "见", "⻋": "车", "⻓": "长", "⻔": "门", "⻛": "风", "⻢": "马", "⻥": "鱼", "⻦": "鸟", "⻨": "麦", "⻩": "黄",
    "⻬": "齐", "⻰": "龙", "⻚": "页", "⻉": "贝", "⻘": "青", "⻄": "西", "⻆": "角", "⻙": "韦", "⻤": "鬼", "⻝": "食", "⻮": "齿",
    "⺟": "母", "⻁": "虎", "⻣": "骨", "⻧": "卤", "⻜": "飞", "⺎": "兀", "⺬": "示", "⻑": "長", "⻖": "阝",
})  # fmt: skip
_KANGXI = re.compile(r"[\u2f00-\u2fd5]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, its letters as they are written."""

    text: str
    size: float  # points
    is_large: bool  # in larger letters than most of the document: a heading


@dataclass(frozen=True, slots=True)
class Typeset:
    """The text of a document, and what is repeated on its pages."""

    paragraphs: tuple[Paragraph, ...]
    running: tuple[str, ...]  # heads, feet and page numbers, each once

    @property
    def text(self) -> str:
        """The paragraphs, joined by one newline."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    def headings(self, passages: Sequence[Draft]) -> tuple[Draft, ...]:
        """The passages of the text, those in larger letters as headings; the largest are of level 1."""
        large: dict[int, int] = {}
        start = 0
        for paragraph in self.paragraphs:
            if paragraph.is_large and len(paragraph.text) <= HEADING_CHARACTERS:
                large[start] = round(paragraph.size)
            start += len(paragraph.text) + 1
        levels = {size: min(level, 6) for level, size in enumerate(sorted(set(large.values()), reverse=True), 1)}
        return tuple(
            replace(one, kind="heading", level=levels[large[one.start]]) if one.start in large else one for one in passages
        )


def paragraphs_of(lines: Sequence[Line]) -> Typeset:
    """The paragraphs of the lines of a document.

    Args:
        lines: in reading order, page by page.
    """
    pages = [list(page) for _, page in groupby(lines, key=lambda line: line.page)]
    running = _running(pages)
    kept = [line for page in pages for place, line in enumerate(page) if not _is_running(line, place, len(page), running)]
    stays = set(kept)
    left_out = dict.fromkeys(line.text for line in lines if line not in stays)
    letters: Counter[float] = Counter()
    for line in kept:
        letters[round(line.size, 1)] += len(line.text)
    usual = letters.most_common(1)[0][0] if letters else 0.0
    join = _Joiner(kept)
    groups = _groups(kept)
    return Typeset(
        tuple(
            Paragraph(join.text(group), group[0].size, usual > 0 and group[0].size >= _HEADING * usual and len(group) <= 4)
            for group in groups
        ),
        tuple(left_out),
    )


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """What stands at the edge of most pages, numbers aside."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_bare(line.text) for line in (*page[:_EDGE_LINES], *page[-_EDGE_LINES:])})
    return frozenset(text for text, count in counts.items() if count >= max(3, len(pages) / 2))


def _is_running(line: Line, place: int, count: int, running: frozenset[str]) -> bool:
    is_edge = place < _EDGE_LINES or place >= count - _EDGE_LINES
    return is_edge and (_bare(line.text) in running or _PAGE_NUMBER.fullmatch(line.text) is not None)


def _bare(text: str) -> str:
    return _DIGITS.sub("#", text)


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that are one paragraph, in order."""
    usual, width = _usual_gap(lines), _usual_length(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(line, groups[-1], usual, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _usual_gap(lines: Sequence[Line]) -> float:
    """The distance of most lines from the one above, in sizes of their letters; 0 where there is none."""
    gaps = [
        (before.y - line.y) / line.size
        for before, line in pairwise(lines)
        if before.page == line.page and line.size > 0 and 0 < before.y - line.y < 3 * line.size
    ]
    return median(gaps) if gaps else 0.0


def _usual_length(lines: Sequence[Line]) -> int:
    """The length of a full line: one in five is longer."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[len(lengths) * 4 // 5] if lengths else 0


def _begins(line: Line, group: Sequence[Line], usual: float, width: int) -> bool:
    """Whether a line begins a paragraph behind these."""
    last = group[-1]
    size = max(line.size, last.size, 0.1)
    if max(line.size, last.size) > _SIZE * min(line.size, last.size) or _BULLET.match(line.text):
        return True
    is_ended = _SENTENCE_END.search(last.text) is not None
    if line.page != last.page or line.y > last.y + size / 2:  # a new page or column: it goes on where a sentence does
        return is_ended or not (_BEGINS_LOWER.match(line.text) or _WIDE.match(line.text))
    if last.y - line.y > _GAP * max(usual, 1.0) * size:
        return True
    is_indented = _INDENT[0] * size <= line.x - last.x <= _INDENT[1] * size and len(group) > 1
    return is_ended and (is_indented or len(last.text) < _SHORT * width)


class _Joiner:
    """Joins the lines of paragraphs; what to do with a hyphen at a line's end the rest of the document tells."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._words = Counter(word.lower() for line in lines for word in _WORDS.findall(line.text.translate(_LETTERS)))
        broken = sum(_WORD_BROKEN.search(line.text) is not None for line in lines)
        self._is_hyphenated = broken > max(2, _HYPHENATED * len(lines))  # one or two prove nothing

    def text(self, lines: Iterable[Line]) -> str:
        """One paragraph."""
        text = ""
        for line in lines:
            following = _letters(line.text)
            text = self._joined(text, following) if text else following
        return text

    def _joined(self, text: str, following: str) -> str:
        broken, first = _WORD_BROKEN.search(text), _FIRST_WORD.match(following)
        if broken and first and _BEGINS_LOWER.match(following):
            return (text[:-1] if self._is_one_word(broken[1], first[0]) else text) + following
        if _WIDE.search(text[-1:]) and _WIDE.match(following):
            return text + following
        return f"{text} {following}"

    def _is_one_word(self, before: str, after: str) -> bool:
        whole, parted = f"{before}{after}".lower(), f"{before}-{after}".lower()
        if self._words[whole] != self._words[parted]:
            return self._words[whole] > self._words[parted]
        return self._is_hyphenated


def _letters(text: str) -> str:

    text = text.translate(_LETTERS)
    return unicodedata.normalize("NFC", _KANGXI.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text))
