"""Sections: how right, how fast, and what hostile texts cost.

    python benchmarks/language.py [--quick]

Right: `../shared/eval/language` on its own seeds and on 2001-2300, which nothing was tuned on (left out, saying so, where it is absent).
Fast: CPU time beside pycld2 line by line, alternating in this process. Hostile: each text in a process of its own, whole
(sections, passages, turns). The last line is one JSON object; exit code 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import adapters
import pycld2

SHARED = Path(__file__).resolve().parents[2] / "shared"
ENGLISH = "The two ministers met in the capital on Tuesday and agreed to resume talks on fisheries before the end of the year. "
CHINESE = "两国外长星期二在首都举行会晤,同意在年底之前恢复有关渔业问题的谈判,并就地区局势交换了意见。"
TEN_MB = 10_000_000

TARGETS = {"real": (100.0, 100.0), "easy": (99.5, 99.9), "hard": (95.5, 99.3), "diplomatic": (99.9, 99.95)}
"""F1 of boundaries and characters right, percent (language.md 13)."""

HOSTILE: dict[str, Callable[[], str]] = {
    "10 MB of English in one line": lambda: (ENGLISH * (TEN_MB // len(ENGLISH) + 1))[:TEN_MB],
    "10 MB of Chinese in one line": lambda: (CHINESE * (TEN_MB // len(CHINESE) + 1))[:TEN_MB],
    "10 MB of one letter in one line": lambda: "a" * TEN_MB,
    "100,000 lines of one letter": lambda: "x\n" * 100_000,
    "a URL of 1 MB": lambda: "https://a.example/" + "b" * 1_000_000 + "\n" + ENGLISH,
    "200,000 open brackets": lambda: "(" * 200_000 + ENGLISH,
    "1 MB of full stops": lambda: ENGLISH + "." * 1_000_000,
    "1 MB of @": lambda: "a@" * 500_000,
}
SECONDS_MAX, MB_MAX = 2.0, 300.0
"""What a hostile text may cost; memory beyond models and text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `limit` is what it must reach, or stay below."""

    name: str
    value: float
    limit: float | None = None
    is_most: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the target is met; a figure without one always is."""
        return self.limit is None or (self.value <= self.limit if self.is_most else self.value >= self.limit)


def main() -> int:
    """Print each figure as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the evaluator's own seeds only")
    parser.add_argument("--hostile", help="measure one hostile text; for this script's own use")
    options = parser.parse_args()
    if options.hostile:
        sys.stdout.write(json.dumps(cost(HOSTILE[options.hostile])) + "\n")
        return 0
    found: list[Row] = []
    for row in chain(correctness(quick=options.quick), flattened(), speed(), hostile()):
        found.append(row)
        sign = "" if row.limit is None else f"  {'<=' if row.is_most else '>='} {row.limit:g}"
        sys.stdout.write(f"{row.name:52} {row.value:9.2f}{sign}{'' if row.is_met else '  MISSED'}\n")
        sys.stdout.flush()
    sys.stdout.write(json.dumps({"benchmark": "language", **{row.name: round(row.value, 3) for row in found}}) + "\n")
    return 0 if all(row.is_met for row in found) else 1


def correctness(*, quick: bool) -> Iterator[Row]:
    """Boundaries and characters on the evaluator's documents."""
    evaluator = _evaluator()
    sets = {"seeds 1-50": range(1, 51), "seeds 2001-2300": range(2001, 2301)} if evaluator else {}
    for name, seeds in list(sets.items())[: 1 if quick else 2]:
        for tier, tally in evaluator["score"](adapters.sections, list(seeds)).items():
            _, _, boundary = evaluator["f1"](tally["hit"], tally["given"], tally["wanted"])
            least, characters = TARGETS[tier]
            yield Row(f"{tier}, {name}: boundary F1, %", boundary, least)
            yield Row(f"{tier}, {name}: characters right, %", 100 * tally["right"] / tally["chars"], characters)


