"""Which files a run is given, and under which keys they are kept.

The key of a file is its path below what was given: below the fixed part of a glob, below a folder, or its bare name. All
that lies in a folder is given but hidden names: what turns out to be no readable file is refused by name, not passed over.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import Literal

from readout.errors import BadRequest
from readout.pipeline.job import Job

log = logging.getLogger("readout")
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
        return self.path.name.lower().endswith(WARC_SUFFIXES)

    @property
    def name(self) -> str:
        """How messages and rejections call it."""
        return self.key.removeprefix("file:")


def given_files(job: Job) -> tuple[list[GivenFile], list[GivenFile]]:
    """Documents, and archives to take in whole, of the request and of the watchlist.

    Raises:
        BadRequest: a path does not exist, or two paths have the same key.
    """
    given = _distinct([*files_of_request(job.request.documents), *_matching(job, job.watchlist.documents)])
    archives = [*(file for file in given if file.is_warc), *archives_to(job, "all")]
    return [file for file in given if not file.is_warc], archives


def archives_to(job: Job, take: Literal["cited", "all"]) -> list[GivenFile]:
    """The watchlist's archives that are to be taken in that way."""
    return _matching(job, [source.path for source in job.watchlist.warc if source.take == take])


def _matching(job: Job, patterns: Sequence[str]) -> list[GivenFile]:
    found, without = files_of_globs(patterns, (job.config.home, job.config.data))
    for pattern in without:
        log.warning("nothing    matches %s below %s or %s", pattern, job.config.home, job.config.data)
    return found


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


def _files_at(path: Path) -> Iterator[GivenFile]:
    if not path.exists():
        raise BadRequest(f"there is no file or folder {path}", "check the path; a watchlist is named without a suffix")
    if path.is_dir():
        yield from (_given(inside.relative_to(path), inside) for inside in sorted(_below(path)))
    else:
        yield _given(Path(path.name), path)


def _below(folder: Path) -> Iterator[Path]:
    """All that is not hidden and no folder; also folders that cannot be read and links to folders, which are not followed."""
    unreadable: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=lambda error: unreadable.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in files if not name.startswith("."))
        yield from (link for name in folders if (link := Path(place, name)).is_symlink())
    yield from unreadable


def _given(key: PurePath, path: Path) -> GivenFile:
    """The file under a key that any table can hold: bytes of its name that are no UTF-8 are written as escapes."""
    return GivenFile(f"file:{os.fsencode(key.as_posix()).decode(errors='backslashreplace')}", path)


def _matches(root: Path, pattern: str) -> list[GivenFile]:
    fixed = _fixed_prefix(pattern)
    return [
        _given(path.relative_to(root / fixed), path)
        for path in sorted(root.glob(pattern))
        if path.is_file() and path.resolve().is_relative_to(root.resolve())
    ]


def _fixed_prefix(pattern: str) -> PurePosixPath:
    """The folders of a glob that stand before its first wildcard, or before the file's name."""
    parts = PurePosixPath(pattern).parts
    wild = next((place for place, part in enumerate(parts) if GLOB_SIGNS & set(part)), len(parts) - 1)
    return PurePosixPath(*parts[:wild])


def _distinct(files: Iterable[GivenFile]) -> list[GivenFile]:
    by_key: dict[str, GivenFile] = {}
    for file in files:
        other = by_key.setdefault(file.key, file)
        if other is not file and os.path.realpath(other.path) != os.path.realpath(file.path):  # resolve() raises for loops
            raise BadRequest(
                f"{other.path} and {file.path} would both be kept as {file.key!r}",
                "give their common folder instead, so that their paths below it tell them apart",
            )
    return list(by_key.values())
