"""Pages of links, as a site's sections are: bytes that we fetched -> entries. Any bytes give an answer, none an exception."""

from __future__ import annotations

from readout.constants.discover import ListConstants
from readout.constants.extract import ExtractConstants
from readout.discover.entries import Entry, Listed, distinct, joined, over_limit, refused, without_fragment
from readout.extract.decode import decode_text, meta_label
from readout.extract.html import find_danger, fold, node_text, parse


def read_link_page(
    body: bytes, url: str, content_type: str | None, constants: ListConstants, decoding: ExtractConstants
) -> Listed:
    """The links of a page in its order, each address once, with the text of its anchor as title; none to the page itself.

    Args:
        body: the entity, HTTP's content coding removed.
        url: where it came from, after redirects.
        content_type: the header, for its character set.
        constants: `[discover.lists]` of config/pipeline.toml.
        decoding: `[extract]` of it.
    """
    text = decode_text(body, content_type, decoding, meta=meta_label(body)).text
    if danger := find_danger(text, decoding):
        return refused("too_large" if danger == "too_costly" else "unreadable", f"a page that must not be parsed: {danger}")
    page = parse(text, url)
    found: list[Entry] = []
    for anchor in page.parser.css("a[href]"):
        href = (anchor.attributes.get("href") or "").strip()
        if href:
            found.append(Entry(url=without_fragment(joined(page.base_url, href)), title=fold(node_text(anchor))))
    entries = distinct(entry for entry in found if entry.url != without_fragment(url))
    if not entries:
        return refused("unreadable", "a page without links to others")
    problems = (over_limit("links", constants.entries_max),) if len(entries) > constants.entries_max else ()
    return Listed(entries=entries[: constants.entries_max], problems=problems)
