"""Addresses in running text: where they begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.discover.written import CUT_NOTE, written_addresses


def found(text: str) -> list[tuple[str, str]]:
    return [(address.what, text[address.start : address.end]) for address in written_addresses(text)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("见https://a.example/x。", "https://a.example/x"),
        ("（https://a.example/x）", "https://a.example/x"),
        ("(see https://a.example/x).", "https://a.example/x"),
        ("https://a.example/Foo_(bar), and", "https://a.example/Foo_(bar)"),
        ("[https://a.example/x]", "https://a.example/x"),
        ("https://a.example/x?!", "https://a.example/x"),
        ("“https://a.example/x”", "https://a.example/x"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("'https://a.example/x'", "https://a.example/x"),
        ("https://a.example/x…", "https://a.example/x"),
        ("https://a.example/x\u200bnext", "https://a.example/x"),
        ("https://a.example/x\u3000next", "https://a.example/x"),
        ("https://a.example/x\xa0next", "https://a.example/x"),
        ("HTTPS://A.Example/X", "HTTPS://A.Example/X"),
        ("https://a.example/x&amp;y=1", "https://a.example/x&amp;y=1"),
        ("https://a.example/café/", "https://a.example/café/"),
        ("https://keep.example/web/2024/https://a.example/x", "https://keep.example/web/2024/https://a.example/x"),
        ("https://a.example/?u=https://b.example/", "https://a.example/?u=https://b.example/"),
        ("https://a.example/page-\n\nNext paragraph", "https://a.example/page-"),
        ("http://[::1/", "http://[::1/"),
        ("见https://例子.example/x。", "https://例子.example/x"),
        ("https://www.例子.example，", "https://www.例子.example"),
        ("https://例子.中国/x", "https://例子.中国/x"),
        ("https://a.example的网站", "https://a.example"),
        ("访问https://a.example和b.example。", "https://a.example"),
        ("https://www.a.example/路径", "https://www.a.example/"),
    ],
)
def test_an_address_takes_the_sentence_around_it_with_it(text: str, address: str) -> None:
    assert found(text) == [("url", address)]


def test_two_addresses_behind_a_comma_are_one() -> None:
    assert found("https://a.example/x,https://b.example/y;http://c.example") == [
        ("url", "https://a.example/x"),
        ("url", "https://b.example/y"),
        ("url", "http://c.example"),
    ]


def test_a_cut_before_han_letters_is_not_noted() -> None:
    assert [(a.end, a.note) for a in written_addresses("https://a.example/新闻/1")] == [(18, CUT_NOTE)]
    assert [a.note for a in written_addresses("https://a.example/。新闻")] == [None]


@pytest.mark.parametrize(
    "text", ["xhttps://a.example", "a scheme such as https:// is", "http://.", "https://", "www.a.example", "a.example/x", ""]
)
def test_what_is_no_address_is_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "what", "evidence"),
    [
        ("go to hxxp://a.example/x now", "obfuscated_url", "hxxp://a.example/x"),
        ("HXXPS://a[.]example/x.", "obfuscated_url", "HXXPS://a[.]example/x"),
        ("https://a[.]example/x", "obfuscated_url", "https://a[.]example/x"),
        ("https://a(dot)example/x", "obfuscated_url", "https://a(dot)example/x"),
        ("bad[.]example", "obfuscated_url", "bad[.]example"),
        ("see www.bad[.]example/path?x=1, or", "obfuscated_url", "www.bad[.]example/path?x=1"),
        ("https://a.example/visit-\nto-the-capital/ and", "broken_url", "https://a.example/visit-\nto-the-capital/"),
        ("https://a.example/visit-\r\nto/", "broken_url", "https://a.example/visit-\r\nto/"),
    ],
)
def test_a_disguised_or_torn_address_is_guessed_or_lost(text: str, what: str, evidence: str) -> None:
    assert found(text) == [(what, evidence)]


def test_a_bracketed_number_or_an_ipv6_address_is_taken_for_a_disguise() -> None:
    assert found("as noted[1] and said [.] then [...] so") == []
    assert found("http://[2001:db8::1]/x") == [("url", "http://[2001:db8::1]/x")]


BITS = st.sampled_from(
    ["https://a.example/x", "http://", "hxxp://b.example", "c[.]example", " ", "\n", "-", "见", "。", ",", ".", ")", "(", "[", "]", "…", "\u200b", "x", "https"]
)  # fmt: skip


@given(st.lists(BITS, max_size=14).map("".join))
def test_addresses_overlap_or_leave_the_text(text: str) -> None:
    last = 0
    for address in written_addresses(text):
        assert last <= address.start < address.end <= len(text)
        last = address.end


@given(st.text("見说。，“”（） \n\xa0ab1.", max_size=12), st.text("。，”）> \n", min_size=1, max_size=8))
def test_an_address_between_other_characters_is_missed(before: str, after: str) -> None:
    address = "https://a.example/x_(1)?b=c~d"
    text = (before.rstrip("ab1") + address + after)  # fmt: skip
    assert ("url", address) in found(text)


def test_many_closing_brackets_or_hyphens_take_for_ever() -> None:
    assert len(found("https://a.example/" + ")" * 200_000)) == 1
    assert len(found("a-" * 100_000)) == 0
    assert len(found("a." * 100_000 + "[.]b")) <= 1
