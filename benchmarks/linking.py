"""Translations without a citation: what reading the features of texts and comparing them costs, and how many are found.

    python benchmarks/linking.py [TEXTS]

TEXTS (10,000) English texts and as many Chinese ones of two years, generated: states, numbers, days and names at random from
small lists, as in notes of one trade; each tenth Chinese text says what an English one says. CPU seconds; memory of the process.
The last line is one JSON object; exit code 1 where more than 1 % of the pairs are missed, or of the texts have a false candidate
(which the alignment would still refuse).
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

from readout.configuration import read_toml
from readout.constants import Constants
from readout.text.alignment.link_features import features_of
from readout.text.alignment.links import Featured, find_links
from readout.text.alignment.numbers import MONTH_NAMES
from readout.text.alignment.sides import CHINESE, ENGLISH

LINKS = read_toml(Path(__file__).resolve().parents[1] / "config/pipeline.toml", Constants).alignment.links
FIRST, DAYS = date(2023, 1, 1), 730
NAMES = [
    "NATO",
    "ASEAN",
    "APEC",
    "BRICS",
    "OPEC",
    "UNESCO",
    "TikTok",
    "Huawei",
    "Boeing",
    "Quad",
    "Lindmar",
    "Castermay",
    "Oslofjord",
]
MONTHS = [names.split()[0].capitalize() for names in MONTH_NAMES.split("|")]
FILL_EN = (
    "The two sides had a candid exchange of views on relations and on matters of common concern and agreed to meet again. " * 25
)
FILL_ZH = "双方就两国关系和共同关心的问题坦诚交换了意见，并同意再次会晤。" * 20
Text = tuple[str, str, date]


def main() -> int:
    """Measure and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    source = random.Random(1)  # noqa: S311 - no secret
    pairs = [(f"{number:06d}", *text_pair(source)) for number in range(2 * count)]
    english = [(name, text, day) for name, text, _, day in pairs[:count]]
    chinese = [(name, text, day) for name, _, text, day in pairs[: count // 10] + pairs[count + count // 10 :]]
    rows: dict[str, float] = {}
    start = time.process_time()
    theirs = read(english, ENGLISH)
    rows["features of 1,000 English texts, s"] = 1000 * (time.process_time() - start) / count
    start = time.process_time()
    ours = read(chinese, CHINESE)
    rows["features of 1,000 Chinese texts, s"] = 1000 * (time.process_time() - start) / count
    start = time.process_time()
    found = find_links(ours, theirs, LINKS)
    rows[f"{count:,} x {count:,} compared, s"] = time.process_time() - start
    right = sum(pair.chinese == pair.english for pair in found)
    rows["pairs found, %"] = 100 * right / (count // 10)
    rows["candidates that are no pair"] = len(found) - right
    rows["memory of the process, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, value in rows.items():
        sys.stdout.write(f"{name:60} {value:9.2f}\n")
    sys.stdout.write(json.dumps({"benchmark": "linking", **{name: round(value, 3) for name, value in rows.items()}}) + "\n")
    return int(rows["pairs found, %"] < 99 or rows["candidates that are no pair"] > count / 100)


def text_pair(source: random.Random) -> tuple[str, str, date]:
    """The same said in English and in Chinese, and the day."""
    day = FIRST + timedelta(source.randrange(DAYS))
    places = source.sample(territories(), source.randint(2, 6))
    numbers = [source.randint(13, 5000) for _ in range(source.randint(2, 8))]
    names = source.sample(NAMES, source.randint(0, 3))
    english = [FILL_EN, f"On {MONTHS[day.month - 1]} {day.day}, {day.year} China and the United States met."]
    chinese = [FILL_ZH, f"{day.year}年{day.month}月{day.day}日，中国和美国会晤。"]
    english += [f"It was about {place}." for place, _ in places] + [f"There were {n} of them." for n in numbers]
    chinese += [f"会议涉及{place}。" for _, place in places] + [f"共有{n}人。" for n in numbers]
    return " ".join([*english, *names]), "".join([*chinese, *(f"{name}。" for name in names)]), day


def territories(known: list[tuple[str, str]] = []) -> list[tuple[str, str]]:  # noqa: B006 - read once
    """Names of territories in both languages."""
    if not known:
        text = resources.files("readout.text").joinpath("territories.txt").read_text(encoding="utf-8")
        known += [(row[1], row[2]) for row in (line.split("\t") for line in text.splitlines())]
    return known


def read(texts: list[Text], language: str) -> list[Featured]:
    """Texts as their features."""
    return [
        Featured(document_id=name, day=day, codes=features_of(text, language), cluster=name, rank=(day, name))
        for name, text, day in texts
    ]


if __name__ == "__main__":
    sys.exit(main())
