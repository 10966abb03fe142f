"""Relations by CPU time: fingerprints, the whole stage, and 500 new documents against an index of any size.

    python benchmarks/relations.py                          # fingerprints, and the stage at 10,000 documents
    python benchmarks/relations.py --stage 10000,100000
    python benchmarks/relations.py --index 10000,100000,1000000

Documents are generated (generated_units.py). An index of more than 10,000 of them is filled up with generated fingerprints, 48 a
document, that nothing meets: what is measured is what looking up and adding costs. Each figure is taken in a process of its own.
Targets: fingerprints >= 1,000 documents a CPU second with tokenising, the stage >= 300 at each size; 500 new documents take at most 3
times as long in the largest index as in the smallest, with less than 300 MB. The last line is one JSON object; exit code 1 where a
target is missed.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import generated_units
import numpy as np

from readout.configuration import read_toml
from readout.constants import Constants
from readout.constants.relations import RelationConstants
from readout.releases.index import RelationIndex
from readout.releases.index.database import seal
from readout.text.copies.clusters import canonical
from readout.text.copies.fingerprints import sketch

HERE = Path(__file__).resolve()
REAL, KEYS, NEW = 10_000, 48, 500
FINGERPRINTS_MIN, STAGE_MIN, GROWTH_MAX, MEMORY_MAX_MB = 1_000, 300, 3.0, 300
MADE_BY = "benchmark"
PARTS = 64
"""Ranges of keys that are filled in one after another, in the order of the table."""


def main() -> int:
    """What was asked for; the table, then the JSON line."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--stage", default="")
    asked.add_argument("--index", default="")
    asked.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.child:
        return child(options.child[0], options.child[1])
    figures: dict[str, Any] = {"benchmark": "relations"}
    missed: list[str] = []
    if not options.index:
        figures["fingerprints"] = run("fingerprints", "2000")
        show(f"fingerprints {figures['fingerprints']['per_cpu_second']:8.0f} documents/CPU s")
        if figures["fingerprints"]["per_cpu_second"] < FINGERPRINTS_MIN:
            missed.append("fingerprints")
        figures["stage"] = [run("stage", size) for size in (options.stage or str(REAL)).split(",")]
        for row in figures["stage"]:
            show(
                f"stage {row['documents']:9,d} documents  {row['per_cpu_second']:6.0f}/CPU s  {row['peak_mb']:5.0f} MB  "
                f"{row['relations']} relations"
            )
            if row["per_cpu_second"] < STAGE_MIN:
                missed.append(f"stage at {row['documents']}")
    else:
        figures["index"] = measure_index([int(size) for size in options.index.split(",")])
        rows = figures["index"]
        growth = figures["growth"] = rows[-1]["cpu_seconds"] / rows[0]["cpu_seconds"]
        show(f"time grows x {growth:.2f}")
        if growth > GROWTH_MAX:
            missed.append("growth")
        if max(row["peak_mb"] for row in rows) > MEMORY_MAX_MB:
            missed.append("memory")
    show(json.dumps(figures | {"missed": missed}))
    return 1 if missed else 0


