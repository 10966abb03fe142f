"""Documents per CPU second and peak memory from one WARC to a release, stage by stage, beside trafilatura's command line.

    python benchmarks/end_to_end.py [200 1000 5000]

Pages are generated: English prose of invented words, in the mark-up of a plain news page, each page its own; one in ten copies an
earlier page with a few words changed. CPU time of a fresh process for each size, so that one size does not warm up the next.
Target: memory at 5,000 pages at most 1.3 times that at 1,000. The last line is one JSON object; exit code 1 where it is missed.
"""

from __future__ import annotations

import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from readout import pipeline
from readout.requests import IngestRequest
from readout.settings import load_config

HERE = Path(__file__).resolve()
SIZES = (200, 1000, 5000)
MEMORY_RATIO_MAX = 1.3


def main() -> int:
    """All sizes, each in a child process; the table, then the JSON line."""
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    rows = [measure(size) for size in sizes]
    for row in rows:
        stages = "  ".join(f"{name} {seconds:.1f}" for name, seconds in row["stages"].items())
        sys.stdout.write(
            f"{row['pages']:6d} pages  {row['documents_per_cpu_second']:7.1f} documents/CPU s  {row['peak_mb']:6.0f} MB"
            f"  trafilatura {row['trafilatura_per_cpu_second']:6.1f}/CPU s (ratio {row['ratio']:.2f})  {stages}\n"
        )
    by_size = {row["pages"]: row for row in rows}
    growth = by_size[5000]["peak_mb"] / by_size[1000]["peak_mb"] if {1000, 5000} <= by_size.keys() else None
    sys.stdout.write(json.dumps({"benchmark": "end_to_end", "memory_5000_to_1000": growth, "sizes": rows}) + "\n")
    return 1 if growth is not None and growth > MEMORY_RATIO_MAX else 0


def measure(size: int) -> dict[str, Any]:
    """One size: our pipeline in a child, then trafilatura's command line on the same pages."""
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "pages"
        write_pages(Path(folder), pages, size)
        child = [sys.executable, str(HERE), "--child", folder]
        row = json.loads(subprocess.run(child, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
        began = children_cpu()
        command = [
            str(Path(sys.executable).with_name("trafilatura")),
            "--input-dir",
            str(pages),
            "--output-dir",
            f"{folder}/out",
        ]
        subprocess.run(command, check=True, capture_output=True)
        theirs = size / (children_cpu() - began)
    ours = size / sum(row["stages"].values())
    return {
        "pages": size,
        "documents_per_cpu_second": ours,
        "trafilatura_per_cpu_second": theirs,
        "ratio": ours / theirs,
        **row,
    }


def child(folder: Path) -> None:
    """The pipeline on the folder's WARC; CPU seconds by stage and peak memory as JSON."""
    config = load_config(data=folder / "data")
    request = IngestRequest(watchlist="", mode="offline", documents=(str(folder / "pages.warc.gz"),))
    stages: dict[str, float] = {}

    def timed(name: str, call: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = call()
        stages[name] = stages.get(name, 0.0) + time.process_time() - began
        return result

    job = timed("begin", lambda: pipeline.begin(request, config, run_id="benchmark", trigger="cli", clock=pipeline.utc_now))
    taken = timed("take in", lambda: pipeline.take_in(job))
    planned = timed("plan", lambda: pipeline.make_plan(job, taken))
    timed("close", lambda: pipeline.close(job, planned, pipeline.look_up(job, planned), []))
    work = timed("cut", lambda: pipeline.cut(job))
    extracted = [timed("extract", lambda batch=batch: pipeline.extract(job, batch)) for batch in work.batches]
    divided = [timed("text", lambda batch=batch: pipeline.split(job, batch)) for batch in extracted]
    tables = timed("relate", lambda: pipeline.relate(job, work, divided))
    result = timed("publish", lambda: pipeline.publish(job, work, tables))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"documents": result.rows["documents"], "peak_mb": peak, "stages": stages}))


def write_pages(folder: Path, pages: Path, size: int) -> None:
    """The pages as files and as one WARC."""
    pages.mkdir()
    draw = random.Random(size)  # noqa: S311 - the same pages for the same size
    words = [
        "".join(draw.choice("bdfgklmnprstvz") + draw.choice("aeiou") for _ in range(draw.randint(1, 4))) for _ in range(4000)
    ]
    texts: list[list[str]] = []
    with (folder / "pages.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(size):
            texts.append(paragraphs(draw, words, texts))
            html = page(number, texts[-1]).encode()
            (pages / f"{number:05d}.html").write_bytes(html)
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            address = f"http://news{number % 20}.example/2026/{number:05d}/"
            record = writer.create_warc_record(
                address, "response", payload=io.BytesIO(html), length=len(html), http_headers=head
            )
            writer.write_record(record)


def paragraphs(draw: random.Random, words: list[str], earlier: list[list[str]]) -> list[str]:
    """A text of its own, or (one in ten) an earlier one with some words changed."""
    if earlier and draw.random() < 0.1:
        return [
            " ".join(draw.choice(words) if draw.random() < 0.02 else word for word in text.split())
            for text in draw.choice(earlier)
        ]
    return [
        " ".join(" ".join(draw.choices(words, k=draw.randint(6, 18))).capitalize() + "." for _ in range(draw.randint(3, 6)))
        for _ in range(draw.randint(5, 12))
    ]


def page(number: int, texts: list[str]) -> str:
    """A news page with menu, footer and the text between."""
    body = "".join(f"<p>{text}</p>" for text in texts)
    links = "".join(f'<li><a href="/section/{n}/">Section {n}</a></li>' for n in range(20))
    return (
        f"<!doctype html><html lang=en><head><title>{texts[0][:60]} - News</title></head><body><nav><ul>{links}</ul></nav>"
        f"<main><article><h1>{texts[0][:60]}</h1><time datetime=2026-04-{number % 28 + 1:02d}>April 2026</time>{body}</article></main>"
        f"<footer><p>All rights reserved</p><ul>{links}</ul></footer></body></html>"
    )


def children_cpu() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]))
    else:
        raise SystemExit(main())
