"""Dates as pages print them, in several languages, and the local day of a moment in UTC."""

from __future__ import annotations

from datetime import date

import pytest

from readout.extract.dates import find_dates

DAY = date(2020, 5, 12)


@pytest.mark.parametrize(
    "text",
    [
        "12. Mai 2020", "12 de mayo de 2020", "le 12 mai 2020", "12 maggio 2020", "12 maja 2020", "12 mei 2020", "12 mayıs 2020",
        "12. toukokuuta 2020", "12 května 2020", "12 мая 2020 г.", "12 травня 2020", "May 12th, 2020", "2020年5月12日", "12.05.2020",
    ],
)  # fmt: skip
def test_a_day_is_not_read_in_a_language_of_our_pages(text: str) -> None:
    assert [one.day for one in find_dates(f"Von der Redaktion, {text}, Hafen")] == [DAY]


@pytest.mark.parametrize("text", ["12 listopada 2020", "04/05/2020", "Mai 2020", "maybe 12 2020", "12 Mais 2020"])
def test_what_may_be_two_days_or_none_is_read_as_one(text: str) -> None:
    assert find_dates(text) == []


PROSE = "<p>The delegations of both coasts met and discussed a range of harbour matters with great patience.</p>" * 4


@pytest.mark.parametrize(
    ("head", "beside", "day"),
    [
        ('"datePublished":"2025-01-03T23:30:00Z"', "<time datetime=2025-01-04T00:30:00+01:00></time>", date(2025, 1, 4)),
        ('"datePublished":"2025-01-04T05:30:00Z"', "<p class=date>January 3, 2025 23:30</p>", date(2025, 1, 3)),
        ('"datePublished":"2025-01-04T05:30:00Z"', "<p class=date>January 3, 2025 23:10</p>", date(2025, 1, 4)),
    ],
)
def test_the_day_of_a_moment_in_utc_is_that_of_the_page(run, head, beside, day) -> None:
    block = f'<script type="application/ld+json">{{"@type":"NewsArticle",{head}}}</script>'
    nav = "<nav>" + "<a href=/x>Another long enough entry of the menu of this site</a>" * 12 + "</nav>"
    page = f"<html><head><title>T</title>{block}</head><body><div>{nav}<h1>T</h1></div><div>{PROSE}{beside}</div></body></html>"
    assert run(page).published_on == day


@pytest.mark.parametrize(
    ("beside", "day"),
    [
        ("3. Januar 2025", date(2025, 1, 3)),  # printed beside the title, before what the head claims
        ("Updated: January 3, 2025", date(2025, 1, 9)),
        ("January 3, 2025 – January 5, 2025", date(2025, 1, 9)),  # which of the two?
    ],
)
def test_the_only_day_beside_the_title_is_the_day_of_the_page(run, beside, day) -> None:
    head = '<title>Harbour talks</title><meta name="date" content="2025-01-09">'
    page = f"<html><head>{head}</head><body><article><header><h1>Harbour talks</h1><p>{beside}</p></header>{PROSE}</article></body></html>"
    assert run(page).published_on == day


@pytest.mark.parametrize(
    ("body", "day"),
    [
        (
            "<div class=meta><p>Harbours</p><p>Do 3.1.25 | 14:07 Uhr</p></div>{prose}",
            date(2025, 1, 3),
        ),  # short years with a time
        ("<p>A deck about the harbours.</p><div><span>3. Januar 2025</span></div>{prose}", date(2025, 1, 3)),
        ("<div>Zuletzt aktualisiert: 3. Januar 2025</div>{prose}", date(2025, 1, 9)),
        ("<div>Harbours | <b>3. Januar 2025</b> and other <b>5. Januar 2025</b> days</div>{prose}", date(2025, 1, 9)),
        ("{prose}<div>Harbours opened on <b>3. Januar 2025</b> again</div>", date(2025, 1, 9)),
    ],
)
def test_a_day_between_title_and_text_is_that_of_the_page(run, body, day) -> None:
    head = '<title>Harbour talks</title><meta name="date" content="2025-01-09">'
    page = (
        f"<html><head>{head}</head><body><div><h1>Harbour talks</h1></div><div>{body.format(prose=PROSE)}</div></body></html>"
    )
    assert run(page).published_on == day


def test_the_day_beside_the_title_of_a_living_page_is_that_of_its_change(run) -> None:
    block = '{"@type":"NewsArticle","datePublished":"2024-10-07T09:53:00+02:00","dateModified":"2025-01-03T13:08:00+02:00"}'
    head = f'<title>Harbour talks</title><script type="application/ld+json">{block}</script>'
    page = f"<html><head>{head}</head><body><article><h1>Harbour talks</h1><p>3. Januar 2025</p>{PROSE}</article></body></html>"
    found = run(page)
    assert (found.published_on, found.modified_at.date()) == (date(2024, 10, 7), date(2025, 1, 3))
    assert ("modified", "printed at the title") in {(one.field, one.source) for one in found.evidence}


@pytest.mark.parametrize(
    ("url", "day"),
    [("https://page.example/news/29-10-2024", date(2024, 10, 29)), ("https://page.example/news/09-10-2024", None)],
)
def test_an_address_may_hold_the_day_before_the_year(run, url, day) -> None:
    assert (
        run(f"<html><head><title>T</title></head><body><article><h1>T</h1>{PROSE}</article></body></html>", url).published_on
        == day
    )


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("<td>2004-12-10 阅读10544次</td>", date(2004, 12, 10)),
        ("<p>发布日期：2004年12月10日</p>", date(2004, 12, 10)),
        ("<p>本贴由李华于2004年12月10日16:12:21发表</p>", date(2004, 12, 10)),
        ("<p>更新时间：2004-12-10 16:12</p>", None),
    ],
)
def test_a_stamp_anywhere_is_the_day_of_a_page_that_has_no_other(run, stamp, day) -> None:
    text = "".join(
        f"<p>双方代表团耐心地讨论了港口和渔场的一系列问题，这是第{n}项，也谈到了粮食与航运的安排。</p>" for n in range(9)
    )
    assert (
        run(
            f"<html><head><title>港口会谈</title></head><body><div>{text}</div><table><tr>{stamp}</tr></table></body></html>"
        ).published_on
        == day
    )


def test_a_text_may_begin_with_its_day(run) -> None:
    page = (
        f"<html><head><title>T</title></head><body><article><h1>Talks</h1><p>29.11.2024 – {PROSE[3:]}</article></body></html>"
    )
    assert run(page).published_on == date(2024, 11, 29)
