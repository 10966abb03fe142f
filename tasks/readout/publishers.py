"""Publishers as data: one TOML file each, the file's name is the publisher's id.

Everything that only a site knows (its domains, its mark-up by era, how it names itself without a URL) stands in
config/publishers; nothing in the code names a publisher.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from readout.checked_values import DateFormat, Finder, Regex, Selector, Zone
from readout.model import Authority, DocumentKind

Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
"""A host name in lower case and IDNA, without scheme, port or path."""


class Checked(BaseModel):
    """A part of a configuration file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ArchiveHost(Checked):
    """A host of the publisher's own that keeps pages of an era under the same paths."""

    host: Host
    since: date | None = None
    until: date | None = None


class KeyRules(Checked):
    """What of an address identifies the page: applied to url_key only, never to what is requested."""

    keep: tuple[str, ...] = ()  # query parameters that identify; when given, all others go
    # Searched in path?query; the first group that matched replaces both, and the host becomes domains[0].
    path_regex: Finder | None = None


class AttributionRules(Checked):
    """Phrases by which documents name this publisher as their source without a URL; each is a regular expression."""

    byline: tuple[Regex, ...] = ()  # names as they stand in "By X", or alone on a line at the head
    distributor: tuple[Regex, ...] = ()  # "Distributed by X"
    source: tuple[Regex, ...] = ()  # a source line: "X网" behind a date, "来源：X"
    spokesperson: tuple[Regex, ...] = ()  # the whole phrase: "attributable to Spokesperson X", "以下来自发言人X"
    agency: tuple[Regex, ...] = ()  # as in "X reported", "据X报道"


class KindRule(Checked):
    """Where the page prints what sort of document it is."""

    css: Selector
    map: Mapping[str, DocumentKind] = Field(default_factory=dict)


class AuthorsRule(Checked):
    """Where the page prints its authors, and how they are separated."""

    css: Selector
    split: str | None = None
    role: str | None = None  # "after-comma": what follows the first comma of each is the role
    until: Regex | None = None  # regular expression: what follows a match is no name, e.g. "Source:"


class PublishedRule(Checked):
    """Where the page prints its date, in which formats (strptime) and zone (IANA)."""

    css: Selector
    formats: tuple[DateFormat, ...] = ()
    zone: Zone | None = None
    prefix: Regex | None = None  # regular expression taken off the front, e.g. "Published:"


class Layout(Checked):
    """An era of a publisher's mark-up. Selectors are CSS; of a list the first that yields text wins."""

    name: str
    since: date | None = None
    until: date | None = None
    fingerprint: Selector | None = None  # any page with a match is of this template, on whatever host
    title: Selector | tuple[Selector, ...] = ()
    kind: KindRule | None = None
    authors: AuthorsRule | None = None
    place: Selector | None = None
    published: PublishedRule | None = None
    body: Selector | tuple[Selector, ...] = ()
    body_all: Selector | None = None  # joins every match
    drop: tuple[Selector, ...] = ()
    stop: tuple[Regex, ...] = ()  # regular expressions: the body ends before a passage that matches
    paragraphs: str = Field(default="block", pattern="^(block|br)$")
    turn_labels: str = Field(default="upper", pattern="^(upper|mixed)$")
    title_suffix: str | None = None


class Expectation(Checked):
    """What a document of this publisher must have; a warning in the report, never a reason not to publish."""

    passages_min: int = 1


class Publisher(Checked):
    """One publisher; `id` is the name of its file."""

    id: str
    name: str
    domains: tuple[Host, ...] = Field(min_length=1)  # the first is the main one
    country: str | None = None
    languages: tuple[str, ...] = ()
    authority: Authority
    translates: tuple[str, ...] = ()
    licence: str
    redistribute: bool = False
    media: bool = False  # its pages are films or sound: links to it are kept, nothing is fetched
    delay_seconds: float = Field(default=5.0, ge=0.0, le=600.0)
    archive: tuple[ArchiveHost, ...] = ()
    archives_when_disallowed: bool = False  # copies in archives are read although its robots.txt closes the page itself
    key: KeyRules = KeyRules()
    attribution: AttributionRules = AttributionRules()
    speakers: Mapping[str, str] = Field(default_factory=dict)
    layout: tuple[Layout, ...] = ()
    expect: Expectation = Expectation()


class Publishers:
    """All publishers, found by id or by host."""

    def __init__(self, publishers: tuple[Publisher, ...]) -> None:
        self.all = publishers
        self._by_id = {publisher.id: publisher for publisher in publishers}
        self._by_domain = {domain: publisher for publisher in publishers for domain in publisher.domains}

    def get(self, publisher_id: str | None) -> Publisher | None:
        """The publisher with that id."""
        return self._by_id.get(publisher_id or "")

    def of_host(self, host: str) -> Publisher | None:
        """The publisher whose domain is the host or a parent of it; the longest domain wins."""
        labels = host.lower().rstrip(".").split(".")
        for first in range(len(labels)):
            if publisher := self._by_domain.get(".".join(labels[first:])):
                return publisher
        return None