def flattened() -> Iterator[Row]:
    """Characters right where a document's line breaks are lost: passages are cut between sentences."""
    evaluator = _evaluator()
    for tier in ("diplomatic", "easy", "hard") if evaluator else ():
        right = total = 0
        for document in evaluator["documents"](range(2001, 2101)):
            if document["tier"] == tier:
                text, gold = on_one_line(document)
                found = languages_of(adapters.sections(text), len(text))
                places = [place for place, language in enumerate(gold) if language and not text[place].isspace()]
                total += len(places)
                right += sum(found[place] == gold[place] for place in places)
        yield Row(f"{tier}, seeds 2001-2100 on one line: characters right, %", 100 * right / total)


def on_one_line(document: dict[str, Any]) -> tuple[str, list[str | None]]:
    """A document's lines joined by spaces, and the language of each character."""
    text, gold = "", list[str | None]()
    for start, end, language in document["lines"]:
        text += document["text"][start:end] + " "
        gold += [language] * (end - start) + [None]
    return text, gold


def languages_of(sections: list[tuple[int, int, str]], length: int) -> list[str | None]:
    """The language of each character; none between sections."""
    found: list[str | None] = [None] * length
    for start, end, language in sections:
        found[start:end] = [language] * (end - start)
    return found


def speed() -> Iterator[Row]:
    """CPU time of sections beside pycld2 line by line."""
    evaluator = _evaluator()
    if not evaluator:
        return
    (path,) = (SHARED / "seeds").glob("000_*.txt")
    documents = evaluator["documents"](range(1, 51))
    for name, texts, ratio, seconds in (
        ("000", [path.read_bytes().decode("utf-8")], 10.0, 1.0),
        ("short lines of seeds 1-50", [document["text"] for document in documents], None, 2.0),
    ):
        ours, theirs = alternate(texts, rounds=9 if len(texts) == 1 else 3)
        yield Row(f"{name}: times pycld2 line by line", ours / theirs, ratio, is_most=True)
        yield Row(f"{name}: seconds per million characters", 1e6 * ours / sum(map(len, texts)), seconds, is_most=True)


def alternate(texts: list[str], rounds: int) -> tuple[float, float]:
    """The least CPU seconds of several rounds of ours and of pycld2, by turns."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds + 1):
        for place, read in enumerate((adapters.sections, line_by_line)):
            began = time.process_time()
            for text in texts:
                read(text)
            best[place] = min(best[place], time.process_time() - began)
    return best[0], best[1]


def line_by_line(text: str) -> list[str]:
    """What pycld2 says of each line."""
    lines = (line for line in text.splitlines() if line.strip())
    return [pycld2.detect(line.encode("utf-8"), isPlainText=True, bestEffort=True)[2][0][1] for line in lines]


def hostile() -> Iterator[Row]:
    """CPU seconds and memory of each hostile text."""
    for name in HOSTILE:
        command = [sys.executable, __file__, "--hostile", name]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        yield Row(f"{name}: seconds", found["seconds"], SECONDS_MAX, is_most=True)
        yield Row(f"{name}: MB more", found["mb"], MB_MAX, is_most=True)


def cost(make: Callable[[], str]) -> dict[str, float]:
    """CPU seconds of all parts of a text, and how much higher the process's peak of memory is after it."""
    adapters.turns(ENGLISH)  # models and tables
    text = make()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    adapters.turns(text)
    seconds = time.process_time() - began
    return {"seconds": seconds, "mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024}


def _evaluator() -> dict[str, Any]:
    """The evaluator's functions; none where it is absent."""
    folder = SHARED / "eval" / "language"
    if not folder.is_dir():
        sys.stdout.write(f"({folder} is not here: what is measured with it is left out)\n")
        return {}
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    score, f1, documents = (
        getattr(import_module(module), name)
        for module, name in (("eval_sections", "score"), ("common", "f1"), ("synthetic", "documents"))
    )
    return {"score": score, "f1": f1, "documents": documents}


if __name__ == "__main__":
    sys.exit(main())
