"""Identity of addresses: three strings that are never mixed.

`raw` is what somebody wrote; `url_fetch` is what is requested (only fragment and user information removed); `url_key`
says which page it is, for comparing alone, and is never requested. The rules of the key carry the number `KEY_RULES`:
a change of them changes the ids of the documents they touch, so it is a migration.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

import idna

from readout.checked_values import ADDRESS_LENGTH_MAX
from readout.discover.replays import Replay, read_replay
from readout.publishers import KeyRules, Publisher, Publishers

KEY_RULES = 2

BadUrlReason = Literal["bad_url", "bad_scheme"]

TRACKERS = frozenset(
    {
        "_ga", "_gl", "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igshid", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "twclid",
        "wbraid", "yclid",
    }
)  # fmt: skip
"""Query parameters that say who followed a link, never which page it leads to; also everything that begins with utm_.

Click marks of advertisers and mailers alone: names like `ref`, `from` or `id` tell pages apart on some sites.
"""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ILLEGAL = re.compile(r"[\s\x00-\x1f\x7f]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_KEPT_IN_PATH = "/:@!$&'()*+,;=~"
_KEPT_IN_QUERY = _KEPT_IN_PATH + "?"
_REMEMBERED = 1024  # addresses whose parts are kept: one fetch asks for those of one address some twenty times
_ROUNDS = 32  # each round shortens the address (a memento's original) or is the last but one


class BadUrlError(ValueError):
    """Text that is no address we could ask for; `reason` is the plan's word for it."""

    def __init__(self, reason: BadUrlReason, problem: str) -> None:
        super().__init__(reason, problem)
        self.reason: BadUrlReason = reason
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.reason}: {self.problem}"


@dataclass(frozen=True, slots=True)
class _Parts:
    host: str
    port: int | None
    path: str
    query: str


def url_fetch(url: str) -> str:
    """What is requested for an address: without fragment, user name and password; `//host` takes https.

    Raises:
        BadUrlError: it is no http or https address (a ValueError).

    >>> url_fetch("https://reader:secret@news.example/a?b=1#c")
    'https://news.example/a?b=1'
    """
    parts = _split(url)
    host_and_port = parts.netloc.rpartition("@")[2]
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host_and_port}{parts.path or '/'}{query}"


def url_key(url: str, publishers: Publishers) -> str:
    """Identity of the page at an address; a fixed point: the key of a key is itself.

    Scheme https, host in lower case and IDNA without `www.` of a known publisher, the main host for an archive host, no
    default port, dot segments resolved, escapes in one spelling, no fragment, no trackers, then the publisher's own
    rules. A web archive's replay address has the key of its original.

    Raises:
        BadUrlError: it is no http or https address (a ValueError).

    >>> url_key("HTTP://News.Example:80/a/../b%7e?utm_source=x&id=1#top", Publishers(()))
    'https://news.example/b~?id=1'
    """
    for _ in range(_ROUNDS):
        original = original_of(url)
        key = _key(original or url, publishers)
        if not original and key == url:
            return key
        url = key
    raise BadUrlError("bad_url", "its identity does not settle")


def original_of(url: str) -> str | None:
    """The address that a web archive's replay address shows; None for any other address.

    Raises:
        BadUrlError: it is no http or https address (a ValueError).

    >>> original_of("https://keep.example/web/20240428093000id_/http://news.example/a?b=1")
    'http://news.example/a?b=1'
    """
    replay = replay_of(url)
    return replay.original if replay else None


def replay_of(url: str) -> Replay | None:
    """What a web archive's replay address names; None for any other address.

    Raises:
        BadUrlError: it is no http or https address (a ValueError).
    """
    parts = _split(url)
    return read_replay(parts.path + (f"?{parts.query}" if parts.query else ""))


def host_of(url: str) -> str:
    """Host of an address as it is resolved: lower case, IDNA, no port, no dot at the end.

    Raises:
        BadUrlError: it is no http or https address (a ValueError).
    """
    return _parts(_split(url)).host


def publisher_of(host: str, publishers: Publishers) -> Publisher | None:
    """The publisher whose domain (or a parent of it) or archive host it is."""
    if publisher := publishers.of_host(host):
        return publisher
    return next((p for p in publishers.all if any(archive.host == host for archive in p.archive)), None)


