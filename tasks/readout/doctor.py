"""`readout doctor`: whether everything a run needs is here, said before a run finds out."""

from __future__ import annotations

import errno
import importlib
import importlib.metadata
import os
import shutil
import socket
import sys
import tempfile
import urllib.error
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from readout.errors import ReadoutError
from readout.leftovers import NOTE, read_note
from readout.server import HOST, NO_PROXY
from readout.settings import Config, load_config, read_watchlist, watchlist_names

PORT = 4200  # where `readout up` puts the server unless told otherwise
TAKEN = f" (port {PORT} is taken by another program)"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
LOW_BYTES = 2_000_000_000  # a few large runs: pages, their texts, and one release beside another
EMPTY_BYTES = 100_000_000  # less than one run of the sample and Prefect's database need together
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
    findings = [_python(), *(_library(name) for name in LIBRARIES), _pins(), _models()]
    try:
        config = load_config()
        for name in watchlist_names(config):
            read_watchlist(config, name)
    except ReadoutError as error:
        return [*findings, Finding("configuration", "broken", str(error))]
    findings.append(Finding("configuration", "ok", f"{config.home / 'config'}: {len(config.publishers.all)} publishers"))
    return [*findings, _disk(config), *_folders(config), _contact(config), _server(config), _browser(config)]


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


def _pins() -> Finding:
    """Whether what is installed is what pyproject.toml asks for: a newer library than tried can fail in silence."""
    asked = [Requirement(line) for line in importlib.metadata.requires("readout") or []]
    asked = [one for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [problem for one in asked if (problem := _mismatch(one))]
    if wrong:
        return Finding("pins", "broken", f"{'; '.join(wrong)}: run `make install`")
    return Finding("pins", "ok", f"{len(asked)} packages as pyproject.toml asks")


def _mismatch(asked: Requirement) -> str | None:
    try:
        version = importlib.metadata.version(asked.name)
    except importlib.metadata.PackageNotFoundError:
        return f"{asked.name} is missing"
    fits = asked.specifier.contains(version, prereleases=True)
    return None if fits else f"{asked.name} is {version}, asked for is {asked.specifier}"


def _models() -> Finding:
    try:
        from readout.text.languages.detectors import load_detector  # noqa: PLC0415 - half a second, and it may fail

        load_detector().scores("A sentence to try the models on.", ["en", "fr"])
    except (ImportError, OSError, ValueError) as error:
        return Finding("language models", "broken", f"{error}: run `make install`")
    return Finding("language models", "ok", "load and answer")


def _disk(config: Config) -> Finding:
    free = shutil.disk_usage(_existing(config.data)).free
    told = f"{free / 1e9:,.1f} GB free for {config.data}"
    if free < EMPTY_BYTES:
        return Finding("disk", "broken", f"{told}: free some space, or give another with --data")
    return Finding("disk", "note" if free < LOW_BYTES else "ok", told + (": soon full" if free < LOW_BYTES else ""))


def _folders(config: Config) -> Iterator[Finding]:
    yield _tried("data folder", config.data, _write, "make it writable, or give another with --data")
    yield _tried("host slots", config.settings.slots, _write, "make it writable, or set READOUT_STATE_DIR")
    yield _tried(
        "hard links", config.data, _link, "releases are copied in full: put the data on a file system with hard links", "note"
    )


def _tried(what: str, folder: Path, attempt: Callable[[Path], None], remedy: str, otherwise: State = "broken") -> Finding:
    try:
        with tempfile.TemporaryDirectory(dir=_existing(folder), prefix=".doctor-") as scratch:
            attempt(Path(scratch))
    except OSError as error:
        remedy = "free some space there" if error.errno in FULL else remedy
        return Finding(what, otherwise, f"{folder}: {os.strerror(error.errno or errno.EIO)}: {remedy}")
    return Finding(what, "ok", str(folder))


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _write(folder: Path) -> None:
    (folder / "one").write_bytes(b"1")


def _link(folder: Path) -> None:
    _write(folder)
    os.link(folder / "one", folder / "two")


def _contact(config: Config) -> Finding:
    if config.settings.contact:
        return Finding("contact", "ok", config.settings.contact)
    return Finding("contact", "note", "READOUT_CONTACT is not set: only offline runs are possible")


def _server(config: Config) -> Finding:
    """Whether `readout up` runs for this data, and if not, whether it could."""
    running = read_note(config.data.parent / ".prefect" / NOTE)
    if address := running.get("address"):
        try:
            NO_PROXY.open(f"{address}/api/health", timeout=5).close()
        except (urllib.error.URLError, OSError):
            return Finding(
                "server", "broken", f"{address} does not answer: `readout up` was killed; start it again, it cleans up"
            )
        return Finding("server", "ok", f"{address}, process {running.get('pid')}")
    with socket.socket() as probe:
        taken = probe.connect_ex((HOST, PORT)) == 0
    return Finding("server", "note", f"not up: `readout up{' --port N' if taken else ''}` starts it" + TAKEN * taken)


def _browser(config: Config) -> Finding:
    """Only the tests of the form need one: a person has a browser elsewhere."""
    given = config.settings.chromium
    found = str(given) if given else shutil.which("chromium") or shutil.which("google-chrome")
    if found and os.access(found, os.X_OK):
        return Finding("browser", "ok", found)
    problem = f"READOUT_CHROMIUM is {given}, which cannot be run" if given else "no Chromium found"
    needed = bool(given) or config.settings.require_browser
    remedy = "the tests of the form need one: apt-get install chromium, or set READOUT_CHROMIUM"
    return Finding("browser", "broken" if needed else "note", f"{problem}: {remedy}")
