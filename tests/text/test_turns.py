"""Turns: labels by their shape, extents, speakers, roles, and who asks."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.constants.language import LanguageConstants
from readout.model import Turn
from readout.settings import Settings, load_config
from readout.text.handoffs import called_on, introduced
from readout.text.labels import read_label
from readout.text.parts import Parts
from readout.text.speakers import roles_of, speakers_of

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


@pytest.mark.parametrize(
    ("passage", "label"),
    [
        ("MR MILLER:\u00a0 Thank you.", "MR MILLER"),
        ("MR\u00a0MILLER: Thank you.", "MR\u00a0MILLER"),
        ("QUESTION:", "QUESTION"),
        ("FOREIGN MINISTER ÇAVUŞOĞLU: (Via interpreter) We agree.", "FOREIGN MINISTER ÇAVUŞOĞLU"),
        ("MINISTER O’HARA-SMITH (via interpreter): We agree.", "MINISTER O’HARA-SMITH"),
        ("ARDEN:(Via interpreter) We agree.", "ARDEN"),
        ("SENIOR STATE DEPARTMENT OFFICIAL TWO: Yes.", "SENIOR STATE DEPARTMENT OFFICIAL TWO"),
        ("SECRETARY McDONALD: Yes.", "SECRETARY McDONALD"),
        ("某某国务卿:大家晚上好。", "某某国务卿"),
        ("外交部發言人：各位好。", "外交部發言人"),
        ("问：有何评论？", "问"),
        ("约翰·史密斯部长（通过翻译）：谢谢。", "约翰·史密斯部长"),
    ],
)
def test_a_label_is_known_by_its_shape(passage: str, label: str, constants: LanguageConstants) -> None:
    found = read_label(passage, constants.turns)
    assert found is not None
    assert found.text == label


@pytest.mark.parametrize(
    "passage",
    [
        "The below is attributable to Spokesperson Jane Roe:",
        "Minister tells Parliament: Stop",
        "https://mfa.example/news",
        "以下来自发言人约翰·史密斯:",
        "外交部发言人：",
        "2026年10月30日 04:43",
        "SECRETARY JANE Q. PUBLIC",
        "AT 12:30 WE LEFT",
        "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT: text",
        "双方讨论了以下几个方面的重要议题和共同关心的问题：一是渔业。",
        "MR MILLER:no space",
        "",
    ],
)
def test_what_only_looks_like_a_label_is_none(passage: str, constants: LanguageConstants) -> None:
    assert read_label(passage, constants.turns) is None


@pytest.mark.parametrize("passage", ["Lin Bo: Good afternoon.", "AFP: What is your comment?", "Q: Why?", "林博：大家好。"])
def test_mixed_labels_count_only_where_the_layout_says_so(passage: str, constants: LanguageConstants) -> None:
    label = read_label(passage, constants.turns, mixed=True)
    assert label is not None
    upper = read_label(passage, constants.turns)
    assert (upper is not None) == passage.startswith(("AFP", "Q"))


def test_mixed_turns_are_found_in_a_document_of_such_a_layout(parts_of: Splitter) -> None:
    text = "Harbour News: Will the talks resume this year?\n\nLin Bo: They will resume in the autumn, as both sides said."
    assert [turn.label for turn in parts_of(text, "mixed").turns] == ["Harbour News", "Lin Bo"]
    assert parts_of(text).turns == ()


def test_a_headline_with_a_colon_is_no_turn_even_in_mixed_case(constants: LanguageConstants) -> None:
    assert read_label("Arden tells Parliament: Stop the talks", constants.turns, mixed=True) is None


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
    ("labels", "speakers"),
    [
        (["MR LOWELL"] * 3 + ["MR. LOWELL", "MR\u00a0LOWELL"], ["MR LOWELL"] * 5),
        (["SECRETARY ARDEN"] * 3 + ["SECRETAR ARDEN", "SECRETARY ARDENN"], ["SECRETARY ARDEN"] * 5),
        (["SECRETARY ARDEN"] * 2 + ["SECRETAR ARDEN"], ["SECRETARY ARDEN"] * 2 + ["SECRETAR ARDEN"]),
        (["MR LOWELL"] * 3 + ["MS LOWELL"], ["MR LOWELL"] * 3 + ["MS LOWELL"]),
        (["SPEAKER A"] * 3 + ["SPEAKER B"], ["SPEAKER A"] * 3 + ["SPEAKER B"]),
        (["MR LOWELL"] * 3 + ["MR POWELL"] * 3, ["MR LOWELL"] * 3 + ["MR POWELL"] * 3),
    ],
)
def test_forms_of_one_label_are_one_speaker(labels: list[str], speakers: list[str], constants: LanguageConstants) -> None:
    assert speakers_of(labels, {}, constants.turns) == speakers


WORDS = st.sampled_from(["ARDEN", "ARDE", "ARDENN", "ARDEX", "LOWELL", "POWELL", "MR", "MS", "LOWEL"])


@settings(max_examples=150, deadline=None)
@given(labels=st.lists(st.lists(WORDS, min_size=1, max_size=2).map(" ".join), max_size=25))
def test_a_misprint_is_a_rarer_form_one_letter_from_a_frequent_one_however_it_is_found(
    constants: LanguageConstants, labels: list[str]
) -> None:
    counts = {label: labels.count(label) for label in labels}
    for label, speaker in zip(labels, speakers_of(labels, {}, constants.turns), strict=True):
        if speaker == label:
            continue
        assert counts[speaker] >= constants.turns.typo_count
        assert counts[speaker] > counts[label]
        differing = [pair for pair in zip(label.split(), speaker.split(), strict=True) if pair[0] != pair[1]]
        assert len(differing) == 1
        assert min(map(len, differing[0])) >= constants.turns.typo_letters
        assert abs(len(differing[0][0]) - len(differing[0][1])) <= 1


def test_a_norm_that_is_a_misprint_itself_absorbs_nothing(constants: LanguageConstants) -> None:
    labels = ["MINISTER ARDEN"] * 5 + ["MINISTER ARDEM"] * 4 + ["MINISTER ARDAM"]
    assert set(speakers_of(labels, {}, constants.turns)) == {"MINISTER ARDEN", "MINISTER ARDAM"}


def test_twenty_thousand_different_labels_are_twenty_thousand_speakers(parts_of: Splitter) -> None:
    names = ["".join(chr(ord("A") + int(digit)) for digit in f"{number:05}") for number in range(0, 20_000, 11)]
    text = "\n".join(f"MR {name}{name}{name}: Yes." for name in names)
    assert len({turn.speaker for turn in parts_of(text).turns}) == len(names)


def test_one_person_has_one_name_under_an_english_and_a_chinese_label(parts_of: Splitter) -> None:
    english = "MINISTER ARDEN: We have agreed to resume the talks on fisheries before the end of the year, and to meet again."
    chinese = "阿登部长:两国同意在年底之前恢复有关渔业问题的谈判,并就地区局势交换了意见。"
    turns = parts_of(f"{chinese}\n{english}", aliases={"ARDEN": "Mara Arden", "阿登": "Mara Arden"}).turns
    assert [(turn.label, turn.speaker, turn.role) for turn in turns] == [
        ("阿登部长", "Mara Arden", turns[0].role),
        ("MINISTER ARDEN", "Mara Arden", turns[0].role),
    ]


def test_who_stands_in_a_publishers_file_and_in_both_languages_of_a_real_document_is_one_person(
    parts_of: Splitter, seeds: Path
) -> None:
    config = load_config(Settings(home=Path(__file__).resolve().parents[2]))
    (path,) = seeds.glob("000_*.txt")
    publisher = config.publishers.get("state")
    assert publisher is not None
    turns = parts_of(path.read_bytes().decode("utf-8"), aliases={**config.speakers, **publisher.speakers}).turns
    principals = {turn.label: turn.speaker for turn in turns if turn.role == "principal"}
    assert len(principals) > 1
    assert len(set(principals.values())) == 1


def test_an_alias_names_a_whole_label_its_last_words_or_part_of_a_chinese_one(constants: LanguageConstants) -> None:
    aliases = {"ARDEN": "Mara Arden", "FOREIGN MINISTER": "The Minister", "阿登": "Mara Arden", "问": "QUESTION"}
    labels = ["SECRETARY ARDEN", "FOREIGN MINISTER", "阿登国务卿", "问", "顾问先生", "MR WARDEN"]
    assert speakers_of(labels, aliases, constants.turns) == [
        "Mara Arden", "The Minister", "Mara Arden", "QUESTION", "顾问先生", "MR WARDEN",
    ]  # fmt: skip


def test_who_says_much_without_being_asked_is_a_principal_and_who_says_little_unknown(constants: LanguageConstants) -> None:
    assert roles_of(["A B", "C D", "OPERATOR"], [2000, 20, 20], constants.turns) == ["principal", "unknown", "operator"]


@pytest.mark.parametrize(
    ("sentence", "name", "outlet"),
    [
        ("The first question goes to Ada Brook with Harbour News.", "Ada Brook", "Harbour News"),
        ("For the next question, Tomas Vera with\u00a0The Courier", "Tomas Vera", "The Courier"),
        ("Thank you. And for the final question, Johan de Wit of DPA.", "Johan de Wit", "DPA"),
        ("Next, Ada from the Evening Post, please.", "Ada", "the Evening Post"),
        ("Harbour News, Ada Brook.", "Ada Brook", "Harbour News"),
        ("Ada.", "Ada", None),
        ("Okay, Ada Brook.", "Ada Brook", None),
        ("Yes, Ada, go ahead.", "Ada", None),
        ("Let’s go to Ada.", "Ada", None),
        ("Hey, Ada.", "Ada", None),
        ("Ada Brook, AFP.", "Ada Brook", "AFP"),
        ("Ada Brook, The Courier.", "Ada Brook", "The Courier"),
        ("Ada Brook, Lineup.", "Ada Brook", "Lineup"),
        ("The Courier, Ada Brook.", "Ada Brook", "The Courier"),
        ("Our first question goes to the VOX, Ada Brook.", "Ada Brook", "the VOX"),
        ("We’ll turn to Ada Brook, Press Trust of Arcadia.", "Ada Brook", "Press Trust of Arcadia"),
        ("Let’s go to the line of Ada Brook at Lineup.", "Ada Brook", "Lineup"),
        ("Why don’t we go to Ada Brook?", "Ada Brook", None),
    ],
)
def test_a_hand_over_names_the_questioner(sentence: str, name: str, outlet: str | None, constants: LanguageConstants) -> None:
    found = called_on(sentence, constants.turns)
    assert found is not None
    assert (found.name, found.outlet, found.attribution) == (name, outlet, "named")


@pytest.mark.parametrize(
    "sentence",
    ["I —", "But —", "We’ll —", "It’s.", "Arcadia?", "Thanks, Ada.", "Happy Friday.", "Understood.",
     "I refer you to the Government of Arcadia.", "It is the Statue of the Winds from Arcadia —",
     "One of them you saw today when the Secretary hosted High Representative Ada Brook of the Union for a long lunch.",
     "Yes.", "Sure.", "Thank you.", "Thanks.", "Mm-hmm.", "Good, thank you.", "Thank you, Ada.", "Right, sir.", "We agreed with Parliament on that.", "", "Sorry?"],
)  # fmt: skip
def test_a_courtesy_is_no_hand_over(sentence: str, constants: LanguageConstants) -> None:
    found = called_on(sentence, constants.turns)
    assert found is None or sentence.startswith("We agreed")


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ("Thank you, Minister. Jon Reed from the Evening Post. What now?", "Jon Reed"),
        ("Hi, Jon Reed with Harbour News. What now?", "Jon Reed"),
        ("I’m Jon Reed with Harbour News. What now?", "Jon Reed"),
        ("Thank you. When will President Arden speak with Parliament?", None),
        ("Greetings from Arcadia. What now?", None),
        ("", None),
    ],
)
def test_who_introduces_himself_is_believed(opening: str, name: str | None, constants: LanguageConstants) -> None:
    found = introduced(opening, constants.turns)
    assert (found.name if found else None) == name


def test_a_hand_over_is_read_at_the_end_of_a_passage_however_long_it_is(parts_of: Splitter) -> None:
    text = "MR LOWELL: " + "We will take more questions now. " * 3000 + "Ada Brook with Harbour News.\nQUESTION: Why?"
    assert [turn.questioner for turn in parts_of(text).turns] == [None, "Ada Brook"]


@pytest.mark.parametrize(
    "line",
    ["MR A" * 50_000, "A " * 100_000 + ": x", "(" * 100_000, "QUESTION: " + "Ada Brook with " * 20_000, "问：" * 50_000, "MR LOWELL: " + "." * 100_000],
)  # fmt: skip
def test_a_huge_line_that_begins_like_a_label_costs_no_more_than_its_length(parts_of: Splitter, line: str) -> None:
    turns = parts_of(f"{line}\nQUESTION: Why?").turns
    assert turns[-1].label == "QUESTION"


def test_a_first_name_called_again_is_the_same_questioner(parts_of: Splitter) -> None:
    text = "MR LOWELL: Ada Brook with Harbour News.\nQUESTION: Why?\nMR LOWELL: Tomas.\nQUESTION: How?\nMR LOWELL: Tomas.\nQUESTION: When?"
    asked = [(t.questioner, t.outlet, t.attribution) for t in parts_of(text).turns if t.role == "question"]
    assert asked == [("Ada Brook", "Harbour News", "named"), ("Tomas", None, "named"), ("Tomas", None, "named")]
    asked = [(t.questioner, t.outlet) for t in parts_of(text.replace("Tomas", "Ada")).turns if t.role == "question"]
    assert asked == [("Ada Brook", "Harbour News")] * 3


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
