"""A site that was rebuilt, from its pages on loopback to the run's report and `publisher check`."""

from __future__ import annotations

from pathlib import Path

from readout.report.details import details_of
from readout.report.layout_check import check_layouts
from readout.report.run_report import run_report
from readout.settings import read_watchlist
from watch_site import PARAGRAPHS, Answer, Site, Watch

WIRE = """name = "Wire"
domains = ["wire.example"]
authority = "wire"
licence = "invented"
delay_seconds = 0.0

[[layout]]
name = "2026"
fingerprint = "div.wire__story"
title = "h1.wire__head"
body = "div.wire__text"
"""
URLS = ("http://wire.example/talks-held", "http://wire.example/ferries-run")
TEXT = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def story(head: str, body: str) -> Answer:
    page = f"<html><head><title>Talks held, ferries run</title></head><body><div class='wire__story'>{head}{body}</div></body></html>"
    return Answer(page.encode())


def test_a_rebuilt_site_is_told_by_the_run_and_by_the_check(tmp_path: Path) -> None:
    with Site("wire.example") as site:
        watch = Watch(tmp_path, site, f"urls = {list(URLS)}", publishers=WIRE)
        head, body = '<h1 class="wire__head">Talks held, ferries run</h1>', f'<div class="wire__text">{TEXT}</div>'
        site.pages |= {"wire.example/talks-held": story(head, body), "wire.example/ferries-run": story(head, body)}
        first = watch.run()
        assert details_of(watch.config, read_watchlist(watch.config, "watch"), first, watch.now).unfit == {}
        rebuilt = story(head.replace("wire__head", "top"), body.replace("wire__text", "prose"))
        site.pages |= {"wire.example/talks-held": rebuilt}
        second = watch.run(hours=1, mode="refresh")
    found = details_of(watch.config, read_watchlist(watch.config, "watch"), second, watch.now)
    assert found.unfit == {("wire/2026: body", "layout_missed"): 1, ("wire/2026: title", "layout_missed"): 1}
    assert "| wire/2026: body | layout_missed | 1 |" in run_report(second, found)
    [document] = watch.rows("documents", lambda row: row["url"] == URLS[0])
    assert all(paragraph in document["text"] for paragraph in PARAGRAPHS)
    [check] = check_layouts(watch.config, ["wire"], 10)
    assert (check.captures, check.missed, list(check.broken_rules)) == (3, 1, ["title", "body"])
    assert all(tally.matched == 2 for tally in check.broken_rules.values())
