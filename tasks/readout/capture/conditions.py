"""Conditional requests: a page that has not changed since we had it needs not be sent again (RFC 9110, 13.1)."""

from __future__ import annotations

from readout.capture.cookies import SENDABLE
from readout.model import Capture, Purpose

ASKED: frozenset[Purpose] = frozenset({"page", "feed", "sitemap", "section"})
"""What is asked for with a condition: what we need anew each time, such as a robots.txt, is not."""
BYTES_MAX = 1000  # of a validator; servers give 20 to 60


def conditions(earlier: Capture | None, purpose: Purpose) -> tuple[tuple[str, str], ...]:
    """The headers that ask for a page only if it changed.

    Args:
        earlier: the capture that holds the last payload of the address; only one that was ok can stand for the page.
        purpose: what is asked for.
    """
    if earlier is None or purpose not in ASKED or earlier.outcome != "ok":
        return ()
    pairs = (("If-None-Match", earlier.etag), ("If-Modified-Since", earlier.last_modified))
    return tuple((name, value) for name, value in pairs if value and len(value) <= BYTES_MAX and SENDABLE.fullmatch(value))
