"""What confined processes do in tests: all that a hostile page could make a parser do, for real."""

from __future__ import annotations

import ctypes
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from readout.constants.extract import ExtractConstants
from readout.extract.requests import Answer, ReadPage, ReadProbe, reader
from readout.publishers import Publishers


class Odd(Exception):
    """An error that cannot be unpacked."""

    def __init__(self, *, word: str) -> None:
        super().__init__(word)


def hang(_: str) -> None:
    """Inside C, with the interpreter's lock held: only the system can end it."""
    re.match(r"(?:a|a)*b", "a" * 60)


def hoard(_: str) -> None:
    """Take memory piece by piece and swallow the failure, as libraries do."""
    pieces: list[bytes] = []
    try:
        pieces.extend(bytes(1_000_000) for _ in range(100_000))
    except MemoryError:
        pieces.clear()


def crash(_: str) -> None:
    """Read where nothing is."""
    ctypes.string_at(0)


def fail(words: str) -> None:
    """Raise what can be packed."""
    raise ValueError(words)


def fail_oddly(words: str) -> None:
    """Raise what cannot be unpacked."""
    raise Odd(word=words)


def end_once(note: str) -> None:
    """End the first process that is asked, and none after it."""
    if not Path(note).exists():
        Path(note).touch()
        os._exit(1)


def chatter(words: str) -> None:
    """Print, as a library might."""
    print(words)
    os.write(1, words.encode())


DEEDS: dict[str, Callable[[str], object]] = {
    "hang": hang, "hoard": hoard, "crash": crash, "raise": fail, "odd": fail_oddly, "once": end_once, "print": chatter,
    "eat": lambda count: bytearray(int(count)) and None, "leave": lambda _: os._exit(3), "pid": lambda _: os.getpid(),
    "sleep": lambda seconds: time.sleep(float(seconds)),
}  # fmt: skip


def answerer(greeting: str) -> Callable[[str], object]:
    """A function that answers; the requests name what happens."""

    def answer(request: str) -> object:
        """Do what the request says."""
        what, _, detail = request.partition(":")
        deed = DEEDS.get(what)
        return (deed(detail) if deed else None) or f"{greeting} {request}"

    return answer


def fragile_reader(publishers: Publishers, constants: ExtractConstants) -> Callable[[ReadPage | ReadProbe], Answer]:
    """A reader of pages whose parser crashes on some and hangs on others."""
    read = reader(publishers, constants)

    def answer(request: ReadPage | ReadProbe) -> Answer:
        """Read the page, unless it is one of those."""
        if b"crashes the parser" in request.entity.body:
            crash("")
        if b"hangs the parser" in request.entity.body:
            hang("")
        return read(request)

    return answer
