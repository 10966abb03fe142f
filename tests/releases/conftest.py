"""Lets the tests of this folder, and the child processes they start, share `made_tables`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import made_tables as made

from readout.releases.store import Store


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with release 1 of three documents, made by run-1; not to be written to."""
    root = tmp_path_factory.mktemp("published") / "processed"
    Store(root, made.small_files()).publish(made.make_tables(made.TEXTS), made.about(), expected=None)
    return root


@pytest.fixture
def processed(published_once: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may do anything to."""
    return Path(shutil.copytree(published_once, tmp_path / "processed", symlinks=True))


@pytest.fixture
def store(processed: Path) -> Store:
    """The store of that copy: every row a part file of its own."""
    return Store(processed, made.small_files())
