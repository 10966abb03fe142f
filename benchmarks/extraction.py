"""Pages per CPU second of extraction beside trafilatura alone, and the memory of a process that reads pages.

    python benchmarks/extraction.py [--pages N] [--rounds N] [--shared FOLDER]

Two sorts of pages, each read by both on the same bytes: those that a layout knows, and those that none knows (one extractor;
`vote` where its packages are installed). They are generated; where the evaluation sets are (../shared), N pages of each
set, too. CPU time, alternated in one process in an order that changes from page to page; the least of the rounds counts,
because other work on the machine only ever slows, and a ratio of totals is what is printed. The process that reads pages is
the product's own: its peak resident size after all pages, and what asking it costs beside calling the function.
Targets: layout >= 10 x trafilatura, one >= 0.9 x, vote >= 0.3 x, memory <= 150 MB. The last line is one JSON object; exit code
1 where a target is missed on any of the pages.
"""

from __future__ import annotations

import argparse
import json
import logging
import pickle
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import extraction_adapter
from extraction_adapter import NOWHERE, capture_of

from readout.confine.process import Process
from readout.constants.extract import VOTE_MODULES
from readout.extract import extract
from readout.extract.requests import ReadPage
from readout.model.drafts import Entity
from readout.pipeline.page_processes import page_task
from readout.settings import Config, Settings, load_config, missing_packages

HOME = Path(__file__).resolve().parents[1]
TARGETS = {"layout": 10.0, "one": 0.9, "vote": 0.3}
MEMORY_MB_MAX = 150
SETS = {"layout": ("ours",), "one": ("fundus_fix", "aeb", "zhimm")}
SENTENCE = "The ministers met in the harbour city on day {n} and spoke of the ferry, the cables and the price of salt. "

Read = Callable[[bytes, str], object]


@dataclass(frozen=True)
class Sample:
    """A page: its bytes and its address."""

    html: bytes
    url: str


def main() -> int:
    """Measure each sort of page, then the process."""
    given = arguments()
    logging.disable(logging.CRITICAL)  # trafilatura tells of each page that it gives up
    config = load_config(Settings(home=HOME))
    figures: dict[str, float] = {}
    for name, pages in samples(given.shared, given.pages).items():
        way = name.partition(" ")[0]
        readers = {"trafilatura": trafilatura, way: reader_of(config)}
        if way == "one" and (vote := voting(config)) is not None:
            readers["vote"] = vote
        spent = measure(readers, pages, given.rounds)
        for reader in list(readers)[1:]:
            ratio = sum(spent["trafilatura"]) / sum(spent[reader])
            figures[name.replace(way, reader, 1)] = round(ratio, 2)
            print(
                f"{name.replace(way, reader, 1):24} {len(pages):4} pages  {ratio:6.2f} x trafilatura  target {TARGETS[reader]} x"
            )
    memory, asking = process_figures(config, [page for pages in samples(given.shared, given.pages).values() for page in pages])
    print(f"{'process':24} {memory:10.0f} MB at its peak, target {MEMORY_MB_MAX}; asking costs {asking:.2f} ms a page")
    missed = [name for name, ratio in figures.items() if ratio < TARGETS[name.partition(" ")[0]]]
    missed += ["memory"] if memory > MEMORY_MB_MAX else []
    print(f"missed: {', '.join(missed)}" if missed else "all targets met")
    print(json.dumps({"benchmark": "extraction", "ratios": figures, "memory_mb": round(memory), "asking_ms": round(asking, 2)}))
    return 1 if missed else 0


