"""The product's own verdict on the labelled cases, with the configuration as it is shipped."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from extract.walls.site import Case
from readout.configuration import read_toml
from readout.constants.extract import ExtractConstants
from readout.extract.verdicts.probes import Probe, probe_of
from readout.extract.verdicts.verdict import judge
from readout.model import Capture
from readout.model.drafts import Entity, Verdict
from readout.publishers import Publisher, Publishers

Judge = Callable[[Case], Verdict]


def load_judge(home: Path) -> Judge:
    """A function that judges one case."""
    values = tomllib.loads((home / "config/pipeline.toml").read_text(encoding="utf-8"))["extract"]
    constants = ExtractConstants(**values)
    files = sorted((home / "config/publishers").glob("*.toml"))
    publishers = Publishers(tuple(read_toml(path, Publisher, id=path.stem) for path in files))

    def run(case: Case) -> Verdict:
        entity = Entity(status=case.status, headers=case.headers, body=case.body)
        return judge(entity, capture_of(case, case.url), publishers, constants, probe=_probe(case, constants))

    return run


def _probe(case: Case, constants: ExtractConstants) -> Probe | None:
    if case.probe is None:
        return None
    return probe_of(capture_of(case, case.probe_url), Entity(status=200, headers=case.headers, body=case.probe), constants)


def capture_of(case: Case, url: str) -> Capture:
    """The row of a case's capture, or of its probe's."""
    row: dict[str, object] = dict.fromkeys(column.name for column in dataclasses.fields(Capture))
    row |= {
        "capture_id": "20260501T080000.000000Z-00000000", "fetch_id": "f", "run_id": "r", "purpose": "page", "via": "live",
        "url_key": url, "original_url": url, "url": url, "attempt": 1, "hop": 0, "outcome": "ok", "outcome_observed": "ok",
        "fetched_at": datetime(2026, 5, 1, 8, tzinfo=UTC), "warc_file": "w", "warc_offset": 0, "warc_length": 1, "record_id": "i",
    }  # fmt: skip
    return Capture(**{**row, **case.capture})  # type: ignore[arg-type] - the row is a dictionary of mixed values
