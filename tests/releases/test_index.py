"""The relations index: equal to one batch whatever came when, and never trusted where it is not whole."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.configuration import read_toml
from readout.constants import Constants
from readout.constants.relations import RelationConstants
from readout.errors import CannotWrite
from readout.releases.index import RelationIndex
from readout.text.copies.relations import Related, Unit, relate

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "tests/text"))
from prose import chinese, prose, unit  # noqa: E402 # pyright: ignore[reportMissingImports] - found by the line above

SHIPPED = read_toml(HOME / "config/pipeline.toml", Constants).relations
# With these a handful of texts cross every bound: keys become common and rare again, carriers are displaced.
TIGHT = replace(
    SHIPPED, spread_rare=1, spread_known=2, spread_common=4, heads_common=6, carriers=2, candidate_weight=8, index_units=3,
    index_gone_share=2.0, nameless_pages=2,
)  # fmt: skip
PIECES = [(0, 6), (0, 12), (3, 12), (50, 6), (50, 9), (90, 3), (93, 3), (6, 9)]


def synced(folder: Path, units: Sequence[Unit], values: RelationConstants = SHIPPED, made_by: str = "us") -> Related:
    with RelationIndex(folder, made_by, values) as index:
        index.sync(units)
        return Related(tuple(index.relations()), tuple(index.rejections()))


@st.composite
def corpora(draw: st.DrawFn) -> list[Unit]:
    """Texts of several documents and publishers, many with something in common."""
    revisions: Counter[str] = Counter()
    units: list[Unit] = []
    for _ in range(draw(st.integers(2, 14))):
        name = f"d{draw(st.integers(0, 9))}"
        revisions[name] += 1
        pieces = draw(st.lists(st.sampled_from(PIECES), max_size=3))
        text = draw(st.sampled_from(["\n\n", "\n"])).join(prose(*piece) for piece in pieces)
        address = draw(
            st.sampled_from([f"https://{name}.example/", f"https://all.example/{name}", "https://a.example/", f"file:{name}"])
        )
        units.append(
            unit(
                name,
                text[: len(text) // draw(st.sampled_from([1, 1, 1, 2]))],
                hours=draw(st.integers(0, 5)),
                revision=revisions[name],
                publisher=draw(st.sampled_from([None, "one", "other"])),
                url_key=address,
                published_on=draw(st.sampled_from([None, date(2024, 2, 1), date(2024, 2, 27)])),
                is_current=draw(st.booleans()),
            )
        )
    return units


@st.composite
def histories(draw: st.DrawFn) -> list[list[Unit]]:
    """A corpus as it grows, shrinks and is told otherwise, in any order."""
    units = draw(corpora())
    steps: list[list[Unit]] = []
    for _ in range(draw(st.integers(1, 4))):
        held = draw(st.permutations([each for each in units if draw(st.integers(0, 9)) < 7]))
        if held and draw(st.booleans()):
            held[0] = replace(held[0], publisher="another", is_current=not held[0].is_current)
        steps.append(held)
    return [*steps, units]


@settings(max_examples=60, deadline=None)
@given(histories())
def test_whatever_came_and_went_the_relations_are_those_of_one_batch(steps: list[list[Unit]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for held in steps:
            assert synced(Path(folder), held, TIGHT) == relate(held, TIGHT)


@settings(max_examples=15, deadline=None)
@given(histories())
def test_with_the_shipped_bounds_too(steps: list[list[Unit]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for held in steps:
            assert synced(Path(folder), held) == relate(held, SHIPPED)


UNITS = [
    unit("note", prose(0, 12)),
    unit("copy", prose(0, 12).replace(" the ", " a ", 1), hours=1),
    unit("equal", prose(0, 12).upper(), hours=2),
    unit("page", prose(0, 12) + "\n\n" + prose(100, 30), hours=3, revision=1, is_current=False),
    unit("page", prose(0, 12) + "\n\n" + prose(100, 33), hours=4, revision=2),
    unit("zh", chinese(0, 12), hours=5),
    unit("tiny", "Two words", hours=6),
    unit("broken", "\ud800 and", hours=7),
]
WANTED = relate(UNITS, SHIPPED)


def test_units_given_one_after_another_are_related_as_in_one_batch(tmp_path: Path) -> None:
    with RelationIndex(tmp_path, "us", SHIPPED) as index:
        texts = {(each.document_id, each.revision): each.text for each in UNITS}
        for each in reversed(UNITS):
            index.update([], [each], texts.__getitem__)
        assert tuple(index.relations()) == WANTED.relations
        index.update([("note", 1), ("zh", 1)], [], texts.__getitem__)
        left = [each for each in UNITS if each.document_id not in {"note", "zh"}]
        assert tuple(index.relations()) == relate(left, SHIPPED).relations
        assert index.rejections() == list(WANTED.rejections)


def flip_a_byte(folder: Path) -> None:
    path = folder / "relations.sqlite"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def forge_a_relation(folder: Path) -> None:
    """As a well-meaning person would: the file stays a sound database."""
    path = folder / "relations.sqlite"
    data = path.read_bytes()
    assert b"contains" in data
    path.write_bytes(data.replace(b"contains", b"revision", 1))


def bend_the_file(folder: Path) -> None:
    """Damage that the stamp vouches for: made before it, or by a disk that forgets."""
    import hashlib

    path = folder / "relations.sqlite"
    path.write_bytes(path.read_bytes()[:4096] + b"\x00" * (path.stat().st_size - 4096))
    stamp = json.loads((folder / "relations.json").read_text())
    stamp["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "relations.json").write_text(json.dumps(stamp))


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "gone": lambda folder: (folder / "relations.sqlite").unlink(),
    "no stamp": lambda folder: (folder / "relations.json").unlink(),
    "empty": lambda folder: (folder / "relations.sqlite").write_bytes(b""),
    "no database": lambda folder: (folder / "relations.sqlite").write_bytes(b"not a database" * 999),
    "cut": lambda folder: (folder / "relations.sqlite").write_bytes((folder / "relations.sqlite").read_bytes()[:20_000]),
    "one bit": flip_a_byte,
    "forged": forge_a_relation,
    "stamped damage": bend_the_file,
    "no JSON": lambda folder: (folder / "relations.json").write_text("{"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_an_index_that_is_not_whole_is_made_again(tmp_path: Path, name: str) -> None:
    assert synced(tmp_path, UNITS) == WANTED
    DAMAGE[name](tmp_path)
    assert synced(tmp_path, UNITS) == WANTED
    assert synced(tmp_path, UNITS[:3]) == relate(UNITS[:3], SHIPPED)


def test_an_index_of_other_code_or_configuration_is_made_again(tmp_path: Path) -> None:
    strict = replace(SHIPPED, near_cover=0.9999, near_cover_high=1.0, contains_cover=1.0)
    assert relate(UNITS, strict) != WANTED
    synced(tmp_path, UNITS)
    assert synced(tmp_path, UNITS, strict, made_by="others") == relate(UNITS, strict)


class Watched(list[Unit]):
    """Units that count how often each is read, and break where they are told to."""

    def __init__(self, units: Sequence[Unit], breaks_at: int | None = None) -> None:
        super().__init__(units)
        self.read: Counter[str] = Counter()
        self.breaks_at = breaks_at

    def __getitem__(self, place: Any) -> Any:
        self.read[super().__getitem__(place).document_id] += 1
        if self.read.total() == self.breaks_at:
            raise ZeroDivisionError
        return super().__getitem__(place)

    def __iter__(self) -> Iterator[Unit]:
        return (self[place] for place in range(len(self)))


@pytest.mark.parametrize("reads", [3, len(UNITS) + 1, len(UNITS) + 5, 2 * len(UNITS) + 2])
def test_a_run_that_breaks_off_does_no_harm(tmp_path: Path, reads: int) -> None:
    synced(tmp_path, UNITS[:2])
    with pytest.raises(ZeroDivisionError):
        synced(tmp_path, Watched(UNITS, breaks_at=reads))
    assert synced(tmp_path, UNITS) == WANTED


def test_a_text_that_nothing_new_concerns_is_read_once_to_see_that_it_is_the_same(tmp_path: Path) -> None:
    alone = unit("alone", prose(900, 12), hours=9)
    old = [*UNITS, alone]
    synced(tmp_path, old)
    now = [*old, unit("new", prose(0, 9), hours=10), unit("other", prose(950, 9), hours=11)]
    units = Watched(now)
    assert synced(tmp_path, units) == relate(now, SHIPPED)
    assert units.read["alone"] == units.read["zh"] == 1
    assert units.read["note"] == 2  # it is in the new one
    assert units.read["other"] == 2  # put in, and compared with nothing


def test_two_units_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same document_id and revision"):
        synced(tmp_path, [UNITS[0], UNITS[0]])
    assert synced(tmp_path, UNITS) == WANTED


def test_a_file_in_the_place_of_the_folder_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a note")
    with pytest.raises(CannotWrite, match="is a file where a folder must be"):
        synced(tmp_path / "index", UNITS)