def arguments() -> argparse.Namespace:
    """What the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=8, help="of each sort and set")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shared", type=Path, default=HOME.parent / "shared", help="folder of the evaluation sets")
    return parser.parse_args()


def samples(shared: Path, count: int) -> Mapping[str, Sequence[Sample]]:
    """Pages by the way on which they are read and where they come from."""
    found = {f"{way} (generated)": [generated(n, way) for n in range(count)] for way in SETS}
    folder = shared / "eval" / "extraction"
    if folder.is_dir():
        sys.path.insert(0, str(folder))
        reader, speed = import_module("pages"), import_module("speed")
        for way, sets in SETS.items():
            found[f"{way} (shared)"] = [
                Sample(page.html, page.url or NOWHERE) for page in speed.sample(sets, count, reader.DATA)
            ]
    else:
        print(f"the evaluation sets are not here ({folder}): generated pages only")
    return found


def generated(number: int, way: str) -> Sample:
    """A page of a ministry: menus, scripts, ten to sixty paragraphs; in the mark-up of a layout we know, or in plain mark-up."""
    menu = "".join(
        f'<li class="menu-item item-{n}"><a href="/section/{n}" data-n="{n}">Section {n}</a></li>' for n in range(150)
    )
    script = "<script>var state = {" + ",".join(f'"key{n}":"value {n}"' for n in range(1500)) + "};</script>"
    text = "".join(
        f"<p><strong>SPEAKER {n % 3}:</strong> {SENTENCE.format(n=n) * (1 + n % 4)}</p>" for n in range(10 + 10 * (number % 6))
    )
    known = (
        f'<h1 class="featured-content__headline stars-above">Talks on salt, round {number}</h1><p class="article-meta doctype-meta">Remarks</p>'
        '<p class="article-meta__author-bureau">Office of the Harbour</p><p class="article-meta__publish-date">May 4, 2026</p>'
        f'<div class="entry-content">{text}</div>'
    )
    plain = f'<article><h1>Talks on salt, round {number}</h1><time datetime="2026-05-04">4 May 2026</time>{text}</article>'
    html = (
        f"<!doctype html><html lang=en><head><title>Talks on salt, round {number}</title>{script}</head><body><header><ul>{menu}</ul></header>"
        f"<main>{known if way == 'layout' else plain}</main><footer><ul>{menu}</ul></footer></body></html>"
    )
    return Sample(html.encode(), f"https://ministry.example/talks-on-salt-{number}")


def trafilatura(html: bytes, url: str) -> object:
    """The yardstick, as the evaluator calls it: text and metadata."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - heavy, and not needed for --help

    return bare_extraction(html, url=url, with_metadata=True, include_comments=False, include_tables=True)


def reader_of(config: Config) -> Read:
    """The product's extraction with that configuration."""
    return lambda html, url: extraction_adapter.extract(html, url, config.publishers, config.constants.extract)


def voting(config: Config) -> Read | None:
    """The same with several extractors, where they are installed."""
    if missing_packages(VOTE_MODULES):
        print("vote: its packages are not installed; skipped")
        return None
    constants = replace(config.constants, extract=replace(config.constants.extract, generic="vote"))
    return reader_of(replace(config, constants=constants))


def measure(readers: Mapping[str, Read], pages: Sequence[Sample], rounds: int) -> dict[str, list[float]]:
    """The least CPU seconds of each page, by reader."""
    order = list(readers)
    least = {name: [float("inf")] * len(pages) for name in readers}
    for read in readers.values():
        read(pages[0].html, pages[0].url)  # imports are not what is measured
    for _ in range(rounds):
        for place, page in enumerate(pages):
            order.append(order.pop(0))
            for name in order:
                begun = time.process_time()
                readers[name](page.html, page.url)
                least[name][place] = min(least[name][place], time.process_time() - begun)
    return least


def process_figures(config: Config, pages: Sequence[Sample]) -> tuple[float, float]:
    """The peak resident size (MB) of a process that has read the pages, and milliseconds a page that asking it takes."""
    process = Process(page_task(config))
    requests = [ReadPage(capture_of(page.url), Entity(status=200, headers=(), body=page.html), None) for page in pages]
    try:
        for request in requests:
            process.ask(pickle.dumps(request))
        status = Path(f"/proc/{process.pid}/status")
        peak = (
            next((line for line in status.read_text().splitlines() if line.startswith("VmHWM")), "") if status.exists() else ""
        )
        return (int(peak.split()[1]) / 1024 if peak else 0.0), _asking(config, process)
    finally:
        process.end()


def _asking(config: Config, process: Process) -> float:
    """Wall time of a page that is hardly one in the process, less that of it here: packing, two ways, unpacking."""
    request = ReadPage(capture_of(NOWHERE), Entity(status=200, headers=(), body=b"<p>Talks."), None)

    def least(act: Callable[[], Any]) -> float:
        """The least seconds of several calls."""
        seconds: list[float] = []
        for _ in range(20):
            begun = time.perf_counter()
            act()
            seconds.append(time.perf_counter() - begun)
        return min(seconds)

    here = least(lambda: extract(request.capture, request.entity, config.publishers, config.constants.extract, None))
    return 1000 * (least(lambda: process.ask(pickle.dumps(request))) - here)


if __name__ == "__main__":
    sys.exit(main())
