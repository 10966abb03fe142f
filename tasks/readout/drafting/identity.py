"""Who publishes a page, as far as the page says: a first guess at everything besides its layout."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from readout.extract.head import Head, text_of, types_of
from readout.extract.html import fold
from readout.model import Authority

_SEPARATOR = re.compile(r"\s+[-–—|·•»:]\s+|\s*[|｜]\s*")
_COUNTRY = re.compile(r"\.([a-z]{2})$")
_COUNTRIES = {"uk": "GB", "eu": "EU", "gov": "US", "mil": "US"}
_SECOND = frozenset({"co", "com", "org", "net", "gov", "gob", "gouv", "go", "ac", "edu", "ne", "or"})  # as in co.uk, gov.cn
_FRONT = frozenset({"www", "m", "amp", "mobile"})
_OFFICIAL = re.compile(
    r"(?:^|[.-])(?:gov|gob|gouv|mil|mfa|fmprc|embassy|usembassy|consulate|president|whitehouse)(?:[.-]|$)|embassy"
    r"|\b(?:ministry|department|embassy|government|office of the)\b|外交部|大使馆|政府",
    re.IGNORECASE,
)
_NEWS = frozenset({"NewsArticle", "NewsMediaOrganization", "ReportageNewsArticle"})


@dataclass(frozen=True, slots=True)
class Identity:
    """What stands at the top of a publisher's file."""

    id: str
    name: str
    domain: str
    country: str | None
    languages: tuple[str, ...]
    authority: Authority
    title_suffix: str | None
    is_named: bool  # whether the page itself names its site


def identity_of(head: Head, url: str, title: str | None, languages: tuple[str, ...]) -> Identity:
    """The publisher of a page.

    Args:
        head: what the page's head says.
        url: its address.
        title: its title without the site's name.
        languages: those that its text is in, where they are known.
    """
    host = host_of(url)
    suffix = _suffix(head, title)
    claimed = head.meta("og:site_name") or _organisation(head) or (suffix and _SEPARATOR.sub("", f" {suffix} ").strip()) or ""
    name = fold(claimed) or host
    declared = (head.language or "").replace("_", "-")
    return Identity(
        id=id_of(host),
        name=name,
        domain=host,
        country=_country(host),
        languages=languages or ((declared.split("-")[0].lower(),) if declared else ()),
        authority="official" if _OFFICIAL.search(host) or _OFFICIAL.search(name) else "outlet",
        title_suffix=suffix,
        is_named=bool(claimed),
    )


def host_of(url: str) -> str:
    """The host that stands for a site: lower case, without www and the like.

    >>> host_of("https://WWW.Marrow-Ledger.example:443/world"), host_of("https://english.ministry.example/")
    ('marrow-ledger.example', 'english.ministry.example')
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    first, _, rest = host.partition(".")
    return rest if first in _FRONT and "." in rest else host


def id_of(host: str) -> str:
    """The name of a publisher's file, from its host.

    >>> id_of("marrow-ledger.example"), id_of("ledger.co.uk"), id_of("china.embassy.example")
    ('marrow-ledger', 'ledger', 'china-embassy')
    """
    labels = host.split(".")[:-1] or [host]
    if len(labels) > 1 and labels[-1] in _SECOND:
        labels = labels[:-1]
    return re.sub(r"[^a-z0-9-]+", "-", "-".join(labels)).strip("-") or "publisher"


def is_news(head: Head) -> bool:
    """Whether the page calls itself news."""
    return any(_NEWS & set(types_of(node)) for node in head.nodes)


def _country(host: str) -> str | None:
    ending = host.rpartition(".")[2]
    return _COUNTRIES.get(ending) or (ending.upper() if _COUNTRY.search(host) else None)


def _organisation(head: Head) -> str:
    for node in head.nodes:
        publisher = node.get("publisher")
        if isinstance(publisher, dict) and (name := text_of(publisher.get("name"))):  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - JSON of a page
            return name
    return ""


def _suffix(head: Head, title: str | None) -> str | None:
    """The site's name with its separator, where `<title>` ends with it behind the page's own title."""
    whole = fold(head.title)
    if not title or not whole.startswith(title):
        return None
    rest = whole[len(title) :]
    parts = list(_SEPARATOR.finditer(rest))
    return rest[parts[-1].start() :] if parts and len(rest) - parts[-1].start() < 80 else None
