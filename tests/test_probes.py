"""Pages that a host shows for any address: told by what it answered to a random path, from data/raw alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readout.capture.exchange import Exchange, parse_head
from readout.capture.warc import RawStore, read_captures
from readout.model import Capture, Purpose
from readout.pipeline.extracting import Extraction, extract_captures
from readout.pipeline.probing import probes_for
from readout.settings import Config

HOST = "https://tidings.example"
SHELL = b"<html><title>Tidings</title><p>Read our reporters on boats, nets and weather, on this page and on others.</p></html>"
STORY = (
    b"<html><title>Port closed</title><h1>Port closed</h1><p>The port of Lisse was closed on Friday for high water.</p></html>"
)


def keep(config: Config, run_id: str, hours: int, *answers: tuple[Purpose, str, bytes, int]) -> None:
    """Captures of one run, in this order."""
    moment = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=hours)
    store = RawStore(config.data / "raw", run_id, lambda: moment, config.constants.capture)
    for purpose, path, body, status in answers:
        parsed = parse_head(b"HTTP/1.1 %d OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (status, len(body)))
        assert parsed is not None
        url = f"{HOST}{path}"
        store.keep(
            Exchange(purpose=purpose, url_key=url, original_url=url, url=url, publisher=None, via="live", fetch_id=path,
                     outcome="ok" if status == 200 else "not_found", request=f"GET {path} HTTP/1.1\r\nHost: tidings.example\r\n\r\n".encode(),
                     response=parsed[0], entity=body)
        )  # fmt: skip
    store.close()


def outcomes(config: Config, raw: Path) -> dict[tuple[str, str], str]:
    """By run and path what the pages turned out to be."""
    captures = read_captures(raw)
    found = extract_captures(captures, {capture.capture_id: capture for capture in captures}, raw, config)
    return {(one.run_id, one.fetch_id): one.outcome for one in found.rows["captures"] if one.purpose == "page"}


@pytest.fixture
def raw(config: Config) -> Path:
    return config.data / "raw"


def test_a_page_like_the_answer_to_a_random_path_is_no_document(config: Config, raw: Path) -> None:
    keep(config, "a", 0, ("page", "/story", STORY, 200), ("page", "/lost", SHELL, 200), ("probe", "/zq8k", SHELL, 200))
    assert outcomes(config, raw) == {("a", "/story"): "ok", ("a", "/lost"): "soft_404"}


def test_a_probe_of_a_later_run_changes_nothing_that_was_published(config: Config, raw: Path) -> None:
    keep(config, "a", 0, ("page", "/lost", SHELL, 200))
    keep(config, "b", 1, ("probe", "/zq8k", SHELL, 200))
    keep(config, "c", 2, ("page", "/lost2", SHELL, 200))
    assert outcomes(config, raw) == {("a", "/lost"): "ok", ("c", "/lost2"): "soft_404"}


def test_an_honest_404_proves_nothing(config: Config, raw: Path) -> None:
    keep(config, "a", 0, ("probe", "/zq8k", SHELL, 404), ("page", "/lost", SHELL, 200))
    assert outcomes(config, raw) == {("a", "/lost"): "ok"}


def test_a_batch_is_given_the_probes_of_its_hosts(config: Config, raw: Path) -> None:
    keep(config, "a", 0, ("page", "/lost", SHELL, 200), ("probe", "/zq8k", SHELL, 200))
    captures = read_captures(raw)
    pages = [capture for capture in captures if capture.purpose == "page"]
    given: list[Capture] = [*pages, *probes_for(pages, captures)]
    alone: Extraction = extract_captures(pages, {capture.capture_id: capture for capture in given}, raw, config)
    assert [one.outcome for one in alone.rows["captures"]] == ["soft_404"]
