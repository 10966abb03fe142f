"""`readout doctor` finds what a run would miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from readout.doctor import Finding, examine


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings}


def test_on_a_sound_machine_nothing_is_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("READOUT_DATA", str(tmp_path / "data"))
    found = by_name(examine())
    assert [finding for finding in found.values() if finding.state == "broken"] == []
    assert found["contact"].state == "note"
    assert list(tmp_path.iterdir()) == []  # it looks, and leaves nothing


def test_a_missing_configuration_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("READOUT_HOME", str(tmp_path))
    assert by_name(examine())["configuration"].state == "broken"


def test_a_data_folder_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("READOUT_DATA", str(tmp_path / "data"))
    found = by_name(examine())["data folder"]
    assert found.state == "broken"
    assert "--data" in found.detail
