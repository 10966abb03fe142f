"""What is taken out before a language is looked for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.text.languages.masks import detection_text, mask_addresses


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("联合禁毒工作组(Counternarcotics Working Group)发言", "联合禁毒工作组 发言"),
        ("联合禁毒工作组（Counternarcotics Working Group）", "联合禁毒工作组"),
        ("(Applause.)", "(Applause.)"),
        ("The Foreign Ministry [外交部] said", "The Foreign Ministry said"),
        ("见https://a.example/b?c=d。然后", "见 。然后"),
        ("邮箱press@mfa.example联系", "邮箱 联系"),
        ("by @press_office on #summit", "by on"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("𝐛𝐨𝐥𝐝 text", "bold text"),
        ("Hel\x00lo wor\u200bld\u202e", "Hello world"),
        ("a\ud83db", "ab"),
        ("a\tb\u00a0c", "a b c"),
        ("Article 12, １３ and 第１４条 (2026)", "Article , and 第 条"),
    ],
)
def test_only_what_speaks_for_a_language_is_left(text: str, left: str) -> None:
    assert detection_text(text) == left


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_masking_addresses_never_moves_a_character(text: str) -> None:
    masked = mask_addresses(text)
    assert len(masked) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, masked, strict=True))


@settings(max_examples=100)
@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_comes_out_encodable_and_without_controls(text: str) -> None:
    read = detection_text(text)
    read.encode("utf-8")
    assert read == " ".join(read.split())
    assert not any(ord(character) < 32 for character in read)
