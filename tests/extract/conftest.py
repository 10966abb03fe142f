"""Real configuration, and captures of invented bytes."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readout.configuration import read_toml
from readout.constants.extract import ExtractConstants
from readout.extract import extract
from readout.model import Capture
from readout.model.drafts import Entity, Extracted
from readout.publishers import Publisher, Publishers

HOME = Path(__file__).resolve().parents[2]
PAGES = Path(__file__).resolve().parent / "pages"

Make = Callable[..., Capture]
Run = Callable[..., Extracted]


@pytest.fixture(scope="session")
def constants() -> ExtractConstants:
    """The constants as they are shipped."""
    return ExtractConstants(**tomllib.loads((HOME / "config/pipeline.toml").read_text(encoding="utf-8"))["extract"])


@pytest.fixture(scope="session")
def publishers() -> Publishers:
    """The publishers as they are shipped."""
    files = sorted((HOME / "config/publishers").glob("*.toml"))
    return Publishers(tuple(read_toml(path, Publisher, id=path.stem) for path in files))


@pytest.fixture(scope="session")
def capture_of() -> Make:
    """Make a capture's row; every column may be given."""

    def make(url: str = "https://page.example/x", **given: object) -> Capture:
        row: dict[str, object] = dict.fromkeys(column.name for column in dataclasses.fields(Capture))
        row |= {
            "capture_id": "20260501T080000.000000Z-00000000", "fetch_id": "f", "run_id": "r", "purpose": "page", "via": "live",
            "url_key": url, "original_url": url, "url": url, "attempt": 1, "hop": 0, "outcome": "ok", "outcome_observed": "ok",
            "fetched_at": datetime(2026, 5, 1, 8, tzinfo=UTC), "warc_file": "w", "warc_offset": 0, "warc_length": 1, "record_id": "i",
        }  # fmt: skip
        return Capture(**{**row, **given})  # type: ignore[arg-type] - the row is a dictionary of mixed values

    return make


@pytest.fixture(scope="session")
def run(capture_of: Make, publishers: Publishers, constants: ExtractConstants) -> Run:
    """Extract bytes as if they had come from a URL, or as a file when the status is None."""

    def go(body: bytes | str, url: str = "https://page.example/x", status: int | None = 200, **given: object) -> Extracted:
        raw = body.encode() if isinstance(body, str) else body
        headers = given.pop("headers", (("Content-Type", "text/html"),) if status is not None else ())
        capture = capture_of(url, **({"via": "file", "url_key": "file:x.txt"} if status is None else {}), **given)
        return extract(capture, Entity(status=status, headers=headers, body=raw), publishers, constants)  # type: ignore[arg-type] - the row is a dictionary of mixed values

    return go


@pytest.fixture(scope="session")
def page() -> Callable[[str], bytes]:
    """Bytes of a stored page."""
    return lambda name: (PAGES / name).read_bytes()


@pytest.fixture(scope="session")
def passages() -> Callable[[Extracted], list[tuple[str, str]]]:
    """Kind and text of each passage."""
    return lambda found: [(one.kind, (found.text or "")[one.start : one.end]) for one in found.passages]


@pytest.fixture(scope="session")
def reasons() -> Callable[[Extracted], list[str]]:
    """Reasons of the rejections."""
    return lambda found: [one.reason for one in found.rejections]
