"""Pages in the mark-up of known publishers; all words are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from readout.extract.layouts import own_url
from readout.model import Author

STATE = "https://www.state.gov/secretary-adeyemi-at-a-press-availability-in-port-lisse/"
REPLAY = "https://web.archive.org/web/20240901010101/"


@pytest.mark.parametrize("url", [STATE, REPLAY + STATE, "https://mirror.example/adeyemi-press-availability-port-lisse"])
def test_a_page_of_a_misnested_shell_has_the_same_text_on_any_host(run, page, passages, reasons, url):
    found = run(page("state/press-availability.html"), url)
    assert found.layout == "state/2021"
    assert passages(found) == [
        ("body", "SECRETARY ADEYEMI: Good evening, everyone. We spoke about open harbours and about grain."),
        ("body", "There is more to do, and both sides know it."),
        ("body", "MR OKAFOR: The first question goes to Ilse Brandt with the Coast Courier."),
        ("body", "QUESTION: Thank you. Did the talks touch on fishing?"),
        ("body", "SECRETARY ADEYEMI: They did not."),
        ("stage", "(Laughter.)"),
        ("stage", "###"),
    ]
    assert found.title == "Secretary Adeyemi at a Press Availability in Port Lisse"
    assert found.authors == (Author("Ruth Adeyemi", "Secretary of State"),)
    assert (found.kind, found.place) == ("remarks", "Port Lisse, Lisse, Harbour Hall")
    assert (found.published_on, found.published_at, found.published_precision) == (date(2024, 6, 8), None, "day")
    assert found.published_zone == "America/New_York"
    assert reasons(found) == []


def test_the_publisher_is_that_of_the_host_not_of_the_template(run, page):
    at_home, replayed, mirrored = (
        run(page("state/press-availability.html"), url) for url in (STATE, REPLAY + STATE, "https://mirror.example/a")
    )
    assert (at_home.publisher, at_home.authority, at_home.may_redistribute) == ("state", "official", True)
    assert replayed.publisher == "state"
    assert (mirrored.publisher, mirrored.authority, mirrored.licence, mirrored.may_redistribute) == (None, None, None, False)


def test_a_date_of_modification_is_never_the_date_of_publication(run, page):
    found = run(page("state/press-availability.html"), STATE)
    assert found.modified_at == datetime(2025, 1, 3, 21, 12, 12, tzinfo=UTC).replace(second=0)
    claims = [(one.value, one.source, one.chosen) for one in found.evidence if one.field == "published"]
    assert claims[0] == ("2024-06-08", "layout p.article-meta__publish-date", True)
    assert ("2022-03-03T05:59+00:00", "json-ld page", False) in claims


def test_links_of_the_text_point_to_absolute_addresses(run, page):
    found = run(page("state/press-availability.html"), STATE)
    assert [(found.text[link.start : link.end], link.href) for link in found.links] == [
        ("open harbours", "https://www.state.gov/harbours/")
    ]


def test_a_report_without_a_printed_date_takes_the_day_of_its_publisher_zone(run, page, passages):
    found = run(page("state/report.html"), "https://www.state.gov/reports/2022-country-reports-on-harbour-practices/lisse/")
    assert found.layout == "state/report"
    assert passages(found)[:3] == [
        ("heading", "EXECUTIVE SUMMARY"),
        ("body", "The harbours of Lisse were open for most of the year, and inspectors visited all of them."),
        ("heading", "Section 1. Access"),
    ]
    assert [one.level for one in found.passages if one.kind == "heading"] == [2, 2, 3]
    assert passages(found)[-1] == ("list", "Small ships did not wait.")
    assert found.title == "2022 Country Reports on Harbour Practices: Lisse"
    assert (found.published_on, found.published_precision) == (date(2023, 3, 20), "minute")


def test_prose_between_line_breaks_becomes_passages(run, page, passages):
    found = run(page("globaltimes/harbour-talks.html"), "https://www.globaltimes.cn/page/202604/1310001.shtml")
    assert found.layout == "globaltimes/2021"
    assert passages(found) == [
        ("body", "The harbour talks between the two coasts opened on Monday morning in Port Lisse."),
        ("body", "Delegates from nine ports sat in the old customs house, where the last round had ended in March."),
        ("body", '"We came to listen," said one of them.'),
        ("body", "Global Times"),
    ]
    assert [author.name for author in found.authors] == ["Chen Anran", "Wu Yuhan"]
    assert found.title == "Harbour talks open in Port Lisse"
    assert found.published_at == datetime(2026, 4, 7, 2, 31, tzinfo=UTC)
    assert found.modified_at == datetime(2026, 4, 7, 10, 5, tzinfo=UTC)
    assert found.links[0].href == "https://www.globaltimes.cn/page/202603/1.shtml"


def test_a_story_in_several_nodes_is_one_text_without_its_widgets(run, page, passages):
    found = run(page("politico/ports-2022.html"), "https://www.politico.com/news/2022/10/17/ports-reopen-00000001")
    assert [text[:20] for _, text in passages(found)] == [
        "Eleven ports reopene",
        "“We slept four hours",
        "The agreement holds ",
    ]
    assert [author.name for author in found.authors] == ["Jo Harrow", "Mina Sato"]
    assert found.title == "Ports reopen after two weeks"
    assert found.published_at == datetime(2022, 10, 17, 20, 1, tzinfo=UTC)


def test_a_layout_whose_body_is_empty_falls_back_and_says_so(run, reasons):
    prose = "".join(
        f"<p>Paragraph {n} tells at some length what the ministers of the two coasts agreed upon.</p>" for n in range(12)
    )
    body = f'<h1 class="featured-content__headline">A statement</h1><div class="new-content">{prose}</div>'
    found = run(
        f"<html><head><title>A statement</title></head><body><main>{body}</main></body></html>", "https://www.state.gov/a"
    )
    assert reasons(found)[0] == "layout_missed"
    assert found.completeness == "partial"
    assert "Paragraph 11 tells" in found.text


def test_a_layout_that_finds_only_a_part_gives_way_to_the_whole(run, reasons):
    prose = "".join(
        f"<p>Paragraph {n} tells at some length what the ministers of the two coasts agreed upon.</p>" for n in range(40)
    )
    lead = "<p>Paragraph 0 tells at some length what the ministers of the two coasts agreed upon.</p>"
    body = f'<h1 class="featured-content__headline">A statement</h1><div class="entry-content">{lead}</div><div>{prose}</div>'
    found = run(
        f"<html><head><title>A statement</title></head><body><article>{body}</article></body></html>", "https://www.state.gov/a"
    )
    assert reasons(found)[0] == "layout_stale"
    assert found.completeness == "partial"
    assert "Paragraph 39 tells" in found.text


def test_an_address_inside_an_archive_is_unwrapped_to_its_own():
    assert own_url(REPLAY + REPLAY + "http://a.example/b?c=d") == "http://a.example/b?c=d"
    assert own_url("https://a.example/web/2024/page") == "https://a.example/web/2024/page"
