"""Bytes to text, although the declaration may be wrong.

Order: byte order mark; strict UTF-8 (bytes that are all ASCII prove nothing: there the label decides, because ISO-2022
looks like ASCII); a declared encoding that can refuse, from header or meta, unless the text is Chinese in the other of its
two encodings; Chinese by its commonest characters; any other declared encoding; UTF-8 with a few broken bytes; the
detector, narrowed to the publisher's languages, or to what it is sure of; windows-1252. `Decoded.source` says which step won.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from readout.constants.extract import ExtractConstants

REPLACEMENT = "\ufffd"

# Labels as WHATWG reads them: what pages call gb2312 holds characters of GB18030, latin-1 is windows-1252.
_LABELS: dict[str, str] = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "chinese", "x-gbk", "csgb2312", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5", "csbig5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "l1", "ascii", "us-ascii", "windows-1252", "cp1252"), "cp1252"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc_jp"),
    **dict.fromkeys(("iso-2022-jp", "csiso2022jp"), "iso2022_jp"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601", "korean", "windows-949", "uhc"), "cp949"),
    **dict.fromkeys(("windows-1251", "cp1251", "x-cp1251"), "cp1251"),
    **dict.fromkeys(("koi8-r", "koi8", "koi"), "koi8_r"),
    **dict.fromkeys(("iso-8859-9", "latin5", "windows-1254"), "cp1254"),
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    "utf-16be": "utf-16-be",
    "koi8-u": "koi8_u",
    "iso-8859-5": "iso8859_5",
    "iso-8859-2": "iso8859_2",
    "iso-8859-15": "iso8859_15",
    "windows-1250": "cp1250",
    "windows-1253": "cp1253",
    "windows-1255": "cp1255",
    "windows-1256": "cp1256",
    "windows-1257": "cp1257",
    "windows-1258": "cp1258",
    "windows-874": "cp874",
    "tis-620": "cp874",
}
_NAMES = {
    **{f"cp125{n}": f"windows-125{n}" for n in range(9)},
    "big5hkscs": "big5-hkscs",
    "cp932": "shift_jis",
    "cp949": "euc-kr",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Encodings in which most byte strings are an error, so that success proves something.
_CAN_REFUSE = frozenset({"utf-8", "gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "cp949", "utf-16-le", "utf-16-be"})
_CHINESE = ("gb18030", "big5hkscs")
_BY_LANGUAGE = {
    "zh": ("gb18030", "big5hkscs"), "ja": ("cp932", "euc_jp", "iso2022_jp"), "ko": ("cp949",), "ru": ("cp1251", "koi8_r"),
    "uk": ("cp1251", "koi8_u"),
}  # fmt: skip
# The commonest characters and marks of running Chinese text, simplified and traditional.
_COMMON = frozenset("的一是在不了有和人这中大为上个国我以要他时来，。、這為個國時來與與")
_FROM_3000 = re.compile("[\u3000-\U0010ffff]")
_META = re.compile(rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_META_BYTES = 8192
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, which rule chose it, and how many characters were lost."""

    text: str
    charset: str
    source: str
    replaced: int = 0


def decode_text(
    body: bytes, declared: str | None, constants: ExtractConstants, *, meta: str | None = None, languages: Sequence[str] = ()
) -> Decoded:
    """Text of bytes in an encoding that may be misdeclared; never raises.

    Args:
        body: the bytes; a byte order mark is not part of the text.
        declared: a Content-Type header, a bare label, or None.
        constants: limits of the repair and of the test for Chinese.
        meta: the label that the page itself gives.
        languages: the publisher's languages, to narrow the detector; all when empty.
    """
    for bom, codec in _BOMS:
        if body.startswith(bom):
            text = body[len(bom) :].decode(codec, "replace")
            return Decoded(text, codec, "bom", text.count(REPLACEMENT))
    labels = [(source, codec) for source, label in (("header", declared), ("meta", meta)) if (codec := codec_of(label))]
    if body.isascii():
        return _ascii(body, labels)
    if (text := _strict(body, "utf-8")) is not None:
        return Decoded(text, "utf-8", "utf-8")
    return _legacy(body, labels, constants, languages)


