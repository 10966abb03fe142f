"""Turns: labels by their shape, extents, speakers, roles, and who asks."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.model import Turn
from readout.text.parts import Parts

Splitter = Callable[..., Parts]

BRIEFING = """Remarks to the Press

May 3, 2026

MINISTER ARDEN:\u00a0\u00a0Good evening, everyone. I am pleased to report that the two sides have agreed on fisheries.

We will meet again in the autumn, and we will publish the text tomorrow.

(Applause.)

MR LOWELL: The first question goes to Ada Brook with Harbour News.

QUESTION: Thank you, Minister. When will the text be published?

MINISTER ARDEN: Tomorrow. Thank you, Ada.

QUESTION: And a follow-up, if I may. Will it be published in full?

MINISTER ARDEN: In full.

MR LOWELL: For the next question, Tomas Vera with\u00a0The Courier

QUESTION: Thank you. Jon Reed from the Evening Post. What about the islands?

MINISTER ARDEN: We did not discuss the islands.

MR. LOWELL: Thank you all.

(The briefing was concluded at 7:42 p.m.)

Share this page
"""


def said(turns: tuple[Turn, ...], text: str) -> list[tuple[str, str]]:
    return [(turn.label, text[turn.label_end : turn.end]) for turn in turns]


def test_a_turn_runs_from_its_label_to_the_next(parts_of: Splitter) -> None:
    turns = parts_of(BRIEFING).turns
    assert [turn.label for turn in turns] == [
        "MINISTER ARDEN", "MR LOWELL", "QUESTION", "MINISTER ARDEN", "QUESTION", "MINISTER ARDEN", "MR LOWELL", "QUESTION",
        "MINISTER ARDEN", "MR. LOWELL",
    ]  # fmt: skip
    opening = said(turns, BRIEFING)[0][1]
    assert opening.startswith("Good evening")
    assert opening.endswith("(Applause.)")
    assert said(turns, BRIEFING)[-1] == ("MR. LOWELL", "Thank you all.")


def test_what_comes_before_the_first_label_and_after_the_end_is_nobodys(parts_of: Splitter) -> None:
    passages = parts_of(BRIEFING).passages
    assert {passage.text for passage in passages if passage.turn_position is None} == {
        "Remarks to the Press", "May 3, 2026", "(The briefing was concluded at 7:42 p.m.)", "Share this page",
    }  # fmt: skip


def test_a_line_in_brackets_inside_a_turn_is_a_stage_direction_and_stays_inside(parts_of: Splitter) -> None:
    (stage,) = [passage for passage in parts_of(BRIEFING).passages if passage.text == "(Applause.)"]
    assert (stage.kind, stage.turn_position) == ("stage", 0)


def test_each_questioner_is_known_as_far_as_the_text_says(parts_of: Splitter) -> None:
    questions = [turn for turn in parts_of(BRIEFING).turns if turn.role == "question"]
    assert [(turn.questioner, turn.outlet, turn.attribution) for turn in questions] == [
        ("Ada Brook", "Harbour News", "named"),
        ("Ada Brook", "Harbour News", "floor"),
        ("Jon Reed", "the Evening Post", "self"),
    ]


def test_roles_follow_from_who_answers_and_who_hands_over(parts_of: Splitter) -> None:
    roles = {turn.speaker: turn.role for turn in parts_of(BRIEFING).turns}
    assert roles == {"MINISTER ARDEN": "principal", "MR LOWELL": "moderator", "QUESTION": "question"}


def test_mixed_turns_are_found_in_a_document_of_such_a_layout(parts_of: Splitter) -> None:
    text = "Harbour News: Will the talks resume this year?\n\nLin Bo: They will resume in the autumn, as both sides said."
    assert [turn.label for turn in parts_of(text, "mixed").turns] == ["Harbour News", "Lin Bo"]
    assert parts_of(text).turns == ()


def test_a_change_of_section_closes_a_turn(parts_of: Splitter) -> None:
    english = "We have agreed to resume the talks on fisheries before the end of the year, and to meet again in the autumn."
    text = f"布莱德部长:两国同意在年底之前恢复有关渔业问题的谈判,并就地区局势交换了意见。\n谢谢大家。\n{english}\nMINISTER ARDEN: {english}"
    turns = parts_of(text).turns
    assert [(turn.first_passage, turn.last_passage, turn.section_position) for turn in turns] == [(0, 1, 0), (3, 3, 1)]


@pytest.mark.parametrize(
    "end", ["###", "# # #", "(The briefing ended at 3:10 p.m.)", "（完）", "Read more here.", "https://a.example/b"]
)
def test_what_is_no_speech_closes_a_turn(parts_of: Splitter, end: str) -> None:
    text = f"MINISTER ARDEN: We agreed to resume the talks this year.\n{end}\nThis paragraph was written by the editors of the page."
    (turn,) = parts_of(text).turns
    assert text[turn.label_end : turn.end] == "We agreed to resume the talks this year."


def test_a_label_alone_on_its_line_speaks_the_next_passage_and_nothing_without_one(parts_of: Splitter) -> None:
    text = "QUESTION:\nWhen will the text be published, Minister?\nMINISTER ARDEN:"
    assert said(parts_of(text).turns, text) == [("QUESTION", "When will the text be published, Minister?")]


@pytest.mark.parametrize(
    "line",
    ["MR A" * 50_000, "A " * 100_000 + ": x", "(" * 100_000, "QUESTION: " + "Ada Brook with " * 20_000, "问：" * 50_000, "MR LOWELL: " + "." * 100_000],
)  # fmt: skip
def test_a_huge_line_that_begins_like_a_label_costs_no_more_than_its_length(parts_of: Splitter, line: str) -> None:
    turns = parts_of(f"{line}\nQUESTION: Why?").turns
    assert turns[-1].label == "QUESTION"


LINES = st.sampled_from(
    ["MR LOWELL: Ada Brook with Harbour News.", "QUESTION: Why?", "QUESTION:", "MINISTER ARDEN: Because we agreed.", "(Laughter.)",
     "We agreed on everything.", "###", "https://a.example/b", "问：为什么？", "部长先生：我们同意恢复谈判。", "Share this page"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(LINES, max_size=12), mixed=st.booleans())
def test_turns_are_in_order_and_do_not_overlap_and_lie_in_one_section(
    parts_of: Splitter, lines: list[str], mixed: bool
) -> None:
    text = "\n".join(lines)
    parts = parts_of(text, "mixed" if mixed else "upper")
    for turn in parts.turns:
        first, last = parts.passages[turn.first_passage], parts.passages[turn.last_passage]
        assert turn.start == first.start < turn.label_end < turn.end == last.end
        assert text[turn.start : turn.label_end].startswith(turn.label)
        assert first.section_position == last.section_position == turn.section_position
        assert (turn.questioner is None) == (turn.attribution == "none")
        assert turn.role == "question" or turn.attribution == "none"
    assert all(before.last_passage < after.first_passage for before, after in itertools.pairwise(parts.turns))
    for passage in parts.passages:
        inside = [turn.position for turn in parts.turns if turn.first_passage <= passage.position <= turn.last_passage]
        assert inside == ([] if passage.turn_position is None else [passage.turn_position])


def test_the_real_documents_have_exactly_the_turns_of_the_gold(parts_of: Splitter, seeds: Path) -> None:
    path = seeds.parent / "eval" / "language" / "gold_turns.json"
    if not path.exists():
        pytest.skip("the gold turns (../shared/eval/language) are not here")
    gold = json.loads(path.read_text(encoding="utf-8"))
    gold.pop("note")
    for entry in gold.values():
        turns = parts_of((seeds / entry["doc"]).read_bytes().decode("utf-8")).turns
        keys = ("start", "label_end", "label", "questioner", "outlet")
        assert [{key: getattr(turn, key) for key in keys} for turn in turns] == [
            {key: turn[key] for key in keys} for turn in entry["turns"]
        ]
        for turn, wanted in zip(turns, entry["turns"], strict=True):
            assert turn.end in (wanted["end"], *entry.get("ends_also", {}).get(str(turn.start), []))
