"""Sources that a text names without an address: the names come from the publishers' files, the frames are language's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from readout.constants.discover import DiscoverConstants
from readout.discover.dates import date_in
from readout.publishers import AttributionRules, Publisher

_LINE = re.compile(r"[^\n\r\x85\u2028\u2029]+")
_FIELD = re.compile(r"[^|｜\t]+?(?=\s{2,}|\s*[|｜\t]|\s*$)")  # columns of a line such as "date | kind | source"
# Not behind another Han letter: 图片来源 and 资金来源 are sources of something else.
_MARKER = (
    r"(?:(?<![\u4e00-\u9fff])(?:本文|文章|信息|消息|稿件|新闻)?(?:来源|出处)\s*[:：]|(?<![\u4e00-\u9fff])转载?自\s*[:：]?"
    r"|(?<!\w)Source\s*:)\s*"
)
# "Public Health England" is not Public: a name goes on with capitals, a line of columns goes on with a date or a by-line.
_NOT_LONGER = (
    r"(?! (?!(?:By|On|Published|Updated|Posted|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)[A-Z][A-Za-z])"
)
_DISTRIBUTED = re.compile(r"\bDistributed by ")
_REPORTED = re.compile(r"[ \xa0]report(?:ed|s)\b")
_REPORTED_IN_CHINESE = re.compile("报道")


@dataclass(frozen=True, slots=True)
class ImpliedSource:
    """A source that `text[start:end]` names; never with an address."""

    start: int
    end: int
    publisher: str
    in_head: bool
    published_on: date | None


def implied_sources(text: str, publishers: Iterable[Publisher], constants: DiscoverConstants) -> list[ImpliedSource]:
    """All sources that a text names by a phrase of their publisher's file, in order, not overlapping.

    Args:
        text: the document's text.
        publishers: those that may be named.
        constants: `[discover]` of config/pipeline.toml.
    """
    lines = [match.span() for match in _LINE.finditer(text) if match[0].strip()]
    head_end = lines[: max(constants.head_lines, 1)][-1][1] if lines else 0
    short = [(start, end) for start, end in lines if end - start <= constants.line_characters]
    spans = [
        (start, end, publisher.id)
        for publisher in publishers
        for start, end in _spans(text, publisher, short, head_end, constants.name_characters)
        if start < end
    ]
    found: list[ImpliedSource] = []
    for start, end, publisher_id in sorted(spans, key=lambda span: (span[0], -span[1], span[2])):
        if not found or start >= found[-1].end:
            found.append(ImpliedSource(start, end, publisher_id, start < head_end, date_in(_line_at(start, text, short))))
    return found


def _spans(
    text: str, publisher: Publisher, lines: list[tuple[int, int]], head_end: int, longest_name: int
) -> Iterator[tuple[int, int]]:
    rules = publisher.attribution
    if rules.byline or rules.source:
        patterns = _LinePatterns(rules)
        for start, end in lines:
            yield from _in_line(text, start, end, patterns, in_head=end <= head_end)
    if rules.distributor:
        name = re.compile(rf"(?:{_any(rules.distributor)})(?!\w){_NOT_LONGER}")
        for match in _DISTRIBUTED.finditer(text):
            if found := name.match(text, match.end()):
                yield match.start(), found.end()
    if rules.agency:
        yield from _reports(text, _any(rules.agency), longest_name)
    for phrase in rules.spokesperson:
        yield from (match.span() for match in re.finditer(phrase, text))


class _LinePatterns:
    """How a publisher's bylines and source lines look."""

    def __init__(self, rules: AttributionRules) -> None:
        bylines, sources = _any(rules.byline), _any(rules.source)
        self.anywhere = re.compile(rf"By (?:{bylines})")
        self.in_head = re.compile(rf"By (?:{bylines})|{bylines}|{sources}")
        self.marked = re.compile(rf"{_MARKER}(?:{sources}|{bylines})(?![A-Za-z0-9]){_NOT_LONGER}")


def _in_line(text: str, start: int, end: int, patterns: _LinePatterns, *, in_head: bool) -> Iterator[tuple[int, int]]:
    """A byline or source line: "By X" or "来源：X" anywhere, a name that fills a column only in the head."""
    whole = patterns.in_head if in_head else patterns.anywhere
    for field in _FIELD.finditer(text, start, end):
        first = field.start() + len(field[0]) - len(field[0].lstrip())
        if whole.fullmatch(text, first, field.end()):
            yield first, field.end()
        elif match := patterns.marked.search(text, first, field.end()):
            yield match.span()


def _reports(text: str, names: str, longest_name: int) -> Iterator[tuple[int, int]]:
    """Of "X reported" and "据X报道": found by the verb, which is rare, then the name in front of it."""
    if not re.search(names, text):
        return
    english = re.compile(rf"(?<!\w)(?:{names})\Z")
    chinese = re.compile(rf"(?:根?据)?(?:{names})(?:\d{{1,2}}[日号])?\Z")
    for verb, name in ((_REPORTED, english), (_REPORTED_IN_CHINESE, chinese)):
        for match in verb.finditer(text):
            begin = max(0, match.start() - longest_name)
            if found := name.search(text[begin : match.start()]):
                yield begin + found.start(), match.end()


def _any(patterns: tuple[str, ...]) -> str:
    """One expression for all of them; none matches nothing."""
    return "|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)"


def _line_at(place: int, text: str, lines: list[tuple[int, int]]) -> str:
    """The one of the short lines that holds a place; nothing in a paragraph, where a date may belong to anything."""
    start, end = lines[max(bisect_right(lines, (place, len(text))) - 1, 0)] if lines else (0, 0)
    return text[start:end] if start <= place < end else ""
