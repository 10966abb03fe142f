"""`readout plan` and `--dry-run` as a reader meets them."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readout import pipeline
from readout.cli import main
from readout.report.foreseen import foreseen_as_json, foreseen_page
from readout.requests import IngestRequest
from watch_site import Answer, Site, Watch, feed, page

WATCHLIST = """
urls = ["http://news.example/a-statement", "http://news.example/film.mp4", "http://quiet.example/"]
[[feed]]
url = "http://news.example/feed"
"""


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with Site("news.example", "quiet.example") as site:
        items = [("Ministers", "/b", "Mon, 20 Apr 2026 05:00:00 GMT"), ("Ministers", "/c", "Mon, 20 Jan 2026 05:00:00 GMT")]
        site.pages |= {"news.example/a-statement": Answer(page("A statement")), "news.example/feed": Answer(feed(*items))}
        yield Watch(tmp_path, site, WATCHLIST)


def foreseen(watch: Watch, **request: Any) -> tuple[str, dict[str, Any]]:
    asked = IngestRequest(watchlist="watch", mode=request.pop("mode", "new"), **request)
    seen = pipeline.describe(pipeline.prepare(asked, watch.config, run_id="x", trigger="cli", clock=watch.clock))
    return foreseen_page(seen), foreseen_as_json(seen)


def test_a_plan_leaves_out_a_host_a_reason_or_a_route(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text, plan = foreseen(watch)
    assert watch.site.seen == []
    assert not (watch.folder / "data").exists()
    assert [(one["url"], one["reason"], one["purpose"]) for one in plan["lists"]["due"]] == [
        ("http://news.example/feed", "never tried", "feed")
    ]
    assert [(one["host"], one["url"], one["route"]) for one in plan["pages"]["due"]] == [
        ("news.example", "http://news.example/a-statement", ["its site", "web archive"]),
        ("quiet.example", "http://quiet.example/", ["its site", "web archive"]),
    ]
    assert [(one["reason"], one["evidence"]) for one in plan["pages"]["refused"]] == [("media", "http://news.example/film.mp4")]
    headings = re.findall(r"(?m)^(\S+\.example): (\d+) due", text)
    assert headings == [("news.example", "2"), ("quiet.example", "1")]
    assert all(len(line) <= 80 for line in text.splitlines())
    for words in ("never tried", "by its site > web archive", "media", "/film.mp4"):
        assert words in text


def test_what_is_not_due_is_not_named_with_its_time(watch: Watch) -> None:
    watch.run(stop_after="capture")
    text, plan = foreseen(watch)
    assert plan["pages"]["due"] == []
    reasons = {one["url"]: one["reason"] for one in plan["pages"]["not_due"]}
    assert re.fullmatch(r"due 2026-04-21 06:00Z; ended ok at 2026-04-20 06:00Z", reasons["http://news.example/a-statement"])
    assert [one["url"] for one in plan["outside_window"]] == ["https://news.example/c".replace("https", "http")]
    assert "not now" in text
    assert "outside the window: 1 entries" in text
    assert plan["window"]["since"] is not None
    again = foreseen(watch, mode="refresh")[1]
    assert {one["url"].rpartition("/")[2] for one in again["pages"]["due"]} == {"a-statement", "b", ""}


def test_a_limit_or_offline_mode_is_not_planned_for(watch: Watch) -> None:
    plan = foreseen(watch, documents_max=1)[1]
    assert [one["reason"] for one in plan["pages"]["refused"]] == ["media", "over_limit"]
    offline = foreseen(watch, mode="offline")
    assert offline[1]["pages"]["due"] == []
    assert "no network" in offline[0]


def test_many_addresses_of_a_host_fill_the_screen(watch: Watch) -> None:
    text, plan = foreseen(watch, urls=tuple(f"http://quiet.example/{n}" for n in range(60)))
    assert len(plan["pages"]["due"]) == 62
    assert "and 41 more due" in text


def test_the_command_prints_it_without_a_contact(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READOUT_DATA", "")
    for arguments in (["us-china", "--json"], ["us-chin"]):
        monkeypatch.setattr(sys, "argv", ["readout", "plan", *arguments, "--data", str(tmp_path)])
        with contextlib.suppress(SystemExit):
            main()
    out, err = capsys.readouterr()
    assert json.loads(out)["pages"]["due"]
    assert "there are: sample, us-china" in err
