"""Certificates are checked, always: whom they name, how long they hold, who signed them; and under TLS the true bytes are kept."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from capture.faults.cases import Case
from capture.faults.certificates import Authority
from capture.faults.replies import PAGE, reply, silence
from capture.faults.running import SMALL, Ran, run
from capture.faults.server import FaultServer, running
from readout.capture.reading import read_entity
from readout.constants.capture import CaptureConstants

CASE = Case(name="tls", replies={"/a": [reply()]}, ends=("ok",), url="https://news.example/a")
Fetch = Callable[[ssl.SSLContext, ssl.SSLContext | None], tuple[Ran, FaultServer]]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """One of this test's own."""
    return Authority(tmp_path)


@pytest.fixture
def fetch(tmp_path: Path, real: CaptureConstants) -> Fetch:
    """Fetches the page over TLS: as a client, from a server."""

    def over(client: ssl.SSLContext, server: ssl.SSLContext | None) -> tuple[Ran, FaultServer]:
        with running(server) as serving:
            serving.play(CASE.replies)
            return run(CASE, serving.port, tmp_path, client, replace(real, **SMALL)), serving

    return over


def test_a_good_certificate_gives_the_page_and_its_plain_bytes(fetch: Fetch, authority: Authority, tmp_path: Path) -> None:
    ran, server = fetch(authority.trusting(), authority.serving("news.example"))
    (page,) = ran.pages()
    assert page.outcome == "ok"
    assert (page.tls_version or "").startswith("TLSv1.")
    assert page.wire_bytes == len(server.sent[-1])
    assert read_entity(tmp_path / "raw", page, {}).body == PAGE


@pytest.mark.parametrize(
    ("name", "until", "words"),
    [
        ("other.example", timedelta(days=1), "mismatch"),
        ("news.example", timedelta(days=-1), "expired"),
    ],
)
def test_a_certificate_of_another_name_or_of_the_past_is_a_tls_error(
    fetch: Fetch, authority: Authority, name: str, until: timedelta, words: str
) -> None:
    ran, server = fetch(authority.trusting(), authority.serving(name, until))
    (page,) = ran.pages()
    assert (page.outcome, page.wire_bytes, page.http_status) == ("tls_error", None, None)
    assert words in (page.reason or "").lower()
    assert server.requests == []


def test_a_certificate_that_nobody_vouches_for_is_a_tls_error(fetch: Fetch, authority: Authority) -> None:
    ran, server = fetch(ssl.create_default_context(), authority.serving("news.example"))
    assert [capture.outcome for capture in ran.captures] == ["tls_error", "tls_error"]
    assert server.requests == []


def test_a_server_that_speaks_no_tls_is_a_tls_error(fetch: Fetch, authority: Authority) -> None:
    ran, _ = fetch(authority.trusting(), None)
    assert {capture.outcome for capture in ran.captures} <= {"tls_error", "timeout_connect"}


def test_a_page_under_tls_that_falls_silent_ends_in_time(tmp_path: Path, authority: Authority, real: CaptureConstants) -> None:
    case = replace(CASE, replies={"/a": [silence]})
    constants = replace(real, **SMALL)
    with running(authority.serving("news.example")) as server:
        server.play(case.replies)
        ran = run(case, server.port, tmp_path, authority.trusting(), constants)
    assert [page.outcome for page in ran.pages()] == ["timeout_read"]
    assert ran.late_seconds(constants.deadline_seconds) < 0.5
