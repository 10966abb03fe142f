"""A page that was flattened to one line is read sentence by sentence, so that it can be cut where its language changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from readout.constants.language import LanguageConstants
from readout.model.drafts import Detector
from readout.text.languages.language import heaviest
from readout.text.languages.masks import detection_text
from readout.text.languages.scripts import count_each

# A run of stops is tried from its first alone: from each of them 100,000 took half a minute.
SENTENCE_END = regex.compile(r"(?:[。！？…]++|(?<![.!?؟۔।…])[.!?؟۔।…]++(?=[\s”’\"'」』)）\]]))[”’\"'」』)）\]]*+\s*+")
SPACE = regex.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a passage (offsets within it) as a detector sees it, and its heaviest script."""

    start: int
    end: int
    text: str
    script: str | None


def windows(text: str, constants: LanguageConstants) -> list[Window]:
    """The passage in stretches of whole sentences, each in one script; they cover it without a gap.

    Of a huge passage the stretches are longer than what is read of each, and only joined by length.
    """
    size = max(constants.window_characters, -(-len(text) // constants.windows_most))
    is_huge = size > constants.window_characters
    found: list[Window] = []
    spans = list(_sentences(text, size, least=size // 2 if is_huge else 1))
    reads = [detection_text(text[start : min(end, start + constants.window_characters)]) for start, end in spans]
    for (start, end), read, counts in zip(spans, reads, count_each(reads), strict=True):
        script, _ = heaviest(counts, constants.weights)
        last = found[-1] if found else None
        if last and end - last.start <= size and (script is None or last.script in (None, script)):
            found[-1] = Window(last.start, end, f"{last.text} {read}", script or last.script)
        else:
            found.append(Window(start, end, read, script))
    return found


def may_be_mixed(parts: Sequence[Window], detector: Detector, constants: LanguageConstants) -> bool:
    """Whether scripts or sure votes of the quick model differ among the windows: only then is each scored in full."""
    scripts = {part.script for part in parts if part.script}
    if len(scripts) > 1:
        return True
    if not scripts or len(constants.languages.get(next(iter(scripts)), ())) < 2:
        return False
    votes = (detector.vote(part.text) for part in parts)
    return len({vote[0] for vote in votes if vote and vote[1]}) > 1


def _sentences(text: str, size: int, *, least: int) -> Iterator[tuple[int, int]]:
    """Sentences, joined until they have `least` characters; longer ones than `size` are broken, at white space if there is."""
    start = 0
    for end in (*(match.end() for match in SENTENCE_END.finditer(text)), len(text)):
        while end - start > size:
            middle = start + size // 2
            space = next((match.end() for match in SPACE.finditer(text, middle, start + size)), start + size)
            yield start, space
            start = space
        if end - start >= least or (end == len(text) and end > start):
            yield start, end
            start = end
