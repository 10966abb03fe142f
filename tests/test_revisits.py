"""A page that is asked for again: edited, unchanged, or changed in what is no text of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readout import pipeline
from watch_site import Answer, Site, Watch, page

PAGE = "news.example/a-statement"
WIRE = """
name = "Wire"
domains = ["news.example"]
authority = "wire"
licence = "none"
delay_seconds = 0.0

[[layout]]
name = "only"
fingerprint = "article"
title = "h1"
body = "article"
drop = ["p.views"]
"""


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with Site("news.example") as site:
        yield Watch(tmp_path, site, f'urls = ["http://{PAGE}"]\n', publishers=WIRE)


def captures(watch: Watch) -> list[dict[str, Any]]:
    return sorted(watch.rows("captures", lambda row: row["purpose"] == "page"), key=lambda row: row["capture_id"])


def counted(views: int) -> bytes:
    return page("A statement").replace(b"</article>", f'<p class="views">{views} views</p></article>'.encode())


def test_an_edited_page_has_more_or_fewer_than_two_revisions(watch: Watch) -> None:
    watch.site.pages[PAGE] = Answer(page("A statement"))
    watch.run()
    watch.site.pages[PAGE] = Answer(page("A statement").replace(b"autumn", b"spring"))
    watch.run(hours=25)
    watch.run(hours=25)
    (document,) = watch.rows("documents")
    (before,) = watch.rows("document_history")
    assert (document["revision"], before["revision"]) == (2, 1)
    assert ("spring" in document["text"], "autumn" in before["text"]) == (True, True)
    assert [row["outcome"] for row in captures(watch)] == ["ok", "ok", "unchanged_digest"]
    assert [row["kind"] for row in watch.rows("relations")] == ["revision"]
    assert pipeline.rebuild(watch.config, check=True).exit_code == 0


def test_a_counter_makes_a_new_revision_or_its_capture_is_lost(watch: Watch) -> None:
    for views in (17, 18):
        watch.site.pages[PAGE] = Answer(counted(views))
        watch.run(hours=25)
    assert [(row["outcome"], row["revisit_of"]) for row in captures(watch)] == [("ok", None), ("ok", None)]
    assert len({row["entity_sha256"] for row in captures(watch)}) == 2
    (document,) = watch.rows("documents")
    assert document["revision"] == 1
    assert "views" not in document["text"]
    assert watch.rows("document_history") == []


def test_an_unchanged_page_is_sent_again(watch: Watch) -> None:
    watch.site.pages[PAGE] = Answer(page("A statement"), headers={"ETag": '"1"'})
    watch.run()
    watch.run(hours=25)
    asked = [seen for seen in watch.site.seen if seen.address == PAGE]
    assert [(seen.status, seen.body_bytes > 0) for seen in asked] == [(200, True), (304, False)]
    first, second = captures(watch)
    assert (second["outcome"], second["http_status"], second["revisit_of"]) == ("unchanged", 304, first["capture_id"])
    assert [row["revision"] for row in watch.rows("documents")] == [1]
    watch.site.pages[PAGE] = Answer(page("A statement", "It was signed at noon."), headers={"ETag": '"2"'})
    watch.run(hours=37)
    assert [row["outcome"] for row in captures(watch)] == ["ok", "unchanged", "ok"]
    assert [row["revision"] for row in watch.rows("documents")] == [2]


def test_a_page_that_was_taken_away_takes_its_text_with_it(watch: Watch) -> None:
    watch.site.pages[PAGE] = Answer(page("A statement"))
    watch.run()
    watch.site.pages[PAGE] = Answer(b"gone", "text/plain", 410)
    watch.run(hours=25)
    (document,) = watch.rows("documents")
    assert (document["revision"], "autumn" in document["text"]) == (1, True)
    (gone,) = (row for row in captures(watch) if row["outcome"] == "gone")
    assert document["removed_at"] == gone["fetched_at"]
    watch.site.seen.clear()
    watch.run(hours=24 * 6, stop_after="capture")
    assert watch.site.asked() == [], "what is gone, and in no archive yet, is looked for after a week"
    watch.run(hours=24 * 2, stop_after="capture")
    assert watch.site.asked() == [PAGE]
