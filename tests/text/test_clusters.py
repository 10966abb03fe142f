"""Clusters of copies and the document that stands for each."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from readout.configuration import read_toml
from readout.constants import Constants
from readout.model import Relation
from readout.text.copies.clusters import canonical
from readout.text.copies.relations import Unit, relate

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))
from prose import START, prose, sentence, unit  # noqa: E402 - the folder is no package

VALUES = read_toml(HOME / "config/pipeline.toml", Constants).relations
NOTE = prose(0, 12)


def chosen(*units: Unit) -> dict[str, tuple[str, str, int]]:
    found = canonical(units, relate(units, VALUES).relations, VALUES)
    return {name: (c.canonical_id, c.reason, c.cluster_size) for name, c in found.items()}


def link(document_id: str, other_id: str, kind: str) -> Relation:
    row = relate([unit(document_id, NOTE, hours=1), unit(other_id, NOTE)], VALUES).relations[0]
    return replace(row, kind=kind)  # pyright: ignore[reportArgumentType] - the tests' own words


def test_the_official_text_stands_for_its_copies_though_it_was_seen_last() -> None:
    copies = [unit("blog", NOTE, authority="blog"), unit("outlet", NOTE + " " + sentence(99), hours=1)]
    assert chosen(*copies, unit("ministry", NOTE, hours=9, authority="official")) == dict.fromkeys(
        ("blog", "ministry", "outlet"), ("ministry", "authority", 3)
    )


def test_a_page_that_contains_the_original_stands_for_itself() -> None:
    page = unit("page", f"{prose(300, 20)}\n\n{NOTE}\n\n{prose(400, 20)}", authority="official")
    assert chosen(page, unit("note", NOTE, hours=1)) == {"note": ("note", "only", 1), "page": ("page", "only", 1)}


def test_among_equals_the_earliest_published_stands_for_the_rest() -> None:
    late, early = START - timedelta(days=2), START - timedelta(days=9)
    units = [unit("a", NOTE, published_at=late), unit("b", NOTE, hours=2, published_at=early), unit("c", NOTE, hours=1)]
    assert {c for c, _, _ in chosen(*units).values()} == {"b"}
    assert chosen(*units)["a"][1] == "published_at"


def test_a_date_later_than_first_sight_does_not_count() -> None:
    claimed = START + timedelta(hours=3)
    assert chosen(unit("a", NOTE, hours=1), unit("b", NOTE, hours=2, published_at=claimed))["b"] == ("a", "first_seen_at", 2)


def test_a_translation_does_not_stand_for_its_original() -> None:
    units = [unit("a", NOTE), unit("b", NOTE, hours=1)]
    rows = [*relate(units, VALUES).relations, link("a", "elsewhere", "translation_of")]
    assert canonical(units, rows, VALUES)["a"].canonical_id == "b"
    assert canonical(units, rows, VALUES)["a"].reason == "original_language"


def test_a_chain_that_has_drifted_away_keeps_its_own_id() -> None:
    texts = [prose(0, 12), prose(6, 12), prose(12, 12)]
    units = [unit(f"d{n}", text, hours=n) for n, text in enumerate(texts)]
    rows = [link("d1", "d0", "near"), link("d2", "d1", "near")]
    rows = [replace(row, cover=0.5, other_cover=0.5) for row in rows]
    found = canonical(units, rows, VALUES)
    assert [(found[f"d{n}"].canonical_id, found[f"d{n}"].reason, found[f"d{n}"].cluster_size) for n in range(3)] == [
        ("d0", "first_seen_at", 3), ("d0", "first_seen_at", 3), ("d2", "weak_chain", 3)
    ]  # fmt: skip


def test_quotes_templates_and_parts_never_join() -> None:
    units = [unit("a", NOTE), unit("b", prose(50, 9), hours=1)]
    rows = [link("b", "a", kind) for kind in ("contains", "quotes", "template", "translation_of")]
    assert {name: c.canonical_id for name, c in canonical(units, rows, VALUES).items()} == {"a": "a", "b": "b"}


def test_a_superseded_text_joins_its_document() -> None:
    page = [unit("page", NOTE, is_current=False), unit("page", prose(700, 12), hours=5, revision=2)]
    found = chosen(*page, unit("copy", NOTE, hours=7))
    # The copy holds what the page no longer says: one cluster, but the current page does not stand for it.
    assert found == {"page": ("page", "first_seen_at", 2), "copy": ("copy", "weak_chain", 2)}


EDGES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["exact", "near", "revision", "quotes"])), max_size=10
)
UNITS = [unit(f"d{n}", NOTE, hours=n % 3) for n in range(8)]
ROW = link("x", "y", "exact")


@settings(max_examples=100, deadline=None)
@given(EDGES, st.randoms(use_true_random=False))
def test_clusters_do_not_depend_on_the_order_of_anything(edges: list[tuple[int, int, str]], r: object) -> None:
    rows = [replace(ROW, document_id=f"d{a}", other_id=f"d{b}", kind=kind) for a, b, kind in edges if a != b]  # pyright: ignore[reportArgumentType] - the tests' own words
    once = canonical(UNITS, rows, VALUES)
    units, mixed = list(UNITS), list(rows)
    r.shuffle(units)  # type: ignore[attr-defined] - Hypothesis gives a Random, typed as object here
    r.shuffle(mixed)  # type: ignore[attr-defined] - Hypothesis gives a Random, typed as object here
    assert canonical(units, mixed, VALUES) == once
    for name, c in once.items():
        assert once[c.canonical_id].canonical_id == c.canonical_id, name
        assert once[c.canonical_id].cluster_size == c.cluster_size
