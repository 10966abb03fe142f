"""A watchlist's lists, windows and depth, end to end: a loopback site, runs on a clock of their own, real releases."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from readout import pipeline
from readout.pipeline.job import LookedUp
from readout.requests import IngestRequest
from watch_site import Answer, Site, Watch, feed, page

HOST = "news.example"
RSS = "application/rss+xml"
FEED = '[[feed]]\nurl = "http://news.example/feed"\ninclude = ["ministers"]\nexclude = ["sport"]\n'


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(HOST, "other.example") as site:
        yield site


def captured(watch: Watch) -> dict[str, str]:
    """Outcome of each page by its key, the last one where there are several."""
    return {row["url_key"]: row["outcome"] for row in watch.rows("captures") if row["purpose"] == "page"}


def test_a_feed_brings_what_is_not_wanted_or_brings_it_twice(tmp_path: Path, site: Site) -> None:
    watch = Watch(tmp_path, site, FEED)
    items = [
        ("Ministers met", "/a", "Mon, 20 Apr 2026 05:00:00 GMT"),
        ("Ministers play: sport", "/b", "Mon, 20 Apr 2026 05:00:00 GMT"),
        ("Weather", "/c", "Mon, 20 Apr 2026 05:00:00 GMT"),
        ("Ministers long ago", "/d", "Mon, 20 Oct 2025 05:00:00 GMT"),
        ("Ministers by mail", "mailto:me@news.example", "Mon, 20 Apr 2026 05:00:00 GMT"),
    ]
    site.pages |= {"news.example/feed": Answer(feed(*items), RSS), "news.example/a": Answer(page("Ministers met"))}
    first = watch.run()
    assert first.exit_code == 0
    assert site.asked() == ["news.example/feed", "news.example/a"]
    rejected = {row["subject"]: row["reason"] for row in watch.rows("rejections") if row["stage"] == "plan"}
    assert rejected == {
        "https://news.example/b": "out_of_scope",
        "https://news.example/c": "out_of_scope",
        "mailto:me@news.example": "bad_scheme",
    }
    site.pages["news.example/feed"].body = feed(*items, ("Ministers again", "/e", "Tue, 21 Apr 2026 05:00:00 GMT"))
    site.pages["news.example/e"] = Answer(page("Ministers again", "It rained all day."))
    watch.run(hours=12)
    assert site.asked() == ["news.example/feed", "news.example/e"], "the first page is not due yet"
    documents = watch.rows("documents")
    assert {row["url_key"] for row in documents} == {"https://news.example/a", "https://news.example/e"}
    assert pipeline.rebuild(watch.config, check=True).exit_code == 0


def test_a_list_that_is_none_takes_others_with_it_or_is_not_named(tmp_path: Path, site: Site) -> None:
    lists = "".join(f'[[feed]]\nurl = "http://news.example/{name}"\n' for name in ("html", "broken", "gone", "good", "bomb"))
    watch = Watch(tmp_path, site, lists)
    good = feed(("Ministers", "/a", "Mon, 20 Apr 2026 05:00:00 GMT"))
    entity = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    site.pages |= {
        "news.example/html": Answer(page("No feed")),
        "news.example/broken": Answer(
            feed(("Ministers", "/b", ""), ("Ministers", "/c", "")).replace(b"</channel></rss>", b"<item>"), RSS
        ),
        "news.example/good": Answer(good, RSS),
        "news.example/bomb": Answer(good.replace(b"<rss", entity + b"<rss", 1).replace(b"/a", b"/&b;d"), RSS),
        **{f"news.example/{name}": Answer(page(f"Ministers {name}", name * 30)) for name in "abcd"},
    }
    result = watch.run()
    assert result.exit_code == 3
    refused = [(row["subject"], row["reason"]) for row in watch.rows("rejections") if row["stage"] == "intake"]
    assert ("https://news.example/html", "unreadable") in refused
    assert ("https://news.example/broken", "unreadable") in refused
    assert {key for key, outcome in captured(watch).items() if outcome == "ok"} >= {f"https://news.example/{n}" for n in "abc"}


def test_a_sitemap_of_an_index_is_not_read_or_one_of_those_it_names_is_followed(tmp_path: Path, site: Site) -> None:
    watch = Watch(tmp_path, site, '[[sitemap]]\nurl = "http://news.example/index.xml"\n')
    site.pages |= {
        "news.example/index.xml": Answer(
            b"<sitemapindex><sitemap><loc>/new.xml.gz</loc><lastmod>2026-04-19</lastmod></sitemap>"
            b"<sitemap><loc>/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap></sitemapindex>",
            "application/xml",
        ),
        "news.example/new.xml.gz": Answer(
            gzip.compress(
                b"<urlset><url><loc>http://news.example/a</loc><lastmod>2026-04-18</lastmod></url>"
                b"<url><loc>http://news.example/b</loc><lastmod>2021-04-18</lastmod></url></urlset>"
            ),
            "application/x-gzip",
        ),
        "news.example/a": Answer(page("Ministers")),
    }
    watch.run(stop_after="capture")
    assert site.asked() == ["news.example/index.xml", "news.example/new.xml.gz", "news.example/a"]


def test_a_page_of_links_leads_off_its_site(tmp_path: Path, site: Site) -> None:
    watch = Watch(tmp_path, site, '[[section]]\nurl = "http://news.example/politics/"\ninclude = ["/2026/"]\n')
    links = b'<a href="/2026/a">More</a> <a href="/about">About</a> <a href="http://other.example/2026/x">Share</a>'
    site.pages |= {"news.example/politics/": Answer(links), "news.example/2026/a": Answer(page("Ministers"))}
    watch.run(stop_after="capture")
    assert site.asked() == ["news.example/politics/", "news.example/2026/a"]


def test_a_feed_that_cannot_be_had_is_no_failure(tmp_path: Path, site: Site) -> None:
    result = Watch(tmp_path, site, FEED).run(stop_after="capture")
    assert (result.failed_fetches, result.exit_code, site.asked()) == (1, 3, ["news.example/feed"])


def test_what_appeared_while_runs_were_missed_or_a_feed_was_away_is_lost(tmp_path: Path, site: Site) -> None:
    watch = Watch(tmp_path, site, FEED)
    site.pages["news.example/feed"] = Answer(feed(), RSS)
    watch.run(stop_after="capture")
    site.pages.pop("news.example/feed")
    watch.run(hours=24, stop_after="capture")
    watch.run(hours=24 * 20, stop_after="capture")
    items = [("Ministers", "/a", "Tue, 21 Apr 2026 05:00:00 GMT"), ("Ministers", "/b", "Mon, 13 Apr 2026 05:00:00 GMT")]
    site.pages |= {"news.example/feed": Answer(feed(*items), RSS), "news.example/a": Answer(page("Ministers"))}
    site.asked()
    watch.run(hours=24, stop_after="capture")
    assert site.asked() == ["news.example/feed", "news.example/a"], "that of the 13th lies before the look-back"


def test_windows_overlap_or_leave_a_gap(tmp_path: Path, site: Site) -> None:
    watch = Watch(tmp_path, site, FEED)
    item = ("Ministers", "/a", "Mon, 20 Apr 2026 05:00:00 GMT")
    site.pages |= {"news.example/feed": Answer(feed(item), RSS), "news.example/a": Answer(page("Ministers"))}
    watch.run(stop_after="capture")
    watch.run(hours=5, mode="offline", stop_after="plan")
    watch.run(hours=5, since="2026-01-01", until="2026-01-31", stop_after="capture")
    watch.run(hours=5)
    windows = sorted(
        ((row["window_since"], row["window_until"]) for row in watch.rows("runs") if row["window_until"] is not None),
        key=lambda window: window[1],
    )
    days = [(str(since)[:10], str(until)[:10]) for since, until in windows]
    assert days == [("2026-01-01", "2026-02-01"), ("None", "2026-04-20"), ("2026-04-20", "2026-04-20")]
    assert windows[2][0] == windows[1][1]


def test_a_late_run_whose_time_an_earlier_one_has_answered_for_reads_a_list(tmp_path: Path, site: Site) -> None:
    watch = Watch(tmp_path, site, FEED)
    watch.run(stop_after="capture")
    due = watch.now - timedelta(hours=5)
    watch.now += timedelta(hours=5)
    request = IngestRequest(watchlist="watch", mode="new")
    job = pipeline.begin(request, watch.config, run_id="late", trigger="schedule", clock=watch.clock, nominal=due)
    taken = pipeline.take_in(job)
    assert (taken.record.window_until, pipeline.plan_lists(job, taken)) == (None, ())
    pipeline.close(job, pipeline.make_plan(job, taken), LookedUp(count=0, rejections=()), [])


def test_a_run_cut_by_its_limit_closes_its_window(tmp_path: Path, site: Site) -> None:
    watch = Watch(tmp_path, site, FEED)
    items = [(f"Ministers {n}", f"/{n}", "Mon, 20 Apr 2026 05:00:00 GMT") for n in range(3)]
    site.pages |= {"news.example/feed": Answer(feed(*items), RSS)}
    site.pages |= {f"news.example/{n}": Answer(page(f"Ministers {n}", str(n) * 40)) for n in range(3)}
    watch.run(documents_max=1, stop_after="capture")
    watch.run(hours=1)
    assert site.asked() == ["news.example/feed", "news.example/0", "news.example/feed", "news.example/1", "news.example/2"]
    first, second = (row["window_until"] for row in sorted(watch.rows("runs"), key=lambda row: row["started_at"]))
    assert first is None
    assert second is not None


@pytest.mark.parametrize("depth", [1, 2])
def test_citations_of_fetched_pages_are_followed_too_far_or_not_at_all(tmp_path: Path, site: Site, depth: int) -> None:
    watch = Watch(tmp_path, site, f'depth = {depth}\nurls = ["http://news.example/a"]\n')
    for name, following in (("a", "b"), ("b", "c"), ("c", "d")):
        link = f'It was said before, see <a href="http://other.example/{following}">the report of that day</a> for more of it.'
        host = "news.example" if name == "a" else "other.example"
        site.pages[f"{host}/{name}"] = Answer(page(f"Ministers {name}", name * 30, link))
    watch.run()
    assert site.asked() == ["news.example/a", *(["other.example/b"] if depth == 2 else [])]
    assert "https://other.example/b" in {row["url_key"] for row in watch.rows("citations")}


def test_a_stop_after_taking_in_reads_a_list(tmp_path: Path, site: Site) -> None:
    watch = Watch(tmp_path, site, FEED)
    watch.run(stop_after="take_in")
    assert site.asked() == []


def test_offline_a_list_is_read(tmp_path: Path, site: Site) -> None:
    watch = Watch(tmp_path, site, FEED)
    watch.run(mode="offline", stop_after="capture")
    assert site.seen == []


def test_the_hosts_of_a_run_wait_for_each_other(tmp_path: Path, site: Site) -> None:
    watch = Watch(tmp_path, site, 'urls = ["http://news.example/a", "http://other.example/b"]\n')
    both = Barrier(2)
    site.pages |= {
        "news.example/a": Answer(page("Ministers met"), meet=both),
        "other.example/b": Answer(page("Ferries run"), meet=both),
    }
    assert watch.run().exit_code == 0
    assert set(captured(watch).values()) == {"ok"}
