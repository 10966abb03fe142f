"""Stage relate by the index of the last run: the same tables as in one batch, whatever became of the index."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from filelock import FileLock

from readout.pipeline.indexing import FOLDER
from readout.pipeline.relating import relate_tables
from readout.releases.diff import contents_of
from readout.releases.streams import as_stream
from readout.settings import Config, Settings, load_config

HOME = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(HOME / "tests/releases"), str(HOME / "tests/text")]
import made_tables as made  # noqa: E402 # pyright: ignore[reportMissingImports] - found by the line above
from prose import prose  # noqa: E402 # pyright: ignore[reportMissingImports]

NOTE = prose(0, 12)
TEXTS = [
    NOTE, NOTE.replace(" the ", " a ", 1), f"{NOTE}\n\n{prose(100, 30)}", prose(200, 9), "Two words", NOTE.upper(),
    f"{prose(300, 9)}\n\n{prose(200, 3)}",
]  # fmt: skip


def related(texts: list[str], config: Config, work: Path, *, by_index: bool = True) -> dict[str, str]:
    tables = {name: as_stream(name, table) for name, table in made.make_tables(texts).items()}
    return contents_of(relate_tables(tables, config, work, by_index=by_index))


def test_run_after_run_the_tables_are_those_of_one_batch(tmp_path: Path) -> None:
    config = load_config(Settings(home=HOME), data=tmp_path / "data")
    for texts in (TEXTS[:2], TEXTS[:5], TEXTS, TEXTS[1:], TEXTS):
        assert related(texts, config, tmp_path / "work") == related(texts, config, tmp_path / "work", by_index=False)
    index = tmp_path / "data/processed" / FOLDER / "relations.sqlite"
    index.write_bytes(index.read_bytes()[::-1])
    assert related(TEXTS, config, tmp_path / "work") == related(TEXTS, config, tmp_path / "work", by_index=False)


def test_a_rebuild_neither_asks_nor_changes_the_index(tmp_path: Path) -> None:
    config = load_config(Settings(home=HOME), data=tmp_path / "data")
    related(TEXTS[:3], config, tmp_path / "work")
    folder = tmp_path / "data/processed" / FOLDER
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    related(TEXTS, config, tmp_path / "work", by_index=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_index_that_another_run_holds_is_not_waited_for_longer_than_a_writer(tmp_path: Path) -> None:
    shipped = load_config(Settings(home=HOME), data=tmp_path / "data")
    constants = replace(shipped.constants, releases=replace(shipped.constants.releases, lock_seconds=0.1))
    config = replace(shipped, constants=constants)
    folder = tmp_path / "data/processed" / FOLDER
    folder.mkdir(parents=True)
    with FileLock(folder / "relations.lock"):
        assert related(TEXTS, config, tmp_path / "work") == related(TEXTS, config, tmp_path / "work", by_index=False)
    assert not (folder / "relations.sqlite").exists()
