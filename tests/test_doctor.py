"""`readout doctor` finds what a run would miss: environment, pins, disk, data folder, contact, server, browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path
from threading import Thread

import pytest

from readout import doctor
from readout.doctor import Finding, examine
from readout.server import free_port

UNSHARE = (
    shutil.which("unshare") and not subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode
)


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A data folder that is not there yet, in a folder of its own."""
    monkeypatch.setenv("READOUT_DATA", str(tmp_path / "project/data"))
    (tmp_path / "project").mkdir()
    return tmp_path / "project/data"


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings}


def test_on_a_sound_machine_nothing_is_broken(data: Path) -> None:
    found = by_name(examine())
    assert [finding for finding in found.values() if finding.state == "broken"] == []
    assert {"python", "pins", "disk", "data folder", "contact", "server", "browser"} <= found.keys()
    assert found["contact"].state == "note"
    assert found["server"].state == "note"
    assert list(data.parent.iterdir()) == []  # it looks, and leaves nothing


def test_a_missing_configuration_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("READOUT_HOME", str(tmp_path))
    assert by_name(examine())["configuration"].state == "broken"


def test_a_library_of_another_version_than_asked_for_is_said(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    asked = ["prefect<2", "no-such-package-of-readout>=1", "typer", "pytest<1; extra == 'dev'"]
    monkeypatch.setattr(metadata, "requires", lambda _name: asked)
    pins = by_name(examine())["pins"]
    assert pins.state == "broken"
    assert f"prefect is {metadata.version('prefect')}, asked for is <2; no-such-package-of-readout is missing" in pins.detail
    assert "make install" in pins.detail


def test_a_data_folder_that_cannot_be_written_is_said(data: Path) -> None:
    data.write_text("a file where the folder should be", encoding="utf-8")
    found = by_name(examine())["data folder"]
    assert found.state == "broken"
    assert "--data" in found.detail


@pytest.mark.skipif(not UNSHARE, reason="this system allows no mount namespaces: `unshare -rm` fails")
def test_a_full_disk_is_said_with_what_to_do(data: Path) -> None:
    data.mkdir()
    script = f'mount -t tmpfs -o size=64k tmpfs {data}; head -c 1M /dev/zero > {data}/filling || true; exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", script, "sh", sys.executable, "-m", "readout", "doctor"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=None)
    told = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert "No space left on device: free some space there" in told
    assert "0.0 GB free" in told


def test_a_contact_that_is_set_is_shown(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    monkeypatch.setenv("READOUT_CONTACT", "desk@readout.example")
    assert by_name(examine())["contact"] == Finding("contact", "ok", "desk@readout.example")


def note(data: Path, port: int) -> None:
    folder = data.parent / ".prefect"
    folder.mkdir()
    (folder / "up.json").write_text(json.dumps({"address": f"http://127.0.0.1:{port}", "pid": 7}), encoding="utf-8")


class Healthy(BaseHTTPRequestHandler):
    """A server that says it is well."""

    def do_GET(self) -> None:
        """Answer /api/health."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server names it
        """Nothing on stderr."""


def test_a_server_that_is_up_is_named(data: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        note(data, server.server_port)
        found = by_name(examine())["server"]
        thread.join()
    assert (found.state, found.detail) == ("ok", f"http://127.0.0.1:{server.server_port}, process 7")


def test_a_server_that_was_killed_is_told_from_one_that_is_down(data: Path) -> None:
    note(data, free_port())
    found = by_name(examine())["server"]
    assert found.state == "broken"
    assert "start it again" in found.detail


def test_a_port_that_another_program_holds_is_said_before_it_hinders(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        monkeypatch.setattr(doctor, "PORT", server.server_port)
        assert "readout up --port N" in by_name(examine())["server"].detail


def test_a_missing_browser_is_a_note_with_what_to_install(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    monkeypatch.delenv("READOUT_REQUIRE_BROWSER", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    found = by_name(examine())["browser"]
    assert found.state == "note"
    assert "apt-get install chromium, or set READOUT_CHROMIUM" in found.detail


def test_a_browser_that_is_given_and_not_there_is_broken(monkeypatch: pytest.MonkeyPatch, data: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("READOUT_CHROMIUM", str(tmp_path / "nowhere"))
    found = by_name(examine())["browser"]
    assert found.state == "broken"
    assert "nowhere" in found.detail
