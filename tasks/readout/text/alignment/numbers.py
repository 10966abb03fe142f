"""Numbers and dates of an English or a Chinese text, as values that can be compared across the two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import regex

from readout.text.alignment.words import folded
from readout.text.languages.masks import mask_addresses

Day = tuple[int | None, int, int]
"""Year where it is said, month, day."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a text says in numbers."""

    hard: frozenset[Decimal]  # written in digits, and no part of a name such as G7
    said: frozenset[Decimal]  # in any form, with other ways to say the same: 3 p.m. is 3 and 15
    named: frozenset[tuple[str, Decimal]]  # with the letters that a name's number stands behind: G7
    days: tuple[Day, ...]


MONTH_NAMES = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|november nov|"
    "december dec"
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES.split("|"), 1) for name in names.split()}
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
)
ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
)
TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth",
    "twenties thirties forties fifties sixties seventies eighties nineties",
)
SMALL = {
    **{word: value for words in (ONES, ORDINALS) for value, word in enumerate(words.split())},
    **{word: 10 * ten for words in TENS for ten, word in enumerate(words.split(), 2)},
    "couple": 2,
    "both": 2,
    "twice": 2,
    "pair": 2,
    "once": 1,
    "single": 1,
}
ONE_OF = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12, "score": 20,
    "decade": 10, "century": 100, "millennium": 1000, "centurie": 100, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
SCALES = ONE_OF | {f"{word}s": value for word, value in ONE_OF.items()}
COUNTING = ("decade", "centur", "millenni", "dozen", "score")
SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
SHARES = {"half": ("0.5", "50", "2"), "quarter": ("0.25", "25", "4"), "quarters": ("0.25", "25", "4"), "thirds": ("3",)}
"""Fractions are said as shares, in percent, or by their denominator."""

FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟两兩俩萬億點個卅廿", "一二二三三四五六六七八九十百千二二二万亿点个三二")
HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
LARGE = 10**4
HALF_DAY = 12

NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})++(?!\d)(?:\.\d{1,9}+)?+|\d{1,18}+(?:\.\d{1,9}+)?+)"
GLUED_MOST = 14
GLUED = rf"(?P<glued>(?<![A-Za-z])[A-Za-z][A-Za-z.]{{0,{GLUED_MOST - 2}}}+[-–]?+)"
ALONE = r"(?<!\d)(?<!\d[.,])"
ENGLISH = regex.compile(
    ALONE + NUMBER + r"(?P<plural>[’']?+s(?!\w))?+(?:st|nd|rd|th)?+"
    r"(?:[\s-]?+(?P<scale>hundred|thousand|million|billion|trillion|dozen|decade|mn|bn|tn|m|k)s?+(?![A-Za-z]))?+"
)
GLUED_BEFORE = regex.compile(GLUED + "$")
AFTERNOON = regex.compile(r"(?::\d\d)?+\s?+[pP]\.?[mM](?![A-Za-z])")
ENGLISH_WORD = regex.compile(r"[A-Za-z]{1,20}+")
NUMBER_WORDS = frozenset({*SHARES, *MONTHS, *SCALES, *SMALL})
CHINESE = regex.compile(
    rf"(?P<noon>下午|晚上?|傍晚)?+{GLUED}?+{ALONE}{NUMBER}[多余餘几幾来來]?+(?P<scale>[十百千万亿兆]{{0,3}}+)(?P<tenth>成(?!为|功|立|果))?+"
)
CHINESE_WORD = regex.compile(
    r"(?P<digits>[零〇○一二三四五六七八九]{2,18}+(?![十百千万亿兆]))|(?P<written>[零〇一二三四五六七八九十百千万亿兆]{1,18}+)(?P<tenth>成(?!为|功|立|果))?+"
)
CHINESE_DAY = regex.compile(r"(?:(\d{2,4}+)\s?年)?\s?+(\d{1,2}+)\s?月\s?(\d{1,2}+)\s?[日号號]")
WRITTEN_PART = regex.compile(r"[零〇○一二三四五六七八九十]{1,6}+(?=[年月日号號])")
MONTH_NAME = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})(?![A-Za-z])\.?"
ENGLISH_DAYS = (
    regex.compile(
        rf"(?<![A-Za-z]){MONTH_NAME}\s(?P<day>\d{{1,2}}+)(?:st|nd|rd|th)?+(?:,?\s(?P<year>\d{{4}}+))?+(?![\d:])",
        regex.IGNORECASE,
    ),
    regex.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}}+)(?:st|nd|rd|th)?+\s(?:of\s)?{MONTH_NAME},?(?:\s(?P<year>\d{{4}}+))?+(?!\d)",
        regex.IGNORECASE,
    ),
)
ISO_DAY = regex.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")


def english_numbers(text: str) -> Numbers:
    """Numbers and days of an English text.

    >>> sorted(map(int, english_numbers("On October 26, two dozen, or $1.4 billion").said))
    [2, 10, 24, 26, 1000000000, 1400000000]
    """
    plain = " ".join(mask_addresses(folded(text)).split())
    hard, said, named = set[Decimal](), set(_spelled(plain)), set[tuple[str, Decimal]]()
    done = 0
    for match in ENGLISH.finditer(plain):
        glued = GLUED_BEFORE.search(plain, max(done, match.start() - GLUED_MOST), match.start())
        done = match.end()
        scale = (match["scale"] or "").casefold()
        value = _number(match) * (SCALES.get(scale) or SHORT_SCALES.get(scale, 1))
        is_afternoon = AFTERNOON.match(plain, match.end())
        said |= {value, value % 100} if match["plural"] else {value, value + HALF_DAY} if is_afternoon else {value}
        if glued:
            named.add((glued["glued"].strip("-–.").casefold(), value))
        else:
            hard.add(value)
    return Numbers(frozenset(hard), frozenset(said | hard), frozenset(named), tuple(_english_days(plain)))


