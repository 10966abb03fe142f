"""Values that the tests of discover share: the shipped publishers and constants, and rows with what a test needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from readout.constants.discover import DiscoverConstants
from readout.model import Capture, Document
from readout.publishers import AttributionRules, Publisher, Publishers
from readout.settings import Config, Settings, load_config

HOME = Path(__file__).resolve().parents[2]
START = datetime(2024, 4, 28, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def config() -> Config:
    """The shipped configuration."""
    return load_config(Settings(home=HOME))


@pytest.fixture(scope="session")
def shipped(config: Config) -> Publishers:
    """The shipped publishers."""
    return config.publishers


@pytest.fixture(scope="session")
def constants(config: Config) -> DiscoverConstants:
    """The shipped constants of discover."""
    return config.constants.discover


@pytest.fixture(scope="session")
def herald() -> Publishers:
    """One invented publisher with a phrase of every sort, and one of films."""
    rules = AttributionRules(
        byline=("(?:The )?Harbour Herald",),
        distributor=("HeraldWire",),
        source=("海港先驱报(?:网)?", "Harbour Herald"),
        spokesperson=("attributable to Spokesperson [A-Z][a-z]+ [A-Z][a-z]+",),
        agency=("(?:The |the )?Harbour Herald", "海港社"),
    )
    publisher = Publisher(
        id="herald", name="Harbour Herald", domains=("herald.example",), authority="outlet", licence="none", attribution=rules, delay_seconds=7.0
    )  # fmt: skip
    films = Publisher(id="films", name="Films", domains=("films.example",), authority="mirror", licence="none", media=True)
    return Publishers((publisher, films))


@pytest.fixture(scope="session")
def document_of() -> Callable[..., Document]:
    """A document with that text; any other column by name."""

    def make(text: str, **columns: object) -> Document:
        values: dict[str, Any] = dict.fromkeys((field.name for field in fields(Document)), None)
        values |= {
            "document_id": "20240428T093000Z-0000000000",
            "capture_id": "c",
            "url": "file:a.txt",
            "url_key": "file:a.txt",
        }
        return Document(**(values | {"text": text} | columns))

    return make


@pytest.fixture(scope="session")
def capture_of() -> Callable[..., Capture]:
    """A live capture of a page, so many hours after the start; any other column by name."""

    def make(key: str, outcome: str, hours: float = 0.0, **columns: object) -> Capture:
        at = START + timedelta(hours=hours)
        values: dict[str, Any] = dict.fromkeys((field.name for field in fields(Capture)), None)
        values |= {"capture_id": f"{at:%Y%m%dT%H%M%S.%f}Z-{key[-8:]}", "fetch_id": f"{key} {hours}", "purpose": "page"}
        values |= {"via": "live", "attempt": 1, "hop": 0, "url_key": key, "fetched_at": at, "outcome": outcome}
        return Capture(**(values | columns))

    return make
