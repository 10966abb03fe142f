"""A drafted publisher as the text of its TOML file, with comments on what to look at."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import cast

from readout.drafting.draft import Draft
from readout.publishers import Layout

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def toml_of(draft: Draft, source: str) -> str:
    """The file.

    Args:
        draft: what goes into it.
        source: the address of the page that it was made from.
    """
    one, advice = draft.publisher, {finding.key: finding.advice for finding in draft.findings if finding.advice}
    lines = [
        f"# {_comment(one.name)}. Drafted by `readout publisher new` from {_comment(source)}: look at what is marked, then delete the marks.",
        _line("name", one.name, advice.get("name")),
        _line("domains", one.domains),
    ]
    if one.country:
        lines.append(_line("country", one.country))
    lines += [
        _line("languages", one.languages),
        _line("authority", one.authority, "official > translation > wire > outlet > mirror > blog: who is kept as canonical"),
        _line("licence", one.licence, advice.get("licence")),
        _line("redistribute", one.redistribute),
        _line("delay_seconds", one.delay_seconds, "look: its robots.txt can only make it longer"),
        "",
        "# How documents name it as their source without a URL; regular expressions.",
        "[attribution]",
        _line("byline", one.attribution.byline),
    ]
    for layout in one.layout:
        lines += ["", *_layout_lines(layout, advice)]
    lines += [
        "",
        "[expect] # a warning in the report, never a reason not to publish",
        _line("passages_min", one.expect.passages_min),
    ]
    return "\n".join(lines) + "\n"


def _layout_lines(layout: Layout, advice: Mapping[str, str]) -> list[str]:
    values: dict[str, object] = {key: getattr(layout, key) for key in ("name", "fingerprint", "title")}
    rules = {key: getattr(layout, key) for key in ("kind", "authors", "published")}
    values |= {key: rule.model_dump(exclude_defaults=True) for key, rule in rules.items() if rule is not None}
    values |= {key: getattr(layout, key) for key in ("body", "body_all", "drop")}
    if layout.paragraphs != "block":
        values["paragraphs"] = layout.paragraphs
    values["title_suffix"] = layout.title_suffix
    lines = [_line(key, value, advice.get(key)) for key, value in values.items() if value]
    return ["[[layout]] # an era of the site's mark-up, newest first", *lines]


def _line(key: str, value: object, comment: str | None = None) -> str:
    text = f"{key} = {toml_value(value)}"
    return f"{text} # {_comment(comment)}" if comment else text


def _comment(text: str) -> str:
    """On one line, without what a comment must not hold: the words come from a stranger's page."""
    return _CONTROL.sub("", " ".join(text.split()))


def toml_value(value: object) -> str:
    """A value as TOML: text, numbers, truth, and lists and tables of them.

    >>> toml_value({"css": "p", "formats": ("%d",), "n": 1.5, "yes": True})
    '{ css = "p", formats = ["%d"], n = 1.5, yes = true }'
    """
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, object]", value).items()
        return f"{{ {', '.join(f'{_key(key)} = {toml_value(item)}' for key, item in pairs)} }}"
    if isinstance(value, Sequence):
        return f"[{', '.join(toml_value(item) for item in cast('Sequence[object]', value))}]"
    return str(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    """A basic string: TOML takes JSON's escapes, and wants one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
