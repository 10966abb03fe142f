"""The numbers, dates and amounts in a stretch of text, by value: `seven` and `7` are the same, `4.5` and `45` are not."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

import regex

NEAR = 24
"""Characters on either side of a stretch that decide what a figure in it is: `May` before a day, 一 before a unit."""

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
WORDS = {word: str(value) for value, word in enumerate(ONES.split())} | {
    word: f"{value}." for value, word in enumerate(ORDINALS.split(), 1)
}
DECADES = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: 10 * value for value, word in enumerate(DECADES.split(), 2)}
SCALES = ("hundred", "thousand", "million", "billion", "trillion", "half", "third", "quarter", "double", "triple", "twice")
WEAK = frozenset({"1", "1.", "2.", "quarter", "double"})
"""Not numbers in most places (one of, at first, a second time, 一个): they count where the other text has a figure, too."""
WORTH = {"week": "7", "fortnight": "14", "decade": "10", "dozen": "12", "century": "100"}
"""Words that say a figure without one: a week is seven days."""

DATE_WORDS = (
    "January February April June July August September October November December Jan Feb Apr Jun Jul Aug Sept Sep Oct Nov Dec "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
)
DATES = (*DATE_WORDS.split(), *DATE_WORDS.upper().split())
BEFORE_A_MONTH = "in|of|since|until|by|last|next|early|late|mid|from|and|or|to|this"

HAN_DIGITS = {char: value for value, chars in enumerate(("〇零○", "一", "二两兩", *"三四五六七八九")) for char in chars}
HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
HAN = "".join((*HAN_DIGITS, *HAN_SCALES))
HAN_ALONE = "二两兩三四五六七八九十"
UNITS = "年月日号號时時点點分秒个個名位次项項条條件届屆国國天周岁歲元美欧歐英镑鎊倍成度米公里吨噸家种種场場轮輪批份代级級层層艘架辆輛座所支句话話步多余餘%％"
NO_NUMBERS = (
    "万一|萬一|千万不|千萬不|十分(?![之钟鐘])|百姓|四处|四處|四周|三思|一一|统一|統一|唯一|单一|單一|万万|萬萬|五官|八方|四方|再三|"
    "一些|一切|一起|一样|一樣|一直|一定|一致|一般|一旦|一向|一再|一贯|一貫|一道|一同|一律|之一"
)
"""Words in which a numeral says no number."""

FIGURE = regex.compile(
    rf"""
    (?P<none>{NO_NUMBERS})
    | (?P<digits>(?:(?<![\w)])[-−])?[$€£¥₩₽₹]?\d{{1,40}}(?:[.,:'’\u00a0\u202f]\d{{1,40}}){{0,12}}
        (?:\s?[%％‰]|\sper\s?cent\b)?)
    | (?i:\b(?P<tens>{"|".join(TENS)})(?:[-‑\ ](?P<ones>one|two|three|four|five|six|seven|eight|nine))?\b)
    | (?i:\b(?P<word>{"|".join((*WORDS, *SCALES))})s?\b)
    | (?i:\b(?P<worth>{"|".join(WORTH)})s?\b)
    | \b(?P<date>{"|".join(DATES)})\b
    | \b(?P<month>(?:May|MAY|March|MARCH|Mar)(?=[.,]?\ \d)
        |(?<=\d[\ .,]{{1,2}}|\b(?i:{BEFORE_A_MONTH})[\ -])(?:May|March)\b)
    | 第?(?P<han>(?<=第)[{HAN}]{{1,40}}|[{HAN}]{{2,40}}|[{HAN}](?=[{UNITS}])|(?<=\d)[{HAN}]|[{HAN_ALONE}])
    """,
    regex.VERBOSE,
)
THOUSANDS = regex.compile(r"(?!0)\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?=\D|$)|(?!0)\d{1,3}(?:\.\d{3})+(?=\D|$)")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a stretch: those that always count, those that count beside others, and words worth a figure."""

    strong: Counter[str]
    weak: Counter[str]
    worth: Counter[str]


def figures(text: str, start: int, end: int) -> Figures:
    """The figures that lie in `text[start:end]`, wholly or in part.

    >>> sorted(figures("On May 4, 1,200 men and twenty-five boys", 0, 40).strong)
    ['1200', '25', '4', 'may']
    """
    strong, weak, worth = Counter[str](), Counter[str](), Counter[str]()
    for match in FIGURE.finditer(text, max(0, start - NEAR), min(len(text), end + NEAR)):
        if match.start() < end and match.end() > start and not match["none"]:
            value = _value(match)
            (worth if match["worth"] else weak if value in WEAK else strong)[value] += 1
    return Figures(strong, weak, worth)


def differ(a: Figures, b: Figures) -> bool:
    """Whether two stretches that stand in each other's place say other numbers.

    >>> text = "seven days, a week, one visit, a first visit, 7 days"
    >>> parts = [figures(text, 0, 10), figures(text, 12, 18), figures(text, 20, 29), figures(text, 33, 44), figures(text, 46, 52)]
    >>> differ(parts[0], parts[1]), differ(parts[2], parts[3]), differ(parts[0], parts[3]), differ(parts[0], parts[4])
    (False, True, True, False)
    """
    if (a.strong - b.strong - b.worth) or (b.strong - a.strong - a.worth):
        return True
    return any(one and other and one != other for one, other in ((a.weak, b.weak), (a.worth, b.worth)))


def _value(match: regex.Match[str]) -> str:
    """What a figure is worth, as text; dates as their first three letters."""
    said = match.group().lower()
    if match["digits"]:
        return _number(said)
    if match["tens"]:
        return str(TENS[match["tens"].lower()] + int(WORDS[(match["ones"] or "zero").lower()]))
    if match["word"]:
        return WORDS.get(match["word"].lower(), match["word"].lower())
    if match["worth"]:
        return WORTH[match["worth"].lower()]
    return _han(match["han"]) if match["han"] else said[:3]


def _number(said: str) -> str:
    """Digits with their sign, currency and per cent, one way of writing for each value: 1,200.50 and 1200.5 are equal."""
    percent = "%" if said.endswith(("%", "％", "cent")) else ""
    digits = regex.sub(r"\D+$", "", unicodedata.normalize("NFKC", said).replace("−", "-"))
    digits = THOUSANDS.sub(lambda match: regex.sub(r"\D", "", match.group()), digits)
    digits = regex.sub(r"[,:'’\u00a0\u202f]", ".", digits)
    if digits.count(".") == 1:
        digits = digits.rstrip("0").rstrip(".")
    return regex.sub(r"(?<!\d|\.)0+(?=\d)", "", digits) + percent


def _han(said: str) -> str:
    """A Chinese numeral in digits.

    >>> _han("二〇二六"), _han("三百五十"), _han("十二"), _han("两万")
    ('2026', '350', '12', '20000')
    """
    if not any(char in HAN_SCALES for char in said):
        return "".join(str(HAN_DIGITS[char]) for char in said).lstrip("0") or "0"
    total = section = digit = 0
    for char in said:
        if char in HAN_DIGITS:
            digit = HAN_DIGITS[char]
        elif HAN_SCALES[char] < HAN_SCALES["万"]:
            section, digit = section + (digit or 1) * HAN_SCALES[char], 0
        else:
            total, section, digit = (total + section + digit or 1) * HAN_SCALES[char], 0, 0
    return str(total + section + digit)
