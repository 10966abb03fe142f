"""No request reaches an address that is not public; shown with an injected resolver and a dialler that only counts.

Nothing here sends a packet towards a private, link-local or metadata address.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.faults.replies import moved
from capture.faults.server import running
from readout.capture.addresses import RefusedError, addresses_of, is_public, refusing_resolver
from readout.capture.addresses import Resolver as Resolve
from readout.capture.asks import asking
from readout.capture.fetch import Client
from readout.capture.politeness import Slots
from readout.capture.visit import Line, Visit
from readout.capture.warc import RawStore
from readout.constants.capture import CaptureConstants
from readout.publishers import Publishers

CONTEXT = ssl.create_default_context()  # no test here gets as far as TLS
PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1",
    "ff02::1", "2001:db8::1", "::ffff:0:127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", "2002:a00:1::1", "::7f00:1", "fec0::1", "64:ff9b:1::a00:1", "5f00::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "", "no address", "127.0.0.1:80",
]  # fmt: skip
PUBLIC = ["192.0.43.8", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
SPELLINGS = [
    # loopback
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0", "127.0.0.1.",
    "127。0。0。1", "127．0．0．1", "①②⑦.0.0.1", "１２７.0.0.1", "127%2e0%2e0%2e1", "127.0.0.1%00.news.example", "localhost", "LOCALHOST.",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::1%25lo]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::80ff:fffe]",
    "user:secret@127.0.0.1", "news.example@127.0.0.1", "127.0.0.1\\@news.example",
    # private, link-local, metadata, multicast, nobody's
    "10.0.0.1", "10.1", "0x0a000001", "167772161", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "2852039166", "0xa9fea9fe",
    "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::1]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]",
    "[ff02::1]", "[2001:db8::1]", "224.0.0.1", "255.255.255.255", "198.18.0.1", "inner.news.invalid", "inner.news.invalid.", "metadata.invalid",
]  # fmt: skip
NAMES = {
    "localhost": ["127.0.0.1", "::1"],
    "inner.news.invalid": ["10.0.0.5"],
    "metadata.invalid": ["8.8.8.8", "fd00:ec2::254"],
}


async def numeric(host: str, port: int) -> Sequence[str]:
    """What the system's resolver makes of a literal in any spelling; names are those of a table, nothing is sent."""
    if found := NAMES.get(host.rstrip(".").lower()):
        return found
    return await refusing_resolver(host, port)


