"""Which addresses a request may go to: resolved once, all answers public, and dialled as checked (capture.md 7.2)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from readout.model import Outcome

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port to address literals; raises OSError or UnicodeError where the name does not resolve."""

TEST_DOMAINS = (".example", ".test")
"""RFC 6761 keeps these names out of the public DNS: mapping them to loopback can never divert a real site."""

MAPPED = ipaddress.ip_network("::ffff:0:0/96")
NAT64 = ipaddress.ip_network("64:ff9b::/96")
UNICAST = ipaddress.ip_network("2000::/3")  # all that IANA has given out; the rest is local, retired or not yet anybody's


class RefusedError(Exception):
    """A request that must not, or cannot, be made; ends as the row's outcome, never as an error."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(outcome, reason)
        self.outcome: Outcome = outcome
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect to."""

    ip: str
    port: int


def is_public(literal: str) -> bool:
    """Whether an address literal is one of the public internet, IPv4 tunnelled in IPv6 included.

    `is_global` alone says yes to multicast and to loopback behind NAT64 and 6to4.

    >>> is_public("192.0.43.8"), is_public("127.0.0.1"), is_public("64:ff9b::7f00:1")
    (True, False, False)
    """
    try:
        address = ipaddress.ip_address(literal.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.teredo:
            return False
        if address in MAPPED or address in NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        elif address.sixtofour:
            address = address.sixtofour
        elif address not in UNICAST:
            return False
    return address.is_global and not address.is_multicast


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """What the system resolves a name to."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


async def refusing_resolver(host: str, port: int) -> Sequence[str]:
    """The resolver beside stand-ins: nothing else can be reached, and an address inside is still refused by its name.

    Takes literals in every spelling that the system knows; sends nothing.

    Raises:
        OSError: it is a name, or a public address.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    literals = [str(sockaddr[0]) for *_, sockaddr in found]
    if all(map(is_public, literals)):
        raise OSError(f"READOUT_TEST_HOSTS does not name {host}:{port}")
    return literals


async def addresses_of(host: str, port: int, resolve: Resolver, test_hosts: Mapping[str, tuple[str, int]]) -> Sequence[Address]:
    """Every address that may be dialled for a host; the name is not resolved again.

    Args:
        host: as it stands in the URL, IDNA.
        port: of the URL.
        resolve: the only resolver that is asked.
        test_hosts: loopback stand-ins, honoured for names below .example and .test alone.

    Raises:
        RefusedError: `dns_error` without an answer; `ssrf_blocked` when any of them is not public.
    """
    name = host.rstrip(".").lower()
    if name.endswith(TEST_DOMAINS) and name in test_hosts:
        return [Address(*test_hosts[name])]
    try:
        literals = await resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise RefusedError("dns_error", f"{host}: {error}") from error
    if not literals:
        raise RefusedError("dns_error", f"{host}: no address")
    if denied := [literal for literal in literals if not is_public(literal)]:
        raise RefusedError("ssrf_blocked", f"{host} -> {', '.join(denied)}")
    return [Address(literal, port) for literal in literals]
