"""The sample is what it says it is: reproducible, readable by others, and every expectation is founded in a page."""

from __future__ import annotations

import html
import re
import tomllib
import zlib
from io import BytesIO
from pathlib import Path

import lxml.html
import pytest
from selectolax.lexbor import LexborHTMLParser
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from sample.expectations import Entry, Expectations, folded, load_expectations
from sample.make_sample import HERE, SAMPLE, WARC_NAME, Exchange, Site, load_site, plain_text, write_warc

CONFIG = HERE.parents[1] / "config"
ALL_ISSUES = 99
REBUILD = "run: python tests/sample/make_sample.py"
EVERYTHING = load_expectations(ALL_ISSUES)


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site()


def warc_bytes(site: Site) -> bytes:
    target = BytesIO()
    write_warc(target, site)
    return target.getvalue()


def members(data: bytes) -> list[bytes]:
    """The unpacked gzip members; packed bytes differ between builds of zlib."""
    found: list[bytes] = []
    while data:
        inflate = zlib.decompressobj(31)
        found.append(inflate.decompress(data) + inflate.flush())
        data = inflate.unused_data
    return found


def markup_of(site: Site, name: str, *, revision: int = -1) -> str:
    """The source of a page or citing document by its short name, decoded; by default its newest capture."""
    target = EVERYTHING.names[name]
    if "://" not in target:
        return site.documents[target]
    body = site.captures_of(target)[revision].answer.body
    return body.decode("gb18030" if name == "gb" else "utf-8")


