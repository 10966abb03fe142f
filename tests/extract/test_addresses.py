"""Addresses of a page: the short ways give what joining gives."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from readout.extract.html import absolute

PIECES = st.sampled_from(
    ["/", "//", "a", "news", ".", "..", "?", "x=1", "#", "&", "%20", "~", ":", "@", ";", " ", "https://h.example/"]
)
BASES = st.sampled_from(
    [
        "https://a.example/x/y.html",
        "http://a.example",
        "https://a.example:8/x",
        "https://a.example/?q",
        "https://A.example/",
        "file:///x",
    ]
)


@given(BASES, st.lists(PIECES, min_size=1, max_size=7).map("".join))
def test_an_address_is_joined_as_the_standard_library_does(base: str, href: str) -> None:
    try:
        joined = urljoin(base, href.strip())
        parts = urlsplit(joined)
    except ValueError:
        assert absolute(base, href) is None
        return
    assert absolute(base, href) == (joined if parts.scheme in ("http", "https") and parts.netloc else None)
