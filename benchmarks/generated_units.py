"""Invented documents for benchmarks of relations: most say something of their own, some copy, quote, hold others or fill a form.

The same for the same number. Words are drawn as they are in a language, so that no text shares a run with another by chance.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from readout.text.copies.units import Unit

WORDS = 600  # some 4 kB, the mean of real press releases
OUTLETS = 60
START = datetime(2020, 1, 1, tzinfo=UTC)
_r = random.Random(1)  # noqa: S311 - invented text, no secret
VOCABULARY = [
    "".join(_r.choices("aeiou" if n % 2 else "bcdfghklmnprstvw", k=1)[0] for n in range(_r.randint(3, 11)))
    for _ in range(20_000)
]
FREQUENCIES = list(accumulate(1 / (rank + 10) for rank in range(len(VOCABULARY))))


def unit(number: int) -> Unit:
    """One document, of an outlet that puts its own furniture around each."""
    outlet = number % OUTLETS
    return Unit(
        document_id=f"{number:012d}",
        revision=1,
        text=f"{_prose(f'head {outlet}', 40)}\n\n{text(number)}\n\n{_prose(f'foot {outlet}', 60)}",
        url_key=f"https://outlet-{outlet}.example/{number}",
        publisher=f"outlet-{outlet}",
        title=None,
        published_on=None,
        published_at=None,
        first_seen_at=START + timedelta(minutes=number),
        authority="outlet",
        is_current=True,
    )


def text(number: int) -> str:
    """Of ten documents, one copies an earlier one, one quotes, contains or fills a form, the others say something of their own."""
    r = random.Random(f"kind {number}")  # noqa: S311 - no secret
    kind, source = r.random(), own(r.randrange(max(1, number)))
    if kind < 0.10:
        words = source.split(" ")
        for _ in range(6):
            words[r.randrange(len(words))] = r.choice(VOCABULARY)
        return " ".join(words)
    if kind < 0.13:
        return f"{own(number)}\n\n{' '.join(source.split(' ')[200:260])}"
    if kind < 0.16:
        return f"{own(number)}\n\n{source}"
    if kind < 0.20:
        return f"{_prose(f'form {number % OUTLETS}', 120)} {r.choice(VOCABULARY)} {_prose(f'more {number % OUTLETS}', 60)} {own(number)[:300]}"
    return own(number)


def own(number: int) -> str:
    """What a document says of its own."""
    return _prose(f"own {number}", WORDS)


def _prose(seed: str, count: int) -> str:
    words = random.Random(seed).choices(VOCABULARY, cum_weights=FREQUENCIES, k=count)  # noqa: S311 - no secret
    return "\n\n".join(" ".join(words[first : first + 75]) for first in range(0, count, 75))
