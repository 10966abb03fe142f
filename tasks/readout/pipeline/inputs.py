"""Which files a run is given, and under which keys they are kept.

The key of a file is its path below what was given: below the fixed part of a glob, below a folder, or its bare name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from readout.errors import BadRequest

WARC_SUFFIXES = (".warc", ".warc.gz")
GLOB_SIGNS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class GivenFile:
    """One file to take in."""

    key: str  # "file:<path below what was given>"
    path: Path

    @property
    def is_warc(self) -> bool:
        """Whether it is an archive rather than a document."""
        return self.path.name.endswith(WARC_SUFFIXES)


def files_of_request(paths: Sequence[str]) -> list[GivenFile]:
    """The files that a command line names; a folder stands for all files below it.

    Raises:
        BadRequest: a path does not exist, or two paths have the same key.
    """
    return _distinct(file for name in paths for file in _files_at(Path(name)))


def files_of_globs(patterns: Sequence[str], roots: Sequence[Path]) -> tuple[list[GivenFile], list[str]]:
    """The files that a watchlist's globs match, and the globs that match nothing.

    Args:
        patterns: relative to one of the roots; the first root with a match is taken.
        roots: home and data folder.
    """
    found: list[GivenFile] = []
    without: list[str] = []
    for pattern in patterns:
        matches = next((files for root in roots if (files := _matches(root, pattern))), [])
        found.extend(matches)
        if not matches:
            without.append(pattern)
    return _distinct(found), without


def _files_at(path: Path) -> list[GivenFile]:
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(path)))
        return [GivenFile(f"file:{p.relative_to(path).as_posix()}", p) for p in inside]
    if not path.exists():
        raise BadRequest(f"there is no file or folder {path}", "check the path; a watchlist is named without a suffix")
    return [GivenFile(f"file:{path.name}", path)]


def _matches(root: Path, pattern: str) -> list[GivenFile]:
    fixed = _fixed_prefix(pattern)
    return [
        GivenFile(f"file:{path.relative_to(root / fixed).as_posix()}", path)
        for path in sorted(root.glob(pattern))
        if path.is_file() and path.resolve().is_relative_to(root.resolve())
    ]


def _fixed_prefix(pattern: str) -> PurePosixPath:
    """The folders of a glob that stand before its first wildcard, or before the file's name."""
    parts = PurePosixPath(pattern).parts
    wild = next((place for place, part in enumerate(parts) if GLOB_SIGNS & set(part)), len(parts) - 1)
    return PurePosixPath(*parts[:wild])


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _distinct(files: Iterable[GivenFile]) -> list[GivenFile]:
    by_key: dict[str, GivenFile] = {}
    for file in files:
        other = by_key.setdefault(file.key, file)
        if other.path.resolve() != file.path.resolve():
            raise BadRequest(
                f"{other.path} and {file.path} would both be kept as {file.key!r}",
                "give their common folder instead, so that their paths below it tell them apart",
            )
    return list(by_key.values())
