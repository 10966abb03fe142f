"""Who, when, where and what of a text file: by the lines at its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from readout.constants.extract import ExtractConstants
from readout.extract.dates import find_dates
from readout.extract.details.bylines import read_byline, unique
from readout.extract.details.datelines import LEAD_PARAGRAPHS, Dateline, dateline_of
from readout.extract.details.evidence import Candidate, Dated, evidence_of, evidence_of_dates, first
from readout.extract.details.kinds import kind_of
from readout.extract.details.metadata import Metadata, published_fields
from readout.extract.details.published import settle
from readout.extract.details.remarks import remarks_of
from readout.extract.html import fold
from readout.extract.lines import is_date_alone
from readout.model import Evidence
from readout.model.drafts import Draft

_FILE_NAME = re.compile(r"\.(?:docx?|pdf|indd|pptx?|xlsx?|odt|rtf|txt|html?)\b|^(?:untitled|microsoft word)\b", re.IGNORECASE)


def plain_metadata(text: str, passages: Sequence[Draft], day: date, constants: ExtractConstants) -> Metadata:
    """Metadata of a text file.

    Args:
        text: the file's text.
        passages: its non-blank lines with their kinds.
        day: the capture's; a later claimed date is a mistake.
        constants: how many lines are the head.
    """
    lines = [(one.kind, fold(text[one.start : one.end])) for one in passages]
    head = lines[: constants.head_passages]
    titles = [
        Candidate(line, "heading") for kind, line in head if kind == "heading" and len(line) <= constants.title_characters_max
    ]
    bylines = [line for kind, line in head if kind == "byline"]
    authors = unique([author for line in bylines for author in read_byline(line)])
    dates = settle(_dates(head), day, constants)
    dateline = dateline_of(
        [line for kind, line in head if kind == "dateline"], [line for kind, line in head if kind == "body"][:LEAD_PARAGRAPHS]
    )
    title = titles[0] if titles else None
    names_reporter = any(line.lower().startswith("by ") for line in bylines)
    return Metadata(
        title=title.value if title else None,
        authors=authors,
        kind=kind_of(title.value if title else None, [line for _, line in lines], default="article", has_byline=names_reporter),
        place=dateline.place if dateline else None,
        dateline=dateline.text if dateline else None,
        notes=remarks_of(title.value if title else None, [line for _, line in lines]),
        evidence=(
            *evidence_of("title", titles, title),
            *evidence_of("authors", [Candidate(line, "by-line") for line in bylines], None),
            *evidence_of_dates("published", dates.candidates, dates.chosen),
            *_evidence_of_dateline(dateline),
        ),
        **published_fields(dates),
    )


def _evidence_of_dateline(found: Dateline | None) -> list[Evidence]:
    if found is None:
        return []
    place = [Candidate(found.place, found.source)] if found.place else []
    text = [Candidate(found.text, found.source)]
    return [*evidence_of("place", place, first(place)), *evidence_of("dateline", text, first(text))]


def with_title(found: Metadata, claimed: str | None) -> Metadata:
    """The metadata with the title that a file claims of itself: evidence always, the title where the text has none."""
    if claimed is None:
        return found
    claim = Candidate(claimed, "file's own claim")
    is_name = _FILE_NAME.search(claimed) is not None
    chosen = claim if found.title is None and not is_name else None
    evidence = (*found.evidence, *evidence_of("title", [claim], chosen))
    return replace(found, title=found.title or (claimed if chosen else None), evidence=evidence)


def _dates(head: Sequence[tuple[str, str]]) -> list[Dated]:
    """Dates of the head: a line that is a day and nothing else is the text's own; others are the page's around it."""
    text: list[Dated] = []
    page: list[Dated] = []
    for kind, line in head:
        if kind not in ("dateline", "attribution"):
            continue
        found = find_dates(line)[:1]
        if is_date_alone(line):
            text.extend(Dated(one, "text") for one in found)
        else:
            page.extend(Dated(one, "page line") for one in found)
    return [*text, *page]
