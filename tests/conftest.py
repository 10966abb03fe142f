"""What all tests share: the checkout, and the real documents where they are present."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from readout.settings import Config, Settings, load_config

# A test asserts behaviour, never seconds: on a busy machine any example may be slow.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

HOME = Path(__file__).resolve().parents[1]
SHARED = HOME.parent / "shared"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No READOUT_* variable of the caller, and no file outside the test's own folder."""
    import os

    for name in list(os.environ):
        if name.startswith("READOUT_") and name != "READOUT_REQUIRE_BROWSER":
            monkeypatch.delenv(name)
    monkeypatch.setenv("READOUT_HOME", str(HOME))
    monkeypatch.setenv("READOUT_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def home() -> Path:
    """The checkout."""
    return HOME


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The project's own configuration with an empty data folder."""
    return load_config(Settings(home=HOME), data=tmp_path / "data")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five real citing documents."""
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the real documents (../shared/seeds) are not here")
    return folder
