"""The history of a page in `readout show`: what changed when, and since when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from readout.report.documents import document_as_json, document_page
from watch_site import Answer, Site, Watch, page

PAGE = "news.example/a-statement"


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with Site("news.example") as site:
        yield Watch(tmp_path, site, f'urls = ["http://{PAGE}"]\n')


def test_a_page_shows_what_changed_when_and_since_when_it_is_gone(watch: Watch) -> None:
    first = page("A statement")
    watch.site.pages[PAGE] = Answer(first)
    watch.run()
    latest = watch.config.data / "processed" / "latest"
    assert "revision  seen" not in document_page(latest, f"http://{PAGE}")
    watch.site.pages[PAGE] = Answer(first.replace(b"autumn", b"spring"))
    watch.run(hours=25)
    watch.site.pages[PAGE] = Answer(b"<html><title>Not found</title><p>There is no such page.</p></html>", status=404)
    watch.run(hours=50)
    shown = document_page(latest, f"http://{PAGE}")
    assert "wording (2)" in shown
    assert "autumn" in shown
    assert "spring" in shown
    assert "gone since" in shown
    one, two = document_as_json(latest, f"http://{PAGE}")["revisions"]
    assert (one["alterations"], one["revision"], two["revision"]) == ([], 1, 2)
    assert [(row["before"], row["after"]) for row in two["alterations"]] == [("autumn", "spring")]
