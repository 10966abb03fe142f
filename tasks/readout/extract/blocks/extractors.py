"""Other people's extractors: what each takes for a page's text. Their failures are notes, whatever the page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

Extractor = Callable[[str], str]

ONE = ("trafilatura",)
VOTE = ("trafilatura", "precise", "readability", "resiliparse")
"""Asked in this order. newspaper4k is not among them: it loads a list of host names from the net, and takes four times as
long as trafilatura."""
_LINES = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "tr", "td", "section", "article")


def ask(html: str, names: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The text that each extractor takes out of a page, and a note for each that failed on it.

    Args:
        html: the repaired tree, written out again.
        names: of extractors, in the order in which they are asked.
    """
    texts: dict[str, str] = {}
    notes: list[str] = []
    for name in names:
        try:
            texts[name] = _EXTRACTORS[name](html)
        except ModuleNotFoundError:  # no fault of the page: what was configured (settings checks it) is no longer installed
            raise
        except Exception as error:  # whatever a hostile page does to a third-party parser, ours goes on without it
            texts[name] = ""
            notes.append(
                f"extractor failed: {type(error).__name__}" if name in ONE else f"{name} failed: {type(error).__name__}"
            )
    return texts, tuple(notes)


def _trafilatura(html: str, *, precise: bool = False) -> str:
    from trafilatura import extract  # noqa: PLC0415 - half a second of imports that layouts and text files do not need

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its "discarding data" is our rejection row
    # No target language: it returns nothing for bilingual pages. No deduplication: it remembers earlier pages.
    # Fast: without the second and third algorithms that it falls back to, which the blocks' own traits make up for.
    return (
        extract(html, include_comments=False, include_tables=True, favor_precision=precise, deduplicate=False, fast=True) or ""
    )


def _precise(html: str) -> str:
    return _trafilatura(html, precise=True)


def _readability(html: str) -> str:
    parser: Any = import_module("lxml.html")
    document: Any = import_module("readability").Document(html)  # an optional package: imported where a vote is configured
    logging.getLogger("readability").setLevel(logging.CRITICAL)
    tree = parser.fromstring(document.summary())
    for element in tree.iter(*_LINES):
        element.tail = "\n" + (element.tail or "")
    return str(tree.text_content())


def _resiliparse(html: str) -> str:
    module: Any = import_module("resiliparse.extract.html2text")  # an optional package, too
    return str(
        module.extract_plain_text(
            html, main_content=True, preserve_formatting=True, alt_texts=False, links=False, comments=False
        )
    )


_EXTRACTORS: Mapping[str, Extractor] = {
    "trafilatura": _trafilatura,
    "precise": _precise,
    "readability": _readability,
    "resiliparse": _resiliparse,
}
