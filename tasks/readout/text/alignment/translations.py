"""The relation `translation_of` that an accepted pairing makes, and which of its two sides is the translation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from readout.model import Relation
from readout.model.relations import SharedSpan
from readout.text.alignment.numbers import chinese_numbers, english_numbers
from readout.text.alignment.rows import Figures, Pairing, main_sections, parts_of

Reason = Literal["one page", "cited", "features"]
"""Why two texts are compared: they stand on one page, one cites the other, or they share places, numbers and names."""
COVER_GAP = 0.2
"""A side that is translated whole, while the other is not by so much, is the translation (our choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the relation says of a document."""

    document_id: str
    revision: int
    url_key: str
    publisher: str | None
    published_on: date | None


def is_translation(
    figures: Figures, *, told: bool | None, chinese_cites: bool | None, chinese_is_later: bool | None = None
) -> bool:
    """Whether the Chinese side is the translation.

    Args:
        figures: of the pairing.
        told: what the publishers say of it; None: nothing.
        chinese_cites: whether the Chinese document cites the English one rather than the reverse; None: neither does.
        chinese_is_later: whether it was published after the other; None: the same day, or one page.
    """
    if told is not None:
        return told
    if chinese_cites is not None:
        return chinese_cites  # whoever translates names what it translates
    if chinese_is_later is not None:
        return chinese_is_later
    gap = figures.chinese_cover - figures.english_cover
    return gap >= -COVER_GAP  # both whole: most pages that we see have translations from English


def relation_of(
    pairing: Pairing, pages: tuple[Page, Page], *, chinese_translates: bool, reason: Reason, method: str, spans_max: int
) -> Relation:
    """The row.

    Args:
        pairing: Chinese first.
        pages: the same.
        chinese_translates: the direction.
        reason: why the two were compared.
        method: of the aligner.
        spans_max: most stretches that a row lists, the longest.
    """
    figures, turned = pairing.figures, not chinese_translates
    covers = figures.chinese_cover, figures.english_cover
    one, other = pages[::-1] if turned else pages
    cover, other_cover = covers[::-1] if turned else covers
    section, other_section, _ = main_sections(pairing)
    if turned:
        section, other_section = other_section, section
    kept, changed = _numerals(pairing)
    days = one.published_on, other.published_on
    return Relation(
        document_id=one.document_id,
        revision=one.revision,
        other_id=other.document_id,
        other_revision=other.revision,
        kind="translation_of",
        score=figures.similarity,
        cover=cover,
        other_cover=other_cover,
        longest_run=0,
        shared=0,
        rare_shared=0,
        rare_share=0.0,
        numerals_kept=kept,
        numerals_changed=changed,
        names_changed=0,
        day_gap=abs((days[0] - days[1]).days) if days[0] and days[1] else None,
        same_publisher=one.publisher is not None and one.publisher == other.publisher,
        same_url=one.url_key == other.url_key,
        raw_equal=False,
        spans=_spans(pairing, spans_max, turned=turned),
        section_position=section,
        other_section_position=other_section,
        reason=reason,
        is_current=True,
        method=method,
    )


def _numerals(pairing: Pairing) -> tuple[int, int]:
    """Numbers in digits that both sides of a bead have, and those that one has alone."""
    kept = changed = 0
    for bead in pairing.beads:
        texts = ["\n".join(part.text for part in parts) for parts in parts_of(pairing, bead)]
        mine, theirs = chinese_numbers(texts[0]), english_numbers(texts[1])
        kept += len((mine.hard & theirs.said) | (theirs.hard & mine.said))
        changed += max(len(mine.hard - theirs.said), len(theirs.hard - mine.said))
    return kept, changed


def _spans(pairing: Pairing, most: int, *, turned: bool) -> tuple[SharedSpan, ...]:
    """Places of the longest beads, in the order of the text."""
    found: list[SharedSpan] = []
    for bead in pairing.beads:
        mine, theirs = parts_of(pairing, bead)[::-1] if turned else parts_of(pairing, bead)
        found.append(SharedSpan(mine[0].start, mine[-1].end, theirs[0].start, theirs[-1].end))
    longest = sorted(found, key=lambda span: (span.start - span.end, span.start))[:most]
    return tuple(sorted(longest, key=lambda span: span.start))
