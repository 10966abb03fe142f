"""What a page in a layout's mark-up must turn into: the file beside it, and the comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from readout.drafting.files import toml_value
from readout.extract.details.metadata import Metadata
from readout.extract.layouts import Chosen
from readout.extract.pages import Read
from readout.publishers import Checked

_SHOWN = 60  # characters of a value in a message: enough to know it by


class Fixture(Checked):
    """`<name>.toml` beside `<name>.html` in tests/extract/pages/<publisher>/; what is not given is not compared."""

    url: str
    day: date  # of the capture: decides which layouts are in force
    layout: str
    title: str | None = None
    published_on: date | None = None
    authors: tuple[str, ...] | None = None
    kind: str | None = None
    place: str | None = None
    passages: int | None = None
    first: str | None = None
    last: str | None = None
    absent: tuple[str, ...] = ()  # words of the page that are no part of its text


def fixture_of(url: str, day: date, chosen: Chosen, read: Read, metadata: Metadata) -> Fixture:
    """What a page turns into now."""
    found = _found(chosen.name, read, metadata)
    return Fixture(url=url, day=day, **{key: value for key, value in found.items() if value not in (None, ())})


def differences(fixture: Fixture, layout: str, read: Read, metadata: Metadata) -> Iterator[str]:
    """What a page turns into otherwise than its file says."""
    found = _found(layout, read, metadata)
    for key in found:
        if (wanted := getattr(fixture, key)) is not None and wanted != found[key]:
            yield f"{key}: {_shown(found[key])} instead of {_shown(wanted)}"
    for words in fixture.absent:
        if words in read.content.text:
            yield f"body: holds {_shown(words)}"


def fixture_toml(fixture: Fixture) -> str:
    """The file."""
    lines = [f"{key} = {toml_value(value)}" for key, value in fixture.model_dump(exclude_defaults=True).items()]
    return "\n".join(["# What the page beside it must turn into; its words are invented.", *lines, ""])


def _found(layout: str, read: Read, metadata: Metadata) -> Mapping[str, Any]:
    lines: Sequence[str] = [read.content.text[one.start : one.end] for one in read.content.passages]
    return {
        "layout": layout,
        "title": metadata.title,
        "published_on": metadata.published_on,
        "authors": tuple(author.name for author in metadata.authors),
        "kind": metadata.kind,
        "place": metadata.place,
        "passages": len(lines),
        "first": lines[0] if lines else None,
        "last": lines[-1] if lines else None,
    }


def _shown(value: object) -> str:
    text = ", ".join(map(str, cast("tuple[object, ...]", value))) if isinstance(value, tuple) else str(value)
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
