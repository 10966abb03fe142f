"""What sort of line a passage is: by its own words, and by the lines around it. The same for text files and pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from readout.extract.dates import find_dates, without_dates
from readout.model import PassageKind

_URL = re.compile(r"(?:(?:https?|hxxps?|ftp)://|www\.)\S+(?:\s+(?:(?:https?|hxxps?|ftp)://|www\.)\S+)*", re.IGNORECASE)
_STAGE = re.compile(r"[(\[（【][^()\[\]（）【】]{1,80}[)\]）】][.。]?|#\s?#\s?#|\*\s?\*\s?\*+|---+|_{3,}|-?\s?(?:30|END)\s?-")
_BYLINE = re.compile(
    r"(?:by|reported by|written by)[:：]?\s+(?:the\s+)?[A-Z\u4e00-\u9fff][^.!?。！？]*"
    r"|[\[【(（]?(?:本报|本网|特约|新华社|记者|见习记者|作者|撰文|文|编译|翻译)(?:记者)?\s*[:：/／|丨 \u3000]\s*[^。！？]{1,40}[\]】)）]?"
    r"|(?:the\s+)?(?:office|bureau) of (?:the\s+)?[A-Za-z ,&’'-]{3,60}|(?:[\u4e00-\u9fff]{0,12}(?:发言人|新闻|國|国)[\u4e00-\u9fff]{0,8}(?:办公室|辦公室|司|处))",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"(?:the )?(?:following|below|above)\b.{0,60}\battributable to\b.{1,80}|attributable to\b.{1,80}"
    r"|.{0,80}\bdistributed by\b.{1,80}|sources?\s*[:：].{1,80}|\(?source\)?\s*[:：].{1,80}|via\s*[:：].{1,60}"
    r"|[(（【\[]?(?:来源|來源|稿源|消息来源|文章来源|转自|轉自|原文链接|原载|出处)\s*[:：].{1,80}|以下.{0,12}来自.{1,40}[:：]?|(?:文章)?来源于.{1,40}",
    re.IGNORECASE,
)
_LABEL_WORD = r"(?:[A-Z\u4e00-\u9fff][^\s:：]{0,19}|of|and|the|for|to|de|[(（][^)）]{1,30}[)）])"
_LABEL = re.compile(rf"[A-Z\u4e00-\u9fff][^\s:：]{{0,19}}(?:\s{_LABEL_WORD}){{0,5}}\s?[:：](?:\s|$|[\u4e00-\u9fff])")
_SENTENCE_END = re.compile(r"[.。!！…:：;；,，—–-][\"'”’」』)）\]]*$")
_QUESTION_END = re.compile(r"[?？][\"'”’」』)）\]]*$")
_PLACE = re.compile(
    r"[^\W\d_][\w.’'\- ]{1,40}(?:,\s*[^\W\d_][\w.’'\- ]{1,40}){1,3}"
    r"|[\u4e00-\u9fff·]{1,12}[，,][\u4e00-\u9fff·]{1,16}|.{0,24}(?:市|国|國|省|州|府|特区|特區|共和国|共和國|华盛顿|北京|联合国)(?:[\u4e00-\u9fff·]{0,12}(?:市|省|州))?"
)
_KIND_WORD = re.compile(
    r"(?:readout|press release|press statement|remarks|transcript|fact sheet|joint statement|statement)"
    r"|简报|新闻稿|讲话|声明|实录|通稿|会谈纪要|概况介绍",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")

HEADING_CHARACTERS = 200
"""Longest line that may be a heading: the longest official title seen has 170."""
BYLINE_CHARACTERS = 120
"""Longest line that may be a by-line, a dateline or a source line: a line, not a paragraph (our choice)."""


def line_kind(text: str) -> PassageKind | None:
    """The kind that a line has by its words alone; None for prose, headings and places.

    >>> [line_kind(line) for line in ("By Jane Roe", "(Applause.)", "来源：新华社", "May 3, 2024")]
    ['byline', 'stage', 'attribution', 'dateline']
    """
    if _URL.fullmatch(text):
        return "url"
    return _short_kind(text) if len(text) <= BYLINE_CHARACTERS else None


@lru_cache(maxsize=1024)  # the walk, the model and the passages ask of the same lines; a site's pages repeat their menus
def _short_kind(text: str) -> PassageKind | None:
    if _STAGE.fullmatch(text):
        return "stage"
    if _ATTRIBUTION.fullmatch(text):
        return "attribution"
    if not _SENTENCE_END.search(text) and find_dates(text) and len(without_dates(text)) <= BYLINE_CHARACTERS // 3:
        return "dateline"
    return "byline" if _BYLINE.fullmatch(text) else None


def is_date_alone(text: str) -> bool:
    """Whether a line is nothing but a day: the document's own date, where a page line has a source or a time beside it."""
    found = find_dates(text) if len(text) <= BYLINE_CHARACTERS else []
    return len(found) == 1 and found[0].clock is None and not without_dates(text)


def is_kind_word(text: str) -> bool:
    """Whether a line only says what sort of document follows: "READOUT", 简报."""
    return bool(_KIND_WORD.fullmatch(text))


def is_place(text: str) -> bool:
    """Whether a line can be the place above a date line: "City, Country", 某国某市."""
    return bool(_PLACE.fullmatch(text))


def is_heading(text: str) -> bool:
    """Whether a line can be a heading by its form: short, no sentence, no speaker's label, has letters."""
    if len(text) > HEADING_CHARACTERS or _SENTENCE_END.search(text) or _LABEL.match(text) or not _LETTER.search(text):
        return False
    first = _LETTER.search(text)
    starts_well = first is not None and not first[0].islower()
    return starts_well and not (_QUESTION_END.search(text) and len(text) > HEADING_CHARACTERS // 3)


def places_of(texts: Sequence[str], kinds: Sequence[PassageKind | None]) -> set[int]:
    """Lines that are the place of the date line right below them."""
    return {
        place
        for place in range(len(texts) - 1)
        if kinds[place] is None and is_date_alone(texts[place + 1]) and is_place(texts[place])
    }
