"""On which line of a TOML file each key stands: tomllib forgets it, and a message without it is no help."""

from __future__ import annotations

import re
from collections.abc import Iterator

KeyPath = tuple[int | str, ...]
"""Where a value stands: names of tables and keys, positions in arrays of tables."""

_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\''  # strings over several lines
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]',
    re.DOTALL,
)
_PART = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_KEY})[ \t]*\]")
_ASSIGNMENT = re.compile(rf"[ \t]*({_KEY})[ \t]*=")


def lines_of_keys(text: str) -> dict[KeyPath, int]:
    r"""Line (from 1) of each table, array element and key of a valid TOML text.

    Keys inside an inline table or array have no entry of their own: theirs is the line of the key that holds it.

    >>> lines_of_keys('a = 1\n[[b]]\nc.d = 2\n')
    {('a',): 1, ('b',): 2, ('b', 0): 2, ('b', 0, 'c'): 3, ('b', 0, 'c', 'd'): 3}
    """
    found: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for number, statement in _statements(text):
        if header := _HEADER.match(statement):
            table = _resolve(_names(header[2]), counts, begins=header[1] == "[[")
            steps = table
        elif assignment := _ASSIGNMENT.match(statement):
            steps = (*table, *_names(assignment[1]))
        else:
            continue
        for length in range(1, len(steps) + 1):
            found.setdefault(steps[:length], number)
    return found


def _resolve(names: tuple[str, ...], counts: dict[KeyPath, int], *, begins: bool) -> KeyPath:
    """A header's names with the position of the last element behind each array of tables on the way."""
    steps: KeyPath = ()
    for place, name in enumerate(names):
        steps = (*steps, name)
        if begins and place == len(names) - 1:
            counts[steps] = counts.get(steps, -1) + 1
        if steps in counts:
            steps = (*steps, counts[steps])
    return steps


def _names(key: str) -> tuple[str, ...]:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in re.findall(_PART, key))


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Line number and line of everything that begins outside brackets and strings."""
    lines = text.split("\n")
    depth, number = 0, 1
    yield 1, lines[0]
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece == "\n":
            number += 1
            if depth == 0:
                yield number, lines[number - 1]
        elif piece in "[{":
            depth += 1
        elif piece in "]}":
            depth -= 1
        else:
            number += piece.count("\n")