def measure_index(sizes: list[int]) -> list[dict[str, Any]]:
    """500 new documents in an index of each size."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        real, filled = Path(folder) / "real", Path(folder) / "filled"
        with RelationIndex(real, MADE_BY, constants()) as index:
            index.sync([generated_units.unit(number) for number in range(REAL)])
        for size in sizes:
            shutil.copytree(real, filled)
            fill_up(filled, size - REAL)
            row = {"documents": size, **run("update", str(filled))}
            rows.append(row)
            show(
                f"{size:9,d} indexed  {NEW} new: {row['cpu_seconds']:6.2f} CPU s, {row['seconds']:6.2f} s  "
                f"{row['peak_mb']:4.0f} MB  opened and sealed in {row['sealed_seconds']:6.2f} s  file {row['file_mb']:6.0f} MB"
            )
            shutil.rmtree(filled)
    return rows


def fill_up(folder: Path, count: int) -> None:
    """Add documents that are nothing but fingerprints."""
    database = sqlite3.connect(folder / "relations.sqlite", isolation_level=None)
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
    (first,) = database.execute("SELECT max(number) + 1 FROM class").fetchone()
    numbers = range(first, first + max(0, count))
    database.executemany(
        "INSERT INTO unit VALUES (?, ?, 1, x'00', ?, ?, NULL, NULL, '')", ((n, f"filled-{n:09d}", n, n) for n in numbers)
    )
    database.executemany(
        "INSERT INTO class VALUES (?, ?, ?, 600, ?, ?, ?, 1, ?, ?)",
        ((n, n.to_bytes(16, "big"), KEYS, n, n, f"filled-{n:09d}", n % 1000, n) for n in numbers),
    )
    database.executemany("INSERT INTO keys VALUES (?, x'', x'', x'')", ((n,) for n in numbers))
    rng = np.random.default_rng(1)
    edges = np.linspace(-(2.0**63), 2.0**63, PARTS + 1)
    for low, high in pairwise(edges.tolist()):
        keys = np.unique(rng.integers(int(low), int(high) - 1, len(numbers) * KEYS // PARTS))
        classes = rng.integers(numbers.start, max(numbers.stop, numbers.start + 1), len(keys))
        rows = zip(keys.tolist(), classes.tolist(), strict=True)
        database.executemany("INSERT OR IGNORE INTO print VALUES (?, ?)", rows)
    database.execute("COMMIT")
    seal(database, folder, MADE_BY)


def run(what: str, given: str) -> dict[str, Any]:
    """One measurement in a process of its own."""
    done = subprocess.run([sys.executable, str(HERE), "--child", what, given], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def child(what: str, given: str) -> int:
    """One measurement; its figures as JSON."""
    measured = {"fingerprints": fingerprints, "stage": stage, "update": update}[what](given)
    show(json.dumps(measured | {"peak_mb": peak_mb()}))
    return 0


def peak_mb() -> float:
    """The most memory that this process had; Linux counts that of the parent in `ru_maxrss`, but not in VmHWM."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (line,) = (line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def fingerprints(given: str) -> dict[str, Any]:
    """Tokens and keys of texts."""
    texts, values = [generated_units.unit(number).text for number in range(int(given))], constants()
    began = time.process_time()
    for text in texts:
        sketch(text, values)
    return {"documents": len(texts), "per_cpu_second": len(texts) / (time.process_time() - began)}


def stage(given: str) -> dict[str, Any]:
    """Relations from an index that does not exist yet, and the canonical documents."""
    units, values = [generated_units.unit(number) for number in range(int(given))], constants()
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        with RelationIndex(Path(folder), MADE_BY, values) as index:
            index.sync(units)
            found = list(index.relations())
        canonical(units, found, values)
        seconds = time.process_time() - began
    return {"documents": len(units), "per_cpu_second": len(units) / seconds, "relations": len(found)}


def update(given: str) -> dict[str, Any]:
    """500 new documents in an index that is there."""
    folder = Path(given)
    units = [generated_units.unit(number) for number in range(REAL, REAL + NEW)]
    began = time.perf_counter()
    index = RelationIndex(folder, MADE_BY, constants())
    opened = time.perf_counter() - began
    cpu, began = time.process_time(), time.perf_counter()
    index.update([], units, lambda name: generated_units.unit(int(name[0])).text)
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - began
    began = time.perf_counter()
    index.__exit__(None, None, None)
    sealed = opened + time.perf_counter() - began
    size = (folder / "relations.sqlite").stat().st_size / 1e6
    return {"cpu_seconds": cpu, "seconds": seconds, "sealed_seconds": sealed, "file_mb": size}


def constants() -> RelationConstants:
    """Those of config/pipeline.toml."""
    return read_toml(HERE.parents[1] / "config/pipeline.toml", Constants).relations


def show(line: str) -> None:
    """A line of the table."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
