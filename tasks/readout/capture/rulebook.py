"""Where the machine remembers robots.txt: each host is asked once a day, over all runs and processes (capture.md 7.3).

What a host said stands in data/raw; here only its place there is noted, one small file a host, which may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from readout.capture.exchange import Place
from readout.capture.fields import STORED, capture_of, read_fields, write_fields
from readout.capture.politeness import file_name
from readout.capture.reading import read_entity
from readout.capture.robots import is_lasting
from readout.errors import RawDamaged
from readout.model import Capture


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What hosts said in their robots.txt, for one data/raw.

    Args:
        folder: of the machine's state.
        raw: where the answers are kept.
        hours: for how long an answer holds.
    """

    folder: Path
    raw: Path
    hours: float

    def recall(self, host: str, now: datetime, known: Capture | None) -> tuple[Capture, bytes] | None:
        """What the host said within the time, and its bytes; None: it must be asked.

        Args:
            host: whose rules.
            now: the moment for which they are to hold.
            known: the last payload of its robots.txt that the run knows of, should the file be gone.
        """
        for capture in (self._noted(host), known):
            if capture is None or capture.purpose != "robots" or not is_lasting(capture):
                continue
            if not timedelta(0) <= now - capture.fetched_at < timedelta(hours=self.hours):
                continue
            try:
                return capture, read_entity(self.raw, capture, {}).body
            except (
                RawDamaged
            ):  # the data folder was emptied or is damaged, which `verify --raw` tells: the host can say it again
                continue
        return None

    def note(self, host: str, capture: Capture) -> None:
        """Remember what a host said, if it is an answer."""
        if not is_lasting(capture):
            return
        place = Place(
            warc_file=capture.warc_file,
            offset=capture.warc_offset,
            length=capture.warc_length,
            record_id=capture.record_id,
        )
        content = write_fields({name: getattr(capture, name) for name in STORED}, None, place)
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(host)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.write_bytes(content)
        fresh.replace(path)

    def _noted(self, host: str) -> Capture | None:
        nowhere = Place(warc_file="", offset=0, length=0, record_id="")
        try:
            return capture_of(read_fields(self._path(host).read_bytes()), nowhere)
        except (OSError, KeyError, ValueError):  # none yet, or cut by a crash: nothing is remembered
            return None

    def _path(self, host: str) -> Path:
        dataset = hashlib.sha256(os.fsencode(self.raw.resolve())).hexdigest()[:12]
        return self.folder / f"{file_name(host)}.{dataset}.robots"
