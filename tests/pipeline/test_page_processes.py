"""Pages are read in processes of their own: the same documents as without, and no page takes its batch along."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readout.capture.exchange import Exchange, parse_head
from readout.capture.warc import RawStore, read_captures
from readout.confine.crew import Crew, dismiss
from readout.extract.requests import ReadPage, ReadProbe, reader
from readout.extract.verdicts.probes import Probe
from readout.model import Capture
from readout.model.drafts import Entity, Extracted
from readout.pipeline.extracting import Extraction, extract_captures
from readout.pipeline.page_processes import ConfinedReader, page_reader, page_task
from readout.settings import Config

HOST = "https://tidings.example"
PAGES = Path(__file__).resolve().parents[1] / "extract" / "pages"
STORY = b"<html><title>Port closed</title><h1>Port closed</h1><p>The port of Lisse was closed on Friday, %s said, for high water.</p></html>"
NOTE = b"The port of Lisse was closed on Friday, %s said, for high water.\n"  # plain text takes neither time nor memory
TRAP = b"<html><title>Ropes</title><body>" + b"<p>The ropes of the harbour <b>were counted</b> twice on Friday.</p>" * 60_000


@pytest.fixture(autouse=True)
def none_left() -> Iterator[None]:
    """No process waits for the next test."""
    yield
    dismiss()


def keep(config: Config, pages: Iterable[bytes], run_id: str = "a", purpose: str = "page") -> list[Capture]:
    """Captures of these pages, in this order."""
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    store = RawStore(config.data / "raw", run_id, lambda: moment, config.constants.capture)
    for number, body in enumerate(pages):
        kind = b"html" if body.lstrip().startswith(b"<") else b"plain"
        parsed = parse_head(b"HTTP/1.1 200 OK\r\nContent-Type: text/%s\r\nContent-Length: %d\r\n\r\n" % (kind, len(body)))
        assert parsed is not None
        url = f"{HOST}/{purpose}{number:03d}"
        store.keep(
            Exchange(purpose=purpose, url_key=url, original_url=url, url=url, publisher=None, via="live", fetch_id=url, outcome="ok",
                     request=b"GET / HTTP/1.1\r\nHost: tidings.example\r\n\r\n", response=parsed[0], entity=body)
        )  # fmt: skip
    store.close()
    return read_captures(config.data / "raw")


class PlainReader:
    """Reads here, without a process."""

    def __init__(self, config: Config, _count: int = 0) -> None:
        self._read = reader(config.publishers, config.constants.extract)

    def pages(self, requests: Iterable[ReadPage]) -> Generator[Extracted, None, None]:
        """As `PageReader` has it."""
        for request in requests:
            yield self._read(request)

    def probe(self, capture: Capture, entity: Entity) -> Probe | None:
        """As `PageReader` has it."""
        return self._read(ReadProbe(capture, entity))


def extract(config: Config, captures: Iterable[Capture], reader_of=page_reader) -> Extraction:
    captures = list(captures)
    return extract_captures(captures, {one.capture_id: one for one in captures}, config.data / "raw", config, reader_of)


def with_limits(config: Config, **limits: float) -> Config:
    return replace(config, constants=replace(config.constants, extract=replace(config.constants.extract, **limits)))


def fragile(config: Config, _count: int) -> ConfinedReader:
    return ConfinedReader(Crew(replace(page_task(config), maker="confined_answers:fragile_reader"), 1))


def told(found: Extraction) -> dict[str, tuple[str, list[str]]]:
    """By address: outcome, and the reasons and evidence of what was rejected."""
    reasons: dict[str | None, list[str]] = {}
    for one in (one for one in found.rows["rejections"] if one.stage == "extract"):
        reasons.setdefault(one.capture_id, []).append(f"{one.reason}: {one.evidence}")
    return {one.url[len(HOST) :]: (one.outcome, reasons.get(one.capture_id, [])) for one in found.rows["captures"]}


def test_the_rows_are_the_same_with_and_without_processes(config: Config) -> None:
    pages = [path.read_bytes() for path in sorted(PAGES.rglob("*.html"))]
    keep(config, [STORY % b"nobody"], purpose="probe")
    captures = keep(config, [*pages, STORY % b"the master", STORY % b"nobody"], "b")
    with_processes, without = extract(config, captures), extract(config, captures, PlainReader)
    assert with_processes.rows == without.rows
    assert with_processes.drafts == without.drafts
    assert len(with_processes.rows["documents"]) > len(pages) / 2


def test_a_page_is_the_same_however_often_in_any_order_and_any_batch(config: Config) -> None:
    pages = [path.read_bytes() for path in sorted(PAGES.rglob("*.html"))[:6]]
    captures = keep(config, [page for page in pages for _ in range(10)])
    whole = {one.url: one for one in extract(config, captures).rows["documents"]}
    assert len({(one.text_sha256, one.title, one.authors, one.published_on, one.evidence) for one in whole.values()}) <= len(
        pages
    )
    mixed = captures[::-2] + captures[::2]
    parts = [extract(config, mixed[start : start + 17]).rows["documents"] for start in range(0, len(mixed), 17)]
    assert {one.url: one for part in parts for one in part} == whole


@pytest.mark.parametrize(
    ("body", "limits", "why"),
    [
        (b"<html><p>This crashes the parser.", {}, "ended its process: SIGSEGV"),
        (b"<html><p>This hangs the parser.", {"page_seconds_max": 3}, "took longer than 3 seconds"),
        (TRAP, {"page_memory_bytes_max": 40_000_000}, "needs more memory than 40 MB"),
    ],
    ids=["crash", "time", "memory"],
)
def test_a_page_that_costs_too_much_is_told_and_its_neighbours_are_whole(config: Config, body, limits, why: str) -> None:
    config = with_limits(config, **limits)
    captures = keep(config, [NOTE % b"he", body, NOTE % b"she"])
    found = extract(config, captures, fragile)
    assert told(found) == {"/page000": ("ok", []), "/page001": ("ok", [f"too_costly: {why}"]), "/page002": ("ok", [])}
    assert [one.url for one in found.rows["documents"]] == [f"{HOST}/page000", f"{HOST}/page002"]


def test_a_probe_that_crashes_its_process_says_nothing(config: Config) -> None:
    keep(config, [b"<html><p>This crashes the parser."], purpose="probe")
    captures = keep(config, [STORY % b"he"], "b")
    assert told(extract(config, captures, fragile))["/page000"] == ("ok", [])


def test_no_process_is_started_where_there_is_no_page(config: Config) -> None:
    def none(_config: Config, count: int) -> ConfinedReader:
        assert count == 0
        return ConfinedReader(Crew(replace(page_task(config), maker="no_such_module:reader"), 1))

    captures = keep(config, [STORY % b"he"], purpose="probe")
    assert extract(config, captures, none).rows["documents"] == []


def test_few_pages_are_read_by_one_process_and_many_by_no_more_than_there_are_cores(config: Config, monkeypatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    least = config.constants.pipeline.page_process_pages_min
    assert [page_reader(config, count).crew.most for count in (0, 1, least, least + 1, 100 * least)] == [1, 1, 1, 2, 3]
