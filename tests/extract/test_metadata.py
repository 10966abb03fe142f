"""Who, when and what of pages without a layout."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from readout.extract.dates import find_dates, moment, read_iso, without_dates
from readout.extract.details.authors import read_byline
from readout.extract.details.kinds import kind_of
from readout.extract.details.titles import without_site

PROSE = "".join(
    f"<p>The delegations of both coasts discussed harbour rules and fishing grounds at length, item {n}.</p>" for n in range(12)
)


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("Sunday, April 28, 2024", "2024-04-28", None),
        ("OCTOBER 27, 2023", "2023-10-27", None),
        ("27 Oct. 2023", "2023-10-27", None),
        ("the 3rd May, 2024", "2024-05-03", None),
        ("Published: Sep 08, 2026 10:31 AM", "2026-09-08", "10:31"),
        ("Oct 17, 2022 04:01 PM EDT", "2022-10-17", "16:01"),
        ("2023年10月30日 04:43", "2023-10-30", "04:43"),
        ("2024 年 4 月 26 日 星期五", "2024-04-26", None),
        ("26 апреля 2024 года", "2024-04-26", None),
        ("2024-04-26T08:00:00+08:00", "2024-04-26", "08:00"),
        ("04/26/2024 07:40", "2024-04-26", "07:40"),
        ("26/04/2024", "2024-04-26", None),
    ],
)
def test_printed_dates_are_read(text, day, clock):
    (found,) = find_dates(text)
    assert (found.day.isoformat(), found.clock and f"{found.clock:%H:%M}") == (day, clock)


@pytest.mark.parametrize(
    "text", ["04/05/2024", "2024-13-01", "February 30, 2024", "May 2024", "in March 12 ships", "0000-00-00", "12.5.1"]
)
def test_what_is_no_day_or_two_days_is_none(text):
    assert find_dates(text) == []


def test_a_line_without_its_dates_is_the_rest():
    assert without_dates("2023年10月30日 04:43 \u00a0 海岸日报网") == "海岸日报网"
    assert without_dates("Friday, May 3, 2024 | Press release") == "Press release"


def test_a_moment_needs_a_time_of_day_and_a_zone():
    found = find_dates("Sep 08, 2026 10:31 AM")[0]
    assert moment(found.day, found.clock, None, None) is None
    assert moment(found.day, found.clock, None, "Asia/Shanghai") == datetime(2026, 9, 8, 2, 31, tzinfo=UTC)
    claim = read_iso("2024-04-26T23:30:00-04:00")
    assert claim is not None
    assert moment(claim.day, claim.clock, claim.offset, None) == datetime(2024, 4, 27, 3, 30, tzinfo=UTC)
    assert read_iso("0000-00-00") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Chen Anran and Wu Yuhan ", ["Chen Anran", "Wu Yuhan"]),
        ("By JANE ROE & JO HARROW | 10/9/10 7:15 AM EDT", ["JANE ROE", "JO HARROW"]),
        ("Michael Stone Link Copied", ["Michael Stone"]),
        ("记者：李华、王明", ["李华", "王明"]),
        ("Office of the Spokesperson", ["Office of the Spokesperson"]),
        ("By Ann Lee, Jr., jane@page.example", ["Ann Lee, Jr."]),
        ("https://page.example/author/1", []),
    ],
)
def test_bylines_give_names(text, names):
    assert [author.name.rstrip(",") for author in read_byline(text)] == names


def test_a_title_loses_the_site_but_not_its_own_dashes():
    assert without_site("Talks 2026 - the second round - Coast Courier", ["Coast Courier"]) == "Talks 2026 - the second round"
    assert without_site("Coast Courier | Talks", ["Coast Courier"]) == "Talks"
    assert without_site("Coast Courier", ["Coast Courier"]) == ""


@pytest.mark.parametrize(
    ("title", "lines", "kind"),
    [
        ("Joint Statement on Harbours", [], "joint_statement"),
        ("Readout of the Minister's Call", [], "readout"),
        ("Minister at a Press Availability", [], "transcript"),
        ("Visit to Lisse", ["The below is attributable to Spokesperson Ann Lee:", "The Minister met with fishers."], "readout"),
        ("On Grain", ["The below is attributable to Spokesperson Ann Lee:", "We regret the decision."], "statement"),
        ("Evening in Lisse", ["QUESTION: Why?", "MR OKAFOR: Because.", "QUESTION: And?"], "transcript"),
        ("港口会谈", ["简报"], "readout"),
        ("Ships return", ["They came at night."], "article"),
    ],
)
def test_the_kind_is_what_title_and_head_say(title, lines, kind):
    assert kind_of(title, lines, default="article", has_byline=False) == kind


def test_metadata_of_the_head_survives_bad_json_and_loses_to_nothing_better(run):
    head = (
        "<title>Ports reopen | Coast Courier</title><meta property='og:site_name' content='Coast Courier'>"
        '<script type="application/ld+json">{"@graph": [{"@type": ["WebPage"], "datePublished": "2026-03-01"}, '
        '{"@type": "NewsArticle", "headline": "Ports &amp; ships reopen", "datePublished": "2026-03-02T23:30:00-05:00", '
        '"dateModified": "2026-03-04T00:00:00Z", "author": [{"@type": "Person", "name": "Jo\nHarrow"}, {"@type": "Organization", "name": "Coast Courier"}],}]}'
        "</script><script type='application/ld+json'>not json</script>"
    )
    found = run(f"<html lang='en-GB'><head>{head}</head><body><article><h1>Ports reopen</h1>{PROSE}</article></body></html>")
    assert found.title == "Ports & ships reopen"
    assert [author.name for author in found.authors] == ["Jo Harrow"]
    assert (found.published_on, found.published_at) == (date(2026, 3, 2), datetime(2026, 3, 3, 4, 30, tzinfo=UTC))
    assert (found.published_zone, found.published_precision) == ("-05:00", "minute")
    assert found.modified_at == datetime(2026, 3, 4, tzinfo=UTC)
    assert found.declared_language == "en-GB"
    assert sum(one.chosen for one in found.evidence if one.field == "title") == 1


@pytest.mark.parametrize("claim", ["2099-01-01", "1970-01-01", "0000-00-00"])
def test_an_impossible_claim_is_not_chosen(run, claim):
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{claim}"}}</script>'
    found = run(f"<html><head><title>A</title>{head}</head><body><article><h1>A</h1>{PROSE}</article></body></html>")
    assert found.published_on is None


def test_the_day_of_the_address_is_better_than_none(run):
    found = run(f"<html><body><article><h1>A</h1>{PROSE}</article></body></html>", "https://page.example/2026/03/02/a.html")
    assert (found.published_on, found.published_precision) == (date(2026, 3, 2), "day")


def test_the_day_that_the_text_prints_and_that_of_its_page_are_two_columns(run):
    body = f"<h1>港口会谈</h1><p>2026年3月2日</p>{PROSE}"
    head = "<meta property='article:published_time' content='2026-03-05T04:43:00+08:00'>"
    found = run(f"<html><head><title>港口会谈</title>{head}</head><body><article>{body}</article></body></html>")
    assert (found.published_on, found.page_dated_on) == (date(2026, 3, 2), date(2026, 3, 5))


@pytest.mark.parametrize("below", ["<p>早报讯</p>", ""])
def test_a_day_inside_a_short_chinese_sentence_is_not_that_of_the_page(run, below):
    text = "".join(f"<p>双方代表团详细讨论了港口规则和渔场问题，并同意就第{n}项继续磋商。</p>" for n in range(8))
    body = f"<h1>港口会谈</h1>{below}<p>两位部长于2026年3月2日会晤，就贸易和边界问题谈了三个小时。</p>{text}"
    head = "<meta property='article:published_time' content='2026-03-05T04:43:00+08:00'>"
    found = run(f"<html><head><title>港口会谈</title>{head}</head><body><article>{body}</article></body></html>")
    assert (found.published_on, found.page_dated_on) == (date(2026, 3, 5), None)


def test_remarks_about_the_text_are_notes(run):
    found = run(
        f"<html><head><title>Remarks at the port (As Delivered)</title></head><body><article><h1>Remarks at the port (As Delivered)</h1>{PROSE}</article></body></html>"
    )
    assert found.notes == ("as delivered",)
    assert found.kind == "remarks"


def test_invisible_characters_stay_and_are_noted(run):
    found = run(
        f"<html><body><article>{PROSE}<p>The word is \u202eabc\u202c and zero\u200bwidth, which stay where they were.</p></article></body></html>"
    )
    assert "\u202eabc\u202c" in found.text
    assert found.notes == ("bidi controls", "zero-width characters")


def test_a_title_of_ten_kilobytes_is_not_a_title(run):
    found = run(f"<html><head><title>{'word ' * 2000}</title></head><body><article>{PROSE}</article></body></html>")
    assert found.title is None


def test_a_copy_of_the_text_in_the_metadata_is_its_witness(run):
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "The delegations of both coasts discussed harbour rules"}</script>'
    found = run(f"<html><head>{head}</head><body><article><h1>A</h1>{PROSE}</article></body></html>")
    assert 0 < found.witness < 1


DAY = "2025-01-03"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f'<meta property="article:modified_time" content="{DAY}T08:00:00Z">', ""),
        ("", "<p class=date>Updated: January 3, 2025</p>"),
        ("", "<p>最后更新时间：2025年1月3日</p>"),
        ("", f"<aside><a href=/b>Another story</a> <time datetime={DAY}></time></aside>"),
        ("", f"<footer>Site made {DAY}</footer>"),
    ],
)
def test_a_day_of_change_or_of_another_story_is_not_that_of_publication(run, head, body):
    prose = "<p>The delegations of both coasts met and discussed a range of harbour matters with great patience.</p>" * 4
    found = run(f"<html><head><title>T</title>{head}</head><body><article><h1>T</h1>{prose}</article>{body}</body></html>")
    assert found.published_on is None


def test_json_can_spell_what_no_table_can_hold(run):
    block = r'{"@type":"NewsArticle","headline":"a\ud800b\u0000c \ud83d\ude00","author":"Jane\udfff Roe"}'
    prose = "<p>The delegations of both coasts met and discussed a range of harbour matters with great patience.</p>" * 4
    found = run(f'<html><head><script type="application/ld+json">{block}</script></head><body>{prose}</body></html>')
    assert found.title == "a\ufffdb c \U0001f600"
    assert [author.name for author in found.authors] == ["Jane\ufffd Roe"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13.05.2026", date(2026, 5, 13)),
        ("13. 5. 2026, 14:30", date(2026, 5, 13)),
        ("1.2.3.2024", None),
        ("Version 1.13.2024", None),
    ],
)
def test_with_dots_the_day_is_first(text, day):
    found = find_dates(text)
    assert (found[0].day if found else None) == day
