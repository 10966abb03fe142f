"""Text files: unchanged text, passages with exact offsets, and what their first lines say."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.extract.plain import plain_passages


def kinds(text):
    return [(one.kind, text[one.start : one.end]) for one in plain_passages(text)]


def test_lines_end_at_every_line_end_there_is():
    text = "one.\r\n\r\n two. \rthree.\x85four.\u2028five.\u2029 \u00a0 \nsix."
    assert [line for _, line in kinds(text)] == ["one.", "two.", "three.", "four.", "five.", "six."]


def test_each_line_has_the_kind_that_its_words_and_neighbours_give_it():
    text = (
        "Harbour talks\n\nPort Lisse, Lisse\nMay 3, 2024\nBy Jane Roe\nThe following is attributable to Spokesperson Ann Lee:\n\n"
        "The ministers met and talked about harbours for a day.\n(Applause.)\nhttps://a.example/b?c=d\n"
        "港口会谈\n简报\n发言人办公室\n2024年5月3日\n以下来自发言人李安:\n双方讨论了港口。\n来源：海岸日报\n分享按钮\n提交"
    )
    assert [kind for kind, _ in kinds(text)] == [
        "heading", "dateline", "dateline", "byline", "attribution", "body", "stage", "url", "heading", "heading", "byline", "dateline",
        "attribution", "body", "attribution", "residue", "residue",
    ]  # fmt: skip


def test_short_answers_of_a_transcript_are_no_headings():
    text = "A long enough first sentence about the harbours.\nMR OKAFOR: Kylie.\nThanks.\nQUESTION: With the Courier\nAnd why?"
    assert {kind for kind, _ in kinds(text)} == {"body"}


@given(st.text(st.sampled_from("ab .：:\n\r\u2028\u00a0\u3000分享提交https://"), max_size=60))
def test_passages_are_the_non_blank_lines_in_order(text):
    found = plain_passages(text)
    assert [text[one.start : one.end] for one in found] == [line.strip() for line in text.splitlines() if line.strip()]
    assert all(before.end <= after.start for before, after in pairwise(found))


def test_a_text_keeps_its_own_bytes_but_for_the_byte_order_mark(run):
    found = run(b"\xef\xbb\xbf  Title\r\n\r\n\tline two \x00 e\xcc\x81 \xc2\xa0end.  \n", status=None)
    assert found.text == "  Title\r\n\r\n\tline two \x00 e\u0301 \u00a0end.  \n"
    assert (found.layout, found.publisher, found.authority, found.may_redistribute) == ("text", None, None, False)


def test_a_chinese_text_file_is_read_in_its_own_encoding(run):
    found = run("港口会谈的结果\n双方在会谈中同意了港口的规则。\n".encode("gb18030"), status=None)
    assert found.text == "港口会谈的结果\n双方在会谈中同意了港口的规则。\n"
    assert found.verdict.charset == "gb18030"


def test_the_day_of_a_text_and_of_the_page_around_it_are_two_columns(run):
    text = "港口会谈结果\n2024年5月6日 04:43  海岸日报网\n港口会谈\n简报\n发言人办公室\n2024年5月3日\n双方讨论了港口。"
    found = run(text, status=None)
    assert (found.published_on, found.page_dated_on) == (date(2024, 5, 3), date(2024, 5, 6))
    assert (found.published_precision, found.published_at, found.kind) == ("day", None, "readout")


def test_a_title_is_not_the_mast_of_the_publisher_above_it(run):
    text = "U.S. Department of State\n\n05/23/2024 | Press release | Distributed by Wire on 05/23/2024 07:40\n\nVisit to Lisse\n\nThe Secretary met with the harbour master."
    found = run(text, status=None)
    assert found.title == "Visit to Lisse"
    assert [author.name for author in found.authors] == ["U.S. Department of State"]
    assert found.published_on == date(2024, 5, 23)


def test_a_claimed_date_that_cannot_be_is_evidence_only(run):
    found = run("A title\nMay 3, 2050\nA sentence that is the text.", status=None)
    assert (found.published_on, found.published_precision) == (None, "none")
    assert [(one.value, one.chosen) for one in found.evidence if one.field == "published"] == [("2050-05-03", False)]


SEEDS = {  # title, kind, published_on, page_dated_on, last kinds
    "000": ("Blinken tells Beijing: Stop boosting Russia or face punishments", "transcript", date(2024, 4, 28), None, ["body"]),
    "001": ("Blinken FIVE", "article", None, None, ["residue"]),
    "002": ("Secretary Blinken’s Visit to the People’s Republic of China", "readout", date(2024, 4, 26), None, ["body"]),
    "003": (
        "布林肯国务卿与中共中央外办主任兼外长王毅举行会晤",
        "readout",
        date(2023, 10, 27),
        date(2023, 10, 30),
        ["url", *["residue"] * 4],
    ),
}


@pytest.mark.parametrize("number", SEEDS)
def test_the_real_documents_keep_their_text_and_say_who_and_when(run, seeds, number):
    path = next(iter(seeds.glob(f"{number}_*.txt")))
    found = run(path.read_bytes(), status=None)
    title, kind, published, page, last = SEEDS[number]
    assert found.text == path.read_bytes().decode("utf-8")
    assert (found.title, found.kind, found.published_on, found.page_dated_on) == (title, kind, published, page)
    assert [one.kind for one in found.passages[-len(last) :]] == last


def test_two_lost_links_of_a_real_document_are_residue_that_stays_in_the_text(run, seeds):
    found = run(next(iter(seeds.glob("001_*.txt"))).read_bytes(), status=None)
    residue = [(one.start, found.text[one.start : one.end]) for one in found.passages if one.kind == "residue"]
    assert residue == [(12691, "Read more here."), (26682, "Read more here.")]
