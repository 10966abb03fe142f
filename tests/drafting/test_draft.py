"""A publisher's file drafted from one page reads that page at least as well as the general rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from drafting.conftest import DAY, LEDGER, PAGES, SENTENCES
from readout.configuration import read_toml
from readout.drafting.fixtures import Fixture, differences
from readout.drafting.rules import matches, rules_of
from readout.errors import BadRequest
from readout.extract.details.metadata import page_metadata
from readout.extract.html import parse
from readout.extract.pages import read_page
from readout.publishers import Publisher, Publishers
from readout.report.drafts import Drafted, Source, context_of_page, drafted_from
from readout.settings import Config
from readout.text.copies.overlap import cover

WALL = (
    b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing the site</h1>"
    b"<p>Enable JavaScript and cookies to continue</p><div class='cf-challenge'></div></body></html>"
)


def published_by(drafted: Drafted, folder: Path) -> Publisher:
    """The draft's file, read back as any other."""
    path = folder / f"{drafted.draft.publisher.id}.toml"
    path.write_text(drafted.files[Path(path.name)], encoding="utf-8")
    return read_toml(path, Publisher, id=path.stem)


def test_the_drafted_layout_finds_the_text_of_the_general_rules(drafted: Drafted) -> None:
    assert drafted.draft.found >= 0.95
    assert cover(drafted.draft.generic, drafted.draft.text)[0] >= 0.95


def test_the_file_reads_back_as_the_publisher_that_was_drafted(drafted: Drafted, tmp_path: Path) -> None:
    assert published_by(drafted, tmp_path) == drafted.draft.publisher


def test_the_invented_page_is_read_as_the_file_beside_it_says(drafted: Drafted, tmp_path: Path, config: Config) -> None:
    publisher = published_by(drafted, tmp_path)
    [page] = [text for name, text in drafted.files.items() if name.suffix == ".html"]
    [beside] = [name for name in drafted.files if name.suffix == ".toml" and name.parent != Path()]
    path = tmp_path / "beside.toml"
    path.write_text(drafted.files[beside], encoding="utf-8")
    fixture = read_toml(path, Fixture)
    own = replace(context_of_page(fixture.url, DAY, config), publisher=publisher, publishers=Publishers((publisher,)))
    parsed = parse(page, fixture.url)
    read = read_page(parsed, own)
    metadata = page_metadata(parsed, read, own)
    assert read.chosen is not None
    assert list(differences(fixture, read.chosen.name, read, metadata)) == []
    assert read.warnings == ()
    assert set(matches(parsed, read.chosen.layout, read, metadata).values()) == {True}
    assert set(rules_of(read.chosen.layout)) >= {"title", "published", "body"}


def test_no_sentence_of_the_page_is_in_the_invented_one(drafted: Drafted) -> None:
    [page] = [text for name, text in drafted.files.items() if name.suffix == ".html"]
    assert [sentence for sentence in SENTENCES if sentence in page] == []
    assert "customs" not in page
    assert "海关" not in page


def ledger(config: Config, text: str = LEDGER) -> Drafted:
    return drafted_from(Source(body=text.encode(), url=PAGES["ledger"][1], at=DAY, name="page"), None, config)


def test_rules_are_the_site_s_own_names(config: Config) -> None:
    publisher = ledger(config).draft.publisher
    [layout] = publisher.layout
    assert (publisher.id, publisher.name, publisher.domains) == (
        "marrow-ledger",
        "The Marrow Ledger",
        ("marrow-ledger.example",),
    )
    assert (layout.title, layout.body, layout.drop) == ("h1.story__title", "div.story__text", ("aside.story__related",))
    assert layout.published is not None
    assert (layout.published.css, layout.published.formats) == ("time.story__date", ("%d %B %Y, %H:%M",))
    assert layout.authors is not None
    assert layout.authors.css == "p.story__by"
    assert layout.fingerprint is not None
    assert "story__" in layout.fingerprint
    assert layout.title_suffix == " | The Marrow Ledger"


def test_prose_between_breaks_is_told(config: Config) -> None:
    text, url = PAGES["breaks"]
    [layout] = drafted_from(Source(body=text.encode(), url=url, at=DAY, name="page"), None, config).draft.publisher.layout
    assert (layout.paragraphs, layout.body) == ("br", "div.news_prose")
    assert layout.published is not None
    assert (layout.published.prefix, layout.published.formats) == (r"^Published:\s*", ("%b %d, %Y %I:%M %p",))


def test_a_fingerprint_that_another_publisher_s_page_has_is_not_taken(config: Config) -> None:
    text = LEDGER.replace("story__title", "article_title").replace('class="story"', 'class="article_top"')
    [layout] = ledger(config, text).draft.publisher.layout
    assert layout.fingerprint not in (None, "h1.article_title", "div.article_top div.article_title")


def test_doubts_are_told(config: Config) -> None:
    findings = {one.key: one for one in ledger(config).draft.findings}
    assert {key for key, one in findings.items() if one.is_sure} >= {"name", "domains", "title", "published", "body"}
    assert findings["licence"].advice
    assert "zone" in findings["published"].advice


def test_a_page_that_a_layout_reads_already_is_told(config: Config) -> None:
    path = config.home / "tests/extract/pages/state/press-availability.html"
    source = Source(body=path.read_bytes(), url="https://mirror.example/a", at=DAY, name="page")
    assert drafted_from(source, None, config).known_as == "state/2021"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"%PDF-1.4 ...", "application/pdf"),
        (b'{"a": [1, 2, 3]}', "json"),
        (b"<html><head><title>x</title></head><body><div id='root'></div></body></html>", "needs_script"),
        (
            WALL,
            "not the page itself",
        ),
    ],
)
def test_what_is_no_page_is_refused_with_the_reason(body: bytes, what: str, config: Config) -> None:
    with pytest.raises(BadRequest, match=what):
        drafted_from(Source(body=body, url="https://a.example/x", at=DAY, name="page"), None, config)


def test_a_draft_is_the_same_each_time(source: Source, config: Config) -> None:
    assert drafted_from(source, None, config).files == drafted_from(source, None, config).files


def test_the_day_of_the_page_is_read_by_the_draft(config: Config) -> None:
    files = ledger(config).files
    [beside] = [text for name, text in files.items() if name.suffix == ".toml" and name.parent != Path()]
    assert f"published_on = {date(2026, 4, 28)}" in beside
