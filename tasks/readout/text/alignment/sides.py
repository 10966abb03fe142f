"""Which texts are to be aligned, and which of two is the translation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readout.publishers import Publisher, Publishers

CHINESE, ENGLISH = "zh", "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A passage as a unit of one side."""

    position: int
    section_position: int
    start: int
    end: int
    text: str
    outliers: tuple[int, ...] = ()  # stray characters of the other Chinese script


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One language of one document."""

    document_id: str
    revision: int
    parts: tuple[Part, ...]

    @property
    def texts(self) -> list[str]:
        """The units' texts."""
        return [part.text for part in self.parts]


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Two texts of which one may translate the other; they may be parts of one document."""

    chinese: str  # document_id
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """Documents that have enough of a language to be a side, and those that are mostly in it."""

    chinese: frozenset[str]
    english: frozenset[str]
    mostly_chinese: frozenset[str] = frozenset()
    mostly_english: frozenset[str] = frozenset()


def within(languages: Languages) -> list[Candidate]:
    """Documents that hold both languages."""
    return [Candidate(name, name) for name in sorted(languages.chinese & languages.english)]


def across(citations: Iterable[tuple[str, str]], languages: Languages, paired: frozenset[str]) -> list[Candidate]:
    """Documents of which one cites the other, in the other language.

    Args:
        citations: (citing, cited) document.
        languages: who may be a side.
        paired: documents that hold a translation themselves: their other half is at hand.
    """
    found = set[Candidate]()
    for pair in citations:
        if pair[0] == pair[1] or paired & set(pair):
            continue
        found.update(
            Candidate(one, other)
            for one, other in (pair, pair[::-1])
            if one in languages.chinese and other in languages.english
        )
    return sorted(found)


def family(language: str) -> str:
    """The language without script and region."""
    return language.partition("-")[0]


def original_language(publisher: Publisher | None, publishers: Publishers) -> str | None:
    """In which language a publisher's documents are written first: a translator's in that of whom it translates."""
    if publisher is None:
        return None
    for name in publisher.translates:
        if (translated := publishers.get(name)) and translated.languages:
            return family(translated.languages[0])
    return family(publisher.languages[0]) if publisher.languages else None


def chinese_translates(
    chinese: str | None, english: str | None, named: Sequence[str | None], publishers: Publishers
) -> bool | None:
    """Whether the Chinese text is the translation; None where publishers do not tell.

    Args:
        chinese: publisher of the Chinese text.
        english: publisher of the English one; the same where both are on one page.
        named: publishers that the documents name as their sources, in order: who copied them does not matter.
        publishers: all that are known.
    """
    one, other = publishers.get(chinese), publishers.get(english)
    if one and other and one.id != other.id:
        if other.id in one.translates or one.id in other.translates:
            return other.id in one.translates
        at_home = original_language(one, publishers) == CHINESE, original_language(other, publishers) == ENGLISH
        return None if at_home[0] == at_home[1] else at_home[1]
    for name in (chinese, english, *named):
        language = original_language(publishers.get(name), publishers)
        if language in (CHINESE, ENGLISH):
            return language == ENGLISH
    return None
