"""What a run may ask for: an address, who named it, and the words that its page should hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import unquote, urlsplit

from readout.discover.urls import BadUrlError, host_of, publisher_of, replay_of, url_fetch, url_key
from readout.model import Citation, Purpose
from readout.publishers import Publishers

Source = Literal["watchlist", "citation", "request", "feed", "sitemap", "section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One address that is wanted.

    `url_fetch` and `url_key` hold the text as it was given where it is no address that can be asked for: the plan
    rejects it by name.
    """

    url_fetch: str
    url_key: str
    source: Source
    purpose: Purpose = "page"
    cited_by: str | None = None  # document_id
    cited_on: date | None = None  # day of the citing document: which era's archive, which memento
    words: tuple[str, ...] = ()  # of its slug, in lower case: expected on the page
    reason: str = ""  # why it is planned; set by the plan


def target_of(
    url: str,
    publishers: Publishers,
    *,
    source: Source,
    letters: int,
    cited_by: str | None = None,
    cited_on: date | None = None,
    title: str = "",
    purpose: Purpose = "page",
) -> Target:
    """The target that an address names; a web archive's copy names its original, which is asked for first.

    Args:
        url: address as given; need not be one.
        publishers: whose rules make the key.
        source: who named it.
        letters: length of the shortest word that counts (constant `slug_letters`).
        cited_by: id of the citing document.
        cited_on: day of the citing document, or of the entry that names the address.
        title: what the entry calls the page.
        purpose: what it is asked for.
    """
    try:
        replay = replay_of(url)
        fetch, key = url_fetch(replay.original if replay else url), url_key(url, publishers)
        cited_on = (replay and replay.day) or cited_on  # whoever cites a copy has seen that text
    except BadUrlError:
        fetch, key = url, url
    words = dict.fromkeys((*slug_words(fetch, letters), *words_of(title, letters)))
    return Target(
        url_fetch=fetch, url_key=key, source=source, purpose=purpose, cited_by=cited_by, cited_on=cited_on, words=tuple(words)
    )


def targets_of_citations(
    citations: Sequence[Citation], publishers: Publishers, letters: int, days: Mapping[str, date | None]
) -> list[Target]:
    """The targets of all citations that give an address, good or bad, in their order.

    Args:
        citations: of any documents.
        publishers: whose rules make the keys.
        letters: length of the shortest word that counts (constant `slug_letters`).
        days: the day of each citing document, by document_id, where it has one.
    """
    return [
        target_of(
            citation.url_fetch or citation.raw,
            publishers,
            source="citation",
            letters=letters,
            cited_by=citation.document_id,
            cited_on=citation.published_on or days.get(citation.document_id),
        )
        for citation in citations
        if citation.kind == "url"
    ]


def is_media(url: str, publishers: Publishers, suffixes: tuple[str, ...]) -> bool:
    """Whether there is no text to fetch: a picture, sound or film by its suffix, or a publisher of such.

    Raises:
        BadUrlError: it is no http or https address.
    """
    publisher = publisher_of(host_of(url), publishers)
    path = urlsplit(url_fetch(url)).path
    return bool(publisher and publisher.media) or path.rpartition(".")[2].lower() in suffixes


def slug_words(url: str, letters: int) -> tuple[str, ...]:
    """The words of an address that say what its page is about: of its longest path segment, in order, lower case.

    >>> slug_words("https://news.example/2024/minister-meets-the-press-48/", 4)
    ('minister', 'meets', 'press')
    """
    try:
        path = unquote(urlsplit(url_fetch(url)).path)
    except BadUrlError:
        return ()
    longest = max(path.split("/"), key=len)
    return words_of(longest.partition(".")[0], letters)


def words_of(text: str, letters: int) -> tuple[str, ...]:
    """The words of a text that have so many letters at least: each once, in order, lower case."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return tuple(dict.fromkeys(word for word in words if len(word) >= letters))
