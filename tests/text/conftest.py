"""What the tests of `readout.text` share: the project's own constants, the language models, a text as parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readout.constants.language import LanguageConstants
from readout.extract.plain import plain_passages
from readout.model import Document
from readout.model.drafts import Detector
from readout.settings import Settings, load_config
from readout.text.languages.detectors import load_detector
from readout.text.parts import Parts, split

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def constants() -> LanguageConstants:
    """`[language]` of config/pipeline.toml."""
    return load_config(Settings(home=HOME)).constants.language


@pytest.fixture(scope="session")
def detector() -> Detector:
    """Both models, loaded once."""
    return load_detector()


@pytest.fixture(scope="session")
def parts_of(constants: LanguageConstants, detector: Detector) -> Callable[..., Parts]:
    """A function that splits a text file's text: `parts_of(text, turn_labels="upper", aliases=None)`."""
    speakers = load_config(Settings(home=HOME)).speakers

    def parts(text: str, turn_labels: str = "upper", *, aliases: Mapping[str, str] | None = None) -> Parts:
        names = speakers if aliases is None else aliases
        return split(document_with(text), plain_passages(text), turn_labels, names, constants, detector)

    return parts


def document_with(text: str) -> Document:
    """A document of nobody with that text."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Document(
        document_id="20260101T000000Z-0123456789", revision=1, url="file:x", url_key="file:x", publisher=None, authority=None,
        capture_id="20260101T000000.000000Z-01234567", first_seen_at=now, updated_at=now, removed_at=None, title=None,
        authors=(), kind="page", published_on=None, published_at=None, published_precision="none", published_zone=None,
        page_dated_on=None, modified_at=None, place=None, dateline=None, declared_language=None, languages=(), text=text,
        text_sha256="", passage_count=0, layout="text", completeness="full", witness=None, notes=(), evidence=(), licence=None,
        may_redistribute=False, canonical_id=None, canonical_reason=None, cluster_size=None,
    )  # fmt: skip
