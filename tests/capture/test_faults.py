"""Every fault a server can have ends by its name, in time, with every byte that came, over real sockets."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from capture.faults.cases import CASES, Case
from capture.faults.running import SMALL, Ran, run
from capture.faults.server import FaultServer, running
from readout.capture.reading import read_captures, read_entity
from readout.discover.due import next_due_at, tries_by_key
from readout.extract import extract
from readout.publishers import Publishers
from readout.settings import Config


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """One server for all cases."""
    with running() as server:
        yield server


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_fault_ends_by_its_name(
    case: Case, server: FaultServer, tmp_path: Path, context: ssl.SSLContext, config: Config
) -> None:
    constants = replace(config.constants.capture, **SMALL)
    server.play(case.replies)
    ran = run(case, server.port, tmp_path, context, constants)
    assert tuple(page.outcome_observed for page in ran.pages()) == case.ends
    assert "internal_error" not in {capture.outcome for capture in ran.captures}
    assert ran.late_seconds(constants.deadline_seconds) < 0.5
    _what_was_kept_is_what_was_sent(case, ran, server, tmp_path / "raw")
    _the_verdict_is_as_said(case, ran, tmp_path / "raw", config)
    if case.due_seconds is not None:
        (tries,) = tries_by_key(ran.captures).values()
        due_at = next_due_at(tries, config.constants.discover.due)
        assert due_at
        assert (due_at - ran.pages()[-1].fetched_at).total_seconds() == case.due_seconds


def _what_was_kept_is_what_was_sent(case: Case, ran: Ran, server: FaultServer, raw: Path) -> None:
    by_id = {capture.capture_id: capture for capture in read_captures(raw)}
    assert list(by_id) == [capture.capture_id for capture in ran.captures]
    last = ran.pages()[-1]
    if case.body is not None:
        assert read_entity(raw, last, by_id).body == case.body
    asked = [capture for capture in ran.captures if capture.ip_address]
    assert len(asked) == len(server.requests)
    blocks = _wire_records(raw)
    for capture, sent in zip(asked, server.sent, strict=True):
        assert (capture.wire_bytes or 0) <= len(sent) or case.name == "endless body"
        if capture.record_id in blocks:
            assert bytes(sent).startswith(blocks[capture.record_id])
            assert len(blocks[capture.record_id]) == capture.wire_bytes
    for path in raw.rglob("*.warc.gz"):
        assert Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0


def _wire_records(raw: Path) -> dict[str, bytes]:
    blocks: dict[str, bytes] = {}
    for path in raw.rglob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if (record.rec_headers.get_header("WARC-Target-URI") or "").startswith("urn:readout:wire:"):
                    blocks[record.rec_headers.get_header("WARC-Record-ID")] = record.content_stream().read()
    return blocks


def _the_verdict_is_as_said(case: Case, ran: Ran, raw: Path, config: Config) -> None:
    last, by_id = ran.pages()[-1], {capture.capture_id: capture for capture in ran.captures}
    holder = by_id[last.revisit_of] if last.revisit_of else last
    if holder.entity_bytes is None:
        return
    found = extract(holder, read_entity(raw, holder, by_id), Publishers(()), config.constants.extract)
    assert found.verdict.outcome == (case.verdict or holder.outcome_observed)
    if case.text:
        assert case.text in (found.text or "")
