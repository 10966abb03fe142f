"""Who asks: called on, introduced, or having the floor."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from readout.constants.language import LanguageConstants
from readout.text.parts import Parts
from readout.text.speech.handoffs import called_on, introduced

Splitter = Callable[..., Parts]


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


def test_a_first_name_called_again_is_the_same_questioner(parts_of: Splitter) -> None:
    text = "MR LOWELL: Ada Brook with Harbour News.\nQUESTION: Why?\nMR LOWELL: Tomas.\nQUESTION: How?\nMR LOWELL: Tomas.\nQUESTION: When?"
    asked = [(t.questioner, t.outlet, t.attribution) for t in parts_of(text).turns if t.role == "question"]
    assert asked == [("Ada Brook", "Harbour News", "named"), ("Tomas", None, "named"), ("Tomas", None, "named")]
    asked = [(t.questioner, t.outlet) for t in parts_of(text.replace("Tomas", "Ada")).turns if t.role == "question"]
    assert asked == [("Ada Brook", "Harbour News")] * 3
