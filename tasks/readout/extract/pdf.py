"""The lines of a PDF as they stand on its pages: text only, within limits of pages, bytes and operators."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import hypot
from typing import Any

from readout.constants.extract import ExtractConstants

_END, _END_BYTES = b"%%EOF", 2048
_LAST_LINES = b"\nstartxref\n0\n%%EOF\n"
_STREAM_LIMITS = (
    "maximum_declared_stream_length", "array_based_stream_maximum_output_length", "zlib_maximum_output_length",
    "lzw_maximum_output_length", "run_length_maximum_output_length", "brotli_maximum_output_length",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page."""

    text: str
    page: int  # from 0
    x: float  # of its first character, in points
    y: float  # of its base line; grows upwards
    size: float  # of its letters, in points


@dataclass(frozen=True, slots=True)
class Pdf:
    """What a PDF gave, or why it gave nothing."""

    lines: tuple[Line, ...] = ()
    page_count: int = 0
    lost_pages: tuple[int, ...] = ()  # could not be read, from 0
    title: str | None = None  # as its information says: often a file's name
    problem: str | None = None  # reason of the extract stage
    evidence: str | None = None


class _TooCostlyError(Exception):
    """More operators than a document may have."""


@dataclass(slots=True)
class _Budget:
    """How much drawing is still read: operators, which hostile files repeat without end by few bytes."""

    left: int

    def spend(self, *_: Any) -> None:
        """Count one operator; pypdf calls it with what it is about to draw."""
        self.left -= 1
        if self.left < 0:
            raise _TooCostlyError


@dataclass(slots=True)
class _Pen:
    """Puts the pieces of text that a page draws together to lines."""

    page: int
    lines: list[Line] = field(default_factory=list[Line])
    pieces: list[str] = field(default_factory=list[str])
    at: tuple[float, float, float] | None = None  # x, y, size of the line being drawn

    def take(self, text: str, outer: Sequence[float], inner: Sequence[float], _: Any, size: float) -> None:
        """A piece of text, the two matrices that place it, its font and size: pypdf's visitor."""
        if not text.strip():
            if "\n" in text:
                self.end()
            elif self.pieces:
                self.pieces.append(text)
            return
        if self.at is None:
            x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            self.at = (x, y, abs(size) * hypot(inner[2], inner[3]) * hypot(outer[2], outer[3]))
        *whole, rest = text.split("\n")
        for part in whole:
            self.pieces.append(part)
            self.end(keeps_place=True)
        self.pieces.append(rest)

    def end(self, *, keeps_place: bool = False) -> None:
        """The line is complete."""
        text = " ".join("".join(self.pieces).split())
        if text and self.at:
            self.lines.append(Line(text, self.page, *self.at))
        self.pieces.clear()
        if not keeps_place:
            self.at = None


def read_pdf(body: bytes, constants: ExtractConstants) -> Pdf:
    """The lines of a PDF, page by page in the order in which they are drawn; never raises on what the bytes are.

    Args:
        body: the file.
        constants: how many pages and operators are read, how large a packed stream may become.

    Returns:
        `problem` is `no_text` for encrypted and scanned files, `too_large` for one of too many pages, `too_costly` for
        one that is too much work, `undecodable` for one that is broken.
    """
    from pypdf import apply_configuration  # noqa: PLC0415 - a tenth of a second that pages do not need
    from pypdf.errors import LimitReachedError  # noqa: PLC0415 - as above

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it warns of is our rejection row
    limits: dict[str, Any] = dict.fromkeys(_STREAM_LIMITS, constants.pdf_stream_bytes_max)
    limits["page_tree_maximum_entries"] = 10 * constants.pdf_pages_max
    limits["stream_parsing_work_maximum_count"] = constants.pdf_operators_max
    try:
        with apply_configuration(**limits):
            return _read(body, constants)
    except (_TooCostlyError, LimitReachedError) as error:
        return Pdf(problem="too_costly", evidence=str(error) or f"more than {constants.pdf_operators_max} operators")
    except Exception as error:  # whatever a hostile file does to a third-party parser, ours goes on without it
        return Pdf(problem="undecodable", evidence=f"{type(error).__name__}: {error}")


def _read(body: bytes, constants: ExtractConstants) -> Pdf:
    from pypdf import PasswordType, PdfReader  # noqa: PLC0415 - as above

    ending = b"" if _END in body[-_END_BYTES:] else _LAST_LINES  # a file that was cut still has most of its pages
    reader = PdfReader(io.BytesIO(body + ending), strict=False)
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        return Pdf(problem="no_text", evidence="encrypted")
    count = len(reader.pages)
    if count > constants.pdf_pages_max:
        return Pdf(page_count=count, problem="too_large", evidence=f"{count} pages")
    lines, lost = _lines(reader, constants)
    if lost and (not lines or len(lost) > constants.pdf_lost_pages_max):
        raise next(reversed(lost.values()))
    if not lines:
        return Pdf(page_count=count, problem="no_text", evidence=f"{count} pages; no text on them: scanned, or drawn")
    return Pdf(lines, count, tuple(lost), _title(reader))


def _lines(reader: Any, constants: ExtractConstants) -> tuple[tuple[Line, ...], dict[int, Exception]]:
    """The lines of the pages, until too many of them are broken; and why those could not be read."""
    budget = _Budget(constants.pdf_operators_max)
    lines: list[Line] = []
    lost: dict[int, Exception] = {}
    for number, page in enumerate(reader.pages):
        pen = _Pen(number)
        try:
            page.extract_text(visitor_operand_before=budget.spend, visitor_text=pen.take)
        except _TooCostlyError:
            raise
        except Exception as error:  # a broken page is told by its number, the others are read
            lost[number] = error
        pen.end()
        lines.extend(pen.lines)
        if len(lost) > constants.pdf_lost_pages_max:
            break
    return tuple(lines), lost


def _title(reader: Any) -> str | None:
    title = reader.metadata.title if reader.metadata else None
    return " ".join(str(title).split()) or None if title else None
