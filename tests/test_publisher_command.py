"""`readout publisher new` and `check` as a user meets them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from drafting.conftest import LEDGER, PAGES
from readout.settings import Settings, load_config
from sample.make_sample import load_site
from sample.serve import SampleServer
from test_cli import Readout

HOME = Path(__file__).resolve().parents[1]


@pytest.fixture
def readout(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Readout:
    return Readout(monkeypatch, capsys)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A saved page."""
    path = tmp_path / "saved.html"
    path.write_text(LEDGER, encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of the test's own, with this one's configuration and invented pages."""
    home = tmp_path / "home"
    shutil.copytree(HOME / "config", home / "config")
    shutil.copytree(HOME / "tests/extract/pages", home / "tests/extract/pages")
    monkeypatch.setenv("READOUT_HOME", str(home))
    return home


def test_a_saved_page_becomes_a_publisher_that_checks_itself(readout: Readout, project: Path, page: Path) -> None:
    done = readout("publisher", "new", str(page))
    assert done.returncode == 0, done.stderr
    assert (project / "config/publishers/marrow-ledger.toml").is_file()
    assert len(list((project / "tests/extract/pages/marrow-ledger").iterdir())) == 2
    assert load_config(Settings(home=project)).publishers.of_host("www.marrow-ledger.example") is not None
    again = readout("publisher", "check", "marrow-ledger", "--json")
    assert (again.returncode, [json.loads(line)["pages"] for line in again.stdout.splitlines()]) == (0, [1])


def test_nothing_is_overwritten_without_force(readout: Readout, page: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert readout("publisher", "new", str(page), "--output", str(out), "--id", "ledger").returncode == 0
    draft = out / "ledger.toml"
    draft.write_text("mine", encoding="utf-8")
    refused = readout("publisher", "new", str(page), "--output", str(out), "--id", "ledger")
    assert (refused.returncode, draft.read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in refused.stderr
    assert readout("publisher", "new", str(page), "--output", str(out), "--id", "ledger", "--force").returncode == 0
    assert "Marrow" in draft.read_text(encoding="utf-8")


def test_a_host_that_has_a_file_is_not_given_a_second_one(readout: Readout, project: Path) -> None:
    path = project / "tests/extract/pages/state/press-availability.html"
    done = readout("publisher", "new", str(path))
    assert done.returncode == 2
    assert "state.toml" in done.stderr
    assert "--output" in done.stderr


def test_the_draft_goes_to_stdout_as_json(readout: Readout, page: Path, tmp_path: Path) -> None:
    done = readout("publisher", "new", str(page), "--output", str(tmp_path / "out"), "--json")
    told = json.loads(done.stdout)
    assert (told["id"], told["known_as"]) == ("marrow-ledger", None)
    assert all(Path(file).is_file() for file in told["files"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"<html><body><p>No address in it, and not much else.</p></body></html>", "--url"),
        (LEDGER.encode().replace(b"<html", b"%PDF-1.7 <html", 1)[15:], "application/pdf"),
    ],
)
def test_what_cannot_be_drafted_from_is_refused(readout: Readout, tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "bad.html"
    path.write_bytes(content)
    done = readout("publisher", "new", str(path), "--output", str(tmp_path / "out"))
    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_bad_id_and_a_missing_file_are_refused(readout: Readout, page: Path, tmp_path: Path) -> None:
    assert readout("publisher", "new", str(page), "--id", "../x").returncode == 2
    assert readout("publisher", "new", str(tmp_path / "none.html")).returncode == 2


def test_an_address_needs_a_contact(readout: Readout, tmp_path: Path) -> None:
    done = readout("publisher", "new", PAGES["ledger"][1], "--data", str(tmp_path / "data"), "--output", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "READOUT_CONTACT" in done.stderr


def test_an_address_is_captured_politely_and_drafted_from(
    readout: Readout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = load_site()
    host = "//www.mfa.veldania.example/"  # its mark-up is known by a layout's fingerprint
    url = next(
        one.url for one in site.exchanges if host in one.url and one.answer.status == 200 and len(one.answer.body) > 2000
    )
    with SampleServer(site) as server:
        monkeypatch.setenv("READOUT_CONTACT", "test@readout.example")
        monkeypatch.setenv("READOUT_TEST_HOSTS", server.test_hosts)
        done = readout("publisher", "new", url, "--data", str(tmp_path / "data"), "--output", str(tmp_path / "out"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["known_as"] is not None
    assert list((tmp_path / "data/raw/warc").rglob("*.warc.gz"))


def test_a_broken_layout_ends_with_one(readout: Readout, project: Path) -> None:
    path = project / "config/publishers/politico.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("h2.headline", "h2.gone"), encoding="utf-8")
    done = readout("publisher", "check", "politico")
    assert done.returncode == 1
    assert "title: matches on no invented page" in " ".join(done.stdout.split())
