"""TOML text to a checked value: every mistake names file, line, key and, where there is one, the nearest known key."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Container, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, create_model
from pydantic_core import ErrorDetails

from readout.errors import BadConfig
from readout.toml_lines import KeyPath, lines_of_keys

T = TypeVar("T")

UNKNOWN_KEY = frozenset({"extra_forbidden", "unexpected_keyword_argument"})
"""pydantic's names for a key that the model (or dataclass) does not have."""

CONTENT = "content"
"""Name of the one field that stands for the whole file."""


def read_toml(path: Path, model: type[T], **given: object) -> T:
    """The file as a checked value.

    Args:
        path: the TOML file; messages name it as it is given.
        model: pydantic model or standard-library dataclass.
        **given: values that do not stand in the file, such as an id that is its name.

    Raises:
        BadConfig: the file cannot be read, is no TOML, has an unknown or missing key or a wrong value.
    """
    text = _read(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        place = f"{path}:{where[1]}" if where else f"{path}:{len(text.splitlines())}"  # else at the end of the document
        raise BadConfig(f"{place}: not valid TOML: {error}", "Correct the syntax at that place.") from error
    lines = lines_of_keys(text)
    if taken := sorted(data.keys() & given.keys()):
        raise BadConfig(
            f"{_place(path, lines, (taken[0],))}: key {taken[0]!r} is not written, it is the file's name", "Delete it."
        )
    try:
        # As JSON, because strict JSON takes a list for a tuple and a date as text, yet no text for a number.
        content = json.dumps({CONTENT: {**data, **given}}, default=_as_json)
        return getattr(_file_of(model).model_validate_json(content, strict=True), CONTENT)
    except ValidationError as error:
        raise _explain(error, path, lines, model, given) from error


def bad_value(path: Path, key: KeyPath, problem: str, remedy: str) -> BadConfig:
    """The error for a value that only something outside the file shows to be wrong; finds the key's line."""
    return BadConfig(f"{_place(path, lines_of_keys(_read(path)), key)}: {problem}", remedy)


def nearest(word: str, known: list[str]) -> str | None:
    """The known word that `word` was probably meant to be.

    >>> nearest("delay_second", ["delay_seconds", "domains"])
    'delay_seconds'
    """
    return next(iter(difflib.get_close_matches(word, known, n=1)), None)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path}: not UTF-8 at byte {error.start}", "Save the file as UTF-8.") from error
    except OSError as error:
        raise BadConfig(
            f"{path}: cannot be read: {error.strerror}", "Give the name of an existing, readable TOML file."
        ) from error


def _as_json(value: object) -> str:
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    raise TypeError(value)  # tomllib gives nothing else


def _place(path: Path, lines: Mapping[KeyPath, int], key: KeyPath) -> str:
    """`path:line` of the key, or of the nearest table around it; pydantic's own steps of a union are passed over."""
    steps: KeyPath = ()
    for step in key:
        if (*steps, step) in lines:
            steps = (*steps, step)
        elif isinstance(step, str) and steps in lines:
            continue
    return f"{path}:{lines[steps]}" if steps in lines else f"{path}:1"


def _explain(
    error: ValidationError, path: Path, lines: Mapping[KeyPath, int], model: type[Any], given: Container[str]
) -> BadConfig:
    """The first mistake of the file in full, and how many more there are."""
    # Of a union's branches the one whose own check failed says most.
    # A misspelt key is missing under its right name, too: the misspelling says more.
    details = sorted(error.errors(include_url=False), key=lambda detail: detail["type"] not in {"value_error", *UNKNOWN_KEY})
    problems = [_problem(detail, path, lines, model, given) for detail in details]
    first, remedy = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return BadConfig(first + more, remedy)


def _problem(
    detail: ErrorDetails, path: Path, lines: Mapping[KeyPath, int], model: type[Any], given: Container[str]
) -> tuple[str, str]:
    key = detail["loc"][1:]  # without CONTENT
    place, name, table = _place(path, lines, key), str(key[-1]) if key else "", ".".join(map(str, key[:-1]))
    known = [name for name in _known_keys(model, key[:-1]) if len(key) > 1 or name not in given]
    if detail["type"] in UNKNOWN_KEY:
        guess = nearest(name, known)
        return (
            f"{place}: unknown key {name!r}" + (f"; did you mean {guess!r}?" if guess else ""),
            "Known here: " + ", ".join(known) + "." if known else "Delete it.",
        )
    if detail["type"].startswith("missing"):
        return f"{place}: missing key {name!r}" + (f" in [{table}]" if table else ""), "Add it."
    message = detail["msg"].removeprefix("Value error, ")
    dotted = ".".join(str(step) for step in key if str(step) not in {"str", "int"} and "[" not in str(step))
    return f"{place}: {dotted}: {message}: {_shown(detail['input'])}", "Correct the value."


def _shown(value: object) -> str:
    text = re.sub(r"//[^@/\s]*@", "//***@", repr(value))  # a password stays out of logs
    return text if len(text) <= 60 else text[:57] + "..."


@lru_cache(maxsize=32)
def _file_of(model: type[Any]) -> type[BaseModel]:
    """A model with the file as its one field: its ban of unknown keys holds for dataclasses inside, which have none."""
    fields: dict[str, Any] = {CONTENT: (model, ...)}
    return create_model("File", __config__=ConfigDict(extra="forbid", allow_inf_nan=False), **fields)


@lru_cache(maxsize=32)
def _schema(model: type[Any]) -> dict[str, Any]:
    return TypeAdapter(model).json_schema()


def _known_keys(model: type[Any], key: tuple[int | str, ...]) -> list[str]:
    """Keys of the table at that place, from the model's JSON schema, which is alike for models and dataclasses."""
    schema = _schema(model)
    definitions = schema.get("$defs", {})
    nodes = [schema]
    for step in (None, *key):
        below = nodes if step is None else [child for node in nodes for child in _children(node, step)]
        nodes = [definitions[node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else node for node in below]
        nodes = [n for node in nodes for n in _alternatives(node, definitions)]
    return sorted({name for node in nodes for name in node.get("properties", {})})


def _alternatives(node: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    options = [*node.get("anyOf", ()), *node.get("allOf", ())] or [node]
    return [definitions[option["$ref"].rsplit("/", 1)[-1]] if "$ref" in option else option for option in options]


def _children(node: dict[str, Any], step: int | str) -> list[dict[str, Any]]:
    if isinstance(step, int):
        found = node.get("items")
    else:
        found = node.get("properties", {}).get(step, node.get("additionalProperties"))
    return [found] if isinstance(found, dict) else []
