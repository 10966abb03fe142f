"""What must hold of every page, on the development pages of ../shared: a few of each set; all with READOUT_ALL_PAGES=1."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readout.model.drafts import Extracted

SHARED = Path(__file__).resolve().parents[3] / "shared"
SETS = ("ours", "reports", "aeb", "fundus_fix", "zhimm", "np4k", "traf")
FEW = 4
ALL = bool(os.environ.get("READOUT_ALL_PAGES"))


@pytest.fixture(scope="module")
def load() -> Iterator[Any]:
    """Reads a set by its name, with the evaluator's own reader."""
    folder = SHARED / "eval" / "extraction"
    if not folder.is_dir():
        pytest.skip("the development pages (../shared) are not here")
    sys.path.insert(0, str(folder))
    import pages

    yield lambda name: pages.load(name, pages.DATA)
    sys.path.remove(str(folder))
    del sys.modules["pages"]


def problems(found: Extracted) -> list[str]:
    """What does not hold of a page."""
    text = found.text
    if text is None:
        return [] if found.rejections or found.verdict.outcome != "ok" else ["no text and no reason"]
    pieces = [text[one.start : one.end] for one in found.passages]
    checks = {
        "the passages are not the text, once and in order": "\n".join(pieces) == text,
        "a passage is blank or has blanks at its ends": all(piece and piece == piece.strip() for piece in pieces),
        "a passage starts where another has not ended": all(
            before.end + 1 == after.start for before, after in zip(found.passages, found.passages[1:], strict=False)
        ),
        "a link lies outside the text": all(0 <= link.start < link.end <= len(text) for link in found.links),
        "rejections are not counted from 0": [one.position for one in found.rejections] == list(range(len(found.rejections))),
        "a character cannot be stored": text.encode() is not None,
    }
    return [problem for problem, holds in checks.items() if not holds]


@pytest.mark.parametrize("name", SETS)
def test_passages_are_the_text_once_and_in_order_and_a_page_is_read_the_same_twice(load, run, name: str) -> None:
    pages = sorted(load(name), key=lambda page: hashlib.sha256(page.id.encode()).hexdigest())
    for place, page in enumerate(pages if ALL else pages[:FEW]):
        found = run(page.html, page.url or "https://nowhere.example/")
        assert problems(found) == [], page.id
        if place % FEW == 0:
            assert run(page.html, page.url or "https://nowhere.example/") == found, page.id
