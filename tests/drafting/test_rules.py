"""Every rule of every layout, broken on purpose on its invented pages: it is told, and the document is still whole."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

import pytest

from readout.configuration import read_toml
from readout.drafting.fixtures import Fixture
from readout.drafting.rules import rules_of
from readout.extract import extract
from readout.model.drafts import Entity, Extracted
from readout.publishers import Layout, Publisher, Publishers
from readout.report.drafts import context_of_page
from readout.settings import Config, read_publishers
from readout.text.copies.overlap import cover

HOME = Path(__file__).resolve().parents[2]
PAGES = sorted((HOME / "tests/extract/pages").glob("*/*.html"))
NOWHERE = "x-gone.nowhere"
AS_GENERAL = 0.95  # of what the general rules read, title and by-line aside
WHOLE = 0.6  # of the layout's text: how whole it is then is the general rules' affair, which leave out lists and notes of so short pages


@cache
def publishers() -> Publishers:
    return read_publishers(HOME / "config/publishers")


def beside(path: Path) -> tuple[Fixture, Publisher, Layout]:
    fixture = read_toml(path.with_suffix(".toml"), Fixture)
    owner = publishers().get(fixture.layout.partition("/")[0])
    assert owner is not None
    return fixture, owner, next(one for one in owner.layout if one.name == fixture.layout.partition("/")[2])


def broken(layout: Layout, rule: str) -> Layout:
    """The layout with that rule's selector leading nowhere."""
    if rule == "body":
        return layout.model_copy(update={"body": NOWHERE, "body_all": None})
    value = getattr(layout, rule)
    is_text = rule in ("fingerprint", "title", "place")
    return layout.model_copy(update={rule: NOWHERE if is_text else value.model_copy(update={"css": NOWHERE})})


def read(path: Path, fixture: Fixture, known: Publishers, config: Config) -> Extracted:
    context = context_of_page(fixture.url, datetime.combine(fixture.day, time(12), UTC), config)
    return extract(context.capture, Entity(status=200, headers=(), body=path.read_bytes()), known, config.constants.extract)


def with_layout(owner: Publisher, old: Layout, new: Layout) -> Publishers:
    layouts = tuple(new if one is old else one for one in owner.layout)
    others = tuple(one for one in publishers().all if one is not owner)
    return Publishers((*others, owner.model_copy(update={"layout": layouts})))


CASES = [(path, rule) for path in PAGES for rule in rules_of(beside(path)[2])]


@pytest.mark.parametrize(("path", "rule"), CASES, ids=[f"{path.parent.name}-{path.stem}-{rule}" for path, rule in CASES])
def test_a_broken_rule_is_told_and_the_document_stays_whole(path: Path, rule: str, config: Config) -> None:
    fixture, owner, layout = beside(path)
    whole = read(path, fixture, publishers(), config)
    known = with_layout(owner, layout, broken(layout, rule))
    found = read(path, fixture, known, config)
    general = read(path, fixture, Publishers(()), config)
    assert cover(whole.text or "", found.text or "")[0] >= WHOLE, found.text
    assert found.text == whole.text or cover(general.text or "", found.text or "")[0] >= AS_GENERAL
    told = [one.evidence for one in found.rejections if one.reason in ("layout_missed", "layout_stale")]
    if rule == "fingerprint":
        assert found.layout != whole.layout
        assert told or found.layout.startswith(f"{owner.id}/")  # or another era of the same site reads it
    elif rule in ("title", "body"):
        assert f"{fixture.layout}: {rule}" in told
    else:  # a page may lack it: `publisher check` compares with other pages
        assert told == []
        assert rule not in {one.field for one in found.evidence if one.source.startswith("layout ")}


def test_every_layout_has_an_invented_page_with_what_it_must_turn_into() -> None:
    shown = {beside(path)[0].layout for path in PAGES}
    assert {f"{one.id}/{layout.name}" for one in publishers().all for layout in one.layout} == shown
