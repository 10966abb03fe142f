"""Aligned texts as TMX 1.4, which translation tools read: one file for each pair of languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

import readout
from readout.errors import BadRequest
from readout.releases.disk import writing
from readout.report.reading import Row, release_folder, rows_of

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file can hold, however it is written."""
BODY = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="readout" creationtoolversion={version} segtype={segments} o-tmf="readout" adminlang="en" srclang={source} datatype="plaintext"/>
<body>
"""
END = "</body>\n</tmx>\n"
SEGMENTS = {"sentence": "sentence", "passage": "paragraph"}
"""Levels in the words of TMX."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and how many pairs are in it."""

    path: Path
    pairs: int


@dataclass(slots=True)
class _Files:
    """One open file for each pair of languages; each appears under its name when all are whole."""

    folder: Path
    level: str
    stack: ExitStack
    open: dict[tuple[str, str], TextIO] = field(default_factory=dict[tuple[str, str], TextIO])
    counts: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    def write(self, languages: tuple[str, str], unit: str) -> None:
        """Add a pair."""
        if languages not in self.open:
            file = self.stack.enter_context(self._part(languages).open("w", encoding="utf-8"))
            source = quoteattr(languages[0])
            segments = quoteattr(SEGMENTS[self.level])
            file.write(BODY.format(version=quoteattr(readout.__version__), segments=segments, source=source))
            self.open[languages], self.counts[languages] = file, 0
        self.open[languages].write(unit)
        self.counts[languages] += 1

    def finish(self) -> list[Written]:
        """Close all and give them their names."""
        for file in self.open.values():
            file.write(END)
        self.stack.close()
        found: list[Written] = []
        for languages in sorted(self.open):
            path = self.folder / f"{'_'.join(languages)}.tmx"
            self._part(languages).replace(path)
            found.append(Written(path, self.counts[languages]))
        return found

    def _part(self, languages: tuple[str, str]) -> Path:
        return self.folder / f".{'_'.join(languages)}.tmx.part"


def export_tmx(latest: Path, folder: Path, level: str) -> list[Written]:
    """Write all aligned pairs of the current release.

    Args:
        latest: the release.
        folder: made if absent; files of the same names are replaced.
        level: `sentence` or `passage`.

    Raises:
        BadRequest: no release, an unknown level, or nothing is aligned.
        CannotWrite: read-only, no permission, disk full.
    """
    if level not in SEGMENTS:
        raise BadRequest(f"there is no level {level!r}", "say --level sentence or --level passage")
    release = release_folder(latest)
    with writing(folder), ExitStack() as stack:
        folder.mkdir(parents=True, exist_ok=True)
        files = _Files(folder, level, stack)
        for relation in _in_order(rows_of(release, "relations", kind="translation_of")):
            for languages, unit in _units(release, relation, level):
                files.write(languages, unit)
        written = files.finish()
    if not written:
        raise BadRequest(f"no texts are aligned in {release}", "ingest pages with their translations first")
    return written


def _in_order(relations: list[Row]) -> list[Row]:
    return sorted(relations, key=lambda row: (row["document_id"], row["other_id"]))


def _units(release: Path, relation: Row, level: str) -> Iterator[tuple[tuple[str, str], str]]:
    """The pairs of two texts: (language of the original, of the translation), and the element."""
    ids = relation["document_id"], relation["other_id"]
    documents = [rows_of(release, "documents", document_id=document_id)[0] for document_id in ids]
    languages = [
        {row["position"]: row["language"] for row in rows_of(release, "sections", document_id=document_id)}
        for document_id in ids
    ]
    for row in rows_of(release, "alignments", document_id=ids[0], other_id=ids[1], level=level, kind="matched"):
        pair = languages[1][row["other_section_position"]], languages[0][row["section_position"]]
        yield pair, _unit(row, documents, pair)


def _unit(row: Row, documents: list[Row], languages: tuple[str, str]) -> str:
    translation, original = documents
    properties = {
        "document_id": row["document_id"], "other_id": row["other_id"], "position": row["position"], "start": row["start"], "end": row["end"],
        "other_start": row["other_start"], "other_end": row["other_end"], "score": f"{row['score']:.4f}", "margin": f"{row['margin']:.4f}",
        "flags": " ".join(row["flags"]), "method": row["method"],
    }  # fmt: skip
    head = "".join(_property(name, value) for name, value in properties.items() if value != "")
    name = "/".join(str(row[part]) for part in ("document_id", "other_id", "position"))
    return (
        f"<tu tuid={quoteattr(name)}>{head}"
        + _segment(languages[0], original, row["other_start"], row["other_end"])
        + _segment(languages[1], translation, row["start"], row["end"])
        + "</tu>\n"
    )


def _segment(language: str, document: Row, start: int, end: int) -> str:
    """One side, with where it is from and what may be done with it."""
    facts = {
        "url": document["url"],
        "licence": document["licence"] or "unknown",
        "may_redistribute": str(document["may_redistribute"]).lower(),
    }
    head = "".join(_property(name, value) for name, value in facts.items())
    text = " ".join(_plain(document["text"][start:end]).split())
    return f"<tuv xml:lang={quoteattr(language)}>{head}<seg>{escape(text)}</seg></tuv>"


def _property(name: str, value: object) -> str:
    return f'<prop type="{name}">{escape(_plain(str(value)))}</prop>'


def _plain(text: str) -> str:
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
