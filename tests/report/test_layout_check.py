"""`publisher check` over captured pages: which rule no longer matches, since when, and on how many captures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from readout.capture.exchange import Exchange, parse_head
from readout.capture.warc import RawStore
from readout.errors import BadRequest
from readout.report.layout_check import LayoutCheck, Tally, check_layouts
from readout.report.layout_table import check_as_json, check_page
from readout.settings import Config

DAY = datetime(2026, 5, 1, 9, tzinfo=UTC)
STORY = "".join(f"<p>On day {n} the delegation of harbour {n} told the council what it had agreed upon.</p>" for n in range(20))
WHOLE = f"""<html><head><title>A statement</title></head><body><article><h1 class="featured-content__headline">A statement</h1>
<p class="article-meta doctype-meta">Remarks</p><p class="article-meta__author-bureau">Ruth Adeyemi, Secretary of State</p>
<p class="article-meta__location">Port Lisse</p><p class="article-meta__publish-date">April 28, 2026</p>
<div class="entry-content">{STORY}</div></article></body></html>"""


def keep(config: Config, *bodies: str) -> None:
    """A captured page a day."""
    for number, body in enumerate(bodies):
        store = RawStore(
            config.data / "raw", f"run{number}", lambda n=number: DAY + timedelta(days=n), config.constants.capture
        )
        entity = body.encode()
        head = parse_head(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(entity))
        assert head is not None
        url = f"https://www.state.gov/statement-{number}/"
        store.keep(
            Exchange(purpose="page", url_key=url, original_url=url, url=url, publisher="state", via="live", fetch_id=url, outcome="ok",
                     request=b"GET / HTTP/1.1\r\nHost: www.state.gov\r\n\r\n", response=head[0], entity=entity)
        )  # fmt: skip
        store.close()


def checked(config: Config, most: int = 100) -> dict[str, LayoutCheck]:
    return {one.name: one for one in check_layouts(config, ["state"], most)}


def test_pages_that_are_as_they_were_are_sound(config: Config) -> None:
    keep(config, WHOLE, WHOLE.replace("day 3", "day three"))
    found = checked(config)
    assert (found["state/2021"].captures, found["state/2021"].is_broken) == (2, False)
    assert found["state/report"].captures == 0
    assert "state/-" not in found


def test_a_lost_title_is_told_with_its_first_day_and_count(config: Config) -> None:
    other = WHOLE.replace('<h1 class="featured-content__headline">', "<h2>").replace("</h1>", "</h2>")
    keep(config, WHOLE, other, other.replace("day 3", "day three"))
    check = checked(config)["state/2021"]
    assert check.is_broken
    assert check.missed == 2
    assert check.problems == ["title: no longer matches since 2026-05-02, 2 captures (1 matched before)"]


def test_one_page_without_a_date_says_nothing_but_three_in_a_row_do(config: Config) -> None:
    undated = WHOLE.replace("article-meta__publish-date", "stamp")
    pages = [undated.replace("day 3", f"day {n}x") for n in range(3)]
    keep(config, WHOLE, *pages[:1])
    assert not checked(config)["state/2021"].is_broken


def test_three_pages_in_a_row_without_a_date_break_its_rule(config: Config) -> None:
    undated = WHOLE.replace("article-meta__publish-date", "stamp")
    keep(config, WHOLE, *[undated.replace("day 3", f"day {n}x") for n in range(3)])
    check = checked(config)["state/2021"]
    assert list(check.broken_rules) == ["published"]
    assert check.rules["published"] == Tally(1, 3, DAY + timedelta(days=1))


def test_a_stale_body_is_counted(config: Config) -> None:
    moved = WHOLE.replace(
        '<div class="entry-content">', '<div class="entry-content"><p>On day 0 the delegation of harbour 0 told.</p></div><div>'
    )
    keep(config, WHOLE, moved)
    check = checked(config)["state/2021"]
    assert (check.stale, list(check.broken_rules)) == (1, ["body"])


def test_pages_that_no_layout_reads_are_told_once_there_are_three(config: Config) -> None:
    rebuilt = f"<html><head><title>A</title></head><body><article><h1>A statement</h1>{STORY}</article></body></html>"
    keep(config, WHOLE, *[rebuilt.replace("day 3", f"day {n}x") for n in range(3)])
    unread = checked(config)["state/-"]
    assert (unread.captures, unread.missed) == (3, 3)
    assert unread.problems == ["fingerprint: no longer matches since 2026-05-02, 3 captures (1 matched before)"]


def test_only_the_newest_pages_are_looked_at(config: Config) -> None:
    keep(config, WHOLE, WHOLE.replace("day 3", "day three"), WHOLE.replace("day 4", "day four"))
    assert checked(config, 2)["state/2021"].captures == 2


def test_a_rule_that_no_invented_page_shows_is_told(config: Config) -> None:
    state = config.publishers.get("state")
    assert state is not None
    layouts = tuple(one.model_copy(update={"place": "p.gone"}) if one.name == "report" else one for one in state.layout)
    others = [one for one in config.publishers.all if one is not state]
    changed = replace(config, publishers=type(config.publishers)((*others, state.model_copy(update={"layout": layouts}))))
    check = next(one for one in check_layouts(changed, ["state"], 0) if one.name == "state/report")
    assert check.problems == ["place: matches on no invented page"]


def test_an_unknown_publisher_is_refused_with_the_nearest(config: Config) -> None:
    with pytest.raises(BadRequest, match="did you mean 'state'"):
        check_layouts(config, ["stat"], 0)


def test_every_layout_of_the_project_reads_its_invented_pages(config: Config) -> None:
    checks = check_layouts(config, [], 0)
    assert [(one.name, one.problems) for one in checks if one.is_broken] == []
    assert check_page(checks).endswith(f"{len(checks)} layouts: sound")
    assert all(check_as_json(one)["is_broken"] is False for one in checks)