class Dialler(httpcore.AsyncNetworkBackend):
    """Connects to nothing and counts who was asked for."""

    def __init__(self) -> None:
        self.dialled: list[tuple[str, int]] = []

    async def connect_tcp(self, host: str, port: int, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        """Count and refuse."""
        self.dialled.append((host, port))
        raise httpcore.ConnectError("nobody is there")


class Counting(Dialler):
    """Connects, and counts."""

    async def connect_tcp(self, host: str, port: int, *more: Any, **given: Any) -> httpcore.AsyncNetworkStream:
        """Count and connect."""
        self.dialled.append((host, port))
        real: Any = httpcore.AnyIOBackend()  # its stub is no AsyncNetworkBackend
        return await real.connect_tcp(host, port, *more, **given)


class Resolver:
    """Gives one answer after another, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, *_: object) -> Sequence[str]:
        """The next answer."""
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def ask(url: str, resolver: Resolve, constants: CaptureConstants) -> tuple[str | None, Dialler]:
    dialler = Dialler()
    client = Client("readout", constants, test_hosts={}, resolve=resolver, dialler=dialler, context=CONTEXT)
    return asyncio.run(client.get(url)).outcome, dialler


@pytest.mark.parametrize("literal", PRIVATE)
def test_no_literal_that_is_not_public_passes(literal: str) -> None:
    assert not is_public(literal)


@pytest.mark.parametrize("literal", PUBLIC)
def test_public_literals_pass(literal: str) -> None:
    assert is_public(literal)


@given(
    st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="127.0.0.0/8") | st.ip_addresses(network="169.254.0.0/16")
)
def test_no_private_ipv4_passes_in_any_ipv6_disguise(address: object) -> None:
    number = int(address)  # type: ignore[call-overload] - ip_address gives one of two classes, both of which int takes
    disguises = [f"::ffff:{number >> 16:x}:{number & 0xFFFF:x}", f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}"]
    disguises.append(f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1")
    assert not any(map(is_public, disguises))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_an_address_inside_is_dialled(spelling: str, constants: CaptureConstants) -> None:
    outcome, dialler = ask(f"http://{spelling}/", numeric, constants)
    assert outcome in {"ssrf_blocked", "bad_url", "dns_error"}
    assert dialler.dialled == []


def test_most_spellings_are_blocked_for_what_they_mean_and_not_for_being_odd(constants: CaptureConstants) -> None:
    outcomes = [ask(f"https://{spelling}/", numeric, constants)[0] for spelling in SPELLINGS]
    assert len(SPELLINGS) >= 40
    assert outcomes.count("ssrf_blocked") >= 40


def test_no_redirect_leads_inside(constants: CaptureConstants, store: RawStore, tmp_path: Path) -> None:
    with running() as server:
        server.play({f"/{number}": [moved(f"http://{spelling}/")] for number, spelling in enumerate(SPELLINGS)})
        dialler = Counting()
        hosts = {"news.example": ("127.0.0.1", server.port)}
        client = Client("readout", constants, test_hosts=hosts, resolve=numeric, dialler=dialler, context=CONTEXT)
        slots = Slots(folder=tmp_path / "state", poll_seconds=constants.slot_poll_seconds)
        visit = Visit(store, Line(client=client, slots=slots, publishers=Publishers(()), constants=constants), {})

        async def follow_all() -> set[str]:
            asks = (asking(f"http://news.example/{number}", "page") for number in range(len(SPELLINGS)))
            return {(await visit.follow(ask))[0].outcome for ask in asks}

        outcomes = asyncio.run(follow_all())
    assert set(dialler.dialled) == {hosts["news.example"]}
    assert outcomes <= {"ssrf_blocked", "bad_url", "dns_error", "redirect_bad"}


def test_a_name_that_turns_inward_between_two_tries_is_not_dialled_again(
    constants: CaptureConstants, store: RawStore, tmp_path: Path
) -> None:
    patient = replace(constants, tries_seconds_max=10.0)
    rebinding, dialler = Resolver(["8.8.8.8"], ["127.0.0.1"]), Dialler()
    client = Client("readout", patient, test_hosts={}, resolve=rebinding, dialler=dialler, context=CONTEXT)
    slots = Slots(folder=tmp_path / "state", poll_seconds=constants.slot_poll_seconds)
    visit = Visit(store, Line(client=client, slots=slots, publishers=Publishers(()), constants=patient), {})
    last, _ = asyncio.run(visit.follow(asking("http://news.invalid/a", "page")))
    assert [(capture.purpose, capture.attempt, capture.outcome) for capture in visit.captures] == [
        ("robots", 1, "connect_error"),
        ("robots", 2, "ssrf_blocked"),
        ("page", 1, "ssrf_blocked"),
    ]
    assert (last.outcome, dialler.dialled) == ("ssrf_blocked", [("8.8.8.8", 80)])


def test_a_resolver_that_does_not_answer_is_a_dns_error_in_time(constants: CaptureConstants) -> None:
    async def silent(*_: object) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    assert ask("http://news.invalid/", silent, replace(constants, connect_seconds=0.05))[0] == "dns_error"


def test_one_private_answer_among_public_ones_blocks_the_host(constants: CaptureConstants) -> None:
    outcome, dialler = ask("http://news.invalid/", Resolver(["8.8.8.8", "10.0.0.1"]), constants)
    assert (outcome, dialler.dialled) == ("ssrf_blocked", [])


def test_the_address_that_was_checked_is_dialled_and_the_name_never_resolved_again(constants: CaptureConstants) -> None:
    rebinding = Resolver(["8.8.8.8"], ["127.0.0.1"])
    outcome, dialler = ask("https://news.invalid/", rebinding, constants)
    assert (outcome, dialler.dialled, rebinding.asked) == ("connect_error", [("8.8.8.8", 443)], 1)


def test_the_next_address_is_tried_after_a_refused_connection(constants: CaptureConstants) -> None:
    _, dialler = ask("http://news.invalid/", Resolver(["8.8.8.8", "9.9.9.9"]), constants)
    assert dialler.dialled == [("8.8.8.8", 80), ("9.9.9.9", 80)]


@pytest.mark.parametrize("url", ["http://news.invalid:22/", "https://news.invalid:8443/"])
def test_other_ports_are_refused_before_a_name_is_resolved(url: str, constants: CaptureConstants) -> None:
    resolver = Resolver(["8.8.8.8"])
    outcome, dialler = ask(url, resolver, constants)
    assert (outcome, dialler.dialled, resolver.asked) == ("bad_port", [], 0)


def test_a_name_without_an_answer_is_a_dns_error(constants: CaptureConstants) -> None:
    assert ask("http://news.invalid/", Resolver([]), constants)[0] == "dns_error"


def test_only_reserved_names_are_ever_mapped_to_loopback() -> None:
    hosts = {"www.state.gov": ("127.0.0.1", 1), "news.example": ("127.0.0.1", 2)}
    mapped = asyncio.run(addresses_of("news.example", 80, Resolver([]), hosts))
    assert [(address.ip, address.port) for address in mapped] == [("127.0.0.1", 2)]
    with pytest.raises(RefusedError, match="no address"):
        asyncio.run(addresses_of("www.state.gov", 80, Resolver([]), hosts))


@pytest.mark.parametrize("host", ["8.8.8.8", "134744072", "2606:2800:220:1::1", "news.example"])
def test_beside_stand_ins_nothing_else_can_be_reached(host: str) -> None:
    with pytest.raises(RefusedError, match=host) as refused:
        asyncio.run(addresses_of(host, 80, refusing_resolver, {"other.example": ("127.0.0.1", 1)}))
    assert refused.value.outcome == "dns_error"
