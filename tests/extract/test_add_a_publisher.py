"""The worked example of docs/add-a-publisher.md does what the page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from readout.configuration import read_toml
from readout.constants.extract import ExtractConstants
from readout.errors import BadConfig
from readout.extract import extract
from readout.model.drafts import Entity, Extracted
from readout.publishers import Publisher, Publishers

TEXT = (Path(__file__).resolve().parents[2] / "docs/add-a-publisher.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The page's one block in that language."""
    [found] = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The example, written where the page says."""
    path = tmp_path / "marrow-ledger.toml"
    path.write_text(block("toml"), encoding="utf-8")
    return path


@pytest.fixture
def found(path: Path, capture_of: Callable[..., Any], publishers: Publishers, constants: ExtractConstants) -> Extracted:
    """The example's page, read with the example's file among those that are shipped."""
    everybody = Publishers((*publishers.all, read_toml(path, Publisher, id=path.stem)))
    capture = capture_of("https://www.marrow-ledger.example/world/harbour-talks", publisher="marrow-ledger")
    entity = Entity(status=200, headers=(("Content-Type", "text/html; charset=utf-8"),), body=block("html").encode())
    return extract(capture, entity, everybody, constants)


def test_the_file_reads_the_page(found: Extracted) -> None:
    assert (found.layout, found.publisher, found.authority) == ("marrow-ledger/2024", "marrow-ledger", "outlet")
    assert found.title == "Harbour talks resume"
    assert (found.authors[0].name, found.authors[0].role) == ("Ana Ruiz", "Harbour correspondent")
    assert found.published_on == date(2026, 4, 28)
    assert found.published_at == datetime(2026, 4, 28, 17, 40, tzinfo=UTC)
    assert found.text is not None
    assert "Envoys of both cities" in found.text
    assert "Read next" not in found.text
    assert found.may_redistribute is False


def test_the_page_tells_every_key_that_a_file_must_have() -> None:
    must = {name for name, field in Publisher.model_fields.items() if field.is_required()} - {"id"}
    assert {name for name in must if not re.search(rf"^{name} = ", block("toml"), re.MULTILINE)} == set()


def test_a_mistake_in_the_file_is_told_with_its_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("delay_seconds", "delay_second")
    path.write_text(text, encoding="utf-8")
    line = next(number for number, content in enumerate(text.splitlines(), 1) if content.startswith("delay_second "))
    with pytest.raises(BadConfig, match=rf"marrow-ledger\.toml:{line}: .*delay_second.*delay_seconds"):
        read_toml(path, Publisher, id=path.stem)
