"""Sitemaps and their indexes (sitemaps.org): bytes that we fetched -> entries. Any bytes give an answer, none an exception."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

from readout.constants.discover import ListConstants
from readout.discover.entries import Entry, Listed, Problem, distinct, joined, moment_of, over_limit, refused
from readout.discover.untrusted_xml import local_name, walk, what_it_is

_GZIP = b"\x1f\x8b"
_HEAD = 4096
_EVER = datetime.max.replace(tzinfo=UTC)


def read_sitemap(body: bytes, url: str, constants: ListConstants) -> Listed:
    """The pages of a sitemap in its order, or the newest sitemaps of an index; each address once.

    Args:
        body: the entity, HTTP's content coding removed; may itself be a gzip file.
        url: where it came from, after redirects.
        constants: `[discover.lists]` of config/pipeline.toml.
    """
    xml = _inflated(body, constants.sitemap_bytes_max)
    if xml is None:
        return refused("too_large", f"a sitemap of more than {constants.sitemap_bytes_max} bytes")
    found: dict[str, list[Entry]] = {"url": [], "sitemap": []}
    problems, unlinked = list[Problem](), False
    for node in walk(xml, tuple(found), problems):
        into, inner = found[local_name(node)], {local_name(child): (child.text or "").strip() for child in node}
        if not inner.get("loc"):
            unlinked = True
        elif len(into) <= constants.entries_max:  # one more than is taken, to know that there are more
            into.append(Entry(url=joined(url, inner["loc"]), updated_at=moment_of(inner.get("lastmod", ""))))
    if not any(found.values()) and not unlinked and not _is_sitemap(xml):
        return refused("unreadable", f"no sitemap: {what_it_is(xml[:_HEAD].decode('utf-8', 'replace'))}")
    problems += [Problem("plan", "bad_url", "an entry without a loc")] if unlinked else []
    pages, parts = distinct(found["url"]), distinct(sorted(found["sitemap"], key=lambda part: part.at or _EVER, reverse=True))
    problems += [over_limit("addresses", constants.entries_max)] if len(pages) > constants.entries_max else []
    problems += [over_limit("sitemaps", constants.parts_max)] if len(parts) > constants.parts_max else []
    return Listed(entries=pages[: constants.entries_max], parts=parts[: constants.parts_max], problems=tuple(problems))


def _is_sitemap(xml: bytes) -> bool:
    """Whether it says that it is one; one without entries is no mistake."""
    head = xml[:_HEAD]
    return b"<urlset" in head or b"<sitemapindex" in head


def _inflated(body: bytes, most: int) -> bytes | None:
    """The content of a gzip file as far as it is whole, other bytes as they are; None where it is more than allowed."""
    out, rest = bytearray(), body
    while rest.startswith(_GZIP) and len(out) <= most:
        inflate = zlib.decompressobj(31)
        try:
            out += inflate.decompress(rest, most + 1 - len(out))
        except zlib.error:
            break
        rest = inflate.unused_data
    plain = bytes(out) if body.startswith(_GZIP) else body
    return plain if len(plain) <= most else None
