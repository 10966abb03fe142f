"""Copies as they are met in the field, and what only looks like one: each with its relation and what was altered."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from readout.configuration import read_toml
from readout.constants import Constants
from readout.model import Relation
from readout.text.alterations.gazetteer import gazetteer_with
from readout.text.alterations.pairs import Row, choose, grouped
from readout.text.alterations.rows import alterations_of
from readout.text.alterations.stretches import Stretch
from readout.text.copies.clusters import canonical, precedence
from readout.text.copies.relations import Unit, relate
from readout.text.tokens import tokenise

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))
from prose import unit  # noqa: E402 - the folder is no package

VALUES = read_toml(HOME / "config/pipeline.toml", Constants)
NAMES = gazetteer_with(["Office of the Spokesperson"])

STATEMENT = """The Republic of Veldania congratulates the people of Osterhalm on their national day.

On behalf of the government I send warm wishes to the people of Osterhalm as they celebrate the 104th anniversary of their republic on March 1.

For more than a century our fishermen have shared the herring grounds off the Skerry banks, and our students have crossed the strait in both directions. This year the two governments opened the tunnel under the Lund sound, which carries 12,000 passengers a day, and agreed to rebuild the lighthouse that the storm of last winter took away.

Veldania will not forget the help that Osterhalm gave when the dam at Pell broke. Its engineers came within nine hours and stayed for five weeks, until the last pump was switched off.

We look forward to working together on cleaner harbours, safer ferries and a common timetable for the night trains, and we wish all citizens of Osterhalm a joyful celebration.
"""
OFFICIAL: dict[str, Any] = {
    "publisher": "veldania-mfa", "authority": "official", "published_on": date(2024, 3, 1),
    "published_at": datetime(2024, 3, 1, 7, tzinfo=UTC), "title": "National day of Osterhalm",
}  # fmt: skip
SYNONYMS = {
    "congratulates": "salutes", "warm wishes": "best greetings", "celebrate": "mark", "shared": "divided", "crossed": "traversed",
    "opened": "inaugurated", "agreed": "decided", "rebuild": "restore", "help": "assistance", "gave": "lent", "working": "acting",
    "cleaner": "purer", "joyful": "merry", "stayed": "remained", "forget": "overlook",
}  # fmt: skip


def spun(text: str) -> str:
    for word, other in SYNONYMS.items():
        assert word in text
        text = text.replace(word, other)
    return text


def wrapped(text: str) -> str:
    head = "PressRelay | Releases | Governments\n\nSource: Government of Veldania\n\nAVERIN, March 1, 2024 /PressRelay/ --\n\n"
    foot = "\n\nSOURCE Government of Veldania\n\nRelated links\n\nhttp://www.mfa.veldania.example/\n\nMore from this source"
    return head + text.strip() + foot


def edition(text: str) -> str:
    """The same form a year later: another anniversary, another year's news."""
    text = text.replace("104th", "105th").replace(
        "This year the two governments opened the tunnel under the Lund sound, which carries 12,000 passengers a day, and agreed to "
        "rebuild the lighthouse that the storm of last winter took away.",
        "This spring the two parliaments met for the first time in one hall, passed 14 laws on seals and sprats, and named a judge "
        "who will decide on the Skerry banks.",
    )
    return text.replace(
        "Its engineers came within nine hours and stayed for five weeks, until the last pump was switched off.",
        "Three of its engineers received the order of the river in March, and 60 of them came back as guests.",
    )


def pair(copy: str, **given: Any) -> tuple[Unit, Unit]:
    fields: dict[str, Any] = {"published_on": date(2024, 3, 2), **given}
    return unit("20240301-official", STATEMENT, **OFFICIAL), unit("20240302-copy", copy, hours=30, **fields)


def relation(*units: Unit) -> Relation:
    (row,) = relate(units, VALUES.relations).relations
    return row


def altered(*units: Unit) -> list[tuple[str, str, str]]:
    related = relate(units, VALUES.relations).relations
    keys = precedence(units, related, VALUES.relations)
    rows = [
        Row(r.document_id, r.revision, r.other_id, r.other_revision, r.kind, tuple(Stretch(*_span(s)) for s in r.spans), "")
        for r in related
    ]
    (group,) = grouped(rows, keys).values()
    chosen = choose([each for each, _ in group], lambda _: 0)
    texts = {(u.document_id, u.revision): tokenise(u.text) for u in units}
    one, other = chosen.units
    found = alterations_of(chosen, (texts[one], texts[other]), ((), ()), NAMES, VALUES.alterations)
    assert {row.original for row in found} <= {"other" if chosen.other_id == "20240301-official" else "document"}
    return [(row.kind, row.before, row.after) for row in found]


def _span(span: Any) -> tuple[int, int, int, int]:
    return span.start, span.end, span.other_start, span.other_end


def test_a_retitled_copy_is_near_and_only_its_frame_differs() -> None:
    units = pair("Veldania flatters its neighbour\n\nBy our correspondent\n\n" + STATEMENT)
    assert relation(*units).kind == "near"
    assert [row[0] for row in altered(*units)] == ["frame"]


def test_a_cut_copy_is_linked_and_what_it_lacks_is_truncated() -> None:
    cut = STATEMENT[: STATEMENT.index("We look forward")].strip()
    units = pair(cut)
    assert relation(*units).kind in ("near", "contains")
    ((kind, before, after),) = altered(*units)
    assert (kind, after) == ("truncated", "")
    assert before.startswith("We look forward")


def test_a_spun_copy_is_near_and_each_word_of_it_is_told() -> None:
    units = pair(spun(STATEMENT))
    assert relation(*units).kind == "near"
    rows = altered(*units)
    assert {row[0] for row in rows} == {"wording"}
    assert {(row[1], row[2]) for row in rows} >= {("opened", "inaugurated"), ("cleaner", "purer"), ("joyful", "merry")}


@pytest.mark.parametrize("publisher", ["pressrelay", None])
def test_a_distributors_wrapper_is_a_frame_around_the_whole(publisher: str | None) -> None:
    units = pair(wrapped(STATEMENT), publisher=publisher)
    assert relation(*units).kind in ("near", "contains")
    assert {row[0] for row in altered(*units)} == {"frame"}


def test_an_altered_copy_in_a_wrapper_does_not_hide_behind_it() -> None:
    units = pair(wrapped(STATEMENT.replace("Veldania will not forget", "Veldania will forget").replace("12,000", "21,000")))
    rows = [row for row in altered(*units) if row[0] != "frame"]
    assert rows == [("number", "12,000", "21,000"), ("negation", "not", "")]


def test_another_years_edition_of_an_annual_statement_is_no_copy() -> None:
    given = {**OFFICIAL, "published_on": date(2025, 3, 1), "published_at": datetime(2025, 3, 1, 7, tzinfo=UTC)}
    first = unit("20240301-official", STATEMENT, **OFFICIAL)
    second = unit("20250301-official", edition(STATEMENT), hours=366 * 24, **given)
    found = relate([first, second], VALUES.relations).relations
    assert [row.kind for row in found] == ["template"]
    chosen = canonical([first, second], found, VALUES.relations)
    assert [name for name, each in chosen.items() if each.canonical_id != name] == []
    assert (
        grouped([Row(*_key(row), row.kind, (), "") for row in found], precedence([first, second], found, VALUES.relations))
        == {}
    )


def _key(row: Relation) -> tuple[str, int, str, int]:
    return row.document_id, row.revision, row.other_id, row.other_revision