def visible(markup: str) -> str:
    """The words a reader sees, white space folded."""
    return folded(html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br ?/?>", "\n", markup))))


def test_two_generations_are_equal_to_the_byte(site: Site) -> None:
    assert warc_bytes(site) == warc_bytes(load_site())


def test_the_shipped_archive_is_what_the_sources_give(site: Site) -> None:
    assert members((SAMPLE / WARC_NAME).read_bytes()) == members(warc_bytes(site)), REBUILD


def test_the_shipped_citing_documents_are_what_the_sources_give(site: Site) -> None:
    shipped = {path.name: path.read_bytes().decode("utf-8") for path in SAMPLE.iterdir() if path.name != WARC_NAME}
    assert shipped == dict(site.documents), REBUILD


def test_every_record_is_a_gzip_member_of_its_own_and_its_digests_are_right(site: Site) -> None:
    path = SAMPLE / WARC_NAME
    assert len(members(path.read_bytes())) == 1 + 2 * len(site.exchanges)
    checker = Checker(type("Command", (), {"inputs": [str(path)], "verbose": False}))
    checker.process_all()
    assert checker.exit_value == 0


def test_warcio_reads_every_exchange_with_its_request(site: Site) -> None:
    with (SAMPLE / WARC_NAME).open("rb") as source:
        found = [(record.rec_type, record.rec_headers, record.content_stream().read()) for record in ArchiveIterator(source)]
    responses = [(head.get_header("WARC-Target-URI"), body) for kind, head, body in found if kind == "response"]
    assert responses == [(exchange.url, exchange.answer.body) for exchange in site.exchanges]
    ids = {head.get_header("WARC-Record-ID") for kind, head, _ in found if kind == "response"}
    assert {head.get_header("WARC-Concurrent-To") for kind, head, _ in found if kind == "request"} == ids
    assert len({head.get_header("WARC-Record-ID") for _, head, _ in found}) == len(found)


def test_every_address_of_the_site_has_a_name_and_every_name_an_address(site: Site) -> None:
    named = set(EVERYTHING.names.values())
    assert named == {exchange.url for exchange in site.exchanges} | set(site.documents)


def test_every_address_is_cited_or_watched_but_those_that_must_stay_away(site: Site) -> None:
    watched = set(tomllib.loads((CONFIG / "watchlists" / "sample.toml").read_text("utf-8"))["urls"])
    cited = {
        raw.partition("?")[0] for entry in EVERYTHING.of("citations") for kind, _, raw in entry["citations"] if kind == "url"
    }
    absent = {EVERYTHING.address(name) for entry in EVERYTHING.of("absent") for name in entry["names"]}
    addresses = {exchange.url for exchange in site.exchanges}
    assert watched | cited == addresses - absent


def test_every_expected_capture_is_in_the_archive(site: Site) -> None:
    for entry in EVERYTHING.of("capture"):
        assert len(site.captures_of(EVERYTHING.address(entry["name"]))) == len(entry["outcomes"]), entry


@pytest.mark.parametrize("entry", EVERYTHING.of("document"), ids=lambda entry: entry["name"])
def test_the_fragments_a_document_must_have_stand_in_its_source(site: Site, entry: Entry) -> None:
    words = visible(markup_of(site, entry["name"]))
    for fragment in [*entry.get("has", ()), *([entry["title"]] if "title" in entry else [])]:
        assert folded(fragment) in words, fragment


@pytest.mark.parametrize("entry", EVERYTHING.of("document"), ids=lambda entry: entry["name"])
def test_the_fragments_a_document_must_lack_are_on_the_page_or_in_another_capture(site: Site, entry: Entry) -> None:
    captures = site.captures_of(EVERYTHING.names[entry["name"]])
    everything = " ".join(capture.answer.body.decode("gb18030" if entry["name"] == "gb" else "utf-8") for capture in captures)
    for fragment in set(entry.get("lacks", ())) - {"\ufffd"}:
        assert fragment in everything, fragment


def places(words: str, fragments: list[str]) -> list[int]:
    """Where the fragments stand, each searched for behind the one before it; ValueError where one is missing."""
    found, place = [], 0
    for fragment in fragments:
        place = words.index(fragment, place)
        found.append(place)
    return found


@pytest.mark.parametrize("entry", EVERYTHING.of("turns"), ids=lambda entry: entry["name"])
def test_the_expected_turns_stand_in_their_source_in_that_order(site: Site, entry: Entry) -> None:
    words = visible(markup_of(site, entry["name"]))
    fragments = [folded(turn[part]) for turn in entry["turns"] for part in ("label", "begins", "ends")]
    assert len(places(words, fragments)) == 3 * len(entry["turns"])


@pytest.mark.parametrize("entry", EVERYTHING.of("citations"), ids=lambda entry: entry["name"])
def test_the_expected_citations_stand_in_their_source_in_that_order(site: Site, entry: Entry) -> None:
    source = markup_of(site, entry["name"])
    assert len(places(source, [raw for _, _, raw in entry["citations"]])) == len(entry["citations"])
    assert len(entry.get("cites", entry["citations"])) == len(entry["citations"])


@pytest.mark.parametrize("entry", EVERYTHING.of("alteration"), ids=lambda entry: f"{entry['document']}-{entry['kind']}")
def test_an_expected_alteration_is_in_the_original_and_gone_in_the_copy(site: Site, entry: Entry) -> None:
    if "within" in entry:
        original = visible(markup_of(site, entry["other"], revision=entry.get("other_revision", 0) - 1))
        copy = visible(markup_of(site, entry["document"]))
        assert (entry["within"] in original, entry["within"] in copy) == (True, False)
        assert entry["before"] in entry["within"]


@pytest.mark.parametrize("entry", EVERYTHING.of("alignment"), ids=lambda entry: entry["document"])
def test_aligned_passages_stand_in_both_sources_in_the_same_order(site: Site, entry: Entry) -> None:
    translation, original = (visible(markup_of(site, entry[side])) for side in ("document", "other"))
    pairs = entry["matched"]
    assert len(places(translation, [pair[0] for pair in pairs])) == len(places(original, [pair[1] for pair in pairs]))
    assert all(fragment in original for fragment in entry["outside"])


def names_in(expectations: Expectations) -> set[str]:
    single = {
        entry[key]
        for table in expectations.tables
        for entry in expectations.of(table)
        for key in ("name", "document", "other")
        if key in entry
    }
    many = {
        name
        for table in expectations.tables
        for entry in expectations.of(table)
        for name in entry.get("members", entry.get("names", ()))
    }
    return single | many


def test_expectations_speak_of_named_documents_only() -> None:
    assert names_in(EVERYTHING) <= set(EVERYTHING.names)


def test_expectations_of_later_issues_stay_out_until_they_are_due() -> None:
    kinds = {issue: {entry["kind"] for entry in load_expectations(issue).of("relation")} for issue in (1, 5)}
    assert ("translation_of" in kinds[1], "translation_of" in kinds[5]) == (False, True)
    assert load_expectations(1).of("alteration") == ()


def test_the_collage_differs_from_the_translation_by_one_character(site: Site) -> None:
    original = plain_text(HERE / "pages" / "press-zh.html")
    start = site.documents["collage.txt"].index(original[:20])
    altered = site.documents["collage.txt"][start : start + len(original) + 1]
    assert altered != original
    assert altered.replace("双方不同意", "双方同意") == original


def test_libxml2_puts_the_ministrys_page_into_its_own_menu_and_lexbor_does_not(site: Site) -> None:
    body = site.captures_of(EVERYTHING.names["press"])[0].answer.body
    main = lxml.html.fromstring(body).find(".//main")
    assert main is not None
    assert "header" in [str(node.tag) for node in main.iterancestors()]
    assert LexborHTMLParser(body).css_matches("header main") is False


def test_the_page_declared_gb2312_is_none(site: Site) -> None:
    exchange: Exchange = site.captures_of(EVERYTHING.names["gb"])[0]
    assert ("Content-Type", "text/html; charset=gb2312") in exchange.answer.headers
    with pytest.raises(UnicodeDecodeError):
        exchange.answer.body.decode("gb2312")
    assert "刘镕川" in exchange.answer.body.decode("gb18030")


def test_an_edit_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    for folder in ("pages", "shells", "documents"):
        (tmp_path / folder).symlink_to(HERE / folder)
    source = (HERE / "site.toml").read_text("utf-8")
    (tmp_path / "site.toml").write_text(source.replace("from 300 to 450", "from 300 to 999"), "utf-8")
    with pytest.raises(ValueError, match="from 300 to 999"):
        load_site(tmp_path)
