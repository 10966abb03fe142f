"""Invented prose for the tests of relations: each sentence its own, the same for the same number."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from readout.text.copies.units import Unit

NOUNS = [
    "harbour",
    "bridge",
    "council",
    "orchard",
    "ferry",
    "treaty",
    "archive",
    "lantern",
    "quarry",
    "meadow",
    "vessel",
    "census",
    "garden",
    "market",
    "tunnel",
    "canal",
]
VERBS = [
    "welcomed",
    "examined",
    "postponed",
    "restored",
    "measured",
    "described",
    "admired",
    "financed",
    "inspected",
    "promised",
    "repaired",
    "observed",
]
LINKS = ["because", "although", "whenever", "before", "after", "while", "until", "unless"]
HAN = "河桥港园船市集灯墙路田井山谷林塔渠坝仓院亭湖岸堤"
START = datetime(2024, 3, 1, 9, tzinfo=UTC)


def sentence(number: int) -> str:
    """An English sentence of about twenty words."""
    r = random.Random(number)  # noqa: S311 - invented text, no secret
    parts = [
        f"the {r.choice(NOUNS)} {r.choice(VERBS)} {r.choice(NOUNS)} {r.choice('abcdefghij')}{r.randrange(1000)}x"
        for _ in range(4)
    ]
    return f" {r.choice(LINKS)} ".join(parts).capitalize() + "."


def prose(first: int, count: int) -> str:
    """Paragraphs of three sentences, numbered from `first`."""
    numbers = range(first, first + count)
    return "\n\n".join(" ".join(sentence(n) for n in numbers[i : i + 3]) for i in range(0, count, 3))


def chinese(first: int, count: int) -> str:
    """Chinese sentences of sixteen characters."""
    return "".join("".join(random.Random(n).choices(HAN, k=16)) + "。" for n in range(first, first + count))  # noqa: S311 - no secret


def unit(name: str, text: str, *, hours: int = 0, **given: Any) -> Unit:
    """A unit of an outlet of its own, first seen some hours after the start."""
    fields: dict[str, Any] = {
        "document_id": name,
        "revision": 1,
        "text": text,
        "url_key": f"https://{name}.example/",
        "publisher": f"{name}-press",
        "title": None,
        "published_on": None,
        "published_at": None,
        "first_seen_at": START + timedelta(hours=hours),
        "authority": "outlet",
        "is_current": True,
    }
    return Unit(**{**fields, **given})
