"""Text of bytes whose declaration may be wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.extract.decode import codec_of, decode_text, meta_label

HANS = "国务卿星期五会见了对方外长，双方就双边关系和一系列地区问题深入交换了意见。"
HANT = "國務卿星期五會見了對方外長，雙方就雙邊關係和一系列地區問題深入交換了意見。"
FRENCH = "Les pêcheurs réunis à Égalité ont adopté un traité après une longue journée; l’accord entre en vigueur en août."
RUSSIAN = "Министр иностранных дел встретился в пятницу со своим коллегой и обсудил вопросы торговли и безопасности в регионе."


@pytest.mark.parametrize(
    ("body", "declared", "meta", "text", "charset", "source"),
    [
        (b"\xef\xbb\xbf" + HANS.encode(), "gb2312", "big5", HANS, "utf-8", "bom"),
        (b"\xff\xfe" + HANS.encode("utf-16-le"), None, None, HANS, "utf-16-le", "bom"),
        (HANS.encode(), "text/html; charset=gb2312", None, HANS, "utf-8", "utf-8"),
        (HANS.encode(), "text/html; charset=iso-8859-1", None, HANS, "utf-8", "utf-8"),
        (
            (HANS + "镕、囧、𠮷").encode("gb18030"),
            'text/html; charset="GB2312"',
            None,
            HANS + "镕、囧、𠮷",
            "gb18030",
            "header",
        ),
        (HANS.encode("gb18030"), "text/html", "gbk", HANS, "gb18030", "meta"),
        (HANS.encode("gb18030"), "text/html; charset=utf-8", None, HANS, "gb18030", "characters"),
        (HANS.encode("gb18030"), "text/html; charset=iso-8859-1", None, HANS, "gb18030", "characters"),
        (HANT.encode("big5hkscs"), None, None, HANT, "big5-hkscs", "characters"),
        (
            "“The” talks — done".encode("cp1252"),
            "text/html; charset=iso-8859-1",
            None,
            "“The” talks — done",
            "windows-1252",
            "header",
        ),
        ("Besprechung über Häfen".encode("cp1252"), None, None, "Besprechung über Häfen", "windows-1252", None),
        (HANS.encode("gb18030"), "text/html; charset=big5", None, HANS, "gb18030", "characters"),
        (HANS.encode("gb18030"), None, None, HANS, "gb18030", "characters"),
        (HANT.encode("big5hkscs"), "text/html; charset=gb2312", None, HANT, "big5-hkscs", "characters"),
        (
            "“The” talks — done".encode("cp1252"),
            "text/html; charset=utf-8",
            None,
            "“The” talks — done",
            "windows-1252",
            "default",
        ),
        (FRENCH.encode("cp1252"), "text/html; charset=utf-8", None, FRENCH, "windows-1252", "detector"),
        (FRENCH.encode("cp1252"), "text/html; charset=x-unknown", "klingon", FRENCH, "windows-1252", "detector"),
        (FRENCH.encode(), "text/html; charset=x-unknown", None, FRENCH, "utf-8", "utf-8"),
        (b"only ascii", "text/html; charset=gb2312", None, "only ascii", "utf-8", "ascii"),
        ("外務省の発表".encode("iso2022_jp"), "text/html; charset=iso-2022-jp", None, "外務省の発表", "iso2022_jp", "header"),
    ],
)
def test_wrong_declarations_are_survived(constants, body, declared, meta, text, charset, source):
    found = decode_text(body, declared, constants, meta=meta)
    assert (found.text, found.charset.replace("-", "_")) == (text, charset.replace("-", "_"))
    assert source is None or found.source == source


def test_the_detector_hears_only_the_languages_of_the_publisher(constants):
    body = RUSSIAN.encode("cp1251")
    assert decode_text(body, None, constants, languages=("ru",)).text == RUSSIAN
    assert decode_text(body, None, constants, languages=("en",)).charset == "windows-1252"


def test_a_transfer_that_broke_off_inside_a_character_loses_only_that(constants):
    found = decode_text(HANS.encode()[:-1], None, constants)
    assert (found.text, found.charset, found.replaced) == (HANS[:-1], "utf-8", 0)


def test_a_page_in_two_encodings_keeps_the_greater_part_and_counts_what_is_lost(constants):
    found = decode_text((HANS * 20).encode() + "版权".encode("gb18030"), "utf-8", constants)
    assert found.text.startswith(HANS)
    assert 0 < found.replaced <= 4


def test_labels_mean_what_the_web_means_by_them():
    assert codec_of("text/html; charset=gb2312") == codec_of("GBK") == "gb18030"
    assert codec_of("latin1") == "cp1252"
    assert codec_of("utf-7") is None
    assert meta_label(b'<head><meta http-equiv="Content-Type" content="text/html; charset=Big5">') == "Big5"
    assert meta_label(b"<meta charset=utf-16>") == "utf-8"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), max_size=80))
def test_utf_8_is_read_as_it_was_written(constants, text):
    assert decode_text(text.encode(), "text/plain; charset=iso-8859-1", constants).text == text


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "gb2312", "big5", "utf-16le", "nonsense"]))
def test_any_bytes_have_a_text(constants, body, declared):
    found = decode_text(body, declared, constants)
    found.text.encode()  # no lone surrogates
    assert found.charset
