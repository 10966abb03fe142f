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
