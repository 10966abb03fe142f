"""Relations between texts: each kind, its direction, its evidence, and what must not matter."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.configuration import read_toml
from readout.constants import Constants
from readout.constants.relations import RelationConstants
from readout.model import Relation
from readout.text.copies import candidates, rarity, sides
from readout.text.copies.relations import Unit, relate
from readout.text.tokens import METHOD, tokenise

HOME = Path(__file__).resolve().parents[2]
SEEDS = HOME.parent / "shared" / "seeds"
sys.path.insert(0, str(Path(__file__).parent))
from prose import START, chinese, prose, sentence, unit  # noqa: E402 - the folder is no package

VALUES = read_toml(HOME / "config/pipeline.toml", Constants).relations
NOTE = prose(0, 12)


def rows(*units: Unit, values: RelationConstants = VALUES) -> list[Relation]:
    return list(relate(units, values).relations)


def only(*units: Unit) -> Relation:
    (row,) = rows(*units)
    assert_spans_agree({(u.document_id, u.revision): u.text for u in units}, row)
    return row


def assert_spans_agree(texts: dict[tuple[str, int], str], row: Relation) -> None:
    mine, theirs = texts[row.document_id, row.revision], texts[row.other_id, row.other_revision]
    for span in row.spans:
        one, other = (
            tokenise(part).hashes for part in (mine[span.start : span.end], theirs[span.other_start : span.other_end])
        )
        assert abs(len(one) - len(other)) <= 0.2 * max(len(one), len(other))
        assert one[0] == other[0]
        assert one[-1] == other[-1]


def said(row: Relation) -> tuple[str, str, str]:
    return row.document_id, row.kind, row.other_id


def test_a_copy_with_other_spacing_case_and_script_is_exact() -> None:
    text = chinese(0, 6) + " " + NOTE
    copy = opencc.OpenCC("s2t").convert(text.upper().replace(" ", "  ").replace(".", " !"))
    row = only(unit("first", text), unit("second", copy, hours=1))
    assert said(row) == ("second", "exact", "first")
    assert (row.score, row.cover, row.other_cover, row.raw_equal, row.reason) == (1.0, 1.0, 1.0, False, "norm_hash")
    assert (row.spans[0].start, row.spans[0].other_start) == (0, 0)
    assert row.method == METHOD


def test_five_copies_are_four_rows_all_to_the_first() -> None:
    found = rows(*(unit(f"copy{n}", NOTE, hours=n) for n in range(5)))
    assert [said(row) for row in found] == [(f"copy{n}", "exact", "copy0") for n in range(1, 5)]
    assert all(row.raw_equal for row in found)


def test_a_copy_with_one_word_more_is_near_and_points_to_the_earlier_text() -> None:
    row = only(unit("late", NOTE.replace(" the ", " the not ", 1), hours=5), unit("early", NOTE))
    assert said(row) == ("late", "near", "early")
    assert row.longest_run > 200
    assert row.score == min(row.cover, row.other_cover) > 0.97


def test_one_character_put_into_a_chinese_text_is_near() -> None:
    text = chinese(0, 20)
    row = only(unit("early", text), unit("late", text[:1] + "偽" + text[1:], hours=1))
    assert said(row) == ("late", "near", "early")


@pytest.mark.parametrize("whole_first", [True, False])
def test_a_collage_contains_the_note_whichever_came_first(*, whole_first: bool) -> None:
    page = f"{prose(100, 15)}\n\n{NOTE}\n\n{prose(200, 15)}"
    row = only(unit("page", page, hours=0 if whole_first else 2), unit("note", NOTE, hours=1))
    assert said(row) == ("page", "contains", "note")
    assert row.score == row.other_cover == 1.0
    assert page[row.spans[0].start : row.spans[0].end + 1] == NOTE


def test_an_article_quotes_two_paragraphs_of_a_statement() -> None:
    statement = prose(0, 30)
    quoted = statement.split("\n\n")[4]
    row = only(unit("statement", statement), unit("article", f"{prose(300, 9)}\n\n{quoted}\n\n{prose(400, 9)}", hours=3))
    assert said(row) == ("article", "quotes", "statement")
    assert (row.reason, len(row.spans)) == ("run", 1)
    assert 0.05 < row.score < 0.2


def test_half_of_one_text_in_one_piece_beside_other_matter_is_quoted_and_no_copy() -> None:
    quoted = prose(100, 9)
    own, other = (" ".join(f"{word}{n}" for n in range(170)) for word in ("alder", "birch"))
    statement, article = f"{quoted}\n\n{own}", f"{other}\n\n{quoted}"
    row = only(unit("statement", statement), unit("article", article, hours=3))
    assert said(row) == ("article", "quotes", "statement")
    assert 0.5 <= min(row.cover, row.other_cover) < 0.6


def test_the_side_published_earlier_is_quoted_though_it_was_seen_later() -> None:
    shared = sentence(1) + " " + sentence(2)
    article = unit("article", f"{prose(300, 9)}\n\n{shared}", published_on=date(2024, 2, 20))
    statement = unit("statement", f"{prose(500, 9)}\n\n{shared}", hours=9, published_on=date(2024, 2, 18))
    assert said(only(article, statement)) == ("article", "quotes", "statement")


def test_a_short_shared_phrase_is_no_relation() -> None:
    phrase = " ".join(sentence(1).split()[:9])
    assert rows(unit("one", f"{prose(300, 9)} {phrase}."), unit("other", f"{phrase} {prose(400, 9)}")) == []


def test_every_successive_pair_of_texts_of_a_page_is_a_revision_whatever_was_changed() -> None:
    texts = [NOTE, NOTE.replace(".", ";"), prose(700, 6), "Gone."]
    page = [unit("page", text, hours=n, revision=n + 1, is_current=n == 3) for n, text in enumerate(texts)]
    found = rows(*page)
    assert [(row.kind, row.revision, row.other_revision) for row in found] == [("revision", n, n - 1) for n in (2, 3, 4)]
    assert found[0].score == 1.0
    assert max(row.score for row in found[1:]) < 0.1
    assert [row.is_current for row in found] == [False, False, False]


def test_a_copy_of_what_the_page_no_longer_says_is_linked_to_that_revision() -> None:
    page = [unit("page", NOTE, revision=1, is_current=False), unit("page", prose(700, 12), hours=5, revision=2)]
    found = rows(*page, unit("copy", NOTE, hours=7))
    assert [(*said(row), row.other_revision) for row in found] == [
        ("copy", "exact", "page", 1),
        ("page", "revision", "page", 1),
    ]
    assert found[0].is_current is False


FORM = (
    "Office of the Registrar\n\nThe Registrar spoke today with Prime Minister {name} of {land}. The Registrar and the Prime "
    "Minister discussed {topic} and agreed to keep in close touch in the weeks to come. The Registrar thanked {land} for "
    "its lasting partnership and looked ahead to the {number} round of harbour talks on {day} March in the old town hall."
)
CALLS = [
    {"name": "Orlanda Vessey", "land": "Norvik", "topic": "the ferry line", "number": "3rd", "day": "5"},
    {"name": "Tomas Quillan", "land": "Sarrat", "topic": "wheat and lanterns", "number": "7th", "day": "19"},
]


def test_two_events_in_one_form_of_one_publisher_are_a_template_on_the_same_day_too() -> None:
    calls = [unit(f"call{n}", FORM.format(**call), hours=n, publisher="registrar") for n, call in enumerate(CALLS)]
    row = only(*calls)
    assert said(row) == ("call1", "template", "call0")
    assert row.reason.startswith("guard:")
    assert row.same_publisher


def test_a_statement_at_thirty_outlets_is_a_copy_and_not_a_form() -> None:
    outlets = [unit(f"outlet{n:02d}", f"{sentence(900 + n)}\n\n{NOTE}", hours=n + 1) for n in range(30)]
    found = rows(unit("ministry", NOTE), *outlets)
    assert {row.kind for row in found} == {"near"}
    assert {row.document_id for row in found if row.other_id == "ministry"} == {u.document_id for u in outlets}
    assert len(found) <= 16 * 31


@pytest.mark.parametrize("count", [30, 45])
def test_a_statement_in_many_files_of_nobody_is_a_copy_and_not_a_form(count: int) -> None:
    files = [
        unit(f"f{n:02d}", f"{sentence(900 + n)}\n\n{NOTE}", hours=n, publisher=None, url_key=f"file:{n}") for n in range(count)
    ]
    assert {row.kind for row in rows(*files)} == {"near"}


def test_a_form_in_many_files_of_nobody_is_no_copy() -> None:
    frame = prose(0, 9)
    files = [
        unit(f"f{n:03d}", f"{prose(1000 + 10 * n, 3)}\n\n{frame}", hours=n, publisher=None, url_key=f"file:{n}")
        for n in range(16 * VALUES.spread_rare + 1)
    ]
    assert {row.kind for row in rows(*files)} == {"template"}


def test_pages_of_an_unknown_host_are_those_of_one_publisher() -> None:
    calls = [
        unit(
            f"call{n}", FORM.format(**CALLS[0]) + prose(50 + n, 2), hours=n, publisher=None, url_key=f"https://host.example/{n}"
        )
        for n in range(5)
    ]
    assert {row.kind for row in rows(*calls)} == {"template"}
    apart = [replace(call, url_key=f"https://host-{call.document_id}.example/") for call in calls]
    assert "template" not in {row.kind for row in rows(*apart)}


def test_furniture_of_one_site_links_none_of_its_pages() -> None:
    frame = prose(800, 3)
    pages = [unit(f"page{n:03d}", f"{prose(1000 + 10 * n, 4)}\n\n{frame}", hours=n, publisher="site") for n in range(70)]
    assert [row for row in rows(*pages) if row.kind != "template"] == []


def test_thousands_of_equal_texts_are_one_row_each() -> None:
    assert len(rows(*(unit(f"copy{n:04d}", NOTE, hours=n) for n in range(2000)))) == 1999


def test_texts_with_one_word_changed_are_linear_in_rows() -> None:
    units = [unit(f"t{n:03d}", NOTE.replace(" the ", f" the w{n} ", 1), hours=n) for n in range(50)]
    assert 49 <= len(rows(*units)) <= 16 * 50


def test_what_cannot_be_compared_is_rejected_by_name() -> None:
    found = relate([unit("empty", ""), unit("tiny", "Four words are here"), unit("dots", "\u0301…  ")], VALUES)
    assert found.relations == ()
    assert [(r.stage, r.subject, r.reason, r.position) for r in found.rejections] == [
        ("relate", name, "too_short", 0) for name in ("dots", "empty", "tiny")
    ]


def test_short_texts_can_only_be_equal() -> None:
    row = only(unit("one", "The talks end in the old harbour"), unit("other", "THE TALKS END, IN THE OLD HARBOUR!", hours=1))
    assert row.kind == "exact"
    assert rows(unit("one", "The talks end in the old harbour"), unit("other", "The talks end in the new harbour")) == []


def test_a_text_over_size_is_rejected_and_the_others_are_compared() -> None:
    found = relate(
        [unit("huge", NOTE * 3), unit("a", NOTE), unit("b", NOTE, hours=1)], replace(VALUES, characters_max=len(NOTE) + 1)
    )
    assert [(r.subject, r.reason) for r in found.rejections] == [("huge", "over_size")]
    assert [said(row) for row in found.relations] == [("b", "exact", "a")]


def test_two_units_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same document_id and revision"):
        relate([unit("a", NOTE), unit("a", NOTE)], VALUES)


def test_no_units_are_no_relations() -> None:
    assert relate([], VALUES).relations == ()


def test_an_impossible_date_counts_as_none() -> None:
    later = START.date() + timedelta(days=400)
    pair = [unit("a", NOTE, published_on=date(2024, 2, 20)), unit("b", NOTE, hours=1, published_on=later)]
    assert only(*pair).day_gap is None
    assert only(pair[0], unit("b", NOTE, hours=1, published_on=date(2024, 2, 27))).day_gap == 7


def test_bad_characters_are_no_obstacle() -> None:
    broken = NOTE.replace(" the ", "\ud800the\x00", 3) + "😀" * 50
    assert only(unit("a", NOTE), unit("b", broken, hours=1)).kind == "exact"


PIECES = st.sampled_from([(0, 6), (0, 12), (3, 12), (50, 6), (50, 9), (90, 3)])


def made_units(made: list[list[tuple[int, int]]]) -> list[Unit]:
    return [unit(f"d{n}", "\n\n".join(prose(*piece) for piece in pieces), hours=n // 2) for n, pieces in enumerate(made)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(PIECES, min_size=1, max_size=3), min_size=2, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(made: list[list[tuple[int, int]]], r: object) -> None:
    units = made_units(made)
    once = relate(units, VALUES)
    mixed = list(units)
    r.shuffle(mixed)  # type: ignore[attr-defined] - Hypothesis gives a Random, typed as object here
    assert relate(mixed, VALUES) == once
    for row in once.relations:
        assert 0.0 <= row.cover <= 1.0
        assert 0.0 <= row.other_cover <= 1.0
        assert 0.0 <= row.rare_share <= 1.0
        assert len(row.spans) <= 64
    keys = [(row.document_id, row.revision, row.other_id, row.other_revision) for row in once.relations]
    assert len({frozenset((key[:2], key[2:])) for key in keys}) == len(keys)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real documents (../shared/seeds) are not here")
def test_no_two_of_the_real_documents_are_copies_of_each_other() -> None:
    seeds = [unit(path.stem, path.read_text("utf-8")) for path in sorted(SEEDS.glob("*.txt"))]
    assert len(seeds) == 5
    assert [said(row) for row in rows(*seeds) if row.kind in {"exact", "near", "contains", "revision"}] == []


def test_two_runs_near_each_other_are_a_statement_read_out_and_far_apart_they_are_nothing() -> None:
    statement = prose(0, 12)
    words = statement.split("\n\n")[1].split()
    one, other = " ".join(words[2:23]), " ".join(words[26:47])
    close = f"{prose(300, 9)} MODERATOR: {one}. Well, as I said: {other}. {prose(400, 9)}"
    apart = f"{prose(300, 9)} MODERATOR: {one}. {prose(500, 15)} {other}. {prose(400, 9)}"
    assert said(only(unit("statement", statement), unit("briefing", close, hours=3))) == ("briefing", "quotes", "statement")
    assert rows(unit("statement", statement), unit("briefing", apart, hours=3)) == []


def test_a_note_read_out_in_part_in_a_long_briefing_is_quoted() -> None:
    note = f"{sentence(1)} {sentence(2)} {sentence(3)}"
    words = note.split()
    briefing = f"{prose(300, 30)} MODERATOR: {' '.join(words[2:23])}. And so on. {prose(400, 30)}"
    assert said(only(unit("note", note), unit("briefing", briefing, hours=3))) == ("briefing", "quotes", "note")
    # Beside a text of like length as much is an institutional phrase.
    assert rows(unit("note", note), unit("other", f"{prose(300, 3)} {' '.join(words[2:23])}.", hours=3)) == []


def test_a_text_issued_again_with_a_name_corrected_is_a_copy_and_with_more_changed_a_form() -> None:
    head, rest = "The Registrar spoke today with Minister {} of the coast about {}. ", prose(0, 12)
    issued = unit("issued", head.format("Orlanda", "ferries") + rest, publisher="registrar")
    again = unit("again", head.format("Vessey", "ferries") + rest, hours=9, publisher="registrar")
    assert said(only(issued, again)) == ("again", "near", "issued")
    filled = head.format("Vessey", "ferries") + prose(0, 3) + prose(600, 9)
    assert {row.kind for row in rows(issued, unit("filled", filled, hours=9, publisher="registrar"))} <= {"template", "quotes"}


def test_common_wording_with_words_changed_all_over_is_a_copy_and_with_sentences_replaced_a_form() -> None:
    frame = prose(0, 9)
    calls = [
        unit(f"call{n}", f"{prose(1000 + 10 * n, 6)}\n\n{frame}", hours=n, publisher="registrar")
        for n in range(VALUES.spread_rare + 2)
    ]
    words = calls[0].text.split(" ")
    spun = " ".join("indeed" if place % 16 == 15 else word for place, word in enumerate(words))
    assert {row.kind for row in rows(*calls)} == {"template"}
    kinds = {row.other_id: row.kind for row in rows(*calls, unit("spun", spun, hours=99)) if row.document_id == "spun"}
    assert kinds.pop("call0") == "near"
    assert set(kinds.values()) <= {"template"}


def test_a_whole_text_of_common_wording_is_still_found_in_a_page() -> None:
    names = ["Aldo Brin", "Oda Fenwick", "Per Hollin", "Ulla Mattis", "Rik Sorrel", "Ines Tarn", "Jon Ubber", "Kaja Wold"]
    forms = [FORM.format(**{**CALLS[0], "name": name, "day": str(n)}) for n, name in enumerate(names)]
    calls = [unit(f"call{n}", form, hours=n, publisher="registrar") for n, form in enumerate(forms)]
    page = unit("page", f"{prose(300, 9)}\n\n{forms[0]}\n\n{prose(400, 9)}", hours=99)
    found = [row for row in rows(*calls, page) if row.document_id == "page"]
    assert [row.other_id for row in found if row.kind == "contains"] == ["call0"]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(PIECES, min_size=1, max_size=3), min_size=2, max_size=8))
def test_how_much_is_kept_in_memory_does_not_matter(made: list[list[tuple[int, int]]]) -> None:
    units = made_units(made)
    once = relate(units, VALUES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sides, "TOKENS_KEPT", 1)
        patch.setattr(rarity, "KEYS_SORTED", 3)
        patch.setattr(candidates, "ENTRIES_MET", 2)
        assert relate(units, VALUES) == once


def test_a_text_that_meets_no_other_is_read_once() -> None:
    read: Counter[str] = Counter()

    class Counted(list[Unit]):
        def __getitem__(self, place: Any) -> Any:
            found = super().__getitem__(place)
            read[found.document_id] += 1
            return found

        def __iter__(self) -> Iterator[Unit]:
            return (self[place] for place in range(len(self)))

    units = Counted([unit("a", NOTE), unit("b", NOTE + " " + prose(99, 1), hours=1), unit("alone", prose(500, 20))])
    assert [row.kind for row in relate(units, VALUES).relations] == ["near"]
    assert read == {"a": 2, "b": 2, "alone": 1}
