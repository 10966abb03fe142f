"""Files taken in: text of any encoding and PDF are kept, everything else is refused by name."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from readout.capture.intake import held_files, take_in_file
from readout.capture.warc import RawStore, read_captures, read_entity
from readout.constants.capture import CaptureConstants
from readout.model import Capture, Rejection

TEXT = "外交部发言人周一表示：偽。The ministry said so on Monday.\n"


@pytest.mark.parametrize(
    "body",
    [
        TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        "会談".encode("iso2022_jp") * 20,
        b"%PDF-1.7\n\x00\x01\x02\x03",
        b"<html><p>one</p></html>",
        b"a stray \x00 in a long text " + b"word " * 100,
    ],
)
def test_text_of_any_encoding_is_kept_to_the_byte(
    store: RawStore, tmp_path: Path, constants: CaptureConstants, body: bytes
) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(body)
    capture = take_in_file(store, path, "file:notes/note.txt", {}, constants)
    assert isinstance(capture, Capture)
    assert (capture.url_key, capture.via, capture.outcome) == ("file:notes/note.txt", "file", "ok")
    assert read_entity(store.raw, capture, {}).body == body
    assert read_entity(store.raw, capture, {}).status is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"x" * 20_000_001, "too_large"),
        (gzip.compress(TEXT.encode() * 50), "undecodable"),
        (bytes(range(256)) * 10, "undecodable"),
    ],
)
def test_what_cannot_be_a_document_is_a_rejection(
    store: RawStore, tmp_path: Path, constants: CaptureConstants, body: bytes, reason: str
) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(body)
    refused = take_in_file(store, path, "file:notes/note.txt", {}, constants)
    assert isinstance(refused, Rejection)
    assert (refused.stage, refused.subject, refused.reason) == ("intake", "notes/note.txt", reason)
    assert read_captures(store.raw) == []


def test_what_is_no_regular_file_is_unreadable_and_never_waited_for(
    store: RawStore, tmp_path: Path, constants: CaptureConstants
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "absent"):
        refused = take_in_file(store, path, f"file:{path.name}", {}, constants)
        assert isinstance(refused, Rejection)
        assert refused.reason == "unreadable"


def test_the_same_bytes_are_taken_once_and_other_bytes_again(
    store: RawStore, tmp_path: Path, constants: CaptureConstants
) -> None:
    path = tmp_path / "note.txt"
    for text, is_new in (("one", True), ("one", False), ("two", True), ("one", True)):
        path.write_text(text)
        taken = take_in_file(store, path, "file:note.txt", held_files(read_captures(store.raw)), constants)
        assert isinstance(taken, Capture) is is_new
        assert is_new or taken is None


def test_the_real_documents_are_kept_to_the_byte(store: RawStore, seeds: Path, constants: CaptureConstants) -> None:
    for path in sorted(seeds.glob("*.txt")):
        capture = take_in_file(store, path, f"file:{path.name}", {}, constants)
        assert isinstance(capture, Capture)
        assert read_entity(store.raw, capture, {}).body == path.read_bytes()
