"""`readout doctor`: whether everything a run needs is here, said before a run finds out."""

from __future__ import annotations

import errno
import importlib
import importlib.metadata
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from readout.errors import ReadoutError
from readout.settings import Config, load_config, read_watchlist, watchlist_names

State = Literal["ok", "note", "broken"]
LIBRARIES = ("prefect", "pyarrow", "pandas", "httpx", "selectolax", "trafilatura", "warcio", "pycld2", "py3langid")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: State
    detail: str  # what is there, or what to do


def examine() -> list[Finding]:
    """Everything, in the order in which a run would miss it; without a configuration the rest cannot be looked at."""
    findings = [_python(), *(_library(name) for name in LIBRARIES), _models()]
    try:
        config = load_config()
        for name in watchlist_names(config):
            read_watchlist(config, name)
    except ReadoutError as error:
        return [*findings, Finding("configuration", "broken", str(error))]
    findings.append(Finding("configuration", "ok", f"{config.home / 'config'}: {len(config.publishers.all)} publishers"))
    return [*findings, *_folders(config), _contact(config)]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    known = (3, 11) <= sys.version_info[:2] < (3, 14)
    return Finding("python", "ok" if known else "broken", version if known else f"{version}: use 3.11, 3.12 or 3.13")


def _library(name: str) -> Finding:
    try:
        importlib.import_module(name)
        return Finding(name, "ok", importlib.metadata.version(name))
    except ImportError as error:
        return Finding(name, "broken", f"{error}: run `make install`")


def _models() -> Finding:
    try:
        from readout.text.detectors import load_detector  # noqa: PLC0415 - half a second, and it may fail

        load_detector().scores("A sentence to try the models on.", ["en", "fr"])
    except (ImportError, OSError, ValueError) as error:
        return Finding("language models", "broken", f"{error}: run `make install`")
    return Finding("language models", "ok", "load and answer")


def _folders(config: Config) -> Iterator[Finding]:
    yield _tried("data folder", config.data, _write, "make it writable, or give another with --data")
    yield _tried("host slots", config.settings.slots, _write, "make it writable, or set READOUT_STATE_DIR")
    yield _tried(
        "hard links", config.data, _link, "releases are copied in full: put the data on a file system with hard links", "note"
    )


def _tried(what: str, folder: Path, attempt: Callable[[Path], None], remedy: str, otherwise: State = "broken") -> Finding:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryDirectory(dir=existing, prefix=".doctor-") as scratch:
            attempt(Path(scratch))
    except OSError as error:
        return Finding(what, otherwise, f"{folder}: {os.strerror(error.errno or errno.EIO)}: {remedy}")
    return Finding(what, "ok", str(folder))


def _write(folder: Path) -> None:
    (folder / "one").write_bytes(b"1")


def _link(folder: Path) -> None:
    _write(folder)
    os.link(folder / "one", folder / "two")


def _contact(config: Config) -> Finding:
    if config.settings.contact:
        return Finding("contact", "ok", config.settings.contact)
    return Finding("contact", "note", "READOUT_CONTACT is not set: only offline runs are possible")