@lru_cache(maxsize=_REMEMBERED)
def _split(url: str) -> SplitResult:
    """The parts of an http or https address, as they are written."""
    if url.startswith("//"):
        url = "https:" + url
    scheme = _SCHEME.match(url)
    if not scheme:
        raise BadUrlError("bad_url", "no scheme")
    if scheme[1].lower() not in {"http", "https"}:
        raise BadUrlError("bad_scheme", scheme[1].lower())
    if len(url) > ADDRESS_LENGTH_MAX:
        raise BadUrlError("bad_url", f"longer than {ADDRESS_LENGTH_MAX} characters")
    if _ILLEGAL.search(url):
        raise BadUrlError("bad_url", "a blank or control character")
    if _BAD_ESCAPE.search(url):
        raise BadUrlError("bad_url", "a percent sign without two hexadecimal digits")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise BadUrlError("bad_url", str(error)) from error
    if not parts.hostname or "\\" in parts.netloc:
        raise BadUrlError("bad_url", "no host")
    _ = _ascii_host(parts.hostname)
    return parts


@lru_cache(maxsize=_REMEMBERED)
def _parts(parts: SplitResult) -> _Parts:
    port = parts.port if parts.port not in {None, 80, 443} else None
    return _Parts(_ascii_host(parts.hostname or ""), port, _normal_path(parts.path), _respelt(parts.query, _KEPT_IN_QUERY))


def _ascii_host(host: str) -> str:
    """The host as DNS has it, or an IPv6 address in brackets in its one short spelling."""
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError as error:
            raise BadUrlError("bad_url", f"no IPv6 address: {host}") from error
    name = unquote_to_bytes(host).decode("utf-8", "replace").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise BadUrlError("bad_url", f"no host name: {host}") from error
    name = name.removesuffix(".")
    if len(name) > 253 or not _HOST.fullmatch(name):
        raise BadUrlError("bad_url", f"no host name: {host}")
    return name


def _normal_path(path: str) -> str:
    kept: list[str] = []
    segments = _respelt(path, _KEPT_IN_PATH).split("/")[1:]
    for place, segment in enumerate(segments):
        last = place == len(segments) - 1
        if segment == "..":
            del kept[-1:]
        if segment in {".", ".."}:
            kept += [""] if last else []
        else:
            kept.append(segment)
    return "/" + "/".join(kept)


def _respelt(text: str, kept: str) -> str:
    """Percent escapes in one spelling: hexadecimal digits in capitals, letters, digits and `-._~` bare."""
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", text)
    return "".join(_escape(piece) if place % 2 else quote(piece, safe=kept) for place, piece in enumerate(pieces))


def _escape(escape: str) -> str:
    character = chr(int(escape[1:], 16))
    return character if re.fullmatch(r"[A-Za-z0-9._~-]", character) else escape.upper()


def _key(url: str, publishers: Publishers) -> str:
    parts = _parts(_split(url))
    publisher = publisher_of(parts.host, publishers)
    host, path, query = parts.host, parts.path, _without_trackers(parts.query)
    if publisher:
        host = _main_host(host, publisher)
        query = _identifying(query, publisher.key)
        if found := _identity(path, query, publisher.key):
            host, path, query = publisher.domains[0], found, ""
    port = f":{parts.port}" if parts.port else ""
    return f"https://{host}{port}{path}" + (f"?{query}" if query else "")


def _main_host(host: str, publisher: Publisher) -> str:
    if any(archive.host == host for archive in publisher.archive):
        return publisher.domains[0]
    return host.removeprefix("www.")


def _without_trackers(query: str) -> str:
    named = ((pair.partition("=")[0].lower(), pair) for pair in query.split("&"))
    return "&".join(pair for name, pair in named if name not in TRACKERS and not name.startswith("utm_"))


def _identifying(query: str, rules: KeyRules) -> str:
    if not rules.keep:
        return query
    pairs = [(pair.partition("=")[0], pair) for pair in query.split("&")]
    return "&".join(pair for name in rules.keep for other, pair in pairs if other == name)


def _identity(path: str, query: str, rules: KeyRules) -> str | None:
    """What the publisher's expression finds to be the page's own number or name, as a path."""
    match = re.search(rules.path_regex, path + (f"?{query}" if query else "")) if rules.path_regex else None
    group = next((group for group in match.groups() if group), None) if match else None
    return "/" + group.removeprefix("/") if group else None
