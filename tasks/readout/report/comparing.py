"""Two documents of a release beside each other: which is the original, what they are to each other, what was altered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from readout.errors import BadRequest
from readout.report.reading import Row, find_document, release_folder, rows_of
from readout.settings import Config
from readout.text.alterations.boundaries import paragraph_starts
from readout.text.alterations.edits import compare
from readout.text.alterations.finding import Found, find_alterations, find_misquotations
from readout.text.alterations.gazetteer import gazetteer_of
from readout.text.alterations.kinds import raw_range
from readout.text.alterations.stretches import Stretch
from readout.text.tokens import Tokens, tokenise

REVISION = re.compile(r"(.+)@([1-9][0-9]{0,8})")
NAMES = {3: "what is asserted", 2: "wording", 1: "around the text, or how much of it", 0: "look only"}
"""What a severity means, gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An original and its copy; `rows` are in the order of the original, `blocks` cut both texts where they run in parallel."""

    original: Row
    copy: Row
    relation: str | None
    rows: tuple[Found, ...]
    blocks: tuple[Stretch, ...]

    @property
    def by_severity(self) -> list[Found]:
        """The gravest first, then in the order of the text."""
        return sorted(self.rows, key=lambda row: -row.severity)


def compare_documents(config: Config, one: str, other: str) -> Comparison:
    """Compare two documents, or two revisions of one.

    Args:
        config: data folder, constants, known names.
        one: a document as in `show`; `@N` behind it names a revision.
        other: the same.

    Raises:
        BadRequest: no or several documents fit, there is no such revision, or both are one text.
    """
    release = release_folder(config.data / "processed" / "latest")
    a, b = _text_of(release, one), _text_of(release, other)
    if _unit(a) == _unit(b):
        raise BadRequest(f"{one!r} and {other!r} are one text", "name two documents, or a revision: ID@1")
    relation = _relation_of(release, a, b)
    original, copy = (a, b) if _is_first(release, a, b) else (b, a)
    texts = tokenise(original["text"]), tokenise(copy["text"])
    names, constants = gazetteer_of(config.publishers, config.speakers), config.constants.alterations
    if relation and relation["kind"] == "quotes":
        found = find_misquotations(*texts, _spans(relation, original), names, constants)
    else:
        found = find_alterations(*texts, names, constants)
    return Comparison(
        original=original,
        copy=copy,
        relation=relation["kind"] if relation else None,
        rows=tuple(found),
        blocks=tuple(_blocks(*texts, config)),
    )


def _text_of(release: Path, wanted: str) -> Row:
    """The document's row, or that of an earlier revision."""
    match = REVISION.fullmatch(wanted)
    if not match:
        return find_document(release, wanted)
    document, revision = find_document(release, match[1]), int(match[2])
    if document["revision"] == revision:
        return document
    found = rows_of(release, "document_history", document_id=document["document_id"], revision=revision)
    if not found:
        problem = f"{document['document_id']} has no revision {revision}"
        raise BadRequest(problem, f"it has revisions 1 to {document['revision']}")
    return found[0]


def _unit(row: Row) -> tuple[str, int]:
    return row["document_id"], row["revision"]


def _relation_of(release: Path, a: Row, b: Row) -> Row | None:
    """The relation of the two texts, whichever way round; a translation is none of these."""
    found = [
        row
        for one, two in ((a, b), (b, a))
        for row in rows_of(
            release,
            "relations",
            document_id=one["document_id"],
            revision=one["revision"],
            other_id=two["document_id"],
            other_revision=two["revision"],
        )
        if row["kind"] != "translation_of"
    ]
    return found[0] if found else None


def _is_first(release: Path, a: Row, b: Row) -> bool:
    """Whether `a` is the original: by what the release says, else the canonical one, else the one seen first."""
    if a["document_id"] == b["document_id"]:
        return a["revision"] < b["revision"]
    for one, two in ((a, b), (b, a)):
        said = rows_of(release, "alterations", document_id=one["document_id"], other_id=two["document_id"])
        if said:
            return (said[0]["original"] == "document") == (one is a)
    for one, two in ((a, b), (b, a)):
        if two["canonical_id"] == one["document_id"]:
            return one is a
    return (a["first_seen_at"], a["document_id"]) <= (b["first_seen_at"], b["document_id"])


def _spans(relation: Row, original: Row) -> list[Stretch]:
    spans = [Stretch(s["start"], s["end"], s["other_start"], s["other_end"]) for s in relation["spans"]]
    if relation["document_id"] == original["document_id"]:
        return spans
    return [Stretch(s.other_start, s.other_end, s.start, s.end) for s in spans]


def _blocks(original: Tokens, copy: Tokens, config: Config) -> Iterator[Stretch]:
    """Stretches of both raw texts that stand side by side: cut where a paragraph begins in equal words."""
    edits = compare(original, copy, config.constants.alterations)
    starts = {int(place) for place in paragraph_starts(original)[:-1]}
    cuts = [(0, 0)]
    for equal in edits.equal:
        places = (place for place in range(equal.start, equal.end) if place in starts)
        cuts += [(place, equal.other_start + place - equal.start) for place in places]
    raw = [(raw_range(original, a, a)[0], raw_range(copy, b, b)[0]) for a, b in cuts]
    bounds = [(0, 0), *(pair for pair in raw if min(pair) > 0), (len(original.text), len(copy.text))]
    for one, two in pairwise(bounds):
        yield Stretch(one[0], two[0], one[1], two[1])
