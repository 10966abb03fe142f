"""Speakers: one name for all forms of a label, and what each does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.constants.language import LanguageConstants
from readout.settings import Settings, load_config
from readout.text.parts import Parts
from readout.text.speech.speakers import roles_of, speakers_of, who_asks

Splitter = Callable[..., Parts]


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


def test_where_askers_are_labelled_by_their_outlets_they_are_known_by_their_question_marks(parts_of: Splitter) -> None:
    text = "\n".join(
        [
            "Harbour News: The talks were to resume this spring. Will they?",
            "Lin Bo: They will.",
            "AFP: You said that both sides agreed. “Can you say when?”",
            "Lin Bo: In the autumn. Why not earlier? There was no time.",
            "AFP: I have a follow-up. What about the islands?",
            "Lin Bo: I have nothing on that.",
        ]
    )
    roles = {turn.label: turn.role for turn in parts_of(text, "mixed").turns}
    assert roles == {"Harbour News": "question", "AFP": "question", "Lin Bo": "principal"}
    assert who_asks(["A", "A", "B", "B", "B"], ["Why?", "How? Well.", "Why？", "What?”", "So."]) == {"B"}
