"""Tokens and their hashes: what must never change, and what must not matter."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from importlib import resources
from pathlib import Path

import numpy as np
import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.text.tokens import TABLE, finalise, hash_word, shingles, token_table, tokenise

KNOWN = json.loads(Path(__file__).with_name("known_tokens.json").read_text("utf-8"))
TRADITIONAL = opencc.OpenCC("s2t")
ANY = st.text(st.characters(), max_size=60)  # with unpaired surrogates
WORDS = st.text(st.sampled_from("abcxyz ABCXYZ éÉñÑ ёЁй σΣ 0189 ,.!’“” \n外交部长国发 가각힣 ガ"), max_size=60)


def words(text: str) -> list[str]:
    found = tokenise(text)
    return [found.word(place) for place in range(len(found))]


def same(a: str, b: str) -> bool:
    return np.array_equal(tokenise(a).hashes, tokenise(b).hashes)


@pytest.mark.parametrize(("text", "tokens", "digest"), KNOWN, ids=range(len(KNOWN)))
def test_a_text_keeps_its_tokens_and_hashes_for_ever(text: str, tokens: list[str], digest: str) -> None:
    assert words(text) == tokens
    assert hashlib.blake2b(tokenise(text).hashes.astype("<u8").tobytes(), digest_size=8).hexdigest() == digest


def test_the_tables_name_holds_its_digest() -> None:
    data = resources.files("readout.text").joinpath(TABLE).read_bytes()
    assert f"tokens-{hashlib.sha256(data).hexdigest()[:12]}.bin" == TABLE
    assert token_table().shape == (0x110000,)


def test_the_finaliser_gives_the_published_splitmix64_sequence() -> None:
    # Seed 1234567; reference output of S. Vigna's splitmix64.c, as used by test suites of many languages.
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    states = np.array([(1234567 + step * 0x9E3779B97F4A7C15) % 2**64 for step in range(1, 6)], np.uint64)
    assert finalise(states).tolist() == published


def test_token_and_shingle_hashes_follow_the_formula() -> None:
    base, other, modulus = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 2**64

    def final(value: int) -> int:
        return int(finalise(np.array([value % modulus], np.uint64))[0])

    hashes = [final(sum(ord(c) * base**i for i, c in enumerate(word))) for word in ("talks", "were", "held")]
    assert tokenise("Talks were held").hashes.tolist() == hashes
    assert shingles(tokenise("talks were held").hashes, 3).tolist() == [
        final((hashes[0] * other + hashes[1]) * other + hashes[2])
    ]


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_tokens_are_in_order_and_each_stretch_is_that_token_again(text: str) -> None:
    found = tokenise(text)
    assert np.all(found.start < found.end)
    assert np.all(found.end[:-1] <= found.start[1:])
    for place in range(len(found)):
        assert tokenise(found.word(place)).hashes.tolist() == [found.hashes[place]]


@settings(max_examples=100, deadline=None)
@given(WORDS)
def test_case_does_not_count(text: str) -> None:
    assert same(text, text.upper())
    assert same(text, text.lower())


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_composed_and_decomposed_characters_are_one(text: str) -> None:
    assert same(unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(["talks", "28", "外", "déjà", "각"]), max_size=12),
    st.sampled_from([" ", " , ", "\n\n", "。", "\x00", "😀"]),
)
def test_only_the_words_count_not_what_separates_them(parts: list[str], separator: str) -> None:
    assert same(separator.join(parts), " ".join(parts))


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("外交部长国务卿中华人民共和发展会谈"), max_size=40))
def test_traditional_script_is_the_simplified_text(text: str) -> None:
    assert same(text, TRADITIONAL.convert(text))


def test_invisible_marks_and_tatweel_do_not_count() -> None:
    assert same("قال وزير", "\u202bقـــال \u200fوزير\u202c")
    assert same("minister", "mini\u00adst\u200ber")
    assert same("dont", "don’t")


def test_a_million_characters_without_a_space_are_one_token() -> None:
    assert len(tokenise("x" * 1_000_000)) == 1
    assert len(tokenise("\u0301" * 1000)) == 0
    assert len(tokenise("")) == 0


def test_hangul_of_any_form_is_a_token_each() -> None:
    text = "각국 외교부"
    assert words(text) == ["각", "국", "외", "교", "부"]
    assert len(tokenise(unicodedata.normalize("NFD", text))) == 5


def test_a_word_of_a_table_must_be_one_token() -> None:
    assert hash_word("March") == hash_word("march")
    with pytest.raises(ValueError, match="2 tokens"):
        hash_word("two words")
