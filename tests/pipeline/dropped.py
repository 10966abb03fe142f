"""Files dropped into a folder, taken in by a run without network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from readout import pipeline
from readout.requests import IngestRequest
from readout.settings import Config


def drop(config: Config, folder: Path, suffix: str, texts: Mapping[str, str]) -> Path:
    """Write each text into a file of its name, take the whole folder in, and give the release."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.{suffix}").write_text(text, encoding="utf-8")
    result = pipeline.ingest(IngestRequest(watchlist="", documents=(str(folder),), mode="offline"), config, run_id=str(uuid4()))
    assert result.folder is not None
    return result.folder.resolve()
