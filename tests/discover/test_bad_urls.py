"""Addresses as bad as documents cite them: each kept as a citation, each with its outcome in the plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from readout.constants.discover import DiscoverConstants
from readout.discover.citations import find_citations
from readout.discover.plan import plan
from readout.discover.targets import targets_of_citations
from readout.model import Citation, Document
from readout.model.drafts import Link
from readout.publishers import Publishers

NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
Outcome = tuple[Citation, str | None, str | None]


@pytest.fixture
def outcome(document_of: Callable[..., Document], herald: Publishers, constants: DiscoverConstants) -> Callable[[str], Outcome]:
    """The citation of a link to an address, the reason for which the plan refuses it, and what is asked for otherwise."""

    def outcome(href: str) -> Outcome:
        found = find_citations(document_of("they said so here"), [Link(start=13, end=17, href=href)], herald, constants)
        (citation,) = found.citations
        targets = targets_of_citations(found.citations, herald, 4, {})
        made = plan(targets, [], publishers=herald, mode="new", now=NOW, documents_max=None, constants=constants)
        reason = next((rejection.reason for rejection in made.rejections), None)
        return citation, reason, next((target.url_fetch for queue in made.queues for target in queue.targets), None)

    return outcome


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        ("https://a.example/\x00", "bad_url"),
        ("https://a.example/with a space", "bad_url"),
        ("https://a.example/" + "x" * 8000, "bad_url"),
        ("http://[::1/", "bad_url"),
        ("https://a.example/%zz", "bad_url"),
        ("https://a.example:99999/", "bad_url"),
        ("https:///x", "bad_url"),
        ("https://" + "a" * 300 + ".example/", "bad_url"),
        ("data:text/html,<p>hello", "bad_scheme"),
        ("mailto:press@a.example", "bad_scheme"),
        ("javascript:history.back()", "bad_scheme"),
        ("file:///etc/passwd", "bad_scheme"),
        ("ftp://a.example/x", "bad_scheme"),
        ("https://a.example/film.mp4", "media"),
        ("https://films.example/watch?v=1", "media"),
    ],
    ids=lambda value: value[:30],
)
def test_an_address_that_nobody_can_ask_for_is_lost_or_asked_for(
    outcome: Callable[[str], Outcome], href: str, reason: str
) -> None:
    citation, refusal, asked = outcome(href)
    assert (refusal, asked) == (reason, None)
    assert citation.raw == href[:4097]
    assert reason == "media" or (citation.note or "").startswith((reason, "address cut; bad_url"))


@pytest.mark.parametrize(
    ("href", "asked", "key", "note"),
    [
        ("//a.example/x", "https://a.example/x", "https://a.example/x", None),
        ("https://user:pw@a.example/x", "https://a.example/x", "https://a.example/x", "user name or password removed"),
        ("https://a.example./x", "https://a.example./x", "https://a.example/x", None),
        ("https://a.example/a/%2e%2e/x", "https://a.example/a/%2e%2e/x", "https://a.example/x", None),
        ("https://a.example/x#part", "https://a.example/x", "https://a.example/x", None),
        (
            "https://\u0430.example/x",
            "https://\u0430.example/x",
            "https://xn--80a.example/x",
            "host name in IDNA: xn--80a.example",
        ),
        ("https://a.example:22/x", "https://a.example:22/x", "https://a.example:22/x", None),  # its fetch ends as bad_port
        ("http://127.1/x", "http://127.1/x", "https://127.1/x", None),  # and these as ssrf_blocked
        ("http://2130706433/", "http://2130706433/", "https://2130706433/", None),
    ],
)
def test_an_odd_address_is_asked_for_otherwise_or_known_by_another_key(
    outcome: Callable[[str], Outcome], href: str, asked: str, key: str, note: str | None
) -> None:
    citation, refusal, planned = outcome(href)
    assert (refusal, planned, citation.url_key, citation.note, citation.raw) == (None, asked, key, note, href)
