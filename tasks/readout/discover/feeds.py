"""RSS and Atom feeds: bytes that we fetched -> entries. Any bytes give an answer, none an exception.

lxml reads the XML first: it mends what is broken and leaves entities and DTDs out, so that feedparser, which knows the
dialects and their dates, is given good XML and nothing to fetch, open or expand.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import feedparser  # pyright: ignore[reportMissingTypeStubs] - has none

from readout.constants.discover import ListConstants
from readout.constants.extract import ExtractConstants
from readout.discover.entries import Entry, Listed, Problem, distinct, joined, over_limit, refused
from readout.discover.untrusted_xml import as_bytes, local_name, read_tree, what_it_is
from readout.extract.decode import decode_text, meta_label
from readout.extract.html import fold

_feedparser: Any = feedparser
_ROOTS = frozenset({"rss", "feed", "rdf"})
_ITEMS = frozenset({"item", "entry"})
# What address, title and time of an entry are read from, in all dialects.
_READ = frozenset({"title", "link", "guid", "id", "pubdate", "published", "updated", "date", "modified", "issued", "created"})
_ATTRIBUTES_MAX = 20  # of an honest element of these
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})["']""")


def read_feed(body: bytes, url: str, content_type: str | None, constants: ListConstants, decoding: ExtractConstants) -> Listed:
    """The entries of a feed, in its order, each address once.

    Args:
        body: the entity, HTTP's content coding removed.
        url: where it came from, after redirects; relative addresses are resolved against it.
        content_type: the header, for its character set.
        constants: `[discover.lists]` of config/pipeline.toml.
        decoding: `[extract]` of it.
    """
    if len(body) > constants.feed_bytes_max:
        return refused("too_large", f"a feed of more than {constants.feed_bytes_max} bytes")
    text = decode_text(body, content_type, decoding, meta=_declared(body)).text
    root, problems = read_tree(text)
    if root is None or local_name(root) not in _ROOTS:
        return refused("unreadable", f"no feed: {what_it_is(text)}")
    items = [item for item in root.iter() if local_name(item) in _ITEMS]
    found = [_entry_of(entry, url) for entry in _parsed(root, items[: constants.feed_entries_max], problems)]
    problems += [
        Problem("plan", "bad_url", f"an entry without a link: {entry.title}"[:200]) for entry in found if not entry.url
    ]
    if len(items) > constants.feed_entries_max:
        problems.append(over_limit("entries", constants.feed_entries_max))
    return Listed(entries=distinct(entry for entry in found if entry.url), problems=tuple(problems))


def _parsed(root: Any, items: Collection[Any], problems: list[Problem]) -> Any:
    """What feedparser makes of the entries; a mistake of its own on a stranger's XML is the feed's misfortune, not the run's."""
    _prune(root, items)
    # A file object: feedparser takes bytes for the name of a file if they look like one.
    xml = io.BytesIO(as_bytes(root))
    try:
        return _feedparser.parse(xml, sanitize_html=False, resolve_relative_uris=False).entries
    except Exception as error:  # KeyError, IndexError and others of its inside come through
        problems.append(Problem("intake", "unreadable", f"its entries cannot be parsed: {type(error).__name__}"))
        return ()


def _prune(root: Any, items: Collection[Any]) -> None:
    """Leave feedparser only what an entry is made of: its time grows with the square of the attributes of an element."""
    kept = {item: [child for child in item if local_name(child) in _READ] for item in items}
    for parent in {item.getparent() for item in items} | {root}:
        for child in list(parent):
            if child not in kept and local_name(child) != "channel":
                parent.remove(child)
    for item, children in kept.items():
        item[:] = children
        for child in children:
            _flatten(child)
    for node in root.iter("*"):
        if len(node.attrib) > _ATTRIBUTES_MAX:
            node.attrib.clear()


def _flatten(node: Any) -> None:
    """Leave of an element its text alone."""
    text = "".join(node.itertext())
    node[:] = []
    node.text = text


def _entry_of(entry: Any, url: str) -> Entry:
    link = str(entry.get("link") or "").strip()
    return Entry(
        url=joined(url, link) if link else "",
        title=fold(re.sub(r"<[^>]*>", " ", str(entry.get("title") or ""))),
        published_at=_moment(entry, "published_parsed"),
        updated_at=_moment(entry, "updated_parsed"),
    )


def _moment(entry: Any, key: str) -> datetime | None:
    """A time of an entry, which feedparser gives in UTC; None for what is none, and for years that no calendar has."""
    parts = entry.get(key) if key in entry else None  # `get` alone would take another key's value, with a warning
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _declared(body: bytes) -> str | None:
    found = _DECLARED.match(body[:400].removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode("ascii") if found else meta_label(body)
