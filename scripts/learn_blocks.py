"""Learns tasks/readout/extract/blocks-<sha256[:12]>.json, the weights of the generic route, from the pages of ../shared/data.

    python scripts/learn_blocks.py --cache DIR             # cross-validation by site: figures, nothing is written
    python scripts/learn_blocks.py --cache DIR --write     # weights of all pages; names the file in votes.py

Needs the dev group and the extra `vote`. What the extractors say of a page is kept in DIR, so that a second run takes a minute
or two instead of ten. Only the development half is there to learn from; no site that is judged was learned from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

HOME = Path(__file__).resolve().parents[1]
EVALUATOR = HOME.parent / "shared/eval/extraction"
sys.path[:0] = [str(EVALUATOR), str(HOME / "benchmarks"), str(HOME / "scripts")]

import adapters  # noqa: E402 - of benchmarks/
import extraction_adapter  # noqa: E402
import pages as packed  # noqa: E402 - of the evaluator
from label_blocks import Label, label  # noqa: E402

from readout.extract.blocks import votes  # noqa: E402
from readout.extract.blocks.company import company_among  # noqa: E402
from readout.extract.blocks.extractors import ONE, VOTE, ask  # noqa: E402
from readout.extract.blocks.generic import told_by  # noqa: E402
from readout.extract.blocks.marks import marks_of  # noqa: E402
from readout.extract.blocks.traits import Said, Seen, Traits  # noqa: E402
from readout.extract.blocks.walk import Block, walk  # noqa: E402
from readout.extract.context import context_of  # noqa: E402
from readout.extract.details.titles import title_candidates  # noqa: E402
from readout.extract.head import read_head  # noqa: E402
from readout.extract.layouts import choose  # noqa: E402
from readout.extract.verdicts.verdict import read  # noqa: E402
from readout.model.drafts import Entity  # noqa: E402

SETS = {"aeb": 1.0, "fundus_fix": 1.0, "zhimm": 1.0, "np4k": 1.0, "traf": 1.0, "ours": 0.2, "reports": 0.2}
"""What a page counts: 50 pages of `ours` are of one site, whose pages have a layout."""
MODES = {"one": ONE, "vote": VOTE}
FOLDS = 8
PENALTY = 0.1
ROUNDS = 12


@dataclass(slots=True)
class Example:
    """A page to learn from: its blocks, what each extractor took, what is true of each block."""

    dataset: str
    page: Any
    site: str
    blocks: list[Block]
    marks: dict[str, list[bool]]
    told: Said
    title: str | None
    labels: list[Label]
    chances: list[float]


def examples(names: Iterable[str], cache: Path) -> list[Example]:
    """All pages of the sets that have blocks."""
    return [one for name in names for page in packed.load(name) if (one := example(page, cache)) is not None]


def example(page: Any, cache: Path) -> Example | None:
    """One page as the generic route sees it."""
    publishers, constants = adapters._publishers(), adapters._constants().extract
    context = context_of(extraction_adapter.capture_of(page.url or extraction_adapter.NOWHERE), publishers, constants)
    parsed = read(Entity(status=200, headers=(), body=page.html), context).page
    if parsed is None or parsed.body is None:
        return None
    blocks = walk([parsed.body], parsed.base_url, skip=parsed.chrome)
    texts = _texts(page, parsed.parser.html or "", cache)
    marks = {name: [bool(mark) for mark in marks_of(blocks, text, constants)] for name, text in texts.items()}
    head = read_head(parsed, constants)
    layout = choose(parsed, context.publisher, context.day, publishers)
    titles = [one.value for one in title_candidates(parsed, head, layout, context.publisher, constants)]
    told = told_by(titles, head)
    return Example(
        page.dataset, page, _site(page, head.meta("og:url"), titles), blocks, marks, told, titles[0] if titles else None,
        label(page.gold, [block.text for block in blocks]), [],
    )  # fmt: skip


def _texts(page: Any, html: str, cache: Path) -> dict[str, str]:
    path = cache / f"{page.dataset}-{hashlib.sha256(page.id.encode()).hexdigest()[:24]}.json"
    if not path.is_file():
        path.write_text(json.dumps(ask(html, VOTE)[0]), encoding="utf-8", errors="replace")
    return json.loads(path.read_text(encoding="utf-8"))


def _site(page: Any, claimed: str | None, titles: Sequence[str]) -> str:
    host = urlsplit(page.url or claimed or "").hostname
    if not host:
        return titles[-1].rpartition("|")[2].strip() if titles and "|" in titles[-1] else page.id
    parts = host.split(".")
    return ".".join(parts[-3 if len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) == 2 else -2 :])


def weights_of(one: Example) -> list[float]:
    """What a mistake at each block costs, as a share of the page's text and of its blocks."""
    scale = SETS[one.dataset]
    if "with" in one.page.gold:
        return [scale * 0.25 * (item.weight > 0) for item in one.labels]
    true = [item for item in one.labels if item.is_text]
    size, count = sum(item.weight for item in true) or 1.0, len(true) or 1
    return [scale * (min(1.0, item.weight / size) + min(1.0, 0.5 / count)) if item.weight else 0.0 for item in one.labels]


