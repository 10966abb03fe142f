"""Documents and revisions of the captures of one address."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.extract.identity import identify
from readout.model.drafts import Draft, Extracted, Verdict

START = datetime(2026, 3, 1, 9, 30, 5, 123456, tzinfo=UTC)
KEY = "https://page.example/talks"
WORDS = "the ministers of both coasts met in the old customs house and spoke about harbours grain and the price of rope for two days"
A, B = WORDS, WORDS.replace("grain", "fish")
OTHER = "an annual day of remembrance was held at the lighthouse while rain fell on brass bands children and nobody spoke of ships at all"


@pytest.fixture(scope="session")
def history(capture_of, publishers, constants):
    """Identify a list of (outcome, text or None, further fields of the extraction)."""

    def go(*steps, key=KEY, via="live"):
        captures, pages = [], {}
        for number, (outcome, text, *more) in enumerate(steps):
            at = START + timedelta(days=number)
            name = f"{at:%Y%m%dT%H%M%S.%fZ}-{number:08x}"
            captures.append(capture_of(key, capture_id=name, fetched_at=at, outcome=outcome, via=via, url_key=key))
            if text is not None:
                draft = Draft(start=0, end=len(text), kind="body")
                page = Extracted(capture_id=name, verdict=Verdict(outcome=outcome), rejections=(), text=text, passages=(draft,))
                pages[name] = replace(page, **(more[0] if more else {}))
        return identify(captures[::-1], pages, publishers, constants)

    return go


def texts(found):
    return [one.text for one in sorted([*found.history, *found.documents], key=lambda one: (one.document_id, one.revision))]


def test_the_id_is_the_second_of_the_first_capture_whatever_its_outcome(history):
    found = history(("not_found", None), ("blocked", None), ("ok", A))
    (document,) = found.documents
    assert document.document_id == "20260301T093005Z-" + hashlib.sha256(KEY.encode()).hexdigest()[:10]
    assert (document.first_seen_at, document.updated_at) == (START, START + timedelta(days=2))
    assert document.text_sha256 == hashlib.sha256(A.encode()).hexdigest()
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{10}", document.document_id)


def test_a_text_that_returns_to_an_earlier_one_is_a_third_revision(history):
    found = history(("ok", A), ("ok", A), ("ok", B), ("ok", A))
    assert texts(found) == [A, B, A]
    assert [one.revision for one in (*found.history, *found.documents)] == [1, 2, 3]
    assert found.documents[0].updated_at == START + timedelta(days=3)


def test_an_address_that_never_answered_has_no_document(history):
    assert history(("blocked", None), ("not_found", None)) == history()


def test_a_wall_makes_no_revision(history):
    found = history(("ok", A), ("challenge", "Just a moment"), ("ok", A))
    assert (texts(found), found.documents[0].removed_at) == ([A], None)


def test_an_excerpt_of_the_full_text_makes_no_revision(history):
    assert texts(history(("ok", A), ("ok", A[:60], {"completeness": "partial"}))) == [A]
    assert texts(history(("ok", A[:60], {"completeness": "partial"}), ("ok", A))) == [A[:60], A]


def test_a_page_is_removed_since_the_first_of_its_newest_run_of_absences(history):
    found = history(("ok", A), ("not_found", None), ("ok", A), ("gone", None), ("timeout_read", None), ("soft_404", None))
    assert found.documents[0].removed_at == START + timedelta(days=3)
    assert history(("ok", A), ("not_found", None), ("unchanged", None)).documents[0].removed_at is None


def test_an_archive_without_the_page_does_not_say_that_it_was_removed(history):
    assert history(("ok", A), ("not_found", None), via="memento").documents[0].removed_at is None


def test_another_text_of_another_day_at_the_address_begins_another_document(history):
    found = history(
        ("ok", A, {"published_on": date(2026, 2, 1)}),
        ("ok", OTHER, {"published_on": date(2026, 3, 2)}),
        ("ok", OTHER + " again"),
    )
    assert [one.text for one in found.documents] == [A, OTHER + " again"]
    first, second = found.documents
    assert second.document_id.startswith("20260302T093005Z-")
    assert first.document_id[-10:] != second.document_id[-10:]
    assert [(one.text, one.revision) for one in found.history] == [(OTHER, 1)]


def test_the_same_claimed_day_makes_any_text_a_revision(history):
    found = history(("ok", A, {"published_on": date(2026, 2, 1)}), ("ok", OTHER, {"published_on": date(2026, 2, 2)}))
    assert texts(found) == [A, OTHER]


def test_a_file_of_the_same_name_is_always_a_revision(history):
    assert texts(history(("ok", A), ("ok", OTHER), key="file:notes.txt", via="file")) == [A, OTHER]


def test_only_pages_make_documents(history, capture_of, publishers, constants):
    assert identify([capture_of(purpose="robots")], {}, publishers, constants).documents == ()


@given(st.lists(st.sampled_from(["A", "B", "C", None]), max_size=8))
@settings(max_examples=60)
def test_revisions_are_numbered_without_gaps_and_neighbours_differ(history, letters):
    found = history(*(("ok", f"{WORDS} {letter}") if letter else ("timeout_read", None) for letter in letters))
    rows = sorted([*found.history, *found.documents], key=lambda one: one.revision)
    assert [one.revision for one in rows] == list(range(1, len(rows) + 1))
    assert all(before.text != after.text for before, after in pairwise(rows))
    assert len(found.documents) == (1 if rows else 0)


def test_a_live_report_that_grows_stays_one_document_and_its_revisions_are_minor(history):
    first, second = A, f"{A}\n\n{OTHER}"
    third = f"{second.upper()}\n\n{OTHER} and so on, as was said before, until the lamps went out and the last of the bands had gone home"
    latest = f"{OTHER} in the evening\n\n{third}"
    found = history(("ok", first), ("ok", second), ("ok", third), ("ok", latest))
    (document,) = found.documents
    revisions = [*found.history, document]
    assert texts(found) == [first, second, third, latest]
    assert [bool([note for note in one.notes if note.startswith("minor: ")]) for one in revisions] == [False, True, True, True]


def test_a_text_that_is_also_edited_or_grows_within_a_paragraph_is_not_minor(history):
    found = history(("ok", A), ("ok", f"{B}\n\n{OTHER[:60]}"), ("ok", f"{B}\n\n{OTHER}"), ("ok", f"{B}\n\nEvening. {OTHER}"))
    assert [one.notes for one in (*found.history, *found.documents)] == [(), (), (), ()]