def chinese_numbers(text: str) -> Numbers:
    """Numbers and days of a Chinese text.

    >>> sorted(map(int, chinese_numbers("二〇二三年10月，29万人，两国").said))
    [2, 10, 2023, 10000, 290000]
    """
    plain = "".join(mask_addresses(folded(text)).split()).translate(FORMAL).replace("百分之", "")
    hard, said, named = set[Decimal](), set[Decimal](), set[tuple[str, Decimal]]()
    for match in CHINESE.finditer(plain):
        value = _number(match) * _product(match["scale"]) * (10 if match["tenth"] else 1)
        said |= {value, value + HALF_DAY} if match["noon"] else {value}
        if plain.startswith(("时", "時", "点", ":"), match.end()) and HALF_DAY < value < 2 * HALF_DAY:
            said.add(value - HALF_DAY)  # 15时 is 3 p.m.
        if plain.startswith("年代", match.end()):
            said.add(value + 1900)
        if match["glued"]:
            named.add((match["glued"].strip("-–.").casefold(), value))
        else:
            hard.add(value)
    for match in CHINESE_WORD.finditer(plain):
        value = _digits(match["digits"]) if match["digits"] else _written(match["written"]) * (10 if match["tenth"] else 1)
        said.add(Decimal(value))
        if match["digits"] and len(match["digits"]) == 2:  # "三四" is three or four
            said |= {Decimal(HAN_DIGITS[char]) for char in match["digits"]}
    if "半" in plain:
        said |= set(map(Decimal, SHARES["half"]))
    return Numbers(frozenset(hard), frozenset(said | hard), frozenset(named), tuple(_chinese_days(plain)))


def _number(match: regex.Match[str]) -> Decimal:
    return Decimal(match["number"].replace(",", ""))


def _product(scales: str) -> int:
    value = 1
    for char in scales:
        value *= HAN_SCALES[char]
    return value


def _digits(word: str) -> int:
    """A number said digit by digit, as years are."""
    return int("".join(str(HAN_DIGITS[char]) for char in word))


def _written(word: str) -> int:
    """A number in Chinese characters: 二十九万 is 290,000."""
    total = part = 0
    digit: int | None = None
    for char in word:
        if char in HAN_DIGITS:
            digit = HAN_DIGITS[char]
        elif (scale := HAN_SCALES[char]) >= LARGE:
            total = (total + part + (digit or 0) or 1) * scale
            part, digit = 0, None
        else:
            part += (1 if digit is None else digit or 1) * scale
            digit = None
    return total + part + (digit or 0)


def _in_digits(word: str) -> int:
    return _digits(word) if len(word) > 1 and all(char in HAN_DIGITS for char in word) else _written(word)


def _spelled(text: str) -> Iterator[Decimal]:
    """Numbers in English words: "two million", "twenty-five", "half"; months, where they begin with a capital."""
    total: int | None = None
    part = 0
    words = ENGLISH_WORD.findall(text)
    for written, word in zip(words, map(str.casefold, words), strict=True):
        if word not in NUMBER_WORDS:
            if total is not None and word != "and":
                yield Decimal(total + part)
                total, part = None, 0
            continue
        if word in SHARES:
            yield from map(Decimal, SHARES[word])
        if word in MONTHS and written[0].isupper():
            yield Decimal(MONTHS[word])
        if word in SCALES:
            before = part or 1
            if word.startswith(COUNTING):
                yield Decimal(before)  # "the twenty-first century"
            total, part = ((total or 0) + before * SCALES[word], 0) if SCALES[word] != 100 else (total or 0, before * 100)
        elif word in SMALL:
            if part % 10 or (part and part % 100 == 0 and part < 100):
                yield Decimal((total or 0) + part)
                total, part = 0, 0
            total, part = total or 0, part + SMALL[word]
        elif total is not None:
            yield Decimal(total + part)
            total, part = None, 0
    if total is not None:
        yield Decimal(total + part)


def _chinese_days(text: str) -> Iterator[Day]:
    text = WRITTEN_PART.sub(lambda match: str(_in_digits(match.group())), text)
    for match in CHINESE_DAY.finditer(text):
        yield from _day(match[1], int(match[2]), match[3])
    yield from _iso_days(text)


def _english_days(text: str) -> Iterator[Day]:
    for pattern in ENGLISH_DAYS:
        for match in pattern.finditer(text):
            yield from _day(match["year"], MONTHS.get(match["month"].casefold(), 0), match["day"])
    yield from _iso_days(text)


def _iso_days(text: str) -> Iterator[Day]:
    for match in ISO_DAY.finditer(text):
        yield from _day(match[1], int(match[2]), match[3])


def _day(year: str | None, month: int, day: str) -> Iterator[Day]:
    if 1 <= month <= 12 and 1 <= int(day) <= 31:
        yield (int(year) if year and len(year) == 4 else None, month, int(day))
