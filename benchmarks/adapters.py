"""The product's own functions under the names that the evaluators ask for; run them from this folder as `adapters:name`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import alteration_adapter
import extraction_adapter
import relation_adapter
from translation_adapter import Translator

from readout.configuration import read_toml
from readout.constants import Constants
from readout.extract.plain import plain_passages
from readout.model import Document
from readout.publishers import Publishers
from readout.settings import Speakers, read_publishers
from readout.text.alignment.aligner import Aligner
from readout.text.alignment.dictionary import load_dictionary
from readout.text.languages.detectors import load_detector
from readout.text.languages.pieces import runs
from readout.text.languages.sections import label
from readout.text.parts import Parts, split
from readout.text.sentences import split_sentences

CONFIG = Path(__file__).resolve().parents[1] / "config"


def extract(html: bytes, url: str) -> dict[str, Any]:
    """Text and metadata of a page."""
    return extraction_adapter.extract(html, url, _publishers(), _constants().extract)


def extract_vote(html: bytes, url: str) -> dict[str, Any]:
    """The same with all extractors of the generic route; needs the extra `vote`."""
    constants = dataclasses.replace(_constants().extract, generic="vote")
    return extraction_adapter.extract(html, url, _publishers(), constants)


def sections(text: str) -> list[tuple[int, int, str]]:
    """Sections of a whole document: start, end, language. Turns and rows, which come after them, are not made."""
    pieces = label(text, plain_passages(text), load_detector(), _constants().language)
    return [(pieces[first].start, pieces[last - 1].end, pieces[first].language) for first, last in runs(pieces)]


def turns(text: str) -> list[tuple[int, int, str, str | None]]:
    """Speaker turns of a whole document: start, end, label, questioner."""
    return [(turn.start, turn.end, turn.label, turn.questioner) for turn in _parts(text).turns]


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Sentences of a section."""
    return split_sentences(text, language)


def align_paragraphs(zh: list[str], en: list[str]) -> list[tuple[range, range, float, float]]:
    """Pairs of paragraphs that translate each other: places in either list, similarity, margin."""
    return [(bead.chinese, bead.english, bead.similarity, bead.margin) for bead in _aligner().paragraphs(zh, en)]


def align_sentences(zh: list[str], en: list[str]) -> list[tuple[range, range, float, float]]:
    """The same of the sentences of one pair of paragraphs."""
    return [(bead.chinese, bead.english, bead.similarity, bead.margin) for bead in _aligner().sentences(zh, en)]


def relate(docs: list[relation_adapter.Doc]) -> set[tuple[str, str, str, float]]:
    """Relations of the evaluator's documents: (id, other id, kind, score)."""
    return relation_adapter.relate(docs, _constants().relations, _translator())


class RelationIndex(relation_adapter.Index):
    """The relations index, fed with the evaluator's documents as they come."""

    def __init__(self) -> None:
        super().__init__(_constants().relations, _translator())


def canonical(docs: list[relation_adapter.Doc]) -> dict[str, str]:
    """For each of the evaluator's documents the one that stands for its cluster."""
    return relation_adapter.canonical(docs, _constants().relations)


def diff(original: str, copy: str) -> list[dict[str, Any]]:
    """What a copy altered."""
    return alteration_adapter.diff(original, copy, _constants().alterations)


def _parts(text: str) -> Parts:
    return split(_document(text), plain_passages(text), "upper", _speakers(), _constants().language, load_detector())


@cache
def _constants() -> Constants:
    return read_toml(CONFIG / "pipeline.toml", Constants)


@cache
def _aligner() -> Aligner:
    return Aligner(load_dictionary(), _constants().alignment)


@cache
def _translator() -> Translator:
    return Translator(_constants(), _aligner(), _parts)


@cache
def _publishers() -> Publishers:
    return read_publishers(CONFIG / "publishers")


@cache
def _speakers() -> Mapping[str, str]:
    return read_toml(CONFIG / "speakers.toml", Speakers).speakers


def _document(text: str) -> Document:
    """A document of nobody, with that text."""
    now = datetime(2024, 1, 1, tzinfo=UTC)
    return Document(
        document_id="20240101T000000Z-0000000000", revision=1, url="file:x", url_key="file:x", publisher=None, authority=None,
        capture_id="x", first_seen_at=now, updated_at=now, removed_at=None, title=None, authors=(), kind="page",
        published_on=None, published_at=None, published_precision="none", published_zone=None, page_dated_on=None,
        modified_at=None, place=None, dateline=None, declared_language=None, languages=(), text=text, text_sha256="",
        passage_count=0, layout="text", completeness="full", witness=None, notes=(), evidence=(), licence=None,
        may_redistribute=False, canonical_id=None, canonical_reason=None, cluster_size=None,
    )  # fmt: skip