def codec_of(label: str | None) -> str | None:
    """Python's codec for a declared label or Content-Type header; None for what we do not read."""
    if not label:
        return None
    found = _HEADER.search(label)
    return _LABELS.get((found[1] if found else label).strip().lower())


def meta_label(body: bytes) -> str | None:
    """The encoding that an HTML page declares in its head; utf-16 there can only be a mistake for utf-8."""
    found = _META.search(body[:_META_BYTES])
    label = found[1].decode("ascii", "replace") if found else None
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def _ascii(body: bytes, labels: Sequence[tuple[str, str]]) -> Decoded:
    for source, codec in labels:
        if codec == "iso2022_jp" and b"\x1b" in body and (text := _strict(body, codec)) is not None:
            return Decoded(text, codec, source)
    return Decoded(body.decode("ascii"), "utf-8", "ascii")


def _legacy(body: bytes, labels: Sequence[tuple[str, str]], constants: ExtractConstants, languages: Sequence[str]) -> Decoded:
    """What is not UTF-8 as a whole."""
    chinese = _as_chinese(body, constants.common_share_min)
    for source, codec in (pair for pair in labels if pair[1] in _CAN_REFUSE):
        if (text := _strict(body, codec)) is not None:
            # Each of the two Chinese encodings can be read as the other, as nonsense.
            is_other = chinese is not None and codec in _CHINESE and _name(codec) != chinese.charset
            return chinese if chinese and is_other else Decoded(text, _name(codec), source)
    if chinese:
        return chinese
    for source, codec in (pair for pair in labels if pair[1] not in _CAN_REFUSE):
        if (text := _strict(body, codec)) is not None:
            return Decoded(text, _name(codec), source)
    return _repaired(body, labels, constants) or _detected(body, languages, constants) or _last(body)


def _strict(body: bytes, codec: str) -> str | None:
    """The text if the bytes are right, but for a last character that was cut off in the transfer."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        text = decoder.decode(body, final=False)
    except UnicodeDecodeError:
        return None
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # Without another character of the kind before it, the tail proves nothing.
        return None if text.isascii() else text
    return text


def _as_chinese(body: bytes, share_min: float) -> Decoded | None:
    """Chinese in an encoding that nobody declared rightly, known by its commonest characters."""
    best: tuple[float, str, str] | None = None
    for codec in _CHINESE:
        text = _strict(body, codec)
        han = _FROM_3000.findall(text or "")
        share = sum(map(_COMMON.__contains__, han)) / len(han) if han else 0.0
        if text and share >= share_min and (best is None or share > best[0]):
            best = (share, codec, text)
    return Decoded(best[2], _name(best[1]), "characters") if best else None


def _repaired(body: bytes, labels: Sequence[tuple[str, str]], constants: ExtractConstants) -> Decoded | None:
    """UTF-8, or a declared encoding, in which a few bytes are broken."""
    for source, codec in (("utf-8", "utf-8"), *labels):
        text = body.decode(codec, "replace")
        bad, foreign = text.count(REPLACEMENT), sum(not char.isascii() for char in text)
        if bad <= constants.replaced_share_max * foreign:
            return Decoded(text, _name(codec), source, bad)
    return None


def _detected(body: bytes, languages: Sequence[str], constants: ExtractConstants) -> Decoded | None:
    """What the detector says: of a publisher's languages only, or with confidence; it guesses wildly on a few letters."""
    import cchardet  # noqa: PLC0415 - a C library that few pages need

    found = cchardet.detect(body)
    codec = codec_of(found.get("encoding"))
    allowed = {codec for language in languages for codec in _BY_LANGUAGE.get(language.split("-")[0], ("cp1252",))}
    is_likely = codec in allowed if allowed else (found.get("confidence") or 0.0) >= constants.detector_confidence_min
    if codec is None or not is_likely:
        return None
    text = _strict(body, codec)
    return None if text is None else Decoded(text, _name(codec), "detector")


def _last(body: bytes) -> Decoded:
    text = body.decode("cp1252", "replace")
    return Decoded(text, "windows-1252", "default", text.count(REPLACEMENT))


def _name(codec: str) -> str:
    return _NAMES.get(codec, codec.replace("_", "-"))