def fit(rows: Sequence[Traits], truth: np.ndarray, costs: np.ndarray) -> dict[str, float]:
    """Logistic regression by Newton's method, with a penalty on the squares of all weights but the bias."""
    names = [votes.BIAS, *sorted({name for row in rows for name in row})]
    places = {name: n for n, name in enumerate(names)}
    data = np.zeros((len(rows), len(names)))
    for row, values in zip(data, rows, strict=True):
        row[0] = 1.0
        row[[places[name] for name in values]] = list(values.values())
    penalty = np.full(len(names), PENALTY)
    penalty[0] = 1e-6
    found = np.zeros(len(names))
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(data @ found, -30, 30)))
        slope = data.T @ (costs * (chance - truth)) + penalty * found
        bend = (data * (costs * chance * (1 - chance) + 1e-9)[:, None]).T @ data + np.diag(penalty)
        found -= np.linalg.solve(bend, slope)
    return {name: round(float(value), 3) for name, value in zip(names, found, strict=True) if abs(value) >= 0.0005}


def learn(train: Sequence[tuple[Example, Seen]]) -> dict[str, float]:
    """The weights of one look, from the blocks that have a label."""
    rows, truth, costs = [], [], []
    for one, seen in train:
        for traits, item, cost in zip(seen.rows(), one.labels, weights_of(one), strict=True):
            if cost:
                rows.append(traits)
                truth.append(float(item.is_text))
                costs.append(cost)
    return fit(rows, np.array(truth), np.array(costs))


Looks = list[Seen]


def cross(all_pages: Sequence[Example], looks: Looks) -> list[list[float]]:
    """The chances of each page's blocks by weights that were learned from other sites."""
    fold = [int(hashlib.md5(one.site.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS for one in all_pages]
    found: list[list[float]] = [[] for _ in all_pages]
    for number in range(FOLDS):
        weights = learn([(one, seen) for one, seen, n in zip(all_pages, looks, fold, strict=True) if n != number])
        for place, seen in enumerate(looks):
            if fold[place] == number:
                found[place] = votes.chances(seen, weights)
    return found


def looks_of(all_pages: Sequence[Example], names: Sequence[str]) -> Looks:
    """What the first look sees, with these extractors."""
    return [
        votes.first_look(one.blocks, {name: one.marks[name] for name in names}, one.told, company_among(one.blocks))
        for one in all_pages
    ]


def both(all_pages: Sequence[Example], names: Sequence[str]) -> tuple[Looks, Looks]:
    """Both looks; the second sees chances of a first that was learned from other sites. The mean of both is kept."""
    first = looks_of(all_pages, names)
    chances = cross(all_pages, first)
    second = [
        votes.second_look(seen, chance, company_among(one.blocks))
        for one, seen, chance in zip(all_pages, first, chances, strict=True)
    ]
    for one, chance, again in zip(all_pages, chances, cross(all_pages, second), strict=True):
        one.chances = [(value + other) / 2 for value, other in zip(chance, again, strict=True)]
    return first, second


def agreement(all_pages: Sequence[Example], taken: Callable[[Example], Sequence[bool]]) -> dict[str, float]:
    """F1 of the taken blocks by weight, mean over the pages of a set; of `traf` over all labelled blocks."""
    scores: dict[str, list[float]] = {}
    for one in all_pages:
        parts = [(item, mark) for item, mark in zip(one.labels, taken(one), strict=True) if item.weight]
        hits = sum(item.weight for item, mark in parts if item.is_text and mark)
        faults = sum(item.weight for item, mark in parts if item.is_text != mark)
        scores.setdefault(one.dataset, []).append(2 * hits / (2 * hits + faults) if hits else 0.0)
    return {name: round(float(np.mean(values)), 4) for name, values in scores.items()}


def write(models: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """The file of the weights, named after its digest; the former one goes."""
    text = json.dumps(models, indent=0, sort_keys=True) + "\n"
    name = f"blocks-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    folder = HOME / "tasks/readout/extract"
    (folder / votes.WEIGHTS).unlink(missing_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    source = folder / "votes.py"
    source.write_text(source.read_text(encoding="utf-8").replace(votes.WEIGHTS, name), encoding="utf-8")
    return name


def main() -> int:
    """Cross-validation of both modes; with --write the weights of all pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    all_pages = examples(SETS, given.cache)
    models: dict[str, dict[str, dict[str, float]]] = {}
    for mode, names in MODES.items():
        print(mode, "plain", agreement(all_pages, lambda one: one.marks["trafilatura"]), flush=True)
        first, second = both(all_pages, names)
        print(mode, "learned", agreement(all_pages, lambda one: [value >= 0.5 for value in one.chances]), flush=True)
        models[mode] = {
            "first": learn(list(zip(all_pages, first, strict=True))),
            "second": learn(list(zip(all_pages, second, strict=True))),
        }
    if given.write:
        print(write(models))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
