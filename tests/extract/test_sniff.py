"""What bytes are, whatever the header says."""

from __future__ import annotations

import gzip
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.extract.verdicts.sniff import sniff, unpack

NOISE = random.Random(0).randbytes(4096)  # noqa: S311 - noise that is the same every time


@pytest.mark.parametrize(
    ("body", "declared", "expected"),
    [
        (b" \r\n\t", "text/html", "application/x-empty"),
        (b"%PDF-1.7\n1 0 obj", "text/html", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "text/html", "image/png"),
        (b"<!DOCTYPE html><p>x", "application/javascript", "text/html"),
        (b"\xef\xbb\xbf<html><body>x", None, "text/html"),
        ("\ufeff<html><p>国务卿".encode("utf-16-le"), "text/html", "text/html"),
        (b'<?xml version="1.0"?><rss version="2.0">', "text/html", "application/rss+xml"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', "text/xml", "text/html"),
        (b'<?xml version="1.0"?><urlset>', "text/xml", "application/xml"),
        (b'{"a": [1]}', "text/html", "application/json"),
        (b"[Editor's note] Talks went on.", None, "text/plain"),
        (b"Talks went on.\n\nThe end.", "text/html", "text/plain"),
        (b"The <p> tag begins a paragraph.", None, "text/plain"),
        (b"<p>A page without a head.", None, "text/html"),
        ("国务卿会见了外长。".encode("gb18030"), None, "text/plain"),
        (NOISE, "text/html", "application/octet-stream"),
    ],
)
def test_the_type_comes_from_the_bytes(body, declared, expected):
    assert sniff(body, declared) == expected


def test_a_packed_page_is_unpacked_once_and_bounded():
    assert unpack(gzip.compress(b"x" * 1000), 1000) == b"x" * 1000
    assert unpack(gzip.compress(b"x" * 1000), 999) is None
    assert unpack(b"\x1f\x8bnot gzip", 1000) is None


@given(st.binary(max_size=300), st.none() | st.text(max_size=20))
def test_any_bytes_have_a_type(body, declared):
    assert "/" in sniff(body, declared)
