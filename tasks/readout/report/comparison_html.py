"""Two documents beside each other as one HTML file that needs nothing else and runs nothing: their texts may be hostile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from string import Template

from readout.report.comparing import NAMES, Comparison
from readout.report.comparison_text import counted, printable
from readout.report.reading import Row
from readout.text.alterations.finding import Found

AROUND = 80
"""Characters shown on either side of a change in the list; the texts stand below."""
DIRECTION = re.compile(r"\[U\+[0-9A-F]{4}\]")

PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>$title</title>
<style>
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; color: #222; background: #fff; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
td, th { border-top: 1px solid #ddd; padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; } .kind { width: 11rem; } pre, .text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
mark { padding: 0 .15em; border-radius: .2em; background: #eee; } mark:empty::before { content: "\\2038"; }
.s3 { background: #ffc9c9; } .s2 { background: #ffe8a3; } .s1 { background: #d5e5ff; } .s0 { background: #eee; }
.control { color: #b00; font-size: .7em; } .quiet { color: #666; font-size: .9rem; }
</style>
</head>
<body>
<h1>$title</h1>
<table><tr><th>Original</th><th>Copy</th></tr><tr><td>$original</td><td>$copy</td></tr></table>
<p>$relation $counts</p>
<h2>Alterations, the gravest first</h2>
$list
<h2>Both texts</h2>
<table><tr><th>Original</th><th>Copy</th></tr>
$texts
</table>
</body>
</html>
""")


def comparison_html(comparison: Comparison) -> str:
    """The whole page."""
    counts = ", ".join(f'<mark class="s{severity}">{count} {NAMES[severity]}</mark>' for severity, count in counted(comparison))
    relation = (
        f"Relation: {comparison.relation}." if comparison.relation else "No relation is recorded between these two texts."
    )
    return PAGE.substitute(
        title=f"{shown(_title(comparison.original))} / {shown(_title(comparison.copy))}",
        original=_document(comparison.original),
        copy=_document(comparison.copy),
        relation=relation,
        counts=f"Altered: {counts}." if counts else "Nothing was altered.",
        list=_list(comparison),
        texts="\n".join(_texts(comparison)),
    )


def shown(text: str) -> str:
    r"""Text of whatever origin as HTML that is only text; what cannot be printed is replaced, marks of direction are named.

    >>> shown("<script>\u202e")
    '&lt;script&gt;<span class="control">[U+202E]</span>'
    """
    return DIRECTION.sub(r'<span class="control">\g<0></span>', escape(printable(text)))


def _title(document: Row) -> str:
    return document["title"] or "(no title)"


def _document(document: Row) -> str:
    dated = document["published_at"] or document["published_on"] or "no date"
    lines = (
        f"<strong>{shown(_title(document))}</strong>",
        shown(f"{document['publisher'] or 'unknown publisher'}, {dated}"),
        shown(document["url"]),
        shown(f"{document['document_id']}, revision {document['revision']}"),
    )
    return "<br>".join(f'<bdi class="quiet">{line}</bdi>' for line in lines)


def _list(comparison: Comparison) -> str:
    if not comparison.rows:
        return "<p>None.</p>"
    head = '<table><tr><th class="kind">Kind</th><th>Original</th><th>Copy</th></tr>'
    return head + "\n".join(_row(comparison, row) for row in comparison.by_severity) + "</table>"


def _row(comparison: Comparison, row: Found) -> str:
    where = row.where
    also = "".join(f"<br>{each}" for each in row.also)
    count = f"<br>{row.count} times, the first:" if row.count > 1 else ""
    sides = (
        (comparison.original["text"], where.start, where.end),
        (comparison.copy["text"], where.other_start, where.other_end),
    )
    cells = "".join(f'<td class="text">{_around(*side, row.severity)}</td>' for side in sides)
    return f'<tr><td><mark class="s{row.severity}">{row.kind}</mark>{also}{count}</td>{cells}</tr>'


def _around(text: str, start: int, end: int, severity: int) -> str:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return f'{shown(before)}<mark class="s{severity}">{shown(text[start:end])}</mark>{shown(after)}'


def _texts(comparison: Comparison) -> Iterator[str]:
    """Both texts, block by block, with the alterations marked."""
    marks = [(row.where.start, row.where.end, row.severity) for row in comparison.rows if row.count == 1]
    others = [(row.where.other_start, row.where.other_end, row.severity) for row in comparison.rows if row.count == 1]
    for block in comparison.blocks:
        one = _marked(comparison.original["text"], block.start, block.end, marks)
        other = _marked(comparison.copy["text"], block.other_start, block.other_end, others)
        yield f'<tr><td class="text">{one}</td><td class="text">{other}</td></tr>'


def _marked(text: str, start: int, end: int, marks: Sequence[tuple[int, int, int]]) -> str:
    """A stretch of text with the marks that begin in it; one that overlaps the last, or goes beyond the stretch, is cut."""
    pieces: list[str] = []
    place = start
    for first, last, severity in sorted(marks):
        if place <= first <= end and (first < end or first == last == end == len(text)):
            stop = min(last, end)
            pieces += [shown(text[place:first]), f'<mark class="s{severity}">{shown(text[first:stop])}</mark>']
            place = stop
    return "".join([*pieces, shown(text[place:end])]).strip()
