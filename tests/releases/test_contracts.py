"""Every contract fails on one seeded bad row, and says which."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import made_tables as made
import pytest
from made_tables import TEXTS

from readout.errors import ContractBroken
from readout.model import TABLES, Author, Embedded, OutcomeCount, SharedSpan
from readout.releases.contracts import check_row_counts, check_row_hashes, check_tables
from readout.releases.streams import stream_of

Seed = Callable[[made.Rows], None]
FIRST, SECOND, THIRD = (made.document_id(number) for number in range(3))


def edit(table: str, place: int = 0, **changed: Any) -> Seed:
    """Change some columns of one row."""

    def seed(rows: made.Rows) -> None:
        rows[table][place] = dataclasses.replace(rows[table][place], **changed)

    return seed


def drop(table: str, place: int = -1) -> Seed:
    """Leave one row out."""
    return lambda rows: rows[table].pop(place)


def again(table: str, **changed: Any) -> Seed:
    """Add a row like the first one."""
    return lambda rows: rows[table].append(dataclasses.replace(rows[table][0], **changed))


def both(one: Seed, other: Seed) -> Seed:
    """Two edits."""

    def seed(rows: made.Rows) -> None:
        one(rows)
        other(rows)

    return seed


def text(line: str) -> dict[str, Any]:
    """A text with its digest."""
    return {"text": line, "text_sha256": made.sha256(line)}


BAD: dict[str, tuple[Seed, str]] = {
    "a key twice": (again("rejections"), "rejections, row stage=intake, subject=empty.txt, position=0: another row has this key"),
    "a key that is null": (edit("rejections", subject=None), "a part of the key is null"),
    "a null": (edit("documents", url=None), f"documents, row document_id={FIRST}: url is null"),
    "a null in a list": (edit("documents", languages=("en", None)), "languages holds a null"),
    "a null in a nested value": (edit("documents", authors=(Author(None, "x"),)), r"authors \.name is null"),  # type: ignore[arg-type] - the bad row it is about
    "a value off its list": (edit("turns", role="king"), "role = 'king' is not on its closed list"),
    "a list's item off its list": (edit("alterations", also=("rude",)), "also = 'rude' is not on its closed list"),
    "a share above 1": (edit("passages", confidence=1.5), f"passages, row document_id={FIRST}, position=0: confidence = 1.5"),
    "a share that is no number": (edit("passages", confidence=float("nan")), "confidence = nan is no share"),
    "a document id of another form": (edit("documents", 2, document_id="page-3", canonical_id=None), "is not well-formed"),
    "a capture id of another form": (again("captures", capture_id="capture-9"), "capture_id = 'capture-9' is not well-formed"),
    "a digest of another form": (edit("captures", entity_sha256="sha1:x"), "entity_sha256 = 'sha1:x' is not well-formed"),
    "a language that is none": (edit("sections", language="zh-hans"), "language = 'zh-hans' is not well-formed"),
    "a language of the text that is none": (edit("documents", languages=("English",)), "languages = 'English'"),
    "a claimed language with a blank": (edit("documents", declared_language="en US"), "declared_language = 'en US'"),
    "an embedded language that is none": (edit("passages", embedded=(Embedded(0, 1, "?"),)), r"embedded \.language = '\?'"),
    "a script that is none": (edit("sections", script="latin"), "script = 'latin'"),
    "a run that is not there": (edit("captures", run_id="run-9"), "run_id = 'run-9' names no row of runs"),
    "a capture that is not there": (
        edit("documents", capture_id="20240428T120000.000000Z-00000000"), "names no row of captures",
    ),
    "a payload that is not there": (edit("captures", revisit_of="nothing"), "revisit_of = 'nothing' names no row of captures"),
    "a cited document that is not there": (edit("citations", cited_document_id=FIRST[:-1] + "x"), "names no row of documents"),
    "a part without its document": (again("turns", document_id="20240428T120009Z-0123456789"), "names no row of documents"),
    "a text with another digest": (edit("documents", text="x"), "text_sha256 is not the digest of text"),
    "an old text with another digest": (edit("document_history", text="x"), "document_history.*text_sha256 is not the digest"),
    "a revision missing": (drop("document_history"), r"revisions must be 1 to 2, each once; there are \[2\]"),
    "a revision twice": (edit("document_history", revision=2), r"each once; there are \[2, 2\]"),
    "a history without its document": (again("document_history", document_id="20240428T120009Z-0123456789"), "no current revision"),
    "two revisions with one text": (
        lambda rows: edit("document_history", 0, **text(rows["documents"][0].text))(rows), "revisions 1 and 2 have the same text",
    ),
    "a canonical document that is not": (
        both(edit("documents", 1, canonical_id=THIRD), edit("documents", 2, canonical_id=FIRST)),
        f"canonical_id {THIRD} names a document that is not canonical",
    ),
    "a gap between passages": (drop("passages", 0), "positions must run from 0; 0 is missing"),
    "text after the last passage": (drop("passages", 1), "is in no passage"),
    "a passage with other words": (edit("passages", text="x"), r"text\[0:\d+\] is not the passage's text"),
    "a passage that is empty": (edit("passages", end=0, text=""), "0 to 0 is not a stretch of the text"),
    "a passage beyond the text": (edit("passages", 1, end=10**6), "is not a stretch of the text"),
    "passages that overlap": (edit("passages", 1, start=3), "it begins at 3, before the one before it ends"),
    "a passage count that is wrong": (edit("documents", passage_count=3), "passage_count is not 2"),
    "a turn that is not there": (edit("passages", turn_position=4), "turn_position 4 names no turn"),
    "a section that is not there": (edit("passages", section_position=1), "section_position 1 is out of order or names no section"),
    "a section's count that is wrong": (edit("sections", passage_count=1), "passage_count is 1, 2 passages name it"),
    "a section that leaves words out": (edit("sections", start=1), "1 to .* does not cover its passages"),
    "a section without passages": (again("sections", position=1), "it begins at 0, before the one before it ends"),
    "a turn's label that ends before it": (edit("turns", label_end=-1), "label_end -1 is outside"),
    "a turn of no section": (edit("turns", section_position=1), "section_position 1 names no section"),
    "a turn of no passage": (edit("turns", last_passage=2), "passages 0 to 2 are not passages of the document"),
    "a turn that begins elsewhere": (edit("turns", first_passage=1, last_passage=1), "it does not begin in passage 1"),
    "a turn that ends elsewhere": (edit("turns", last_passage=1), "it does not end in passage 1"),
    "turns that overlap": (again("turns", position=1), "turns, row .*position=1: it begins at 0, before the one before it ends"),
    "a citation with other words": (edit("citations", raw="https://x.example"), r"text\[\d+:\d+\] is not raw"),
    "a link beyond the text": (edit("citations", found_in="href", end=10**6), "is not within the text"),
    "a citation missing": (edit("citations", position=1), "positions must run from 0; 0 is missing"),
    "a relation of a revision that is not there": (edit("relations", other_revision=3), f"{FIRST} has no revision 3"),
    "a copy of itself": (again("relations", other_id=SECOND, other_revision=1), "is between different documents"),
    "two verdicts on a pair": (again("relations", kind="contains"), "the pair has another verdict already"),
    "two verdicts both ways": (
        again("relations", kind="quotes", document_id=FIRST, revision=2, other_id=SECOND, other_revision=1),
        "the pair has another verdict already",
    ),
    "a span beyond the text": (edit("relations", spans=(SharedSpan(0, 10**6, 0, 1),)), "is not within the texts"),
    "too many spans": (edit("relations", spans=(SharedSpan(0, 1, 0, 1),) * 65), "more than 64 spans"),
    "an alteration of no relation": (edit("alterations", relation="exact"), "there is no relation exact between its two texts"),
    "an alteration with half a side": (edit("alterations", end=None), "a stretch is not within its text"),
    "an alteration missing": (edit("alterations", position=1), "positions must run from 0; 0 is missing"),
    "an alteration that weighs too little": (edit("alterations", severity=2), "severity is 2, wording weighs 3"),
    "an alteration that stands for none": (edit("alterations", count=0), "count is 0"),
    "an alteration with other words": (edit("alterations", after="PRESIDENT"), r"text\[0:8\] is not what it says of the document"),
    "an alignment of no translation": (drop("relations"), "there is no relation translation_of between the two documents"),
    "an alignment beyond the text": (edit("alignments", other_end=10**6), "a stretch is not within its text"),
    "an alignment missing": (edit("alignments", position=1), "positions must run from 0; 0 is missing"),
    "a pair with one side": (edit("alignments", start=None, end=None, passage_count=0), "kind matched does not go with its sides"),
    "something outside with both sides": (edit("alignments", kind="outside"), "kind outside does not go with its sides"),
    "a pair without a score": (edit("alignments", score=None), "counts and score do not go with its sides"),
    "a sentence outside its passage": (
        again("alignments", position=1, level="sentence", parent_position=0, end=9), "it is not inside row 0"
    ),
    "a sentence of no passage": (edit("alignments", level="sentence"), "it is not inside row None"),
    "a passage in a passage": (edit("alignments", parent_position=0), "a passage is part of no other row"),
    "a capture after its run": (edit("runs", captured_at=made.NOON - timedelta(1)), "is after captured_at of its run run-1"),
    "a reason of another stage": (edit("rejections", reason="no_letters"), "'no_letters' is no reason of stage intake"),
    "a reason with a rest": (edit("rejections", reason="empty:x"), "'empty:x' is no reason of stage intake"),
}  # fmt: skip


def test_good_tables_keep_all_contracts() -> None:
    check_tables(made.make_tables(TEXTS))
    check_tables(made.arrow({table: [] for table in TABLES}))


@pytest.mark.parametrize("name", BAD)
def test_one_bad_row_breaks_its_contract_and_is_named(name: str) -> None:
    seed, problem = BAD[name]
    rows = made.make_rows(TEXTS)
    seed(rows)
    with pytest.raises(ContractBroken, match=problem) as caught:
        check_tables(made.arrow(rows))
    assert "Nothing was published" in caught.value.remedy


def test_a_document_without_passages_is_good_if_its_text_is_blank() -> None:
    rows = made.make_rows(TEXTS[:1])
    for table in ("passages", "sections", "turns", "citations"):
        rows[table].clear()
    edit("documents", 0, passage_count=0, **text("\n \u200b\ufeff\n"))(rows)
    check_tables(made.arrow(rows))


def test_a_reason_may_name_the_type_that_was_not_html() -> None:
    rows = made.make_rows(TEXTS[:1])
    edit("rejections", stage="extract", reason="not_html:application/json")(rows)
    check_tables(made.arrow(rows))


def test_outcomes_of_runs_are_kept_as_they_are() -> None:
    rows = made.make_rows(TEXTS[:1])
    edit("runs", outcomes=(OutcomeCount("ok", 1),))(rows)
    check_tables(made.arrow(rows))


def test_a_digest_that_is_not_the_rows_is_found() -> None:
    tables = made.make_tables(TEXTS)
    turns = tables["turns"]
    swapped = turns.set_column(turns.num_columns - 1, "row_hash", turns.column("row_hash").take([1, 0, 2]))
    check_row_hashes(stream_of("turns", turns))
    with pytest.raises(ContractBroken, match=f"document_id={FIRST}, position=0: row_hash is"):
        check_row_hashes(stream_of("turns", swapped))


@pytest.mark.parametrize(
    ("before", "after", "accept", "good"),
    [
        (1000, 980, (), True),
        (1000, 979, (), False),
        (1000, 0, ("passages",), True),
        (1000, 979, ("turns",), False),
        (999, 0, (), True),
        (5000, 9000, (), True),
    ],
)
def test_a_big_table_that_shrinks_must_be_accepted(before: int, after: int, accept: tuple[str, ...], good: bool) -> None:
    sizes: list[Any] = [{"passages": before, "turns": 5}, {"passages": after, "turns": 5}, frozenset(accept), made.shipped()]
    if good:
        check_row_counts(*sizes)
        return
    with pytest.raises(ContractBroken, match="table passages would lose") as caught:
        check_row_counts(*sizes)
    assert "--accept passages" in caught.value.remedy
